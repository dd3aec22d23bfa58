// The facets of a listing: links turned into boxes to tick, with counts that follow.

import { element, button } from "./elements.js";
import { folded } from "./text.js";

const SHOWN = 8;
const MANY = 20;

/** Every facet of the listing; `toggle(key, code, ticked)` hears of each change. */
export class Facets {
  constructor(root, words, toggle) {
    this.panel = root.querySelector("[data-facets]");
    this.facets = [...root.querySelectorAll("[data-facet]")].map(
      (each) => new Facet(each, words, toggle),
    );
    this.byKey = new Map(this.facets.map((facet) => [facet.key, facet]));
    this.followWidth();
  }

  get keys() {
    return [...this.byKey.keys()];
  }

  label(key, code) {
    return this.byKey.get(key).label(code);
  }

  title(key) {
    return this.byKey.get(key).title;
  }

  /** Ticks what is chosen and writes the counts; without counts, those of the page. */
  update(selection, counts) {
    for (const facet of this.facets) {
      facet.update(selection.chosen.get(facet.key) ?? new Set(), counts?.[facet.key]);
    }
  }

  /** Gives the links back, for a page whose search cannot work. */
  restore() {
    for (const facet of this.facets) facet.restore();
  }

  followWidth() {
    const wide = matchMedia("(min-width: 60em)");
    const follow = () => { this.panel.open = wide.matches; };
    wide.addEventListener("change", follow);
    follow();
  }
}

class Facet {
  constructor(root, words, toggle) {
    this.root = root;
    this.words = words;
    this.key = root.dataset.facet;
    this.title = root.querySelector("summary").textContent.trim();
    this.list = root.querySelector("ul");
    this.links = [...this.list.children];
    this.values = this.links.map((link) => new Value(this.key, link, words, toggle));
    this.byCode = new Map(this.values.map((value) => [value.code, value]));
    this.whole = false;
    this.typed = "";
    this.list.replaceChildren(...this.values.map((value) => value.item));
    this.addControls();
    this.fold();
  }

  label(code) {
    return this.byCode.get(code)?.label ?? code;
  }

  addControls() {
    if (this.values.length > MANY) this.list.before(this.finder());
    if (this.values.length <= SHOWN) return;
    this.more = button("rg-facet-more", () => {
      this.whole = !this.whole;
      this.fold();
    });
    this.list.after(this.more);
  }

  finder() {
    const label = this.words.say("find_value", { facet: this.title });
    this.find = element("input", {
      type: "search", class: "rg-facet-find", "aria-label": label, placeholder: label, autocomplete: "off",
    });
    this.find.addEventListener("input", () => {
      this.typed = folded(this.find.value.trim());
      this.fold();
    });
    this.find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    return this.find;
  }

  update(codes, counts) {
    for (const value of this.values) value.update(codes.has(value.code), counts);
    if (codes.size) this.root.open = true;
    this.fold();
  }

  /** Hides what goes beyond the first values; never one that is ticked. */
  fold() {
    const all = this.whole || !this.more;
    this.values.forEach((value, at) => {
      value.item.hidden = this.typed ? !value.search.includes(this.typed) : !(all || at < SHOWN || value.box.checked);
    });
    if (!this.more) return;
    this.more.hidden = Boolean(this.typed);
    this.more.setAttribute("aria-expanded", String(this.whole));
    this.more.textContent = this.whole
      ? this.words.say("fewer_values")
      : this.words.say("more_values", { count: this.values.length });
  }

  restore() {
    this.find?.remove();
    this.more?.remove();
    this.list.replaceChildren(...this.links);
  }
}

class Value {
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
    this.box.addEventListener("change", () => toggle(key, this.code, this.box.checked));
  }

  update(ticked, counts) {
    const count = counts ? counts[this.code] ?? 0 : this.original;
    this.box.checked = ticked;
    this.count.textContent = this.words.number(count);
    this.item.classList.toggle("is-empty", count === 0 && !ticked);
  }
}
