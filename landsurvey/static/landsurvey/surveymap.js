// The map of one survey: its shapes over the register, its findings as dots; a row in a list leads to its place.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const canvas = L.canvas({ padding: 0.3 });
const shapes = new Map();
const dots = new Map();
let chosen = null;

const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

function shapeStyle({ properties: { faulty, decision, row } }) {
  const stroke = faulty ? "--error" : { accepted: "--ok", returned: "--warn", pending: "--accent" }[decision];
  const isChosen = row === chosen;
  return { renderer: canvas, color: colour(stroke), weight: isChosen ? 4 : town.map.getZoom() < 17 ? 0.5 : 1.5, fillOpacity: isChosen ? 0.35 : 0.12, dashArray: decision === "returned" ? "5 4" : null };
}

function dotStyle({ properties: { level } }) {
  const fill = colour({ error: "--error", warning: "--warn", info: "--info" }[level]);
  return { renderer: canvas, color: colour("--surface"), weight: 1.5, fillColor: fill, fillOpacity: 1 };
}

function choose(row) {
  const before = shapes.get(chosen);
  chosen = row;
  for (const layer of [before, shapes.get(row)]) layer?.setStyle(shapeStyle(layer.feature));
  for (const line of document.querySelectorAll("tr[data-row]")) line.classList.toggle("is-selected", Number(line.dataset.row) === row);
}

/** Canvas keeps the colours it was drawn with; a switch between day and night needs them anew. */
function recolour() {
  for (const layer of shapes.values()) layer.setStyle(shapeStyle(layer.feature));
  for (const group of dots.values()) group.eachLayer((layer) => layer.setStyle(dotStyle(layer.feature)));
}

function rectangle(line) {
  const shape = shapes.get(Number(line.dataset.row));
  if (line.dataset.place) { const [lon, lat] = line.dataset.place.split(",").map(Number); return [lon, lat, lon, lat]; }
  if (!shape) return null;
  const bounds = shape.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

/** Dots of the findings that are unfolded in the list; of the errors while none is. */
function showDots() {
  const groups = [...document.querySelectorAll("details[data-rule]")];
  const open = groups.filter((group) => group.open);
  const wanted = new Set((open.length ? open : groups.filter((group) => group.dataset.level === "error")).map((group) => group.dataset.rule));
  for (const [rule, layer] of dots) {
    if (wanted.has(rule)) layer.addTo(town.map);
    else layer.remove();
  }
}

function fitBesidePanel() {
  if (!facts.bounds) return;
  const [west, south, east, north] = facts.bounds;
  const panel = document.querySelector(".panels--survey").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds([[south, west], [north, east]], { animate: false, paddingTopLeft: [isBeside ? panel.right + 16 : 16, 32], paddingBottomRight: [64, isBeside ? 32 : innerHeight / 2] });
}

const town = await townMap("map", { ...facts, note });
await addGeoJSON(town.map, facts.shapes, shapeStyle, {
  onEachFeature(feature, layer) {
    shapes.set(feature.properties.row, layer);
    const label = document.createElement("span");
    label.textContent = `${feature.properties.row} · ${feature.properties.code}`;
    layer.bindTooltip(label);
    layer.on("click", () => choose(feature.properties.row));
  },
});
await addGeoJSON(town.map, facts.findings, dotStyle, {
  radius: 5,
  onEachFeature(feature, layer) {
    const { row, rule } = feature.properties;
    if (!dots.has(rule)) dots.set(rule, L.layerGroup());
    dots.get(rule).addLayer(layer);
    layer.on("click", () => choose(row));
  },
}).then((all) => all.remove());
showDots();
fitBesidePanel();
town.map.on("zoomend", () => shapes.forEach((layer) => layer.setStyle(shapeStyle(layer.feature))));
document.addEventListener("toggle", (event) => { if (event.target.matches?.("details[data-rule]")) showDots(); }, true);
document.addEventListener("click", (event) => {
  const line = event.target.closest("tr[data-row]");
  if (!line || event.target.closest("input, a")) return;
  choose(Number(line.dataset.row));
  const place = rectangle(line);
  if (place) town.flyTo(place);
});
document.addEventListener("town:light", recolour);
