// Names of records: typed or chosen by what people call them, kept as ids.

import { inputOf } from "./fields.js";
import { bare } from "./text.js";

/** The known records of each list, by id and by name. */
export class Names {
  constructor(root) {
    this.lists = new Map();
    for (const list of root.querySelectorAll("datalist")) {
      const names = [...list.options].map((option) => [option.value, option.textContent.trim()]);
      this.lists.set(list.id.replace("list-", ""), new Map(names));
    }
  }

  knows(list, id) {
    return this.lists.get(list).has(id);
  }

  /** Put the id in the place of a name that means one record beyond doubt; show who it is. */
  settle(field) {
    const known = this.lists.get(field.dataset.listed);
    const input = inputOf(field);
    const wanted = bare(input.value);
    if (wanted && !known.has(input.value.trim())) {
      const same = [...known].filter(([id, name]) => bare(name) === wanted || bare(id) === wanted);
      if (same.length === 1) input.value = same[0][0];
    }
    field.querySelector("[data-chosen]").textContent = known.get(input.value.trim()) ?? "";
  }
}
