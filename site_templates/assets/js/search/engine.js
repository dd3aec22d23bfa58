// Pagefind, asked the questions of a faceted list.

import { searched } from "./text.js";

const PAGEFIND = new URL("../../../pagefind/pagefind.js", import.meta.url).href;
const EXCERPT_LENGTH = 28;
const META_WEIGHTS = { title: 5, facts: 1, summary: 1, every: 0 };
const DESCENDING = new Set(["date", "uses"]);
// A word that every page has: asked for no word at all, Pagefind fetches its whole index.
const EVERY = "registretout";

/** The engine of one kind of record. Rejects when the index cannot be had. */
export async function load(type, facets) {
  const pagefind = await import(PAGEFIND);
  await pagefind.options({
    excerptLength: EXCERPT_LENGTH,
    ranking: { metaWeights: META_WEIGHTS },
  });
  await pagefind.init();
  return new Engine(pagefind, type, facets);
}

class Engine {
  constructor(pagefind, type, facets) {
    Object.assign(this, { pagefind, type, facets });
  }

  /**
   * What a selection finds: `results` (each with `data()`) and `kinds` (type -> records
   * that have the words, whatever is chosen).
   */
  async find(selection, defaultSort) {
    const sort = selection.sort || (selection.query ? "" : defaultSort);
    const found = await this.ask(selection, { sort });
    return { results: found.results, kinds: found.totalFilters.type ?? {} };
  }

  /** Facet -> code -> records, each facet as if nothing were chosen in it. */
  async counts(selection) {
    await this.loadFilters();
    const keys = [...selection.chosen.keys()];
    const [found, ...wider] = await Promise.all([
      this.ask(selection),
      ...keys.map((key) => this.ask(selection, { except: key })),
    ]);
    const counts = { ...found.filters };
    keys.forEach((key, at) => { counts[key] = wider[at].filters[key]; });
    return counts;
  }

  /** The words of a query that no page has: Pagefind passes over them in silence. */
  async unknown(query) {
    const words = searched(query).split(" ");
    if (words.length < 2 || words[0].startsWith('"')) return [];
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
      if (key !== except) filters[key] = { any: [...codes] };
    }
    const order = sort && sort !== "relevance" ? { [sort]: DESCENDING.has(sort) ? "desc" : "asc" } : {};
    return this.pagefind.search(searched(selection.query) || EVERY, { filters, sort: order });
  }

  /** Naming a filter loads its values, and only its. */
  loadFilters() {
    const every = Object.fromEntries(this.facets.map((key) => [key, { any: ["-"] }]));
    this.filters ??= this.pagefind.preload(EVERY, { filters: every });
    return this.filters;
  }
}
