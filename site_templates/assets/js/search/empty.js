// When nothing is found: the smallest step back that finds something.

import { element, button } from "./elements.js";
import { without } from "./address.js";

const OFFERS = 4;
// A word spelt otherwise is what was meant more often than fewer filters are.
const FIRST = Infinity;

/** The selections one step wider than this one, each with the words that name the step. */
function wider(selection, words, facets) {
  const steps = [...selection.chosen.keys()].map((key) => ({
    selection: without(selection, key),
    text: words.say("without_facet", { facet: facets.title(key) }),
  }));
  const typed = selection.query.split(/\s+/).filter(Boolean);
  if (typed.length > 1) {
    typed.forEach((word, at) => steps.push({
      selection: { ...selection, query: typed.filter((_, other) => other !== at).join(" ") },
      text: words.say("without_word", { word }),
    }));
  }
  if (selection.query && selection.chosen.size) {
    steps.push({ selection: { ...selection, query: "" }, text: words.say("without_query") });
  }
  return steps;
}

/** What to do next, most fruitful first; `change(selection)` hears of the choice. */
export class Empty {
  constructor(root, words, facets, spelling, change) {
    this.place = root.querySelector("[data-empty]");
    Object.assign(this, { words, facets, spelling, change });
  }

  hide() {
    this.place.hidden = true;
    this.place.replaceChildren();
  }

  async offers(selection, engine) {
    const steps = [...(await this.respelt(selection, engine)), ...wider(selection, this.words, this.facets)];
    const counts = await Promise.all(steps.map((step) => engine.count(step.selection)));
    return steps
      .map((step, at) => ({ ...step, count: counts[at] }))
      .filter((step) => step.count)
      .sort((one, other) => (other.rank ?? other.count) - (one.rank ?? one.count))
      .slice(0, OFFERS);
  }

  /** The query as it was perhaps meant. */
  async respelt(selection, engine) {
    const query = await this.spelling.corrected(selection.query, await engine.unknown(selection.query));
    if (!query) return [];
    return [{ selection: { ...selection, query }, text: this.words.say("instead", { query }), rank: FIRST }];
  }

  show(selection, offers) {
    const { words } = this;
    const why = selection.query
      ? words.say(selection.chosen.size ? "empty_both" : "empty_query", { query: selection.query })
      : words.say("empty_chosen");
    const tries = offers.map(({ selection: next, text, count }) =>
      element("li", {}, button("rg-button", () => this.change(next), `${text} (${words.number(count)})`)),
    );
    this.place.replaceChildren(
      element("p", {}, why),
      tries.length ? element("ul", { class: "rg-offers" }, ...tries) : element("p", {}, words.say("empty_advice")),
      element("p", { class: "rg-browse-title" }, words.say("browse")),
      element("ul", { class: "rg-browse" }, ...this.facets.links().map((link) => element("li", {}, link))),
    );
    this.place.hidden = false;
  }
}
