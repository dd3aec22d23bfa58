// The ways out of the form: the forge's own page, a copy, a file.

// Beyond, forges and browsers refuse an address.
const LONGEST_ADDRESS = 8000;

/** Where the declaration goes, from the top of the repository. */
export function pathOf(settings, id, today) {
  const year = settings.by_year ? `${today.slice(0, 4)}/` : "";
  return `${settings.folder}${year}${id || "…"}.yaml`;
}

/** The forge's page for this new file, and whether the text is in its address. */
export function forgePage(forge, path, text) {
  const cut = path.lastIndexOf("/");
  const address = new URL(forge.new + path.slice(0, cut).split("/").map(encodeURIComponent).join("/"));
  address.searchParams.set(forge.name, path.slice(cut + 1));
  const whole = new URL(address);
  whole.searchParams.set("value", text);
  // GitLab takes a name in its address, but no text.
  const isFilled = forge.kind === "github" && whole.href.length <= LONGEST_ADDRESS;
  return { address: (isFilled ? whole : address).href, isFilled };
}

/** Whether the text could be copied. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Hands the text to the reader as a file. */
export function download(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml;charset=utf-8" }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
