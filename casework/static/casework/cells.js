// Squares of the grid on the map, coloured by the share of cases that were late, hollow and dashed where nothing can be
// judged yet; a touch says the figures in words. Colours are read when drawn, hence right by day and by night.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");

const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

function style({ properties: { class: level } }) {
  const line = { color: colour("--ink-soft"), weight: level ? 0.6 : 1.2, dashArray: level ? null : "4 4" };
  return { ...line, fillColor: colour(level ? `--late-${level}` : "--surface"), fillOpacity: level ? 0.7 : 0.15 };
}

function card({ count, open, missed }) {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = facts.words.cases.replace("%(count)s", count.toLocaleString()).replace("%(open)s", open.toLocaleString());
  box.append(title);
  if (missed !== null) box.append(document.createElement("br"), facts.words.late.replace("%(percent)s", String(Math.round(missed * 100))));
  return box;
}

/** What the panel leaves free shows the squares: beside it on a desk, above it on a phone. */
function fitBesidePanel(bounds) {
  const panel = document.querySelector(".panels .panel").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds(bounds, { animate: false, maxZoom: 16, paddingTopLeft: [isBeside ? panel.right + 16 : 16, isBeside ? 32 : 72], paddingBottomRight: [64, isBeside ? 32 : innerHeight - panel.top + 16] });
}

const town = await townMap("map", { ...facts, note });
const answer = await fetch(facts.cells).catch(() => null);
if (answer?.ok) {
  const data = await answer.json();
  const drawn = await addGeoJSON(town.map, data, style, { onEachFeature: (feature, layer) => layer.bindPopup(() => card(feature.properties)) });
  document.addEventListener("town:light", () => drawn.setStyle(style));
  if (data.features.length) fitBesidePanel(drawn.getBounds());
  document.body.dataset.drawn = String(data.features.length);
} else {
  note.textContent = facts.words.failed;
}
