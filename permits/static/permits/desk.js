// One petition at the desk: the parcel, the plan and what the checks measured on the map, each check shown by its line
// of the list, documents beside it, keys for every act, and the sign that somebody works at it while it is in sight.

import { listenToKeys } from "../town/keys.js";
import { addGeoJSON, townMap } from "../town/map.js";
import { asBuilt } from "./asbuilt.js";
import { keepDrafts } from "./drafts.js";
import { keepApart } from "./labels.js";
import { viewer } from "./viewer.js";
import { guardTicks, watch } from "./watch.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const findings = [...document.querySelectorAll("[data-show]")];
const MEASURED = ["gap", "breach"];
const stage = document.getElementById("stage");
const drawn = new Map();
const labelled = [];
let town = null;
const whole = [];
let chosen = null;

// Before the map, which takes its time: documents, keys and what was typed are there at once.
const shell = viewer();
keepDrafts(document.getElementById("news").dataset.drafts);
watch(facts);
guardTicks(facts.words);
// A form that was refused is shown at its own address, which nobody can open again.
if (location.pathname !== facts.page) history.replaceState(null, "", facts.page + location.hash);

document.addEventListener("click", ({ target }) => {
  const shown = target.closest("[data-show]");
  if (shown) choose(Number(shown.dataset.show) === chosen ? null : Number(shown.dataset.show));
});
listenToKeys({
  onStep: step,
  onHelp: () => { document.querySelector(".desk__keys").open = true; document.querySelector(".desk__keys").scrollIntoView(); },
  onFind: () => {},
  onClose: () => { if (!shell.close() && chosen !== null) choose(null); },
});
// What is opened by a key gets the focus, so that one can go on typing.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.closest(".desk__acts, #decided")) target.querySelector("textarea, select, input:not([type=hidden])")?.focus();
}, true);

/** Show one finding: its line in the list, its shapes on the map, the others faint. Null shows all alike again. */
function choose(number) {
  chosen = number;
  shell.close();
  for (const each of document.querySelectorAll("[data-finding]")) {
    const isChosen = number !== null && Number(each.dataset.finding) === number;
    each.classList.toggle("is-chosen", isChosen);
    each.querySelector("[data-show]").setAttribute("aria-pressed", String(isChosen));
    if (!isChosen) continue;
    each.closest("details:not([open])")?.setAttribute("open", "");
    each.scrollIntoView({ block: "nearest" });
  }
  history.replaceState(null, "", number === null ? facts.page : `${facts.page}#check-${number}`);
  if (town) look();
}

/** Bring the map to what is chosen, or to the whole. */
function look() {
  stage.classList.toggle("has-chosen", chosen !== null);
  if (chosen !== null) stage.classList.remove("is-building");
  for (const [key, layers] of drawn) for (const part of layers.flatMap(partsOf)) part.classList.toggle("is-chosen", key === chosen);
  const mine = drawn.get(chosen);
  const bounds = L.featureGroup(mine ?? whole).getBounds();
  if (bounds.isValid()) town.map.fitBounds(bounds.pad(mine ? 0.8 : 0.3), { ...room(), maxZoom: 20 });
}

function step(by) {
  if (!shell.element.hidden) return shell.turn(by);
  const shown = findings.filter((each) => each.checkVisibility());
  const at = shown.findIndex((each) => each === document.activeElement || Number(each.dataset.show) === chosen);
  const next = shown.at(at < 0 ? (by > 0 ? 0 : -1) : Math.min(Math.max(at + by, 0), shown.length - 1));
  if (!next) return undefined;
  next.focus();
  return choose(Number(next.dataset.show));
}

/** What the panel leaves free of the map: beside it on a desk, above the sheet on a phone. */
function room() {
  const panel = document.querySelector(".panels--desk .panel").getBoundingClientRect();
  const isBeside = panel.right < innerWidth * 0.75;
  return { paddingTopLeft: [isBeside ? panel.right + 24 : 24, 48], paddingBottomRight: [64, isBeside ? 48 : innerHeight * 0.65] };
}

/** The drawn elements of a layer, also of one that has several shapes. */
function partsOf(layer) {
  return layer.getLayers ? layer.getLayers().flatMap(partsOf) : [layer.getElement()].filter(Boolean);
}

const styleOf = ({ properties: { role, verdict } }) => ({ className: `shape shape--${role} shape--${verdict ?? "asked"}`, interactive: Boolean(verdict) });

function onEachFeature({ properties: { finding, label, role, verdict } }, layer) {
  drawn.set(finding, [...(drawn.get(finding) ?? []), layer]);
  // Names of areas and ways stand in the finding's words, and ways on the map itself.
  if (label && MEASURED.includes(role)) {
    layer.bindTooltip(document.createTextNode(label).data, { permanent: true, direction: "center", className: `measure measure--${verdict}` });
    labelled.push({ layer, verdict });
  }
  layer.on("click", () => { if (!town.map.getContainer().classList.contains("is-drawing")) choose(finding); });
}

const made = await townMap("map", { ...facts, note: document.getElementById("note") });
for (const feature of [facts.parcel, facts.plan].filter(Boolean)) whole.push(await addGeoJSON(made.map, feature, styleOf));
await addGeoJSON(made.map, facts.shapes, styleOf, { onEachFeature });
for (const [number, layers] of drawn) for (const part of layers.flatMap(partsOf)) part.dataset.drawn = number;
keepApart(made.map, () => labelled)();
if (whole.length) made.map.fitBounds(L.featureGroup(whole).getBounds().pad(0.3), { ...room(), maxZoom: 20, animate: false });
town = made;
if (document.getElementById("built") && facts.asBuilt) {
  asBuilt({
    map: town.map, facts: facts.asBuilt, token: JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"],
    approved: { layer: whole.at(-1), ring: facts.plan.geometry.coordinates[0] },
    // What was measured from the petition's outline is not true of another one.
    onOpen: (isOpen) => { if (isOpen && chosen !== null) choose(null); stage.classList.toggle("is-building", isOpen); },
    say: (sentence) => { document.getElementById("note").textContent = sentence; },
    look: (bounds) => town.map.fitBounds(bounds.pad(0.25), { ...room(), maxZoom: 21, animate: false }),
  });
}

// A link to one check opens the page at it, as does what was chosen before the map was there.
const linked = location.hash.match(/^#check-(\d+)$/);
if (chosen !== null) look();
else if (linked && findings.some((each) => each.dataset.show === linked[1])) choose(Number(linked[1]));
