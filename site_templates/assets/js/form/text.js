// From what is typed to what a declaration holds.

// What nobody sees and no declaration needs: controls, line ends of Unicode, marks of direction.
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const SPACES = /[ \u00a0\u202f\u2009']/g;
const NUMBER = /^[-+]?[0-9]{1,15}(?:[.,][0-9]{1,6})?$/;
const LONGEST_ID = 40;

/** The text in Unicode's form NFC, with plain line ends and nothing around it. */
export function text(typed) {
  const lines = typed.normalize("NFC").replace(/\r\n?/g, "\n").replace(INVISIBLE, "").split("\n");
  return lines.map((line) => line.trimEnd()).join("\n").trim();
}

/** A number as people write it (`250 000`, `12,5`); the text when it is none. */
export function number(typed) {
  const bare = typed.replace(SPACES, "");
  return NUMBER.test(bare) ? Number(bare.replace(",", ".")) : text(typed);
}

/** The text without accents, capitals and signs, for comparing. */
export function bare(typed) {
  const letters = typed.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFKD");
  return letters.replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** The name as an id, with as many of its words as can be read at a glance. */
export function shortId(name, kind) {
  const words = bare(name).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const short = words.length > LONGEST_ID ? words.slice(0, LONGEST_ID).replace(/-[^-]*$/, "") : words;
  return short && short.length < 3 ? `${kind}-${short}` : short;
}
