// The search of a listing: words, facets and order in, cards out; each selection has its
// address. Nothing is fetched until the reader asks for something.

import { isBlank, read, toggled, withCodes, write } from "./search/address.js";
import { Chips } from "./search/chips.js";
import { Empty } from "./search/empty.js";
import { load } from "./search/engine.js";
import { Facets } from "./search/facets.js";
import { lines } from "./search/published.js";
import { Results } from "./search/results.js";
import { csv, rows, save } from "./search/selection_csv.js";
import { Spelling } from "./search/spelling.js";
import { searched } from "./search/text.js";
import { Words } from "./search/words.js";

const PAGE = 20;
const PAUSE = 200;

/** Brings a listing to life. */
export function start(root) {
  new Listing(root).start();
}

class Listing {
  constructor(root) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    this.root = root;
    this.type = root.dataset.listing;
    this.settings = JSON.parse(find("search-settings").textContent);
    this.language = document.documentElement.lang;
    this.words = new Words(this.settings.words, this.language);
    this.form = find("search-form");
    this.field = this.form.elements.q;
    this.order = find("search-order");
    this.select = this.order.querySelector("select");
    this.status = find("search-count");
    this.more = find("search-more");
    this.pagination = find("pagination");
    this.also = find("search-also");
    this.ignored = find("search-ignored");
    this.download = find("search-download");
    this.unavailable = find("search-unavailable");
    this.statusAsCame = this.status.textContent;
    this.makeParts();
  }

  makeParts() {
    const change = (selection) => this.change(selection);
    const choose = (key, codes) => change(withCodes(this.selection, key, codes));
    this.facets = new Facets(this.root, this.words, choose, () => this.recount().catch(() => {}));
    this.results = new Results(this.root);
    this.chips = new Chips(this.root, this.words, this.facets, change);
    const spelling = new Spelling(this.language);
    this.empty = new Empty(this.root, this.words, this.facets, spelling, (selection) => {
      change(selection);
      this.status.focus();
    });
    this.turn = 0;
    this.typing = false;
  }

  start() {
    this.listen();
    this.order.hidden = false;
    this.selection = read(location.search, this.facets.keys);
    this.field.value = this.selection.query;
    this.render();
  }

  listen() {
    let pause;
    this.field.addEventListener("focus", () => this.engine().catch(() => {}), { once: true });
    this.field.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => this.type_(), PAUSE);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      this.type_();
    });
    this.select.addEventListener("change", () => this.change({ ...this.selection, sort: this.chosenSort() }));
    this.more.addEventListener("click", () => this.showMore());
    this.download.addEventListener("click", () => this.save());
    addEventListener("popstate", () => this.goBack());
  }

  type_() {
    const query = this.field.value.trim();
    if (query !== this.selection.query) this.change({ ...this.selection, query }, true);
  }

  chosenSort() {
    const usual = this.selection.query ? "relevance" : this.settings.sort;
    return this.select.value === usual ? "" : this.select.value;
  }

  /** A new selection: a new address, or the same one while the reader is typing. */
  change(selection, typing = false) {
    const address = write(selection, this.facets.keys) || location.pathname;
    if (typing && this.typing) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.typing = typing;
    this.selection = selection;
    if (!typing) this.field.value = selection.query;
    this.render();
  }

  goBack() {
    this.typing = false;
    this.selection = read(location.search, this.facets.keys);
    this.field.value = this.selection.query;
    this.render();
  }

  engine() {
    this.loading ??= load(this.type, (key, code) => this.facets.codes(key, code));
    return this.loading;
  }

  async render() {
    const turn = ++this.turn;
    this.chips.update(this.selection, toggled);
    this.facets.update(this.selection, this.counts);
    this.followLanguages();
    if (isBlank(this.selection)) {
      this.reset();
      return;
    }
    this.root.setAttribute("aria-busy", "true");
    try {
      if (await this.facets.complete(this.selection)) this.chips.update(this.selection, toggled);
      await this.find(turn);
    } catch {
      this.giveUp();
    }
    if (turn === this.turn) this.root.removeAttribute("aria-busy");
  }

  /** The results first; what goes with them need not keep the reader waiting. */
  async find(turn) {
    const { selection } = this;
    const engine = await this.engine();
    const found = await engine.find(selection, this.settings.sort);
    const shown = history.state?.shown ?? PAGE;
    const offers = found.results.length ? [] : await this.empty.offers(selection, engine);
    const cards = await this.results.cards(found.results.slice(0, shown), Boolean(selection.query));
    if (turn !== this.turn) return;
    this.found = found;
    this.shown = Math.min(shown, found.results.length);
    this.results.list.replaceChildren(...cards);
    this.describe(selection, offers);
    await this.recount();
    await this.findIgnored(engine, turn);
  }

  async recount() {
    const { turn, found, selection } = this;
    if (!found) return;
    const counts = await (await this.engine()).counts(selection, this.facets.open, found);
    if (turn !== this.turn) return;
    this.counts = { ...this.counts, ...counts };
    this.facets.update(selection, this.counts);
  }

  /** Of several words, those that no page has. */
  async findIgnored(engine, turn) {
    const { query } = this.selection;
    const several = this.found.results.length > 0 && searched(query).includes(" ");
    const unknown = several ? await engine.unknown(query) : [];
    if (turn === this.turn) this.showIgnored(unknown);
  }

  showIgnored(words) {
    this.ignored.textContent = words.map((word) => this.words.say("ignored", { word })).join(" ");
    this.ignored.hidden = !words.length;
  }

  describe(selection, offers) {
    const count = this.found.results.length;
    const total = this.words.number(this.settings.total);
    this.status.textContent = this.words.say("found", { count, total });
    if (this.pagination) this.pagination.hidden = true;
    this.download.hidden = !count;
    this.more.hidden = this.shown >= count;
    this.showOrder(selection);
    this.showAlso(selection);
    if (count) this.empty.hide();
    else this.empty.show(selection, offers);
  }

  /** The page as it came. */
  reset() {
    this.found = undefined;
    this.counts = undefined;
    this.root.removeAttribute("aria-busy");
    this.results.reset();
    this.facets.update(this.selection);
    this.empty.hide();
    this.status.textContent = this.statusAsCame;
    if (this.pagination) this.pagination.hidden = false;
    for (const part of [this.more, this.download, this.also, this.ignored]) part.hidden = true;
    this.showOrder(this.selection);
  }

  showOrder(selection) {
    this.select.querySelector("[value=relevance]").disabled = !selection.query;
    this.select.value = selection.sort || (selection.query ? "relevance" : this.settings.sort);
  }

  /** The other listings that have the same words. */
  showAlso(selection) {
    let any = false;
    for (const link of this.also.querySelectorAll("[data-kind]")) {
      const count = selection.query ? this.found.kinds[link.dataset.kind] ?? 0 : 0;
      link.parentElement.hidden = !count;
      link.textContent = this.words.say(`count_${link.dataset.kind}`, { count });
      link.search = `?${new URLSearchParams({ q: selection.query })}`;
      any ||= count > 0;
    }
    this.also.hidden = !any;
  }

  /** The page's twins in other languages keep the selection. */
  followLanguages() {
    for (const link of document.querySelectorAll("a[hreflang]")) {
      if (link.origin === location.origin) link.search = location.search;
    }
  }

  async showMore() {
    const next = this.found.results.slice(this.shown, this.shown + PAGE);
    const first = await this.results.append(next, Boolean(this.selection.query));
    this.shown += next.length;
    this.more.hidden = this.shown >= this.found.results.length;
    history.replaceState({ shown: this.shown }, "");
    first?.querySelector("a").focus();
  }

  async save() {
    this.download.disabled = true;
    try {
      save(csv(await this.table()), `${this.settings.file}.csv`);
    } finally {
      this.download.disabled = false;
    }
  }

  /** The lines of the published file where there is one, else what the results tell. */
  async table() {
    const { results } = this.found;
    if (this.settings.table) {
      const engine = await this.engine();
      return lines(this.settings.table, await engine.ids(results, this.language));
    }
    await this.facets.completeAll();
    const { keys } = this.facets;
    const header = [...this.settings.columns, ...keys.map((key) => this.facets.title(key))];
    return rows(results, header, keys, (key, code) => this.facets.label(key, code));
  }

  /** The search cannot work: links again instead of boxes, and the reader is told. */
  giveUp() {
    this.unavailable.hidden = false;
    this.order.hidden = true;
    this.chips.place.hidden = true;
    this.facets.restore();
    this.results.reset();
  }
}
