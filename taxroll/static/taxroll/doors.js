// The map of a bag: doors as numbered points; a press on one leads to its line in the list.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
const town = await townMap("map", { ...facts, note: document.getElementById("note") });
await addGeoJSON(town.map, facts.doors, { renderer: L.svg(), color: accent, fillColor: accent, fillOpacity: 0.9 }, {
  radius: 6,
  onEachFeature({ properties: { number, notice } }, layer) {
    const label = document.createElement("span");
    label.textContent = number;
    layer.bindTooltip(label, { permanent: true, direction: "top", className: "doors__label", offset: [0, -4] });
    layer.on("click", () => document.getElementById(`door-${notice}`).focus());
  },
});
