// The words of the page's language, from the data block that the page carries.

/** Texts by key, with `{named}` values and plural forms chosen by `count`. */
export class Words {
  constructor(texts, language) {
    this.texts = texts;
    this.plural = new Intl.PluralRules(language);
    this.numbers = new Intl.NumberFormat(language);
  }

  /** The text under `key`; `count` chooses its form and is written as `{n}`. */
  say(key, values = {}) {
    const { count } = values;
    const entry = this.texts[key];
    const text = typeof entry === "string" ? entry : entry[this.plural.select(count)] ?? entry.other;
    const known = count === undefined ? values : { n: this.number(count), ...values };
    return text.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);
  }

  number(value) {
    return this.numbers.format(value);
  }
}
