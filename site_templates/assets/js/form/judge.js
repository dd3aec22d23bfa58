// What is wrong with a declaration: the published JSON Schema decides, in this browser.

import { formats, Validator } from "./libraries.js";
import { FORMATS } from "./formats.js";

// Of these, a fault lies deeper, and is told there.
const WRAPPING = new Set(["$ref", "properties", "patternProperties", "items", "allOf", "anyOf", "if", "not"]);
// At one place, only the first of these is told: the others follow from it.
const ORDER = ["type", "format", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum"];
const TYPES = { object: "mapping", array: "list", string: "text", boolean: "boolean", integer: "number", number: "number" };

Object.assign(formats, FORMATS);

/** A fault: the place that it is at, its code, and what fills the code's message. */
export class Judge {
  constructor(schema, definitions, messages) {
    this.schema = schema;
    this.definitions = definitions;
    this.messages = messages;
    this.validator = new Validator(bare(schema), "2020-12", false);
    this.validator.addSchema(bare(definitions));
  }

  faults(data) {
    const { errors } = this.validator.validate(data);
    const found = new Map();
    for (const error of errors.filter(({ keyword }) => !WRAPPING.has(keyword))) {
      const fault = this.fault(error, data);
      const other = found.get(fault.pointer);
      if (!other || rank(fault) < rank(other)) found.set(fault.pointer, fault);
    }
    return [...found.values()];
  }

  fault({ keyword, keywordLocation, instanceLocation, error }, data) {
    const pointer = instanceLocation.slice(1);
    if (keyword === "required") {
      const key = /"([^"]+)"\.?$/.exec(error)[1];
      return { pointer: `${pointer}/${key}`, keyword, code: "SCHEMA-002", values: { key_name: key } };
    }
    const value = at(data, pointer);
    const part = this.part(keywordLocation.slice(1).split("/").slice(1, -1));
    return { pointer, keyword, code: this.code(keyword, part), values: told(keyword, part[keyword], value) };
  }

  code(keyword, part) {
    const { keywords, formats: byFormat } = this.messages;
    if (part.format && ["format", "pattern", "minimum", "maximum"].includes(keyword)) {
      return byFormat[part.format] ?? "SCHEMA-006";
    }
    const usual = { type: "SCHEMA-003", enum: "SCHEMA-005", const: "SCHEMA-005", pattern: "SCHEMA-006" };
    return usual[keyword] ?? keywords[keyword] ?? "SCHEMA-020";
  }

  /** The part of the schemas that a way leads to, through other files too. */
  part(way) {
    let [document, part] = [this.schema, this.schema];
    for (const step of way.map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"))) {
      if (step === "$ref") {
        const [file, pointer] = part.$ref.split("#");
        if (file) document = this.definitions;
        part = at(document, pointer);
      } else {
        part = part[step];
      }
    }
    return part;
  }
}

/** The schema without our own keywords, in whose examples the validator would see schemas. */
function bare(schema) {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key.startsWith("x-") ? undefined : value)));
}

function rank({ keyword }) {
  const place = ORDER.indexOf(keyword);
  return place < 0 ? ORDER.length : place;
}

function at(data, pointer) {
  return pointer.split("/").slice(1).reduce((found, step) => found?.[decodeURIComponent(step)], data);
}

/** What a message may name: the value, how large it is, and what was expected. */
function told(keyword, expected, value) {
  const sized = typeof value === "string" ? [...value].length : value?.length;
  const isOfValue = keyword === "minimum" || keyword === "maximum";
  return {
    value: typeof value === "string" ? shortened(value) : JSON.stringify(value),
    measured: isOfValue ? value : sized,
    limit: expected,
    allowed: Array.isArray(expected) ? expected.join(", ") : expected,
    expected: TYPES[[expected].flat()[0]],
    found: typeof value === "number" ? "number" : "text",
    reason: keyword,
  };
}

function shortened(value) {
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}
