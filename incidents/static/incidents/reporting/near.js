// "Is it this one?": open incidents of the chosen kind near the chosen place. Without a network nothing is asked.

import { fill } from "../../town/asking.js";
import { unlessPressed } from "../../town/pressed.js";

export class Near {
  constructor({ box, form, urls, words, pole }) {
    Object.assign(this, { box, form, urls, words, pole, asked: "" });
  }

  /** Ask again when kind or place changed. */
  async look() {
    const { kind, lon, lat } = this.form.elements;
    const chosen = kind.value;
    const key = [chosen, this.pole(), lon.value, lat.value].join(" ");
    if (!chosen || !(this.pole() || lon.value) || key === this.asked) return;
    this.asked = key;
    this.form.elements.joins.value = "";
    const body = new URLSearchParams({ kind: chosen, pole: this.pole(), lon: lon.value, lat: lat.value });
    let found = [];
    try {
      const { token } = await (await fetch(this.urls.token, { cache: "no-store" })).json();
      const answer = await fetch(this.urls.near, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok) found = (await answer.json()).near;
    } catch { this.asked = ""; }
    // It would push away the button that is just being pressed.
    unlessPressed(this.form, () => { if (this.asked === key) this.show(found); });
  }

  show(found) {
    this.box.hidden = found.length === 0;
    const heading = Object.assign(document.createElement("legend"), { textContent: this.words.near });
    const rows = found.map((one) => this.row(one.id, this.words.near_join, [one.kind, one.pole, fill(this.words.near_at, one), one.since, one.state]));
    this.box.replaceChildren(heading, ...rows, this.row("", this.words.near_none, []));
  }

  row(id, choice, facts) {
    const label = Object.assign(document.createElement("label"), { className: "choice" });
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "near_choice", value: id, checked: id === "" });
    input.addEventListener("change", () => { this.form.elements.joins.value = id; });
    const said = document.createElement("span");
    said.append(Object.assign(document.createElement("b"), { textContent: choice }));
    if (facts.length) said.append(document.createElement("br"), facts.filter(Boolean).join(" · "));
    label.append(input, said);
    return label;
  }
}
