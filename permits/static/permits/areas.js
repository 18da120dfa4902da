// Planning areas on the town's map: colours by kind, a name at a touch, and from the list to the place.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const byId = new Map();

function style({ properties }) {
  const colour = (properties.kind === "zone" && facts.zones[properties.code]) || facts.colours[properties.kind];
  return { color: colour, weight: 2, fillColor: colour, fillOpacity: 0.4, dashArray: properties.kind === "zone" ? null : "6 4" };
}

function card({ kind, code, name_th: thai, name_en: english }) {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = [code, (document.documentElement.lang.startsWith("en") && english) || thai].filter((word, at, all) => word && all.indexOf(word) === at).join(" · ");
  box.append(title, document.createElement("br"), facts.kinds[kind]);
  return box;
}

function padding() {
  const panel = document.querySelector(".panels .panel").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  return { paddingTopLeft: [isBeside ? panel.right + 16 : 16, 32], paddingBottomRight: [64, isBeside ? 32 : innerHeight - panel.top + 16] };
}

function go(town, button) {
  const layer = byId.get(button.dataset.area);
  if (!layer) return;
  for (const other of document.querySelectorAll(".areas__go")) other.setAttribute("aria-pressed", String(other === button));
  for (const each of byId.values()) each.setStyle({ weight: each === layer ? 4 : 2 });
  layer.bringToFront();
  town.map.fitBounds(layer.getBounds(), { animate: false, maxZoom: 18, ...padding() });
  layer.openPopup();
}

const town = await townMap("map", { ...facts, note });
const answer = await fetch(facts.areas).catch(() => null);
if (answer?.ok) {
  const data = await answer.json();
  const drawn = await addGeoJSON(town.map, data, style, {
    onEachFeature: (feature, layer) => {
      byId.set(feature.id, layer);
      layer.bindPopup(() => card(feature.properties));
    },
  });
  if (data.features.length) town.map.fitBounds(drawn.getBounds(), { animate: false, ...padding() });
  document.body.dataset.drawn = String(data.features.length);
} else {
  note.textContent = facts.words.failed;
}
for (const button of document.querySelectorAll(".areas__go")) button.addEventListener("click", () => go(town, button));
