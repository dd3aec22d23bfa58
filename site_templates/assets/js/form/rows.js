// Lists: a row for each item, added and removed.

import { answerOf, itemsOf, rowsOf, titleOf } from "./fields.js";

const TIED = ["id", "for", "aria-describedby", "aria-labelledby"];
let made = 0;

/** A new row at the end of a list. */
export function addRow(field, words) {
  const row = field.querySelector("template[data-row]").content.cloneNode(true);
  const suffix = `-r${++made}`;
  for (const name of TIED) {
    for (const element of row.querySelectorAll(`[${name}]`)) {
      const ids = element.getAttribute(name).split(" ");
      element.setAttribute(name, ids.map((id) => id + suffix).join(" "));
    }
  }
  rowsOf(field).append(row);
  renumber(field, words);
  return rowsOf(field).lastElementChild;
}

/** Take a row away; where the person may go on from. */
export function removeRow(item, words) {
  const field = item.closest("[data-field]");
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  renumber(field, words);
  return next?.querySelector("[data-input]") ?? field.querySelector(":scope > fieldset > [data-add]");
}

function renumber(field, words) {
  const title = titleOf(field);
  for (const [place, item] of itemsOf(field).entries()) {
    const row = words.say("row", { title, n: place + 1 });
    answerOf(item).querySelector("[data-number]").textContent = row;
    item.querySelector(":scope > [data-remove]").textContent = words.say("remove_row", { row });
  }
}
