// Elements made by script; texts are only ever set as text.

/** A new element with its attributes and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A button that does one thing. */
export function button(className, action, ...children) {
  const made = element("button", { type: "button", class: className }, ...children);
  made.addEventListener("click", action);
  return made;
}
