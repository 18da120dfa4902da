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
// The panel lies beside the features on a desk, below them on a phone.
const panel = document.querySelector(".panels .panel").getBoundingClientRect();
const isPhone = matchMedia("(max-width: 48rem)").matches;
const room = isPhone ? { paddingBottomRight: [0, innerHeight - panel.top] } : { paddingTopLeft: [panel.right, 0] };
if (laid.getLayers().length) town.map.fitBounds(laid.getBounds().pad(0.1), { animate: false, maxZoom: 19, ...room });
