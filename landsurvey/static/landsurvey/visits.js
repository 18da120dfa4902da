// The visits at the speed of the keyboard. Without it every card is a plain form.

const keys = document.getElementById("keys");
const live = document.getElementById("live");
const cards = () => [...document.querySelectorAll("[data-card]")];
const current = () => document.activeElement?.closest("[data-card]") ?? cards().find((card) => "open" in card.dataset) ?? null;

function go(card) {
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function step(by) {
  const all = cards();
  const here = document.activeElement?.closest("[data-card]");
  go(here ? all[all.indexOf(here) + by] : all[0]);
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  a: () => current()?.querySelector("[data-accept]")?.click(),
  A: () => document.querySelector("[data-accept-ticked]")?.click(),
  r: () => current()?.querySelector("[name=comment]")?.focus(),
  x: () => current()?.querySelector("[data-tick]:not(:disabled)")?.click(),
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  const field = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (field) {
    // Enter in the word to the surveyor returns the visit; a form's first button would accept it.
    if (event.key === "Enter" && field.name === "comment") {
      const send = field.form.querySelector("[data-return], [data-undo]");
      if (send) { event.preventDefault(); send.click(); }
    }
    if (event.key === "Escape") go(field.closest("[data-card]"));
    return;
  }
  const act = acts[event.key];
  if (act) { event.preventDefault(); act(); }
});

document.querySelector("[data-keys]")?.addEventListener("click", () => keys.showModal());
document.querySelector("[data-tick-all]")?.addEventListener("change", ({ target }) => {
  for (const tick of document.querySelectorAll("[data-tick]:not(:disabled)")) tick.checked = target.checked;
});

// A refusal comes with the card that says why; it is shown like any other answer.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([409, 422].includes(detail.xhr.status)) { detail.shouldSwap = true; detail.isError = false; }
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const card = target.closest("[data-card]");
  if (!card) return;
  const said = card.querySelector("[role=alert], .message")?.textContent.trim() ?? "";
  live.textContent = said;
  if (card.querySelector("[role=alert]")) { go(card); return; }
  const all = cards();
  go(all.slice(all.indexOf(card) + 1).find((one) => "open" in one.dataset) ?? card);
});
