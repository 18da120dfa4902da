// The public map page. All that one sees stands in the address (address.js); the card is a fragment of the app that
// knows the thing; searching, measuring, the day, photos, sharing and the table are modules of their own.

import { townMap } from "../town/map.js";
import { readAddress, readPlace, writeAddress } from "./address.js";
import { measuring } from "./measure.js";
import { photoPanel } from "./photos.js";
import { printing } from "./printing.js";
import { searchBox } from "./search.js";
import { sharing } from "./sharing.js";
import { fillThings } from "./things.js";
import { tellProgress, timeSlider } from "./timeslider.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const part = (id) => document.getElementById(id);
const card = part("card");
const asked = readAddress(location.search);
const place = readPlace(location.hash);
let { selected } = asked;
let isReady = false;
let start = null;
const started = new Promise((resolve) => { start = resolve; });

// What needs no map is there before it: somebody may type or read while the first tiles are on their way.
const box = searchBox({ words: facts.words, onChosen: (hit) => started.then(() => flyToFound(hit)) });
const time = timeSlider({ bar: part("time"), days: facts.days, onDay: (day) => started.then(() => showDay(day)) });
time.set(asked.day);
if (time.day) { part("time").hidden = false; press("time", true); }
if (matchMedia("(max-width: 48rem)").matches) part("legend").open = false;
const town = await townMap("map", {
  ...facts, ...place, legend: part("legend"), note: part("note"), onPick: pick, onMove: remember, onShown: remember,
  layers: facts.layers.map((layer) => ({ ...layer, ...asAsked(asked.layers.get(layer.name)), day: layer.hasHistory ? time.day : null })),
});
const found = L.circleMarker([0, 0], { radius: 9, color: "#c6400f", weight: 4, fill: false, interactive: false });
const measure = measuring({ map: town.map, zone: facts.zone, words: facts.words.measure, panel: part("measure"), onChange: remember });
const photos = photoPanel({ town, rasters: await rasters(), element: part("photos"), words: facts.words, onChange: remember });
sharing({ dialog: part("share"), words: facts.words, address: () => location.href });
const paper = printing({
  dialog: part("print"), foot: part("sheet-foot"), town, legend: part("legend"), covers: [card, part("measure"), part("legend")],
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
  if (photo) photos.show(photo);
  if (time.day) sayProgress();
  if (measured.length) { measure.start(); measure.set(measured); press("measure", true); }
  if (!selected) return;
  await showCard();
  if (!place.zoom) locate(selected);
}

function address(isShort = false) {
  return writeAddress({ selected, day: time.day, photo: photos.chosen, layers: town.layers, measured: isShort ? [] : measure.points }, town.map);
}

function remember() {
  if (isReady && !document.body.classList.contains("is-sheet")) history.replaceState(null, "", address());
}

async function showCard() {
  town.select(selected?.kind, selected?.code);
  card.hidden = !selected;
  if (!selected) return card.replaceChildren();
  card.classList.add("is-loading");
  const code = selected.code.split("/").map(encodeURIComponent).join("/");
  await htmx.ajax("GET", `/${selected.kind}s/${code}/card/`, { target: card, swap: "innerHTML" });
  card.classList.remove("is-loading");
}

function pick(chosen, latlng) {
  return measure.isOn ? measure.add(latlng) : choose(chosen);
}

function choose(chosen) {
  selected = chosen && ["parcel", "pole"].includes(chosen.kind) ? { kind: chosen.kind, code: chosen.code } : null;
  history.pushState(null, "", address());
  return showCard();
}

async function flyToFound({ kind, code, bbox, title }) {
  town.flyTo(bbox);
  found.remove();
  if (kind === "coordinates") found.setLatLng([(bbox[1] + bbox[3]) / 2, (bbox[0] + bbox[2]) / 2]).bindTooltip(`${code} · ${title}`, { permanent: true, direction: "top" }).addTo(town.map);
  if (!["parcel", "pole"].includes(kind)) return;
  await choose({ kind, code });
  card.focus();
}

async function locate(chosen) {
  const response = await fetch(`${box.url}?q=${encodeURIComponent(chosen.code)}`);
  const { results } = await response.json();
  const hit = results.find(({ kind, code }) => kind === chosen.kind && code === chosen.code);
  if (hit) town.flyTo(hit.bbox);
}

async function showDay(day) {
  remember();
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
    fillThings({ dialog: part("things"), town, words: facts.words, onChosen: async (thing) => { part("things").close(); await choose(thing); card.focus(); } });
    part("things").showModal();
  },
  share() { part("share").showModal(); },
  print() { paper.open(); },
};

function press(tool, isPressed) {
  document.querySelector(`[data-tool="${tool}"]`).setAttribute("aria-pressed", String(isPressed));
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]")?.dataset.tool;
  if (tool) started.then(TOOLS[tool]);
  if (event.target.closest("#measure [data-done]")) TOOLS.measure();
  if (event.target.closest("dialog [data-done]")) event.target.closest("dialog").close();
});
card.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) { choose(null); town.map.getContainer().focus(); }
  if (event.target.closest(".panel__grip")) card.classList.toggle("is-low");
});
addEventListener("popstate", () => { ({ selected } = readAddress(location.search)); showCard(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "p" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); started.then(TOOLS.print); }
  const isTyping = event.target.closest("input, textarea, select, dialog");
  if (event.key === "Escape" && measure.isOn && !isTyping) TOOLS.measure();
  else if (event.key === "Escape" && !card.hidden && !isTyping) choose(null);
  if (event.key === "Backspace" && measure.isOn && !isTyping) measure.set(measure.points.slice(0, -1));
  if (event.key === "/" && !isTyping) { event.preventDefault(); box.focus(); }
});
