// What is chosen, as buttons that take it back.

import { element, button } from "./elements.js";

/** The chips above the results; `change(selection)` hears of what remains. */
export class Chips {
  constructor(root, words, facets, change) {
    this.place = root.querySelector("[data-chips]");
    this.next = root.querySelector("[data-search-count]");
    Object.assign(this, { words, facets, change });
  }

  update(selection, toggled) {
    const chips = [...selection.chosen].flatMap(([key, codes]) =>
      [...codes].map((code) => this.chip(key, code, () => toggled(selection, key, code, false))),
    );
    if (chips.length || selection.query) {
      chips.push(this.button("rg-chips-clear", () => ({ query: "", chosen: new Map(), sort: "" }), this.words.say("clear")));
    }
    this.place.replaceChildren(...chips.map((chip) => element("li", {}, chip)));
    this.place.hidden = !chips.length;
  }

  chip(key, code, remaining) {
    const facet = this.facets.title(key);
    const value = this.facets.label(key, code);
    const chip = this.button("rg-chip", remaining, this.words.say("chosen", { facet, value }));
    chip.setAttribute("aria-label", this.words.say("remove", { facet, value }));
    chip.append(element("span", { class: "rg-chip-cross", "aria-hidden": "true" }, "×"));
    return chip;
  }

  button(className, remaining, text) {
    return button(className, () => {
      this.change(remaining());
      (this.place.querySelector("button") ?? this.next).focus();
    }, text);
  }
}
