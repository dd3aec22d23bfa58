// The selection as a CSV file, made in the page from what was found.

import { restored } from "./text.js";

const AT_ONCE = 50;
const FORMULA = /^(?=[\s"]*[=+\-@]|[\t\r])/;
// Where lists are written with semicolons, as in French, a cell begins after each of them.
const FORMULA_WITHIN = /;[\s"]*(?=[=+\-@])/g;

/** One cell as RFC 4180 asks; a text that a spreadsheet would take for a formula is disarmed. */
export function cell(value) {
  const text = value.replace(FORMULA, "'").replace(FORMULA_WITHIN, "$&'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of a table as CSV text. */
export function csv(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A row for each result: title, address, facts, then the labels of each facet. */
export async function rows(results, header, keys, label) {
  const table = [header];
  for (let at = 0; at < results.length; at += AT_ONCE) {
    const found = await Promise.all(results.slice(at, at + AT_ONCE).map((result) => result.data()));
    for (const data of found) table.push(row(data, keys, label));
  }
  return table;
}

function row(data, keys, label) {
  const facets = keys.map((key) => (data.filters[key] ?? []).map((code) => label(key, code)).join(" ; "));
  const url = new URL(data.url, location.href);
  return [restored(data.meta.title), url.href, restored(data.meta.facts ?? ""), ...facets];
}

/** Hands the text to the reader as a file. */
export function save(text, name) {
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
