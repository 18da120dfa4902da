// Files go up as soon as they are chosen; htmx brings the line of the list anew. Says how far they are, and what failed.

import { fill } from "../town/asking.js";
import { words } from "./saving.js";

function sendChosen(input) {
  const form = input.closest("[data-send]");
  if (form && input.type === "file" && input.files.length) form.requestSubmit();
}

document.body.classList.add("sends-at-once");
document.addEventListener("change", ({ target }) => sendChosen(target));
// What was chosen while this script was on its way had its button, which is gone now.
document.querySelectorAll("[data-send] input[type=file]").forEach(sendChosen);

const progressOf = (event) => event.target.closest?.(".line")?.querySelector("[data-progress]");

document.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total } = event.detail;
  const said = progressOf(event);
  if (said && total) said.textContent = `${words.sending} ${Math.round((100 * loaded) / total)} %`;
});

for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(kind, (event) => { const said = progressOf(event); if (said) said.textContent = event.detail.xhr?.status === 413 ? words.too_large : fill(words.not_sent, {}); });
}
// The new line gets the focus, so that a keyboard or a reader goes on from there.
document.addEventListener("htmx:afterSwap", (event) => {
  const line = document.getElementById(event.detail.elt?.id ?? "");
  if (line?.classList.contains("line")) line.focus({ preventScroll: true });
});
