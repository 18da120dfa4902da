// The map of the way to the incident the crew goes to now. The cells of the town's layers that it shows are kept by the
// worker, so that it opens without a network.

import { loadView } from "../../town/layers.js";
import { addGeoJSON, townMap } from "../../town/map.js";

let town = null;
let drawn = null;
let shown = "";

function colour(name) {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}

/** Show the way to this article's place; nothing where there is no incident. */
export async function showWay(article, { card, note, bounds, words }) {
  card.hidden = !article;
  if (!article) return;
  const text = document.getElementById("way")?.textContent ?? "null";
  const asked = `${article.id} ${text}`;
  if (asked === shown) return;
  shown = asked;
  const place = L.latLng(Number(article.dataset.lat), Number(article.dataset.lon));
  town ??= await townMap("crew-map", { layers: ["landcover", "boundary", "buildings", "roads", "poles"], bounds, words, note, leaflet: { zoomControl: false } });
  await draw(JSON.parse(text), place);
}

async function draw(way, place) {
  drawn?.remove();
  const data = way ?? { type: "FeatureCollection", features: [] };
  const casing = await addGeoJSON(town.map, data, { color: colour("--surface"), weight: 10, opacity: 0.9 });
  const line = await addGeoJSON(town.map, data, { color: colour("--accent"), weight: 6, opacity: 1 });
  const mark = L.circleMarker(place, { radius: 11, weight: 4, color: colour("--surface"), fillColor: colour("--error"), fillOpacity: 1 });
  drawn = L.layerGroup([casing, line, mark]).addTo(town.map);
  town.map.invalidateSize({ animate: false });
  const seen = line.getBounds();
  if (seen.isValid()) town.map.fitBounds(seen.extend(place).pad(0.15), { maxZoom: 18, animate: false });
  else town.map.setView(place, 17, { animate: false });
}

export function redraw() { shown = ""; }

/** Read what the map shows once more, now that the worker keeps what passes through it. */
export async function keepMap() {
  if (!town) return;
  for (const layer of town.layers.values()) layer.forget();
  await loadView(town.map, town.layers, () => town.redraw());
}
