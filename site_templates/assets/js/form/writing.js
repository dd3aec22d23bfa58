// A declaration as YAML, quoted so that neither French nor an older YAML is misread.

import { Document, Scalar, visit } from "./libraries.js";

const WIDTH = 90;
const PLAIN_START = /^(?:[\p{L}\p{N}]|[«“(/])/u;
const MISLEADING = /^(?:y|n|yes|no|on|off|oui|non|true|false|vrai|faux|null|none|nil|nan|inf|~)$/i;
const NUMBER_LIKE = /^[-+.]?[0-9][0-9_.,:+/xobaefEABCDF \u00a0\u202f-]*$/;
const DATE = /^[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?$/;
// A colon or a hash that cuts the text, or a colon stuck to the word after it.
const CUT = /:(?:\s|$)|\s#|^[A-Za-z_]+:\S/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9_./+-]*$/;
const FOLDS = /^\S(?:.*\S)? (?:.*\S)?\S$/;

/** The declaration, its fields in the order that they have; nothing for an empty one. */
export function yaml(data) {
  if (!Object.keys(data).length) return "";
  const document = new Document(data);
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string") node.type = style(node.value);
    },
    Seq(_, node) {
      node.flow = node.items.length > 0 && node.items.every(isCode) && length(node) < WIDTH - 20;
    },
  });
  return document.toString({
    lineWidth: WIDTH,
    minContentWidth: 0,
    flowCollectionPadding: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

function style(text) {
  if (text.includes("\n")) {
    return text.split("\n").some((line) => /^\s|\s$/.test(line)) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL;
  }
  if (text.length > WIDTH - 30 && FOLDS.test(text)) return Scalar.BLOCK_FOLDED;
  return isPlain(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
}

function isPlain(text) {
  if (DATE.test(text)) return true;
  return PLAIN_START.test(text) && !CUT.test(text) && !misleads(text);
}

function misleads(text) {
  return MISLEADING.test(text) || NUMBER_LIKE.test(text);
}

function isCode(node) {
  return typeof node.value === "string" && CODE.test(node.value) && !misleads(node.value);
}

function length(node) {
  return node.items.reduce((sum, { value }) => sum + value.length + 2, 0);
}
