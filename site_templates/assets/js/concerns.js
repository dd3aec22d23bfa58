// Narrows by a year and an age what a page of "Does this concern me?" lists already.
// What an entry does not state never hides it. The answers stay in the address's fragment,
// which browsers do not send. Not a module: pages opened from a disk may run it too.
(() => {
  const page = document.querySelector("[data-concerns]");
  const form = page?.querySelector("[data-concern-form]");
  if (!form) return;

  const words = JSON.parse(page.dataset.words);
  const language = document.documentElement.lang;
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);

  const said = (noun, count) => {
    const entry = words[noun];
    const text = typeof entry === "string" ? entry : entry[plural.select(count)] ?? entry.other;
    return text.replace("{n}", numbers.format(count));
  };

  /** Whether `value`, if given, lies outside bounds of which each may be unstated. */
  const outside = (value, least, most) =>
    value !== null &&
    ((least !== undefined && value < Number(least)) || (most !== undefined && value > Number(most)));

  const excluded = ({ dataset }, { year, age }) =>
    outside(year, dataset.from, dataset.to) || outside(age, dataset.min, dataset.max);

  function fits(entry, answers) {
    if (entry.dataset.concern === "dataset") return !excluded(entry, answers);
    const uses = [...entry.querySelectorAll("[data-use]")];
    for (const use of uses) use.hidden = excluded(use, answers);
    return !uses.length || uses.some((use) => !use.hidden);
  }

  /** A project fits as well as the best of the uses that are left. */
  function grade(entry) {
    const mark = entry.querySelector(".rg-concern-title .rg-fit");
    if (entry.dataset.concern !== "project" || !mark.matches(".rg-fit-yes, [data-was]")) return;
    const sure = entry.querySelector('[data-use="yes"]:not([hidden])') !== null;
    mark.dataset.was ??= mark.textContent;
    mark.textContent = sure ? mark.dataset.was : page.dataset.may;
    mark.classList.toggle("rg-fit-yes", sure);
    mark.classList.toggle("rg-fit-maybe", !sure);
  }

  function narrow(answers) {
    const left = { dataset: 0, project: 0 };
    for (const entry of page.querySelectorAll("[data-concern]")) {
      entry.hidden = !fits(entry, answers);
      if (entry.hidden) continue;
      left[entry.dataset.concern] += 1;
      grade(entry);
    }
    for (const group of page.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-concern]:not([hidden])");
    }
    page.querySelector("[data-concern-none]").hidden = left.dataset + left.project > 0;
    const parts = [said("datasets", left.dataset)];
    if (page.querySelector("#projects")) parts.push(said("projects", left.project));
    page.querySelector("[data-concern-count]").textContent = parts.join(" · ");
  }

  const number = (field) => (field.value.trim() && field.validity.valid ? Number(field.value) : null);

  function follow() {
    const answers = { year: number(form.elements.year), age: number(form.elements.age) };
    narrow(answers);
    const given = Object.entries(answers).filter(([, value]) => value !== null);
    const fragment = given.length ? `#${new URLSearchParams(given)}` : "";
    for (const link of document.querySelectorAll("[data-onward], [data-pagination] a")) link.hash = fragment;
    history.replaceState(null, "", fragment || location.pathname);
  }

  const known = new URLSearchParams(location.hash.slice(1));
  for (const name of ["year", "age"]) {
    if (known.has(name)) form.elements[name].value = known.get(name);
  }
  form.addEventListener("input", follow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(follow));
  form.hidden = false;
  if (known.has("year") || known.has("age")) follow();
})();
