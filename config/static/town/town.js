// Small acts of every page: the menu on a phone, day and night, fields that say what is wrong. Works without it.

const root = document.documentElement;

let isOnPaper = false;

function choice() {
  try { return localStorage.getItem("light"); } catch { return null; }
}

function setLight() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "day";
  root.dataset.light = isOnPaper ? "day" : choice() ?? system;
  for (const button of document.querySelectorAll("[data-light-switch]")) {
    button.setAttribute("aria-pressed", String(root.dataset.light === "night"));
  }
  document.dispatchEvent(new CustomEvent("town:light", { detail: root.dataset.light }));
}

function switchLight() {
  const next = root.dataset.light === "night" ? "day" : "night";
  try { localStorage.setItem("light", next); } catch { /* private windows keep no choice */ }
  setLight();
}

/** Night is the screen's alone: every sheet is printed by day, also what scripts draw. Done before each printing at the latest. */
export function layOnPaper(isSo) {
  if (isSo === isOnPaper) return;
  isOnPaper = isSo;
  if (root.dataset.light === "night" || !isSo) setLight();
}

function openMenu(button) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  const isOpen = menu.classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(isOpen));
}

setLight();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", setLight);
matchMedia("print").addEventListener("change", ({ matches }) => layOnPaper(matches));
addEventListener("beforeprint", () => layOnPaper(true));
addEventListener("afterprint", () => layOnPaper(false));

document.addEventListener("click", (event) => {
  const menuButton = event.target.closest(".town__toggle");
  if (menuButton) openMenu(menuButton);
  if (event.target.closest("[data-light-switch]")) switchLight();
  if (event.target.closest("[data-print]")) print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const button = document.querySelector(".town__toggle[aria-expanded='true']");
  if (button) { openMenu(button); button.focus(); }
});

// On a phone the rows of a table with buttons become cards (components.css); each cell then says its column's heading.
function carryHeadings(part) {
  for (const table of part.querySelectorAll(".table-scroll > .table:has(.button)")) {
    const headings = [...table.querySelectorAll("thead th")].map((th) => (th.querySelector(".visually-hidden") ? "" : th.textContent.trim()));
    if (table.querySelector("thead [colspan]")) continue;
    for (const row of table.tBodies[0]?.rows ?? []) {
      if (row.cells.length !== headings.length) continue;
      [...row.cells].forEach((cell, at) => { if (cell.tagName === "TD" && headings[at] && cell.textContent.trim()) cell.dataset.heading = headings[at]; });
    }
  }
}

carryHeadings(document);
document.addEventListener("htmx:load", (event) => carryHeadings(event.detail.elt));

// On a narrow desk the places are wider than the bar: the one where one is stands in sight.
const here = document.querySelector(".town__places [aria-current]");
if (here) here.closest("ul").scrollLeft = here.offsetLeft - here.closest("ul").clientWidth / 2;

// The first field with an error gets the focus, so that nobody has to look for it.
document.querySelector("main [aria-invalid='true']")?.focus();
