// The day that the site speaks of, in the footer; a warning when it is more than a week old.

const WEEK = 7;
const DAY = 24 * 60 * 60 * 1000;

/** Whole days from `on` (YYYY-MM-DD) to the moment `now`. */
export function age(on, now) {
  return Math.floor((now - Date.parse(`${on}T00:00:00Z`)) / DAY);
}

/** The day `on` as `locale` writes it; the first of a month as `firstDay` when it is given. */
export function written(on, { locale, firstDay }) {
  const day = new Date(`${on}T00:00:00Z`);
  const text = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(day);
  return firstDay ? text.replace(/^1(?= )/, firstDay) : text;
}

/** Writes the day into `line` and `printed`, and into `warning` when the site is stale. */
export function show(on, now, { line, printed, warning }) {
  const say = (words) => words.replace("{day}", written(on, line.dataset));
  line.textContent = say(line.dataset.current);
  line.hidden = false;
  if (printed) printed.textContent = line.textContent;
  if (warning && age(on, now) > WEEK) {
    warning.textContent = say(line.dataset.stale);
    warning.hidden = false;
  }
}

async function start(line) {
  const answer = await fetch(line.dataset.build, { cache: "no-cache" });
  if (!answer.ok) return;
  const { on } = await answer.json();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(on)) return;
  const warning = document.querySelector(".rg-stale");
  const printed = document.querySelector("[data-day]");
  show(on, Date.now(), { line, printed, warning });
}

const line = document.querySelector(".rg-freshness");
if (line && location.protocol !== "file:") start(line).catch(() => {});
