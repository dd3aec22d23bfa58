// One value of a facet: a link turned into a box to tick, with its count.

import { element } from "./elements.js";
import { folded } from "./text.js";

/** The box made of a link; `toggle(code, ticked)` hears of each change. */
export class Value {
  constructor(key, link, words, toggle) {
    const label = link.querySelector("[data-label]");
    this.words = words;
    this.code = link.dataset.value;
    this.label = label.textContent.trim();
    this.search = folded(this.label);
    this.original = Number(link.dataset.count);
    this.box = element("input", { type: "checkbox", name: key, value: this.code });
    this.count = element("span", { class: "rg-count" }, words.number(this.original));
    this.item = element("li", {}, element("label", {}, this.box, label.cloneNode(true), this.count));
    this.box.addEventListener("change", () => toggle(this.code, this.box.checked));
  }

  update(ticked, counts) {
    const count = counts ? counts[this.code] ?? 0 : this.original;
    this.box.checked = ticked;
    this.count.textContent = this.words.number(count);
    this.item.classList.toggle("is-empty", count === 0 && !ticked);
  }
}
