// The facets of a listing: links turned into boxes to tick, with counts that follow.

import { element, button } from "./elements.js";
import { bounds, named, Range, within } from "./range.js";
import { folded } from "./text.js";
import { Value } from "./value.js";

const SHOWN = 8;
const MANY = 20;

/**
 * Every facet of the listing; `choose(key, codes)` hears of each change, `opened()` of a
 * facet that comes into view.
 */
export class Facets {
  constructor(root, words, choose, opened) {
    this.panel = root.querySelector("[data-facets]");
    this.facets = [...root.querySelectorAll("[data-facet]")].map(
      (each) => new Facet(each, words, choose),
    );
    this.byKey = new Map(this.facets.map((facet) => [facet.key, facet]));
    this.followWidth();
    for (const each of [this.panel, ...this.facets.map((facet) => facet.root)]) {
      each.addEventListener("toggle", () => each.open && opened());
    }
  }

  get keys() {
    return [...this.byKey.keys()];
  }

  /** The facets that the reader sees: only theirs are the counts that matter. */
  get open() {
    return this.panel.open ? this.keys.filter((key) => this.byKey.get(key).root.open) : [];
  }

  label(key, code) {
    return this.byKey.get(key).label(code);
  }

  title(key) {
    return this.byKey.get(key).title;
  }

  /** The values that a chosen code stands for. */
  codes(key, code) {
    return this.byKey.get(key).within(code);
  }

  /** Links to the page of each facet. */
  links() {
    return this.facets.map(({ title, all }) => element("a", { href: all.href }, title));
  }

  /** Brings the labels that a selection needs; resolves to whether any came. */
  async complete(selection) {
    const wanting = [...selection.chosen].filter(([key, codes]) => this.byKey.get(key).lacks(codes));
    await Promise.all(wanting.map(([key]) => this.byKey.get(key).complete()));
    return wanting.length > 0;
  }

  /** Brings every value of every facet. */
  completeAll() {
    return Promise.all(this.facets.map((facet) => facet.complete()));
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
  constructor(root, words, choose) {
    this.root = root;
    this.words = words;
    this.key = root.dataset.facet;
    this.choose = (codes) => choose(this.key, codes);
    this.title = root.querySelector("summary").textContent.trim();
    this.list = root.querySelector("[data-values]");
    this.all = root.querySelector("[data-all]");
    this.total = Number(this.all.dataset.all);
    this.links = [...this.list.children];
    this.chosen = new Set();
    this.byCode = new Map();
    this.whole = false;
    this.typed = "";
    this.list.replaceChildren();
    this.add(this.links);
    this.addControls();
    this.fold();
  }

  get values() {
    return [...this.byCode.values()];
  }

  add(links) {
    const toggle = (code, ticked) => {
      const codes = new Set(this.chosen);
      if (ticked) codes.add(code);
      else codes.delete(code);
      this.choose(codes);
    };
    for (const link of links) {
      if (this.byCode.has(link.dataset.value)) continue;
      const value = new Value(this.key, link, this.words, toggle);
      this.byCode.set(value.code, value);
      this.list.append(value.item);
    }
  }

  label(code) {
    const range = bounds(code);
    return range ? named(range, this.words) : this.byCode.get(code)?.label ?? code;
  }

  within(code) {
    const range = bounds(code);
    return range ? within(range, this.years) : [code];
  }

  get years() {
    return [...this.byCode.keys()].filter((code) => /^\d{4}$/.test(code));
  }

  lacks(codes) {
    return this.byCode.size < this.total && [...codes].some((code) => !this.byCode.has(code));
  }

  /** The values that the list leaves to the facet's own page. */
  complete() {
    if (this.byCode.size >= this.total) return Promise.resolve();
    this.coming ??= this.fetchRest().catch(() => { this.coming = undefined; });
    return this.coming;
  }

  async fetchRest() {
    const answer = await fetch(this.all.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.add(page.querySelectorAll("[data-values] > [data-value]"));
    this.update(this.chosen, this.counts);
  }

  addControls() {
    this.all.hidden = true;
    if (this.root.dataset.ranged !== undefined) this.addRange();
    if (this.total > MANY) this.list.before(this.finder());
    if (this.total <= SHOWN) return;
    this.more = button("rg-facet-more", async () => {
      this.whole = !this.whole;
      if (this.whole) await this.complete();
      this.fold();
    });
    this.list.after(this.more);
  }

  addRange() {
    this.range = new Range(this.key, this.years, this.words, (code) => {
      const others = [...this.chosen].filter((each) => !bounds(each));
      this.choose(new Set(code ? [...others, code] : others));
    });
    this.list.before(this.range.place);
  }

  finder() {
    const label = this.words.say("find_value", { facet: this.title });
    this.find = element("input", {
      type: "search", class: "rg-facet-find", "aria-label": label, placeholder: label, autocomplete: "off",
    });
    this.find.addEventListener("input", async () => {
      this.typed = folded(this.find.value.trim());
      this.fold();
      await this.complete();
      this.fold();
    });
    this.find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    return this.find;
  }

  update(codes, counts) {
    if (codes.size && codes !== this.chosen) this.root.open = true;
    this.chosen = codes;
    this.counts = counts;
    for (const value of this.values) value.update(codes.has(value.code), counts);
    this.range?.update(codes);
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
      : this.words.say("more_values", { count: this.total });
  }

  restore() {
    this.find?.remove();
    this.more?.remove();
    this.range?.place.remove();
    this.all.hidden = false;
    this.list.replaceChildren(...this.links);
  }
}
