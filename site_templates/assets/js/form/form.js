// The form of one kind of record: reads the fields, judges them, writes the file.

import { Words } from "../search/words.js";
import { Conditions } from "./conditions.js";
import { restore, stateOf, Store } from "./draft.js";
import { copy, download, forgePage, pathOf } from "./ending.js";
import { answerOf, fieldsOf, inputOf, itemsOf, Reader } from "./fields.js";
import { Judge } from "./judge.js";
import { Names } from "./names.js";
import { addRow, removeRow } from "./rows.js";
import { Teller } from "./telling.js";
import { shortId, text } from "./text.js";
import { yaml } from "./writing.js";

const PAUSE = 300;
const HOLDERS = "[data-field],[data-item] > [data-form]";

export class Form {
  constructor(root) {
    this.root = root;
    this.settings = JSON.parse(document.querySelector("[data-form-settings]").textContent);
    this.words = new Words(this.settings.words, document.documentElement.lang);
    this.files = new URL(root.dataset.files, location.href);
    this.form = this.find("ask");
    this.tongueBoxes = [...root.querySelectorAll("[data-tongue-chosen]")];
    this.names = new Names(root);
    this.seen = new WeakSet();
    this.isChecked = false;
    this.isOwnId = false;
    this.conditions = new WeakMap();
    this.store = new Store(`registre:draft:${this.files.pathname}:${this.settings.kind}`);
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  async start() {
    const { kind } = this.settings;
    const language = document.documentElement.lang;
    const names = [`schemas/${kind}.schema.json`, "schemas/definitions.schema.json", `messages.${language}.json`, `taken.${kind}.json`];
    const [schema, definitions, messages, taken] = await Promise.all(names.map((name) => this.fetch(name)));
    this.judge = new Judge(schema, definitions, messages);
    this.definitions = definitions.$defs;
    this.teller = new Teller(this.root, messages, this.words);
    this.taken = taken;
    this.begin();
    this.listen();
    this.root.hidden = false;
    document.querySelector("[data-without]").hidden = true;
  }

  async fetch(name) {
    const answer = await fetch(new URL(name, this.files));
    if (!answer.ok) throw new Error(`${answer.status} ${name}`);
    return answer.json();
  }

  // What is there when the page opens -----------------------------------------------

  begin() {
    this.today = localDay();
    const draft = this.store.read();
    if (draft) this.take(draft);
    else this.clear();
    this.update();
    this.find("draft").textContent = draft ? this.words.say("restored") : "";
  }

  take(draft) {
    for (const box of this.tongueBoxes) box.checked = Boolean(draft.tongues?.includes(box.value));
    if (!this.tongues.length && this.tongueBoxes.length) this.tongueBoxes[0].checked = true;
    restore(this.form, draft.fields ?? {}, (field) => this.addRow(field));
    this.isOwnId = Boolean(draft.isOwnId);
    for (const field of this.root.querySelectorAll("[data-listed]")) this.names.settle(field);
  }

  /** The form as it came: today's date, and a first row where one is required. */
  clear() {
    this.form.reset();
    for (const item of this.root.querySelectorAll("[data-item]")) item.remove();
    for (const chosen of this.root.querySelectorAll("[data-chosen]")) chosen.textContent = "";
    for (const field of this.root.querySelectorAll("[data-today]")) inputOf(field).value = this.today;
    for (const field of this.root.querySelectorAll("section > [data-form=list]")) this.addRow(field);
    this.seen = new WeakSet();
    this.isChecked = this.isOwnId = false;
  }

  // What the person does ------------------------------------------------------------

  listen() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => this.onInput(event.target));
    this.form.addEventListener("change", (event) => this.onChange(event.target));
    this.form.addEventListener("click", (event) => this.onClick(event.target.closest("button")));
    this.on("check", () => this.check());
    this.on("copy", () => this.copy());
    this.on("download", () => this.leave(() => download(this.text, this.path.split("/").at(-1))));
    if (this.settings.forge) this.on("open", () => this.leave(() => this.open()));
    this.on("erase-ask", () => this.askToErase(true));
    this.on("erase-no", () => this.askToErase(false));
    this.on("erase-yes", () => this.erase());
  }

  on(name, act) {
    this.find(name).addEventListener("click", act);
  }

  onInput(input) {
    if (input.closest("[data-field=id]")) this.isOwnId = Boolean(input.value);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.changed(), PAUSE);
  }

  onChange(input) {
    const field = input.closest(HOLDERS);
    if (field) this.seen.add(field);
    if (field?.dataset.listed) this.names.settle(field);
    if (field && this.settings.named_by.includes(field.dataset.field)) this.proposeId();
    clearTimeout(this.pause);
    this.changed();
  }

  onClick(button) {
    if (button?.matches("[data-add]")) {
      const item = this.addRow(button.closest("[data-field]"));
      this.changed();
      item.querySelector("[data-input]").focus();
    } else if (button?.matches("[data-remove]")) {
      const next = removeRow(button.closest("[data-item]"), this.words);
      this.changed();
      next.focus();
    }
  }

  addRow(field) {
    const item = addRow(field, this.words);
    this.showTongues();
    return item;
  }

  /** An id made of the acronym or the title, as long as the person has not written one. */
  proposeId() {
    if (this.isOwnId) return;
    const { data } = new Reader(this.form, this.tongues);
    const named = this.settings.named_by.map((key) => data[key]).find(Boolean);
    const name = typeof named === "object" ? Object.values(named)[0] : named;
    const proposed = shortId(name ?? "", this.settings.kind);
    let free = proposed;
    for (let number = 2; this.isTaken(free); number += 1) free = `${proposed}-${number}`;
    inputOf(fieldsOf(this.form).find(({ dataset }) => dataset.field === "id")).value = free;
  }

  isTaken(id) {
    return this.taken.taken.includes(id) || this.taken.removed.includes(id);
  }

  // What follows --------------------------------------------------------------------

  changed() {
    this.update();
    const kept = this.store.keep({ tongues: this.tongues, fields: stateOf(this.form), isOwnId: this.isOwnId });
    this.find("draft").textContent = this.words.say(kept ? "saved" : "unsaved");
  }

  get tongues() {
    const [first] = this.root.querySelectorAll("[data-tongue]");
    if (!this.tongueBoxes.length) return first ? [first.dataset.tongue] : [];
    return this.tongueBoxes.filter((box) => box.checked).map((box) => box.value);
  }

  showTongues() {
    if (!this.tongues.length && this.tongueBoxes.length) this.tongueBoxes[0].checked = true;
    const chosen = this.tongues;
    for (const place of this.root.querySelectorAll("[data-tongue]")) {
      place.hidden = !chosen.includes(place.dataset.tongue);
    }
  }

  update() {
    this.showTongues();
    const reader = new Reader(this.form, this.tongues);
    this.data = reader.data;
    this.applyConditions(reader);
    this.text = yaml(this.data);
    this.path = pathOf(this.settings, this.data.id, this.today);
    this.find("yaml").value = this.text;
    this.find("path").textContent = this.words.say("file", { path: this.path });
    this.tell(reader.places);
  }

  applyConditions(reader) {
    for (const place of this.root.querySelectorAll("[data-rules]")) {
      if (!this.conditions.has(place)) {
        this.conditions.set(place, new Conditions(place, this.definitions, this.words));
      }
      const holder = place.closest("[data-item],[data-field]");
      this.conditions.get(place).update(reader.mapping(holder, "-"));
    }
  }

  tell(places) {
    const faults = [...this.judge.faults(this.data), ...this.apart(), ...this.idFaults(), ...this.unknown(places)];
    const told = this.teller.show(faults, places, (place) => this.isChecked || this.seen.has(place));
    this.isReady = !told.some(({ fault }) => !fault.isDoubt);
    const said = told.length ? this.words.say("remains", { count: told.length }) : this.words.say("ready");
    const status = this.find("remaining");
    if (status.textContent !== said) status.textContent = said;
  }

  idFaults() {
    const { id } = this.data;
    if (this.taken.removed.includes(id)) return [{ pointer: "/id", code: "ID-003", values: { id } }];
    if (!this.taken.taken.includes(id)) return [];
    return [{ pointer: "/id", code: "ID-001", values: { id, other: `${id}.yaml` } }];
  }

  /** Records that are named and that nobody knows yet: they may come with this declaration. */
  unknown(places) {
    const found = [];
    for (const [pointer, place] of places) {
      const { listed } = place.dataset;
      const id = listed && text(inputOf(place).value);
      if (!id || pointer.startsWith("-") || this.names.knows(listed, id)) continue;
      const code = listed === "datasets" ? "REF-002" : "REF-001";
      const more = this.words.say("unknown_yet");
      found.push({ pointer, code, values: { value: id, more }, isDoubt: true });
    }
    return found.filter((one, at) => found.findIndex((other) => places.get(other.pointer) === places.get(one.pointer)) === at);
  }

  /** Two fields of which one makes the other useless. */
  apart() {
    const found = [];
    for (const place of this.root.querySelectorAll("[data-item] > [data-rules]")) {
      const pairs = JSON.parse(place.dataset.rules).map((rule) => rule.not?.required).filter(Boolean);
      const list = place.closest("[data-field]");
      const at = itemsOf(list).filter((item) => this.holds(item)).indexOf(place.parentElement);
      const data = this.data[list.dataset.field]?.[at] ?? {};
      for (const [first, second] of pairs.filter((pair) => pair.every((key) => key in data))) {
        const pointer = `/${list.dataset.field}/${at}/${second}`;
        found.push({ pointer, code: "SCHEMA-025", values: { first, second } });
      }
    }
    return found;
  }

  holds(item) {
    const reader = new Reader(item, this.tongues);
    return answerOf(item).dataset.form !== "mapping" || Object.keys(reader.data).length > 0;
  }

  check() {
    this.isChecked = true;
    this.update();
    document.getElementById("remaining").focus();
  }

  // The ways out --------------------------------------------------------------------

  /** Go by `way` when the file is ready; else show what remains. */
  async leave(way) {
    clearTimeout(this.pause);
    this.update();
    if (this.isReady) {
      await way();
      return;
    }
    this.say("not_ready");
    this.check();
  }

  say(key) {
    this.find("done").textContent = this.words.say(key);
  }

  copy() {
    return this.leave(async () => this.say((await copy(this.text)) ? "copied" : "not_copied"));
  }

  async open() {
    const { address, isFilled } = forgePage(this.settings.forge, this.path, this.text);
    const isCopied = isFilled || (await copy(this.text));
    if (isFilled) this.say("opened");
    else this.say(isCopied ? "to_paste" : "not_copied");
    window.open(address, "_blank", "noopener");
  }

  askToErase(isAsked) {
    this.find("erase-sure").hidden = !isAsked;
    this.find("erase-ask").hidden = isAsked;
    this.find(isAsked ? "erase-no" : "erase-ask").focus();
  }

  erase() {
    this.store.erase();
    this.clear();
    this.update();
    this.find("draft").textContent = this.words.say("erased");
    this.askToErase(false);
  }
}

/** Today where the person is: 2026-11-23. */
function localDay() {
  const now = new Date();
  const two = (part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
