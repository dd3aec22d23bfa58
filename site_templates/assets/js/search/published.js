// The selection's lines of the published file, so that both have the same columns.

const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g;

/** The rows of a CSV text (RFC 4180). */
export function parsed(text) {
  const rows = [];
  let row = [];
  for (const [whole, cell, end] of text.matchAll(CELL)) {
    if (!whole && !row.length) break;
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The header, then the lines of these ids, in their order. Rejects when there is no file. */
export async function lines(address, ids) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  const [header, ...rows] = parsed((await answer.text()).replace(/^\ufeff/, ""));
  const byId = new Map(rows.map((row) => [row[0], row]));
  return [header, ...ids.map((id) => byId.get(id)).filter(Boolean)];
}
