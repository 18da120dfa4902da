// The dispatcher's board: the queue, the crews and one chosen incident, kept up to date by the stream, worked by keys.
// What is chosen stands in the address.

import { soundSwitch } from "./alarm.js";
import { boardMap } from "./boardmap.js";
import { startClocks, tick } from "./clocks.js";
import { keepUpToDate } from "./following.js";
import { listenToKeys } from "../town/keys.js";
import { outagesPanel } from "./outages.js";

const facts = JSON.parse(document.getElementById("board-facts").textContent);
const detail = document.getElementById("detail");
const undo = document.getElementById("undo");
const outages = outagesPanel(document.getElementById("outages"));
const map = await boardMap("board-map", { facts, note: document.getElementById("note"), onPick: open, room: besidePanels });
let shown = null;
let isStale = false;

function article() {
  return detail.querySelector("[data-incident]");
}

function chosen() {
  return article() ? Number(article().dataset.incident) : null;
}

function open(id, swap = "innerHTML") {
  return htmx.ajax("GET", `/incidents/${id}/`, { target: "#detail", swap });
}

function close() {
  if (!detail.childElementCount) return;
  detail.replaceChildren();
  showChosen();
}

function markChosen() {
  for (const row of document.querySelectorAll(".queue__row")) {
    const isChosen = Number(row.dataset.incident) === chosen();
    row.classList.toggle("is-selected", isChosen);
    if (isChosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }
}

async function showChosen() {
  const now = article();
  history.replaceState(null, "", now ? `?incident=${now.dataset.incident}` : location.pathname);
  markChosen();
  tick(facts.words);
  map.choose(chosen());
  await map.route(now);
  await map.refresh(["incidents", "crews"]);
  const asShown = now && `${chosen()} ${now.dataset.state}`;
  if (now && asShown !== shown) map.lookAt(now, { room: besidePanels });
  shown = asShown;
}

// A step taken elsewhere shows here by itself, except while somebody fills in one of the panel's forms: then when it is closed.
function followSteps(touched) {
  if (!chosen() || !(touched.has(chosen()) || "waiting" in article().dataset)) return;
  isStale = isInUse();
  if (!isStale) renew();
}

function isInUse() {
  const isWritten = (field) => field.value || field === document.activeElement;
  return Boolean(detail.querySelector("details[open] form")) || [...detail.querySelectorAll("textarea")].some(isWritten);
}

function renew() {
  isStale = false;
  return keepFocus(() => open(chosen(), "morph:innerHTML"));
}

async function keepFocus(act) {
  const key = detail.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scrolled = detail.scrollTop;
  await act();
  detail.scrollTop = scrolled;
  if (key) detail.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}

// What the panels leave of the map: between queue and zoom buttons on a desk, above the sheet on a phone.
function besidePanels(leaflet) {
  const { x: wide, y: high } = leaflet.getSize();
  if (wide < 768) return { paddingTopLeft: [16, 16], paddingBottomRight: [16, Math.round(high * 0.55)] };
  const queue = document.querySelector(".panels").getBoundingClientRect();
  return { paddingTopLeft: [Math.round(queue.right), 24], paddingBottomRight: [Math.round(wide - leaflet.zoomControl.getContainer().getBoundingClientRect().left), 24] };
}

function step(by) {
  const rows = [...document.querySelectorAll(".queue__row")];
  const at = rows.findIndex((row) => Number(row.dataset.incident) === chosen());
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  next.click();
}

// The last crew sent can be taken back as long as it has not set out.
function offerUndo(crew, incident) {
  undo.hidden = false;
  undo.dataset.incident = incident;
  undo.firstElementChild.textContent = `${crew} ${facts.words.sent}`;
}

undo.querySelector("button").addEventListener("click", () => {
  undo.hidden = true;
  htmx.ajax("POST", `/incidents/${undo.dataset.incident}/give-back/`, { target: "#detail", swap: "innerHTML", values: { note: facts.words.tookBack } });
});
// Told by the request itself: the stream may draw the panel anew meanwhile, and a form that is gone hears nothing.
document.body.addEventListener("htmx:beforeSend", ({ detail: { requestConfig, pathInfo: { requestPath }, xhr } }) => {
  const crew = requestConfig.elt.querySelector?.("[data-crew]")?.dataset.crew;
  if (!crew || !requestPath.endsWith("/assign/")) return;
  xhr.addEventListener("load", () => {
    if (xhr.status === 200 && !xhr.responseText.includes('role="alert"')) offerUndo(crew, requestPath.split("/").at(-3));
  });
});
// What was asked for before a form was opened must not take it away either.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target !== detail || requestConfig.verb !== "get" || requestConfig.path !== `/incidents/${chosen()}/` || !isInUse()) return;
  event.detail.shouldSwap = false;
  isStale = true;
});
// "toggle" does not rise, so it is caught on its way down.
detail.addEventListener("toggle", () => { if (isStale && chosen() && !isInUse()) renew(); }, true);
// Who wants the turns sees them, however often the panel is drawn anew.
let isWayOpen = false;
document.body.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (target?.id !== "detail") return;
  if (isWayOpen) detail.querySelector(".way")?.setAttribute("open", "");
  showChosen();
});
detail.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) close();
  const way = event.target.closest(".way summary")?.parentElement;
  if (way) isWayOpen = !way.open;
});
document.addEventListener("town:light", () => { map.refresh(); map.route(article()); });
document.getElementById("refit").addEventListener("click", () => { if (article()) map.lookAt(article(), { room: besidePanels, isAsked: true }); });

const keys = document.getElementById("keys");
document.getElementById("help").addEventListener("click", () => keys.showModal());
soundSwitch(document.getElementById("sound"));
listenToKeys({
  onStep: step,
  onHelp: () => keys.showModal(),
  onFind: () => document.getElementById("find").focus(),
  onClose: close,
});
startClocks(facts.now, facts.words);
await map.refresh(["closures", "outages"]);
await showChosen();
const following = keepUpToDate({
  facts,
  drawMoving: (names) => map.refresh(names),
  onRead(touched, parts) {
    markChosen();
    followSteps(touched);
    if (parts.has("outages")) outages.renew();
  },
});
document.body.addEventListener("incidents-changed", following.readNow);
