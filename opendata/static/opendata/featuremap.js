// The map beside a page of features: lays them on the town and shows which row one points at.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const town = await townMap("map", { ...facts, note: document.getElementById("note") });
const style = () => ({ className: "found", color: "var(--accent)", weight: 2, fillOpacity: 0.25 });
const laid = await addGeoJSON(town.map, facts.features, style, {
  onEachFeature(feature, layer) {
    const label = document.createElement("span");
    label.textContent = facts.labels[feature.id] ?? feature.id;
    layer.bindTooltip(label);
    layer.on("click", () => { location.href = `${facts.item}${encodeURIComponent(feature.id)}?f=html`; });
  },
});
if (laid.getLayers().length) town.map.fitBounds(laid.getBounds().pad(0.2), { animate: false, maxZoom: 19, paddingTopLeft: [matchMedia("(max-width: 48rem)").matches ? 0 : 420, 0] });
