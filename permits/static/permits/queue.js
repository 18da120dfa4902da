// The list of the desk by keys: j and k go through the petitions, Enter opens the one in focus, / finds.

import { listenToKeys } from "../town/keys.js";

const rows = [...document.querySelectorAll("[data-row]")];

function step(by) {
  const at = rows.indexOf(document.activeElement);
  rows.at(at < 0 ? (by > 0 ? 0 : -1) : Math.min(Math.max(at + by, 0), rows.length - 1))?.focus();
}

listenToKeys({
  onStep: step,
  onHelp: () => { document.querySelector(".desk__keys").open = true; },
  onFind: () => document.getElementById("q").focus(),
});
