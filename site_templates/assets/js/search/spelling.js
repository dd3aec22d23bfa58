// Words near those that no page has, from the words of all titles; fetched only when needed.

import { folded, searched } from "./text.js";

const LISTS = new URL("../../../pagefind/", import.meta.url);
const SHORTEST = 4;
const LONG = 7;

/** The words of the titles in one language. */
export class Spelling {
  constructor(language) {
    this.address = new URL(`words.${language}.json`, LISTS).href;
  }

  /** The query with each unknown word replaced by the nearest known one; "" if none is near. */
  async corrected(query, unknown) {
    const wrong = new Set(unknown.filter((word) => word.length >= SHORTEST));
    if (!wrong.size) return "";
    const known = await this.words();
    let changed = false;
    const words = searched(query).split(" ").map((word) => {
      const near = wrong.has(word) ? nearest(word, known) : undefined;
      changed ||= near !== undefined;
      return near ?? word;
    });
    return changed ? words.join(" ") : "";
  }

  async words() {
    this.loading ??= fetch(this.address)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .catch(() => ({}))
      .then((found) => Object.entries(found).map(([word, count]) => ({ word, plain: folded(word), count })));
    return this.loading;
  }
}

/** The known word that the fewest slips part from the typed one; the most frequent of them. */
function nearest(typed, known) {
  const plain = folded(typed);
  let [best, least] = [undefined, plain.length < LONG ? 1 : 2];
  for (const each of known) {
    const slips = distance(plain, each.plain, least);
    if (slips > least || (best && slips === least && each.count <= best.count)) continue;
    [best, least] = [each, slips];
  }
  return best?.word;
}

/** Letters to add, drop, change or swap between two words; more than `limit` is not counted. */
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[other.length];
}
