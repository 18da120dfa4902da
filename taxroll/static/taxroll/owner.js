// My properties on the town's map: the ground is public, what is drawn on it is only this owner's.

import { addGeoJSON, townMap } from "../town/map.js";

const FEW = 6; // more names than these would lie on each other
const element = document.getElementById("owner-map");
const { geojson, bounds } = JSON.parse(document.getElementById("owner-shapes").textContent);
const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
const { map } = await townMap(element.id, { layers: ["landcover", "boundary", "roads"], bounds });

function style({ properties }) {
  const isLand = properties.kind === "land";
  return { color: accent, weight: isLand ? 3 : 2, fillColor: accent, fillOpacity: isLand ? 0.14 : 0.45 };
}

function named(feature, layer) {
  const { kind, name } = feature.properties;
  if (name) layer.bindTooltip(`${element.dataset[kind] ?? ""} ${name}`.trim(), { permanent: kind === "land" && geojson.features.length <= FEW, direction: "center" });
}

const mine = await addGeoJSON(map, geojson, style, { onEachFeature: named });
map.fitBounds(mine.getBounds(), { animate: false, maxZoom: 18, padding: [36, 36] });
