// Squares of the grid on the map, coloured by the share of cases that were late; a touch says the figures in words.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");

function style({ properties }) {
  return { color: "#3a3f45", weight: 0.6, fillColor: facts.colours[properties.class], fillOpacity: 0.65 };
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
  if (data.features.length) fitBesidePanel(drawn.getBounds());
  document.body.dataset.drawn = String(data.features.length);
} else {
  note.textContent = facts.words.failed;
}
