// The town's map for every page that shows places: `townMap` makes it, `addGeoJSON` lays a page's own things on it.
// The ground is our own open layers (roads, parcels, poles ...), drawn without any map service. Leaflet must be loaded.

import { layerOf, loadView } from "./layers.js";
import { fillLegend } from "./legend.js";
import { Painter } from "./painter.js";
import { pickAt } from "./pick.js";

const LEGEND_PX = 310;
const waiting = new Map();
const ready = new Map();
addEventListener("map:init", ({ detail }) => {
  ready.set(detail.id, detail.map);
  waiting.get(detail.id)?.(detail.map);
});

/** The Leaflet map that `{% leaflet_map %}` makes in that element; in a plain element, one made here. */
function leafletMap(elementId, options) {
  const element = document.getElementById(elementId);
  if (ready.has(elementId)) return Promise.resolve(ready.get(elementId));
  if (element.classList.contains("leaflet-container-default")) return new Promise((resolve) => waiting.set(elementId, resolve));
  return Promise.resolve(L.map(element, { minZoom: 10, maxZoom: 21, attributionControl: false, ...options }));
}

/**
 * layers: names ("roads") or facts ({name, title, url, geometry, minZoom}); bounds: [west, south, east, north];
 * isBesidePanel: they are shown beside the panel (on a phone above the sheet) from the first;
 * words: labels of the legend and sentences; legend: an element; onPick({kind, code, feature, latlng, also}|null, latlng);
 * picks: names of further layers whose things can be picked (pick.js);
 * onMove(); onShown() after a layer was put away, shown or faded; note: an element for sentences about trouble.
 * Gives {map, layers, select(kind, code), show(name, isOn), fade(name, opacity), overPhoto(isOver), setDay(day), flyTo(bbox),
 * reload(name), redraw(), finer(zooms), settle()}; `day` (YYYY-MM-DD or null for today) is for layers with a history (`hasHistory`).
 */
export async function townMap(elementId, options = {}) {
  const { bounds, isBesidePanel, center, zoom, words = {}, legend, note, picks, onPick, onMove, onShown } = options;
  const map = await leafletMap(elementId, options.leaflet);
  map.options.zoomSnap = 0.5;
  const layers = new Map((options.layers ?? []).map((asked) => layerOf(asked)).map((layer) => [layer.name, layer]));
  const painter = new Painter({ pane: "tilePane", layers, padding: 0.15 });
  const say = (sentence) => { if (note) note.textContent = sentence; };
  const town = {
    map, layers, words, picks, isOverPhoto: false,
    select(kind, code) { painter.options.selected = code ? { kind, code } : null; painter.redraw(); },
    show(name, isOn) { layers.get(name).isOn = isOn; painter.redraw(); onShown?.(); return load(); },
    fade(name, opacity) { layers.get(name).opacity = opacity; painter.redraw(); onShown?.(); },
    overPhoto(isOver) {
      painter.options.isOverPhoto = town.isOverPhoto = isOver;
      painter.redraw();
      if (legend) fillLegend(legend, town);
    },
    setDay(day) {
      for (const layer of layers.values()) if (layer.hasHistory) { layer.day = day; layer.cells = new Map(); }
      return load();
    },
    flyTo([west, south, east, north]) { flyTo(map, west, south, east, north); },
    reload(name) { layers.get(name).forget(); load(); },
    redraw() { painter.redraw(); },
    finer(zooms) { for (const layer of layers.values()) layer.finer = zooms; },
    /** Fulfilled when all that the view needs is read and drawn. */
    async settle() {
      await load();
      painter.redraw();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    },
  };
  let reading = 0;
  async function load() {
    reading += 1;
    sayBusy();
    const problems = await loadView(map, layers, () => painter.redraw());
    reading -= 1;
    sayBusy();
    say(problems ? (words.failed ?? "") : "");
    if (legend) fillLegend(legend, town);
  }
  /** Whether something that the view needs is still on its way, for who hears the page. */
  function sayBusy() { map.getContainer().setAttribute("aria-busy", String(reading > 0)); }

  if (center) map.setView(center, zoom ?? 16);
  else if (bounds) map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { animate: false, ...(isBesidePanel ? room(map, legend ? LEGEND_PX : 80) : { paddingTopLeft: [16, 64], paddingBottomRight: [legend?.open ? 300 : 16, 32] }) });
  else if (map.getZoom() === undefined) map.setView([13.5, 100.5], 10);
  painter.addTo(map);
  // Who touches or moves the map while it is still on its way is heard once it is there, and nobody before that.
  let open = null;
  const isOpen = new Promise((resolve) => { open = resolve; });
  map.on("moveend", () => { load(); isOpen.then(() => onMove?.()); });
  map.on("zoomend", () => { if (legend) fillLegend(legend, town); });
  if (onPick) listenToPicks(town, (latlng, near) => isOpen.then(() => onPick(pickAt(town, latlng, near), latlng)));
  nameControls(map, words);
  document.addEventListener("town:light", () => { painter.drawNow(); if (legend) fillLegend(legend, town); });
  matchMedia("print").addEventListener("change", () => { if (!document.body.classList.contains("is-sheet")) map.invalidateSize({ animate: false }); });
  document.fonts?.load("600 13px Sarabun", "กA1").then(() => painter.redraw());
  await load();
  setTimeout(open); // when those who wait for the map have gone on
  return town;
}

/** Lay a page's own GeoJSON (object or address) on the map; style as Leaflet's, or a function of the feature. */
export async function addGeoJSON(map, dataOrUrl, style = {}, { onEachFeature, radius = 7, pane = "overlayPane" } = {}) {
  const data = typeof dataOrUrl === "string" ? await (await fetch(dataOrUrl)).json() : dataOrUrl;
  const pointToLayer = (feature, latlng) => L.circleMarker(latlng, { radius, pane });
  return L.geoJSON(data, { style, pointToLayer, onEachFeature, pane }).addTo(map);
}

function flyTo(map, west, south, east, north) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const rectangle = L.latLngBounds([south, west], [north, east]);
  map.flyToBounds(rectangle.pad(0.3), { maxZoom: 18, duration: 0.7, animate: !calm, ...room(map) });
}

/** What panels leave free of the map: beside them on a desk, above the sheet on a phone. */
function room(map, right = LEGEND_PX) {
  const { x: wide, y: high } = map.getSize();
  if (wide < 768) return { paddingTopLeft: [16, 76], paddingBottomRight: [16, Math.round(high * 0.55)] };
  return document.body.classList.contains("mappage") ? { paddingTopLeft: [430, 24], paddingBottomRight: [right, 24] } : {};
}

function listenToPicks(town, pick) {
  const { map } = town;
  map.on("click", ({ latlng }) => pick(latlng, 16));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer()) pick(map.getCenter(), 22);
  });
  let isPlanned = false;
  map.on("mousemove", ({ latlng }) => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      map.getContainer().classList.toggle("is-over-thing", Boolean(pickAt(town, latlng, 8)));
    });
  });
}

function nameControls(map, words) {
  const container = map.getContainer();
  container.setAttribute("role", "application");
  if (words.map) container.setAttribute("aria-label", words.map);
  for (const [part, word] of [["in", words.zoomIn], ["out", words.zoomOut]]) {
    const link = container.querySelector(`.leaflet-control-zoom-${part}`);
    if (link && word) { link.title = word; link.setAttribute("aria-label", word); }
  }
}
