// The reader's choice of palette, and the page's contents unfolded where there is room.

const KEY = "registre.palette";
const NEXT = { auto: "light", light: "dark", dark: "auto" };
const MEDIA = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };

function stored() {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto";
  }
}

function store(palette) {
  try {
    if (palette === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, palette);
  } catch {
    // Without storage, the choice lasts as long as the page.
  }
}

function show(button, palette) {
  const said = button.dataset.label.replace("{palette}", button.dataset[palette]);
  button.dataset.palette = palette;
  button.querySelector("span").textContent = said;
  button.setAttribute("aria-label", said);
  document.getElementById("dark").media = MEDIA[palette];
}

function offerPalettes(button) {
  show(button, stored() in NEXT ? stored() : "auto");
  button.hidden = false;
  button.addEventListener("click", () => {
    const palette = NEXT[button.dataset.palette];
    store(palette);
    show(button, palette);
  });
}

function unfoldContents(contents) {
  const wide = matchMedia("(min-width: 68em)");
  const follow = () => { contents.open = wide.matches; };
  wide.addEventListener("change", follow);
  follow();
}

/** The link to the page that is read, in the menus: pages of a section share one frame. */
function markCurrent() {
  for (const link of document.querySelectorAll(".rg-siblings a, .rg-menu li li a, .rg-footer nav a")) {
    if (link.origin + link.pathname === location.origin + location.pathname) {
      link.setAttribute("aria-current", "page");
    }
  }
}

markCurrent();
const button = document.querySelector(".rg-palette");
if (button) offerPalettes(button);
const contents = document.querySelector(".rg-toc > details");
if (contents) unfoldContents(contents);
