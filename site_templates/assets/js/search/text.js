// Text on its way into the index and out of it.

// Combining grapheme joiner: marks what the indexed copy of a page spells otherwise.
const JOINER = "\u034f";
const SPELT = [
  [`${JOINER}'`, "’"],
  [`${JOINER}-`, "–"],
  [`o${JOINER}e`, "œ"],
  [`O${JOINER}e`, "Œ"],
  [`a${JOINER}e`, "æ"],
  [`A${JOINER}e`, "Æ"],
];
const LIGATURES = { œ: "oe", Œ: "OE", æ: "ae", Æ: "AE" };
const ELISION = /(^|[\s"])\p{L}{1,2}'(?=\p{L})/gu;

/** Text from the index, as the page writes it. */
export function restored(text) {
  return SPELT.reduce((shown, [spelt, sign]) => shown.replaceAll(spelt, sign), text);
}

/** A query as the index spells it: « l’œdème » asks for "oedème". */
export function searched(query) {
  const plain = query
    .normalize("NFC")
    .replace(/[’ʼ`´]/g, "'")
    .replace(/[«»“”„]\s*|\s*»/g, '"')
    .replace(/[–—]/g, "-")
    .replace(/[œŒæÆ]/g, (sign) => LIGATURES[sign])
    .trim();
  const exact = /^".+"$/.test(plain);
  return exact ? plain : plain.replace(ELISION, "$1").replace(/\s+/g, " ");
}

/** Letters alone, for comparing what is typed with a label. */
export function folded(text) {
  return text
    .replace(/[œŒæÆ]/g, (sign) => LIGATURES[sign])
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
}

/** The pieces of an excerpt: `{text, marked}`; nothing in it is ever read as HTML. */
export function pieces(excerpt) {
  const found = [];
  let marked = false;
  for (const part of restored(excerpt).split(/(<mark>|<\/mark>)/)) {
    if (part === "<mark>") marked = true;
    else if (part === "</mark>") marked = false;
    else if (part) found.push({ text: part.replaceAll("&lt;", "<").replaceAll("&gt;", ">"), marked });
  }
  return found;
}
