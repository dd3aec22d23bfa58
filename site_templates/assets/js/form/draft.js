// A draft of what is typed, kept in this browser only; and without, where it refuses.

import { answerOf, fieldsOf, inputOf, itemsOf, tonguesOf } from "./fields.js";

/** What is typed, as it was typed. */
export function stateOf(holder) {
  return Object.fromEntries(fieldsOf(holder).map((field) => [field.dataset.field, typed(field)]));
}

function typed(field) {
  switch (field.dataset.form) {
    case "mapping":
      return stateOf(field);
    case "list":
      return itemsOf(field).map((item) => {
        const answer = answerOf(item);
        return answer.dataset.form === "mapping" ? stateOf(item) : typed(answer);
      });
    case "ticks":
      return [...field.querySelectorAll(":checked")].map((box) => box.value);
    case "localised":
    case "keywords":
      return Object.fromEntries(
        tonguesOf(field).map(({ dataset: { tongue } }) => [tongue, inputOf(field, tongue).value]),
      );
    default:
      return inputOf(field).value;
  }
}

/** Fill in the fields again; `add` makes the rows. What no longer exists is passed over. */
export function restore(holder, state, add) {
  for (const field of fieldsOf(holder)) {
    const said = state?.[field.dataset.field];
    if (said !== undefined) put(field, said, add);
  }
}

function put(field, said, add) {
  switch (field.dataset.form) {
    case "mapping":
      restore(field, said, add);
      break;
    case "list":
      for (const item of itemsOf(field)) item.remove();
      for (const one of Array.isArray(said) ? said : []) {
        const item = add(field);
        const answer = answerOf(item);
        if (answer.dataset.form === "mapping") restore(item, one, add);
        else put(answer, one, add);
      }
      break;
    case "ticks":
      for (const box of field.querySelectorAll("[data-input]")) box.checked = said.includes(box.value);
      break;
    case "localised":
    case "keywords":
      for (const { dataset: { tongue } } of tonguesOf(field)) {
        inputOf(field, tongue).value = String(said?.[tongue] ?? "");
      }
      break;
    default:
      inputOf(field).value = String(said);
  }
}

/** The place of the draft in this browser; every method is quiet where storage is refused. */
export class Store {
  constructor(key) {
    this.key = key;
  }

  /** The draft, or null. */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  /** Whether the draft could be kept. */
  keep(draft) {
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  erase() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }
}
