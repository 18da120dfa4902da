// The public map page. All that one sees stands in the address (address.js); the card is a fragment of the app that
// knows the thing; searching, measuring, the day, photos, sharing and the table are modules of their own.

import { townMap } from "../town/map.js";
import { readAddress, readPlace, writeAddress } from "./address.js";
import { cardPanel } from "./card.js";
import { measuring } from "./measure.js";
import { photoPanel } from "./photos.js";
import { printing } from "./printing.js";
import { searchBox } from "./search.js";
import { sharing } from "./sharing.js";
import { tellThings } from "./things.js";
import { tellProgress, timeSlider } from "./timeslider.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const part = (id) => document.getElementById(id);
const asked = readAddress(location.search);
const place = readPlace(location.hash);
let { selected } = asked;
let isReady = false;
let start = null;
let whole = null;
const started = new Promise((resolve) => { start = resolve; });

// What needs no map is there before it: somebody may type or read while the first tiles are on their way.
const box = searchBox({ words: facts.words, onChosen: (hit) => started.then(() => flyToFound(hit)) });
const time = timeSlider({ bar: part("time"), days: facts.days, onDay: (day) => started.then(() => showDay(day)) });
time.set(asked.day);
if (time.day) { part("time").hidden = false; press("time", true); }
document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]")?.dataset.tool;
  if (tool) started.then(() => TOOLS[tool]());
});
if (matchMedia("(max-width: 48rem)").matches) part("legend").open = false;
const town = await townMap("map", {
  ...facts, ...place, legend: part("legend"), note: part("note"), picks: facts.picks, onPick: (...touched) => started.then(() => pick(...touched)), onMove: remember, onShown: remember,
  layers: facts.layers.map((layer) => ({ ...layer, ...asAsked(asked.layers.get(layer.name)), ...(layer.name === selected?.kind && { isOn: true }), day: layer.hasHistory ? time.day : null })),
});
const card = cardPanel({ panel: part("card"), words: facts.words, titleOf: (name) => town.layers.get(name)?.title, onChosen: choose, onWhole: markWhole });
const found = L.circleMarker([0, 0], { radius: 9, color: "#c6400f", weight: 4, fill: false, interactive: false });
const measure = measuring({ map: town.map, zone: facts.zone, words: facts.words.measure, panel: part("measure"), onChange: remember });
const photos = photoPanel({ town, rasters: await rasters(), element: part("photos"), words: facts.words, onChange: remember });
sharing({ dialog: part("share"), words: facts.words, address: () => location.href });
const paper = printing({
  dialog: part("print"), foot: part("sheet-foot"), town, legend: part("legend"), covers: [part("card"), part("measure"), part("legend")],
  measured: () => measure.points, address, settle: () => Promise.all([town.settle(), photos.settle()]), words: facts.words.sheet,
});
await restore(asked);
isReady = true;
start();
remember();

function asAsked(opacity) {
  return opacity === undefined ? {} : { isOn: opacity > 0, opacity: opacity || 1 };
}

async function rasters() {
  const answer = await fetch(facts.rasters).catch(() => null);
  return answer?.ok ? (await answer.json()).rasters : [];
}

async function restore({ photo, measured }) {
  if (photo) { photos.show(photo); if (!place.zoom) photos.showWhole(); }
  if (time.day) sayProgress();
  if (measured.length) { measure.start(); measure.set(measured); press("measure", true); }
  if (!selected) return;
  await showCard();
  if (!place.zoom && card.bbox) town.flyTo(card.bbox); // a link that names a thing and no place
}

function address(isShort = false) {
  return writeAddress({ selected, day: time.day, photo: photos.chosen, layers: town.layers, measured: isShort ? [] : measure.points }, town.map);
}

function remember() {
  if (isReady && !document.body.classList.contains("is-sheet")) history.replaceState(null, "", address());
}

