// One petition at the desk: the plan and what the checks measured on the map, documents over it, keys for every act, and
// the sign that somebody works at it while the page is in sight.

import { listenToKeys } from "../town/keys.js";
import { addGeoJSON, townMap } from "../town/map.js";
import { keepApart } from "./labels.js";
import { asBuilt } from "./asbuilt.js";
import { viewer } from "./viewer.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const findings = [...document.querySelectorAll("[data-show]")];
const COLOURS = { fail: "#a2330c", ask: "#815100", pass: "#00664b" };
const DASHES = { gap: "6 4", way: "2 5" };
const MEASURED = ["gap", "breach"];

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

function room() {
  const panel = document.querySelector(".panels--desk").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  return { paddingTopLeft: [isBeside ? panel.right + 24 : 24, 48], paddingBottomRight: [64, isBeside ? 48 : innerHeight * 0.6] };
}

function style({ properties }) {
  const colour = COLOURS[properties.verdict];
  // A zone that allows the plan covers the whole map: its outline is enough.
  const isFilled = ["breach", "area"].includes(properties.role) && properties.verdict !== "pass";
  return { color: colour, weight: 3, dashArray: DASHES[properties.role], fillColor: colour, fillOpacity: isFilled ? 0.3 : 0, opacity: 0.9 };
}

// Before the map, which takes its time: documents open at once.
const shell = viewer();
const note = document.getElementById("note");
let finished = null;
const town = await townMap("map", { ...facts, note });
const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
const plan = facts.plan ? await addGeoJSON(town.map, facts.plan, { color: accent, weight: 3, fillColor: accent, fillOpacity: 0.25 }) : null;
const drawn = new Map();
const labelled = [];
const measures = await addGeoJSON(town.map, facts.shapes, style, {
  onEachFeature({ properties }, layer) {
    drawn.set(properties.finding, [...(drawn.get(properties.finding) ?? []), layer]);
    // Names of areas and ways stand in the finding's words, and ways on the map itself.
    if (properties.label && MEASURED.includes(properties.role)) {
      layer.bindTooltip(document.createTextNode(properties.label).data, { permanent: true, direction: "center", className: "measure" });
      labelled.push({ layer, verdict: properties.verdict });
    }
    layer.on("click", () => { if (!finished?.isDrawing()) choose(properties.finding); });
  },
});
keepApart(town.map, () => labelled)();
if (plan) town.map.fitBounds(plan.getBounds().pad(1.2), { ...room(), maxZoom: 20, animate: false });
if (document.getElementById("built") && facts.asBuilt) {
  finished = asBuilt({
    map: town.map, facts: facts.asBuilt, token: token(),
    approved: { layer: plan, ring: facts.plan.geometry.coordinates[0] },
    // What was measured from the petition's outline is not true of another one.
    onOpen: (isOpen) => (isOpen ? measures.remove() : measures.addTo(town.map)),
    say: (sentence) => { note.textContent = sentence; },
    look: (bounds) => town.map.fitBounds(bounds.pad(0.25), { ...room(), maxZoom: 21, animate: false }),
  });
}

/** Show one finding: its words in the list, its shapes on the map, the others faint. */
function choose(number) {
  shell.close();
  measures.addTo(town.map);
  for (const each of document.querySelectorAll("[data-finding]")) each.classList.toggle("is-chosen", Number(each.dataset.finding) === number);
  for (const [key, layers] of drawn) for (const layer of layers) layer.setStyle?.({ opacity: key === number ? 1 : 0.25, weight: key === number ? 5 : 2 });
  const mine = drawn.get(number);
  const bounds = mine ? L.featureGroup(mine).getBounds() : plan?.getBounds();
  if (bounds?.isValid()) town.map.fitBounds(bounds.pad(0.8), { ...room(), maxZoom: 20 });
  document.querySelector(`[data-finding="${number}"]`)?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", ({ target }) => {
  const shown = target.closest("[data-show]");
  if (shown) choose(Number(shown.dataset.show));
});

function step(by) {
  if (!shell.element.hidden) return shell.turn(by);
  const shown = findings.filter((each) => each.checkVisibility());
  const at = shown.indexOf(document.activeElement);
  const next = shown.at(at < 0 ? (by > 0 ? 0 : -1) : Math.min(Math.max(at + by, 0), shown.length - 1));
  if (!next) return undefined;
  next.focus();
  return choose(Number(next.dataset.show));
}

listenToKeys({
  onStep: step,
  onHelp: () => { document.querySelector(".desk__keys").open = true; document.querySelector(".desk__keys").scrollIntoView(); },
  onFind: () => {},
  onClose: () => shell.close(),
});
document.addEventListener("keydown", (event) => {
  if (event.code === "KeyD" && document.getElementById("keys-on").checked && !event.target.closest("input, textarea, select") && !event.ctrlKey && !event.metaKey && !event.altKey) shell.next();
});

// What is opened by a key gets the focus, so that one can go on typing.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.closest(".desk__acts")) target.querySelector("textarea, select, input:not([type=hidden])")?.focus();
}, true);

const beat = () => {
  if (facts.beat && document.visibilityState === "visible") fetch(facts.beat, { method: "POST", headers: { "X-CSRFToken": token() }, keepalive: true }).catch(() => {});
};
setInterval(beat, facts.beatEvery * 1000);
document.addEventListener("visibilitychange", beat);
