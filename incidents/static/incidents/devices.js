// Devices of the grid that are suspected or confirmed to have failed, and planned works: each a diamond with a sign and
// its code in words ("?" suspected, "!" confirmed, "P" planned), never a colour alone.

import { colour } from "./closed.js";

const SIGNS = { suspected: "?", probable: "?", confirmed: "!", planned: "P", group: "?" };

export function deviceMark({ properties }, latlng, words) {
  const { state, code } = properties;
  const mark = document.createElement("span");
  mark.className = `devicemark devicemark--${state}`;
  mark.innerHTML = `<svg viewBox="0 0 28 28" aria-hidden="true"><path d="m14 1 13 13-13 13L1 14z"/><text x="14" y="19" text-anchor="middle">${SIGNS[state]}</text></svg>`;
  mark.append(Object.assign(document.createElement("b"), { textContent: code }));
  const name = `${words[state]} · ${code}`;
  return L.marker(latlng, { icon: L.divIcon({ html: mark, className: "", iconSize: [28, 28] }), title: name, alt: name, keyboard: false, interactive: false, zIndexOffset: 400 });
}

/** A Leaflet layer of devices and areas (GeoJSON of the server); `devices` are words by state. */
export function devicesLayer(data, { devices }) {
  const style = { color: colour("--info"), weight: 2.5, dashArray: "2 6", lineCap: "round", fillColor: colour("--info"), fillOpacity: 0.12 };
  const shapes = L.geoJSON(data, { style, interactive: false, pointToLayer: (feature, latlng) => deviceMark(feature, latlng, devices) });
  const areas = shapes.getLayers().filter((layer) => layer instanceof L.Polygon);
  return L.featureGroup([shapes, ...areas.map((area) => deviceMark(area.feature, area.getBounds().getCenter(), devices))]);
}
