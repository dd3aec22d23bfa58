// Pagefind, asked the questions of a faceted list.

import { searched } from "./text.js";

const FOLDER = new URL("../../../pagefind/", import.meta.url);
const PAGEFIND = new URL("pagefind.js", FOLDER).href;
const EXCERPT_LENGTH = 28;
const META_WEIGHTS = { title: 5, facts: 1, summary: 1, every: 0 };
const DESCENDING = new Set(["date", "uses"]);
// A word that every page has: asked for no word at all, Pagefind fetches its whole index.
const EVERY = "\u044a\u044a\u044a";

/**
 * The engine of one kind of record; `spread(facet, code)` gives the values that a chosen
 * code stands for. Rejects when the index cannot be had.
 */
export async function load(type, spread = (facet, code) => [code]) {
  const pagefind = await import(PAGEFIND);
  await pagefind.options({
    excerptLength: EXCERPT_LENGTH,
    ranking: { metaWeights: META_WEIGHTS },
  });
  await pagefind.init();
  return new Engine(pagefind, type, spread);
}

class Engine {
  constructor(pagefind, type, spread) {
    Object.assign(this, { pagefind, type, spread });
  }

  /**
   * What a selection finds: `results` (each with `data()`), `kinds` (type -> records that
   * have the words, whatever is chosen), `filters` (its counts, where they are known already).
   */
  async find(selection, defaultSort) {
    const sort = selection.sort || (selection.query ? "" : defaultSort);
    const found = await this.ask(selection, { sort });
    return { results: found.results, kinds: found.totalFilters.type ?? {}, filters: found.filters };
  }

  /**
   * Facet -> code -> records, each facet as if nothing were chosen in it. Naming a filter
   * loads its values, and only its: what nobody looks at is not fetched.
   */
  async counts(selection, facets, found) {
    const lacking = facets.filter((key) => !(key in found.filters));
    if (lacking.length) {
      const filters = Object.fromEntries(lacking.map((key) => [key, { any: ["-"] }]));
      await this.pagefind.preload(searched(selection.query) || EVERY, { filters });
    }
    const chosen = facets.filter((key) => selection.chosen.has(key));
    const [whole, ...wider] = await Promise.all([
      lacking.length ? this.ask(selection) : found,
      ...chosen.map((key) => this.ask(selection, { except: key })),
    ]);
    const counts = { ...whole.filters };
    chosen.forEach((key, at) => { counts[key] = wider[at].filters[key]; });
    return counts;
  }

  /** The words of a query that no page has: Pagefind passes over them in silence. */
  async unknown(query) {
    const words = searched(query).split(" ").filter(Boolean);
    if (words[0]?.startsWith('"')) return [];
    const filters = { type: this.type };
    const found = await Promise.all(words.map((word) => this.pagefind.search(word, { filters })));
    return words.filter((_, at) => found[at].unfilteredResultCount === 0);
  }

  /** How many records a selection finds. */
  async count(selection) {
    return (await this.ask(selection)).results.length;
  }

  ask(selection, { except, sort } = {}) {
    const filters = { type: this.type };
    for (const [key, codes] of selection.chosen) {
      if (key !== except) filters[key] = { any: [...codes].flatMap((code) => this.spread(key, code)) };
    }
    const order = sort && sort !== "relevance" ? { [sort]: DESCENDING.has(sort) ? "desc" : "asc" } : {};
    return this.pagefind.search(searched(selection.query) || EVERY, { filters, sort: order });
  }

  /** The ids of the records found. */
  async ids(results, language) {
    this.records ??= fetch(new URL(`records.${language}.json`, FOLDER)).then((answer) => answer.json());
    const ids = await this.records;
    return results.map((result) => ids[result.id]);
  }
}
