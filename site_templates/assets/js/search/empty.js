// When nothing is found: the smallest step back that finds something.

import { element, button } from "./elements.js";
import { without } from "./address.js";

const OFFERS = 4;

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
  constructor(root, words, facets, change) {
    this.place = root.querySelector("[data-empty]");
    Object.assign(this, { words, facets, change });
  }

  hide() {
    this.place.hidden = true;
    this.place.replaceChildren();
  }

  async offers(selection, engine) {
    const steps = wider(selection, this.words, this.facets);
    const counts = await Promise.all(steps.map((step) => engine.count(step.selection)));
    return steps
      .map((step, at) => ({ ...step, count: counts[at] }))
      .filter((step) => step.count)
      .sort((one, other) => other.count - one.count)
      .slice(0, OFFERS);
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
    );
    this.place.hidden = false;
  }
}
