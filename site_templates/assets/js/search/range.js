// The years between two: one choice like another, written 2019..2022, 2019.. or ..2022.

import { element } from "./elements.js";

const RANGE = /^(\d{4})?\.\.(\d{4})?$/;

/** `{from, to}`, either of them undefined; undefined for what is no range. */
export function bounds(code) {
  const [, from, to] = RANGE.exec(code) ?? [];
  if (!from && !to) return undefined;
  return from && to && from > to ? { from: to, to: from } : { from, to };
}

/** The years of a list that a range holds. */
export function within({ from = "0000", to = "9999" }, years) {
  return years.filter((year) => year >= from && year <= to);
}

/** A range in words: from 2019 to 2022. */
export function named({ from, to }, words) {
  if (from && to) return words.say("range_between", { from, to });
  return from ? words.say("range_since", { from }) : words.say("range_until", { to });
}

/** Two menus; `choose(code)` hears of the range between them, "" when it has no bounds. */
export class Range {
  constructor(key, years, words, choose) {
    const oldestFirst = [...years].sort();
    const [first, last] = [`rg-${key}-from`, `rg-${key}-to`];
    this.from = menu(first, oldestFirst, words.say("range_first"));
    this.to = menu(last, oldestFirst, words.say("range_last"));
    this.place = element("p", { class: "rg-range" },
      element("label", { for: first }, words.say("range_from")), this.from,
      element("label", { for: last }, words.say("range_to")), this.to);
    this.place.addEventListener("change", () => {
      const { from, to } = { from: this.from.value, to: this.to.value };
      choose(from || to ? `${from}..${to}` : "");
    });
  }

  /** Shows the range among the chosen codes. */
  update(codes) {
    const { from = "", to = "" } = [...codes].map(bounds).find(Boolean) ?? {};
    this.from.value = from;
    this.to.value = to;
  }
}

function menu(id, years, open) {
  const options = years.map((year) => element("option", { value: year }, year));
  return element("select", { id }, element("option", { value: "" }, open), ...options);
}
