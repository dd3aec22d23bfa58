// What was found, as the same cards that the page came with.

import { element } from "./elements.js";
import { pieces, restored } from "./text.js";

/** The list of cards of a listing. */
export class Results {
  constructor(root) {
    this.list = root.querySelector("[data-cards]");
    this.card = root.querySelector("template[data-card]").content;
    this.pills = root.querySelector("template[data-pill-store]").content;
    this.original = [...this.list.children];
  }

  /** The cards that the page came with. */
  reset() {
    this.list.replaceChildren(...this.original);
  }

  /** Cards for the results, in the place of what is there; resolves when they are there. */
  async show(results, excerpts) {
    this.list.replaceChildren(...(await this.cards(results, excerpts)));
  }

  /** Further cards; resolves to the first of them. */
  async append(results, excerpts) {
    const cards = await this.cards(results, excerpts);
    this.list.append(...cards);
    return cards[0];
  }

  async cards(results, excerpts) {
    const found = await Promise.all(results.map((result) => result.data()));
    return found.map((data, at) => this.made(data, excerpts && results[at].words.length > 0));
  }

  made(data, excerpt) {
    const card = this.card.cloneNode(true).firstElementChild;
    const link = card.querySelector("[data-title]");
    link.href = data.url;
    write(link, restored(data.meta.title), data.meta.title_lang);
    write(card.querySelector("[data-facts]"), restored(data.meta.facts ?? ""));
    const summary = card.querySelector("[data-summary]");
    if (excerpt) quote(summary, data.excerpt);
    else write(summary, restored(data.meta.summary ?? ""), data.meta.summary_lang);
    this.addPills(card.querySelector("[data-pills]"), data.filters);
    return card;
  }

  addPills(place, filters) {
    for (const key of ["status", "results"]) {
      const code = filters[key]?.[0];
      const pill = code && this.pills.querySelector(`[data-pill="${CSS.escape(`${key}:${code}`)}"]`);
      if (pill) place.append(pill.firstElementChild.cloneNode(true), " ");
    }
    place.hidden = !place.childElementCount;
  }
}

function write(place, text, language) {
  place.textContent = text;
  place.hidden = !text;
  if (language) place.lang = language;
}

function quote(place, excerpt) {
  const parts = pieces(excerpt).map(({ text, marked }) => (marked ? element("mark", {}, text) : text));
  place.replaceChildren("… ", ...parts, " …");
}