/** A road as far as its name goes, under the stretch that was chosen. */
function markWhole(stretches) {
  whole?.remove();
  whole = stretches && L.geoJSON(stretches, { interactive: false, style: { color: "#c6400f", weight: 7, opacity: 0.4, lineCap: "butt" } }).addTo(town.map);
}

async function showCard(also = []) {
  town.select(selected?.kind, selected?.code);
  await card.show(selected, { day: time.day, also });
}

async function pick(chosen, latlng) {
  if (measure.isOn) return measure.add(latlng);
  await choose(chosen, chosen?.also);
  if (chosen) keepInSight(latlng);
}

/** The card must not cover what it tells of. */
function keepInSight(latlng) {
  const sheet = part("card").getBoundingClientRect();
  const { x: wide, y: high } = town.map.getSize();
  const isBeside = sheet.width < wide / 2;
  const under = Math.max(0, town.map.getContainer().getBoundingClientRect().bottom - sheet.top);
  town.map.panInside(latlng, { paddingTopLeft: [isBeside ? sheet.right + 24 : 24, isBeside ? 24 : 130], paddingBottomRight: [24, isBeside ? 24 : Math.min(under, high - 200) + 24] });
}

function choose(chosen, also = []) {
  selected = chosen && { kind: chosen.kind, code: chosen.code };
  history.pushState(null, "", address());
  return showCard(also);
}

async function flyToFound({ kind, code, bbox, title, layer, id }) {
  town.flyTo(bbox);
  found.remove();
  if (["coordinates", "address"].includes(kind)) found.setLatLng([(bbox[1] + bbox[3]) / 2, (bbox[0] + bbox[2]) / 2]).bindTooltip([code, title].filter(Boolean).join(" · "), { permanent: true, direction: "top" }).addTo(town.map);
  if (!["parcel", "pole"].includes(kind) && !id) return;
  await choose(id ? { kind: layer, code: id } : { kind, code });
  card.focus();
}

async function showDay(day) {
  remember();
  if (selected && !["parcel", "pole"].includes(selected.kind)) showCard();
  await town.setDay(day);
  if (time.day === day) sayProgress();
}

function sayProgress() {
  const layer = town.layers.get("survey_progress");
  if (layer?.isOn) tellProgress(part("time"), layer, facts.words);
}

const TOOLS = {
  measure() {
    if (measure.isOn) measure.stop();
    else { choose(null); measure.start(); town.map.getContainer().focus({ preventScroll: true }); }
    press("measure", measure.isOn);
  },
  time() {
    const bar = part("time");
    bar.hidden = !bar.hidden;
    press("time", !bar.hidden);
    if (town.layers.has("survey_progress")) town.show("survey_progress", !bar.hidden).then(sayProgress);
    if (!bar.hidden) return bar.querySelector("input").focus();
    if (time.day) { time.set(null); showDay(null); }
  },
  table() {
    const dialog = part("things");
    tellThings({ dialog, town, words: facts.words, onChosen: async (thing) => { dialog.close(); await choose(thing); card.focus(); } });
    dialog.showModal();
  },
  share() { part("share").showModal(); },
  print() { paper.open(); },
};

function press(tool, isPressed) {
  document.querySelector(`[data-tool="${tool}"]`).setAttribute("aria-pressed", String(isPressed));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#measure [data-done]")) TOOLS.measure();
  if (event.target.closest("dialog [data-done]")) event.target.closest("dialog").close();
});
part("card").addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) { choose(null); town.map.getContainer().focus(); }
});
addEventListener("popstate", () => { ({ selected } = readAddress(location.search)); showCard(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "p" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); started.then(TOOLS.print); }
  const isTyping = event.target.closest("input, textarea, select, dialog");
  if (event.key === "Escape" && measure.isOn && !isTyping) TOOLS.measure();
  else if (event.key === "Escape" && selected && !isTyping) choose(null);
  if (event.key === "Backspace" && measure.isOn && !isTyping) measure.set(measure.points.slice(0, -1));
  if (event.key === "/" && !isTyping) { event.preventDefault(); box.focus(); }
});
