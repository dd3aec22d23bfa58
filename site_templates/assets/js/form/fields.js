// The fields of the page: which lie in which, what they hold, and what they are called.

import { number, text } from "./text.js";

const HOLDERS = "[data-field],[data-item],[data-ask]";

/** The fields right below a form, a field of several, or an item. */
export function fieldsOf(holder) {
  return [...holder.querySelectorAll("[data-field]")].filter(
    (field) => field.parentElement.closest(HOLDERS) === holder,
  );
}

/** The items of a list. */
export function itemsOf(field) {
  return [...rowsOf(field).children];
}

/** Where the items of a list stand. */
export function rowsOf(field) {
  return field.querySelector("[data-rows]");
}

/** What an item asks: several fields, or one answer. */
export function answerOf(item) {
  return item.querySelector(":scope > [data-form]");
}

/** The element that a person types into; in one language when `tongue` names it. */
export function inputOf(field, tongue) {
  const place = tongue ? field.querySelector(`[data-tongue="${tongue}"]`) : field;
  return place.querySelector("[data-input]");
}

/** The languages in which a text may be written here. */
export function tonguesOf(field) {
  return [...field.querySelectorAll("[data-tongue]")];
}

/** What a field is called; an item of a list by its number. */
export function titleOf(field) {
  const named = field.querySelector("[data-title],[data-number]");
  return named ? named.textContent.trim() : "";
}

/** What is filled in, as a declaration holds it; `places` tells where each value was asked. */
export class Reader {
  constructor(form, tongues) {
    this.tongues = tongues;
    this.places = new Map();
    this.data = this.mapping(form, "");
  }

  mapping(holder, pointer) {
    const found = [];
    for (const field of fieldsOf(holder)) {
      const { field: key, order } = field.dataset;
      const value = this.value(field, `${pointer}/${key}`);
      if (value !== undefined) found.push([Number(order), key, value]);
    }
    found.sort((one, other) => one[0] - other[0]);
    return Object.fromEntries(found.map(([, key, value]) => [key, value]));
  }

  value(field, pointer) {
    this.places.set(pointer, field);
    switch (field.dataset.form) {
      case "mapping":
        return this.whole(field, pointer);
      case "list":
        return this.list(field, pointer);
      case "ticks":
        return filled([...field.querySelectorAll(":checked")].map((box) => box.value));
      default:
        return this.answer(field, pointer);
    }
  }

  whole(field, pointer) {
    const found = this.mapping(field, pointer);
    const keys = Object.keys(found);
    const { bare } = field.dataset;
    if (bare && keys.length === 1 && typeof found[bare] === "string") {
      this.places.set(pointer, this.places.get(`${pointer}/${bare}`));
      return found[bare];
    }
    return keys.length ? found : undefined;
  }

  list(field, pointer) {
    const found = [];
    for (const item of itemsOf(field)) {
      const at = `${pointer}/${found.length}`;
      const answer = answerOf(item);
      const value = answer.dataset.form === "mapping" ? this.item(item, at) : this.answer(answer, at);
      if (value === undefined) continue;
      this.places.set(at, answer);
      found.push(value);
    }
    return filled(found);
  }

  item(item, pointer) {
    const found = this.mapping(item, pointer);
    return Object.keys(found).length ? found : undefined;
  }

  answer(field, pointer) {
    this.places.set(pointer, field);
    const { form } = field.dataset;
    if (form === "localised") return this.localised(field, text);
    if (form === "keywords") return this.byLanguage(field, lines);
    const typed = text(inputOf(field).value);
    if (!typed) return undefined;
    if (form === "truth") return typed === "true";
    if (form === "number") return number(typed);
    return "dated" in field.dataset && /^[0-9]{4}$/.test(typed) ? Number(typed) : typed;
  }

  /** A text in the register's first language alone is written without its code. */
  localised(field, read) {
    const said = this.byLanguage(field, read);
    const [first] = tonguesOf(field).map((place) => place.dataset.tongue);
    return said && Object.keys(said).length === 1 && first in said ? said[first] : said;
  }

  byLanguage(field, read) {
    const said = {};
    for (const { dataset } of tonguesOf(field)) {
      const value = read(inputOf(field, dataset.tongue).value);
      if (this.tongues.includes(dataset.tongue) && value?.length) said[dataset.tongue] = value;
    }
    return Object.keys(said).length ? said : undefined;
  }
}

function lines(typed) {
  return text(typed).split("\n").map((line) => line.trim()).filter(Boolean);
}

function filled(list) {
  return list.length ? list : undefined;
}
