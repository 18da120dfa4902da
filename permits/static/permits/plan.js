// The building's page: sizes typed or dragged, drawn or from a file, checked by the map all the while, saved as it changes.

import { fill } from "../town/asking.js";
import { townMap } from "../town/map.js";
import { areaOf } from "../town/utm.js";
import { checker } from "./checks.js";
import { footprint } from "./footprint.js";
import { middleOf } from "./metres.js";
import { corners, fromFile } from "./outlines.js";
import { answersOf, askOnlyNeeded } from "./questions.js";
import { saver, urls, words } from "./saving.js";

const form = document.getElementById("page-form");
const note = document.getElementById("note");
const facts = JSON.parse(document.getElementById("map-facts").textContent);
const saving = saver(form);
const part = (id) => document.getElementById(id);
const field = (name) => form.elements[name];
const token = field("csrfmiddlewaretoken").value;
const hasFootprint = Boolean(part("footprint"));
const SIZES = ["width_m", "depth_m", "turn_deg", "lon", "lat"];
const number = (text) => Number(text.replaceAll(",", "").replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50));
const say = (sentence) => { note.textContent = sentence; };

let known = {};
form.addEventListener("input", () => askOnlyNeeded(form, known));

const town = await townMap("map", {
  layers: ["landcover", "boundary", "parcels", "buildings", "roads", "poles"],
  bounds: facts.bounds, isBesidePanel: true, words: facts.words, note, onPick: (_picked, latlng) => { if (drawn?.isOn()) drawn.touched(latlng); },
});
if (facts.chosen) town.select("parcel", facts.chosen);
if (facts.is_near) lookClosely();

let drawn = null;
let shape = null;
const checks = checker({ map: town.map, url: urls.checks, token, words, planOf, onTold: goes, onMove: (east, north) => shape?.move(east, north) });

/** The check says which track the plan goes, on which questions hang. */
function goes({ track }) {
  known = track ? { track: track.code } : {};
  askOnlyNeeded(form, known);
}

/** What is checked; answers that were not given yet are left out. */
function planOf() {
  const answers = Object.fromEntries(Object.entries(answersOf(form)).filter(([, value]) => value !== ""));
  const ring = shape?.ring() ?? [];
  return { answers, ...(hasFootprint && { footprint: ring.length ? { type: "Polygon", coordinates: [ring] } : null }) };
}

if (hasFootprint) {
  shape = footprint({ map: town.map, zone: facts.zone, words, onChange: followed });
  drawn = corners({ map: town.map, tools: part("drawing-tools"), words, say, onDone: (ring) => take(ring, "drawn") });
  fromFile({ form: part("drawing-form"), url: urls.drawing, token, words, onDone: take });
  for (const name of SIZES) field(name).addEventListener("input", typed);
  part("ways").addEventListener("click", ({ target }) => { const way = target.closest("[data-way]")?.dataset.way; if (way) go(way); });
  part("ways").hidden = false;
  begin();
}
form.addEventListener("change", () => checks.ask());
if (!hasFootprint || shape.plan()) checks.ask();

/** So near that a step of a tenth of a metre shows; beside the panel on a desk, above the sheet on a phone. */
function lookClosely() {
  const [west, south, east, north] = facts.bounds;
  const { x: wide, y: high } = town.map.getSize();
  const room = wide < 768 ? { paddingTopLeft: [24, 70], paddingBottomRight: [24, Math.round(high * 0.63)] } : { paddingTopLeft: [470, 60], paddingBottomRight: [80, 60] };
  town.map.fitBounds([[south, west], [north, east]], { ...room, maxZoom: 20.5, animate: false });
}

/** What the petition holds already. */
function begin() {
  const source = field("source").value;
  if (source === "rectangle") typed({ isFirst: true });
  else if (facts.footprint) shape.set({ ring: facts.footprint.coordinates[0] });
  showWay(source === "geojson" || source === "dxf" ? "file" : source);
  covers();
}

/** A rectangle from the fields, once its sizes are there. */
function typed({ isFirst = false } = {}) {
  const [width, depth, turn, lon, lat] = SIZES.map((name) => number(field(name).value));
  const isWhole = width > 0 && depth > 0 && width <= 300 && depth <= 300 && [turn, lon, lat].every(Number.isFinite);
  shape.set(isWhole ? { rectangle: { lon, lat, width, depth, turn } } : null);
  covers();
  if (isFirst) return;
  field("source").value = "rectangle";
  saving.changed("source", ...SIZES);
  checks.ask();
}

/** The building was moved or turned by hand, by keys or as advised. */
function followed(plan, isOver) {
  if (plan.rectangle) {
    const { lon, lat, turn } = plan.rectangle;
    [field("lon").value, field("lat").value, field("turn_deg").value] = [lon.toFixed(9), lat.toFixed(9), String(turn)];
    if (isOver) saving.changed("source", ...SIZES);
  } else if (isOver) {
    keepRing(plan.ring);
  }
  checks.ask();
}

function take(ring, source) {
  field("source").value = source;
  shape.set({ ring });
  keepRing(ring);
  covers();
  checks.ask();
  const [lon, lat] = middleOf(ring);
  if (!town.map.getBounds().contains([lat, lon])) town.map.setView([lat, lon], 19);
}

function keepRing(ring) {
  const places = ring.map(([lon, lat]) => [Number(lon.toFixed(9)), Number(lat.toFixed(9))]);
  places[places.length - 1] = places[0];
  field("outline").value = JSON.stringify({ type: "Polygon", coordinates: [places] });
  saving.changed("source", "outline");
}

function go(way) {
  showWay(way);
  drawn.stop();
  say("");
  if (way === "rectangle") typed();
  if (way === "drawn" && !(shape.plan()?.ring && field("source").value === "drawn")) { shape.set(null); drawn.begin(); }
}

function showWay(way) {
  for (const button of part("ways").children) button.setAttribute("aria-pressed", String(button.dataset.way === way));
  for (const each of document.querySelectorAll("[data-of]")) each.hidden = each.dataset.of !== way;
}

function covers() {
  const ring = shape.ring();
  part("covers").textContent = ring.length ? fill(words.covers, { area: areaOf(ring.slice(0, -1), facts.zone).toLocaleString("en", { maximumFractionDigits: 2 }) }) : "";
}
