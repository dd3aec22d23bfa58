// Faults in words: by the field, and all together in the list of what remains.

import { inputOf, titleOf, tonguesOf } from "./fields.js";

/** Says faults in the checker's own words. */
export class Teller {
  constructor(root, messages, words) {
    this.root = root;
    this.messages = messages;
    this.words = words;
    this.list = root.querySelector("[data-faults]");
  }

  /** Show each fault by its field, unless nobody has been there yet; list them all. */
  show(faults, places, isSeen) {
    this.clear();
    const told = faults.map((fault) => this.told(fault, places)).filter(Boolean).sort(byPlace);
    for (const { place, input, said } of told) if (isSeen(place)) this.mark(place, input, said);
    this.list.replaceChildren(...told.map((one) => this.entry(one)));
    return told;
  }

  clear() {
    for (const place of this.root.querySelectorAll("[data-fault]:not([hidden])")) {
      place.hidden = true;
      place.textContent = "";
    }
    for (const input of this.root.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  }

  told(fault, places) {
    const { place, tongue } = this.placeOf(fault.pointer, places);
    if (!place) return null;
    const input = this.inputFor(place, tongue);
    return { place, input, said: this.sentence(fault, place), title: this.titleFrom(place), fault };
  }

  /** The field at a pointer, or the nearest one around it; the language that the pointer ends in. */
  placeOf(pointer, places) {
    const [, holder, last] = /^(.*)\/([^/]*)$/.exec(pointer) ?? [];
    if (places.has(pointer)) return { place: places.get(pointer) };
    if (!holder) return {};
    const around = this.placeOf(holder, places);
    const isTongue = around.place && tonguesOf(around.place).some(({ dataset }) => dataset.tongue === last);
    return { place: around.place, tongue: isTongue ? last : around.tongue };
  }

  inputFor(place, tongue) {
    const { form } = place.dataset;
    if (form === "localised" || form === "keywords") {
      const chosen = tongue ?? tonguesOf(place).find((one) => !one.hidden)?.dataset.tongue;
      return inputOf(place, chosen);
    }
    const isWhole = form === "list" || form === "ticks" || form === "mapping";
    return isWhole ? place.querySelector("fieldset") ?? place : inputOf(place);
  }

  sentence({ code, values }, place) {
    const { message, remedy } = this.messages.codes[code];
    const said = (part) => place.querySelector(`[data-${part}]`)?.textContent.trim() ?? "";
    const known = { field: titleOf(place), instructions: "", example: said("example"), ...values };
    const fill = (text) =>
      text.replace(/\{(@?)(\w+)\}/g, (whole, shared, name) =>
        shared ? this.messages.shared[known[name]] : known[name] ?? "");
    return [fill(message), fill(remedy), values.more].filter(Boolean).join(" ").trim();
  }

  mark(place, input, said) {
    const told = document.getElementById(`${input.id}-fault`) ?? place.querySelector("[data-fault]");
    told.textContent = said;
    told.hidden = false;
    if (input.matches("[data-input]")) input.setAttribute("aria-invalid", "true");
  }

  /** The title of a field, after those of what it lies in. */
  titleFrom(place) {
    const titles = [titleOf(place)];
    for (let at = place.parentElement; at; at = at.parentElement) {
      const named = at.matches("[data-item]") ? at.querySelector("[data-number]") : null;
      if (named && !titles.includes(named.textContent)) titles.unshift(named.textContent);
    }
    return titles.join(" – ");
  }

  entry({ input, said, title, fault }) {
    const link = document.createElement("a");
    link.href = `#${input.id}`;
    link.textContent =
      fault.code === "SCHEMA-002"
        ? this.words.say("remains_required", { title })
        : this.words.say("said_of", { title, said });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      reveal(input);
    });
    const entry = document.createElement("li");
    entry.append(link);
    return entry;
  }
}

/** In the order of the page. */
function byPlace({ input: one }, { input: other }) {
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1;
}

/** Open whatever is folded around an element, and go there. */
export function reveal(element) {
  for (let at = element.parentElement; at; at = at.parentElement) if (at.matches("details")) at.open = true;
  element.focus();
}
