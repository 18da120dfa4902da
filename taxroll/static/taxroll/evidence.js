// The plot in dispute: every version of it and its neighbours, with their codes.

import { addGeoJSON, townMap } from "../town/map.js";

const data = JSON.parse(document.getElementById("evidence-shapes").textContent);
const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
const soft = getComputedStyle(document.documentElement).getPropertyValue("--ink-soft").trim();
const { map } = await townMap("evidence-map", { layers: ["landcover", "boundary", "roads", "buildings"] });

function style({ properties }) {
  if (properties.kind === "neighbour") return { color: soft, weight: 1, fillOpacity: 0.03 };
  return properties.until ? { color: accent, weight: 2, dashArray: "6 5", fill: false } : { color: accent, weight: 3, fillColor: accent, fillOpacity: 0.14 };
}

const laid = await addGeoJSON(map, data, style, {
  onEachFeature({ properties }, layer) {
    if (properties.code && !properties.until) layer.bindTooltip(properties.code, { permanent: true, direction: "center" });
  },
});
if (data.features.length) map.fitBounds(laid.getBounds(), { animate: false, maxZoom: 19, padding: [24, 24] });
