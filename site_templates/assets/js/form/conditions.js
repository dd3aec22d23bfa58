// What the schema asks for under a condition: shown as required as soon as the condition holds.

import { Validator } from "./libraries.js";
import { fieldsOf } from "./fields.js";

const known = new WeakMap();

/** Whether data satisfy the `if` of a rule. */
function holds(rule, data) {
  if (!known.has(rule)) known.set(rule, new Validator(rule.if, "2020-12"));
  return known.get(rule).validate(data).valid;
}

/** Apply the rules of a part of the form to its fields. */
export class Conditions {
  constructor(place, definitions, words) {
    this.place = place;
    this.holder = place.closest("[data-item],[data-field]");
    this.rules = JSON.parse(place.dataset.rules).filter((rule) => rule.then);
    this.definitions = definitions;
    this.words = words;
    this.homes = new Map();
  }

  update(data) {
    // Of what is not begun, nothing more is asked.
    const isBegun = Object.keys(data).length > 0;
    const met = isBegun ? this.rules.filter((rule) => holds(rule, data)) : [];
    const needed = new Set(met.flatMap((rule) => rule.then.required ?? []));
    for (const field of fieldsOf(this.holder)) {
      const isNeeded = needed.has(field.dataset.field);
      this.mark(field, isNeeded);
      this.move(field, isNeeded);
    }
    this.narrow(met);
  }

  mark(field, isNeeded) {
    const need = field.querySelector("[data-need]");
    need.textContent = isNeeded ? `(${this.words.say("now_required")})` : need.dataset.said;
  }

  /** A folded field comes out when it is needed, and goes back when it is not and is empty. */
  move(field, isNeeded) {
    const home = this.homes.get(field);
    if (isNeeded && !home && field.parentElement.matches("[data-more]")) {
      const mark = document.createComment("");
      field.replaceWith(mark);
      this.homes.set(field, mark);
      this.place.querySelector("[data-main]").append(field);
    } else if (!isNeeded && home && !field.querySelector("[data-input]").value) {
      home.replaceWith(field);
      this.homes.delete(field);
    }
  }

  /** The choices that a condition leaves. */
  narrow(met) {
    const left = new Map();
    for (const [key, part] of met.flatMap((rule) => Object.entries(rule.then.properties ?? {}))) {
      const choices = part.enum ?? this.definitions[part.$ref?.split("/").at(-1)]?.enum;
      if (choices) left.set(key, choices);
    }
    for (const field of fieldsOf(this.holder)) {
      for (const option of field.matches("[data-form=choice]") ? field.querySelectorAll("option") : []) {
        const choices = left.get(field.dataset.field);
        option.hidden = option.disabled = Boolean(choices && option.value && !choices.includes(option.value));
      }
    }
  }
}
