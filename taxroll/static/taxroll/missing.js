// Suspected buildings on the town's map, over the registered ones; the list beside it shows where each stands.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const outlines = new Map();
const LOOKS = { open: { color: "#d55e00", dashArray: null }, to_visit: { color: "#0072b2", dashArray: "6 3" }, dismissed: { color: "#6b7078", dashArray: "2 4" } };

function style({ properties: { status } }) {
  return { ...LOOKS[status], weight: 2.5, fillColor: LOOKS[status].color, fillOpacity: status === "dismissed" ? 0.05 : 0.3 };
}

/** What the panel leaves free shows the town: beside it on a desk, above it on a phone. */
function fitBesidePanel(bounds) {
  const panel = document.querySelector(".panels .panel").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds(bounds, { animate: false, maxZoom: 18, paddingTopLeft: [isBeside ? panel.right + 16 : 16, isBeside ? 32 : 72], paddingBottomRight: [64, isBeside ? 32 : innerHeight - panel.top + 16] });
}

const town = await townMap("map", { ...facts, note });
const answer = await fetch(facts.shapes).catch(() => null);
if (answer?.ok) {
  const data = await answer.json();
  const layer = await addGeoJSON(town.map, data, style, {
    onEachFeature({ properties: { id, code, status } }, outline) {
      outlines.set(String(id), outline);
      const label = document.createElement("span");
      label.textContent = `${code || "–"} · ${facts.words[status]}`;
      outline.bindTooltip(label);
      outline.on("click", () => document.getElementById(`suspect-${id}`)?.scrollIntoView({ block: "center" }));
    },
  });
  if (data.features.length) fitBesidePanel(layer.getBounds());
} else note.textContent = facts.words.failed;
document.addEventListener("click", ({ target }) => {
  const outline = outlines.get(target.closest("[data-suspect]")?.dataset.suspect);
  if (!outline) return;
  const box = outline.getBounds();
  town.flyTo([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]);
  outline.openTooltip();
});
