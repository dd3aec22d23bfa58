// A selection and its address: what is typed, what is ticked, how it is sorted.

const ORDERS = new Set(["relevance", "date", "uses", "title"]);

/** `{query, chosen: Map(facet -> Set of codes), sort}` from the address of the page. */
export function read(search, facets) {
  const parameters = new URLSearchParams(search);
  const chosen = new Map();
  for (const key of facets) {
    const codes = parameters.getAll(key).filter(Boolean);
    if (codes.length) chosen.set(key, new Set(codes));
  }
  return {
    query: (parameters.get("q") ?? "").trim(),
    chosen,
    sort: ORDERS.has(parameters.get("sort")) ? parameters.get("sort") : "",
  };
}

/** The query string of a selection, always in the same order; "" when nothing is chosen. */
export function write(selection, facets) {
  const parameters = new URLSearchParams();
  if (selection.query) parameters.set("q", selection.query);
  for (const key of facets) {
    for (const code of [...(selection.chosen.get(key) ?? [])].sort()) parameters.append(key, code);
  }
  if (selection.sort) parameters.set("sort", selection.sort);
  const text = parameters.toString();
  return text && `?${text}`;
}

/** Whether nothing is typed, ticked or sorted: the page as it came. */
export function isBlank(selection) {
  return !selection.query && !selection.chosen.size && !selection.sort;
}

/** The same selection with one code more, or less. */
export function toggled(selection, key, code, wanted) {
  const codes = new Set(selection.chosen.get(key));
  if (wanted) codes.add(code);
  else codes.delete(code);
  return withCodes(selection, key, codes);
}

/** The same selection without anything chosen in one facet. */
export function without(selection, key) {
  return withCodes(selection, key, new Set());
}

/** The same selection with these codes, and no others, in one facet. */
export function withCodes(selection, key, codes) {
  const chosen = new Map(selection.chosen);
  if (codes.size) chosen.set(key, codes);
  else chosen.delete(key);
  return { ...selection, chosen };
}
