// Incidents, crews, closed roads, outages and the chosen way on the town's map. Once somebody moved the map it is theirs: nothing moves it
// until they ask for it.

import { closedLayer, colour } from "./closed.js";
import { devicesLayer } from "./devices.js";
import { addGeoJSON, townMap } from "../town/map.js";

const SHAPES = {
  1: '<path d="M14 2 27 26H1z"/>', 2: '<path d="m14 1 13 13-13 13L1 14z"/>', 3: '<circle cx="14" cy="14" r="12"/>',
};

async function read(url) {
  const response = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.json();
}

/** room(map): what panels leave free, as Leaflet's paddings; without it the whole map is free. */
export async function boardMap(elementId, { facts, note, onPick, room }) {
  const town = await townMap(elementId, { layers: ["landcover", "boundary", "parcels", "buildings", "roads", "poles"], bounds: facts.bounds, words: facts.words, note });
  const { map } = town;
  const drawn = {};
  const closedCount = document.getElementById("closed-count");
  const layers = {
    incidents: (data) => L.geoJSON(data, { pointToLayer: incidentMark }),
    crews: (data) => L.geoJSON(data, { pointToLayer: crewMark }),
    outages: (data) => devicesLayer(data, facts),
    closures(data) {
      if (closedCount) closedCount.textContent = `(${data.features.length})`;
      return closedLayer(data, facts);
    },
  };
  let chosen = null;
  let isTheirs = false;
  let isOurs = false;
  for (const name of ["dragstart", "zoomstart"]) map.on(name, () => { if (!isOurs) isTheirs = true; });
  map.on("moveend", () => { isOurs = false; });

  function incidentMark({ id, properties: { priority, state, kind, reference } }, latlng) {
    const isWaiting = ["reported", "reopened"].includes(state);
    const html = `<svg viewBox="0 0 28 28" class="mark mark--${priority}${isWaiting ? " is-waiting" : ""}${id === chosen ? " is-chosen" : ""}">${SHAPES[priority]}<text x="14" y="${priority === 1 ? 23 : 19}" text-anchor="middle">${priority}</text></svg>`;
    const name = `${facts.kinds[kind]} · ${facts.states[state]} · ${reference}`;
    const marker = L.marker(latlng, { icon: L.divIcon({ html, className: "", iconSize: [28, 28] }), title: name, alt: name, riseOnHover: true, zIndexOffset: (4 - priority) * 1000, keyboard: Boolean(onPick) });
    if (onPick) marker.on("click", () => onPick(id));
    return marker;
  }

  function crewMark({ properties }, latlng) {
    const html = `<svg viewBox="0 0 22 22" class="crewmark${properties.is_busy ? " is-busy" : ""}"><rect x="3" y="3" width="16" height="16" rx="3"/></svg>`;
    const marker = L.marker(latlng, { icon: L.divIcon({ html, className: "", iconSize: [22, 22] }), keyboard: false, interactive: false });
    const name = document.createElement("span");
    name.textContent = `${properties.call_sign} · ${properties.is_busy ? facts.words.busy : facts.words.free}`;
    return marker.bindTooltip(name, { permanent: true, direction: sideOf(latlng), offset: [10, 0] });
  }

  /** On which side of a crew its name stands: towards the middle of what neither panels nor the zoom buttons cover. */
  function sideOf(latlng) {
    const { paddingTopLeft: [left], paddingBottomRight: [right] } = room?.(map) ?? { paddingTopLeft: [0], paddingBottomRight: [0] };
    return map.latLngToContainerPoint(latlng).x < (left + map.getSize().x - right) / 2 ? "right" : "left";
  }

  map.on("moveend", () => drawn.crews?.eachLayer((marker) => {
    marker.getTooltip().options.direction = sideOf(marker.getLatLng());
    marker.getTooltip().update();
  }));

  async function put(name) {
    const layer = layers[name](await read(facts.urls[name]));
    drawn[name]?.remove();
    drawn[name] = layer.addTo(map);
  }

  async function refresh(names = Object.keys(layers)) {
    try {
      await Promise.all(names.map(put));
      note.textContent = "";
    } catch (error) {
      console.warn(error);
      note.textContent = facts.words.failed;
    }
  }

  async function route(article) {
    const asked = article ? Number(article.dataset.incident) : null;
    const data = article ? await read(article.dataset.route) : { type: "FeatureCollection", features: [] };
    if (asked !== chosen) return;
    const casing = await addGeoJSON(map, data, { color: colour("--surface"), weight: 9, opacity: 0.9 });
    // Dashed while nobody was sent: it is the way of the crew that would be there first.
    const dashArray = data.features[0]?.properties.is_proposed ? "2 10" : null;
    const line = await addGeoJSON(map, data, { color: colour("--accent"), weight: 5, opacity: 1, dashArray });
    drawn.route?.remove();
    drawn.route = L.layerGroup([casing, line]).addTo(map);
  }

  function lookAt({ dataset }, { room, isAsked }) {
    const place = L.latLng(Number(dataset.lat), Number(dataset.lon));
    if (isTheirs && !isAsked) {
      if (!map.getBounds().contains(place)) note.textContent = facts.words.press;
      return;
    }
    if (isAsked) isTheirs = false;
    isOurs = true;
    const seen = drawn.route?.getLayers()[0]?.getBounds();
    if (seen?.isValid()) map.fitBounds(seen.extend(place).pad(0.1), { maxZoom: 18, animate: false, ...room(map) });
    else map.setView(place, Math.max(map.getZoom(), 17), { animate: false });
    isOurs = false;
  }

  return { map, refresh, route, lookAt, choose(id) { chosen = id; } };
}
