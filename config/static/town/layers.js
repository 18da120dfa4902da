// The features of a layer in the browser: read once as a whole, or by cells of the map when the layer is large.
// Where the server has vector tiles of a layer, they are read instead (tilecells.js).
// Positions are kept in Leaflet's world pixels of zoom 0, so that drawing needs one multiplication.

import { loadTiles } from "./tilecells.js";

const KNOWN = {
  boundary: { geometry: "polygon", minZoom: 0 },
  landcover: { geometry: "polygon", minZoom: 0 },
  roads: { geometry: "line", minZoom: 0 },
  parcels: { geometry: "polygon", minZoom: 15 },
  buildings: { geometry: "polygon", minZoom: 16 },
  poles: { geometry: "point", minZoom: 16 },
  transformers: { geometry: "point", minZoom: 14 },
};

/**
 * A layer by its name or by its facts ({name, title, url, geometry, minZoom}); `tiles` is the address of its tiles, and
 * `fromAfar` says that they show something before its things are drawn; `isOff` that it is shown only when asked for.
 */
export function layerOf(asked) {
  const facts = typeof asked === "string" ? { name: asked } : asked;
  const layer = { title: "", url: `/layers/${facts.name}.geojson`, minZoom: 0, ...KNOWN[facts.name], isOn: !facts.isOff, opacity: 1, ...facts };
  return Object.assign(layer, {
    features: new Map(),
    cells: new Map(),
    finer: 0, // by how many zooms a sheet of paper shows more than a screen would
    isShownAt(zoom) { return this.isOn && (zoom + this.finer >= this.minZoom || Boolean(this.fromAfar)); },
    isNearAt(zoom) { return this.isOn && zoom + this.finer >= this.minZoom; },
    forget() { this.features.clear(); this.cells = new Map(); },
  });
}

/** Read what the view needs and has not yet; gives how many reads failed. Failed cells are tried again at the next move. */
export async function loadView(map, layers, onArrival) {
  const reads = [];
  for (const layer of layers.values()) {
    if (!layer.isShownAt(map.getZoom())) continue;
    if (layer.tiles) { reads.push(...loadTiles(layer, map, onArrival)); continue; }
    for (const [key, bbox] of cellsOf(layer, map)) {
      if (!layer.cells.has(key)) reads.push(readCell(layer, key, bbox, onArrival));
    }
  }
  const done = await Promise.all(reads);
  return done.filter((isRead) => !isRead).length;
}

async function readCell(layer, key, bbox, onArrival) {
  const cells = layer.cells;
  cells.set(key, "reading");
  try {
    const asked = new URLSearchParams({ ...(bbox && { bbox }), ...(layer.day && { on: layer.day }) });
    const response = await fetch(asked.size ? `${layer.url}?${asked}` : layer.url, { headers: { Accept: "application/geo+json" } });
    if (!response.ok) throw new Error(`${response.status} ${layer.url}`);
    const { features, numberReturned } = await response.json();
    if (numberReturned !== undefined && numberReturned !== features.length) throw new Error(`cut short: ${layer.url}`);
    if (layer.cells !== cells) return true; // another day is asked for by now
    if (layer.shownCells && layer.shownCells !== cells) layer.features.clear();
    layer.shownCells = cells;
    for (const feature of features) {
      if (feature.geometry && !layer.features.has(feature.id)) layer.features.set(feature.id, drawable(feature));
    }
    cells.set(key, "read");
    onArrival();
    return true;
  } catch (error) {
    console.warn(error);
    cells.delete(key);
    return false;
  }
}

/** The cells of the map's tile grid that the view touches, each with its bbox; one cell without bbox for small layers. */
function cellsOf(layer, map) {
  if (layer.minZoom < 12) return [["all", null]];
  const grid = layer.minZoom - 1;
  const tiles = 2 ** grid;
  const view = map.getBounds();
  const [x0, y0] = world(view.getWest(), view.getNorth()).map((v) => Math.floor((v / 256) * tiles));
  const [x1, y1] = world(view.getEast(), view.getSouth()).map((v) => Math.floor((v / 256) * tiles));
  const cells = [];
  for (let x = x0; x <= x1; x++) for (let y = y0; y <= y1; y++) cells.push([`${x}/${y}`, bboxOf(x, y, tiles)]);
  return cells;
}

function bboxOf(x, y, tiles) {
  const west = (x / tiles) * 360 - 180;
  return [west, latitude(y + 1, tiles), west + 360 / tiles, latitude(y, tiles)].map((v) => v.toFixed(6)).join(",");
}

function latitude(y, tiles) {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / tiles))) * 180) / Math.PI;
}

/** World pixels at zoom 0 of a place in degrees. */
export function world(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * 256, 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine))];
}

/** {id, properties, paths, box}: paths are flat [x, y, ...] in world pixels; a polygon's rings and holes are its paths. */
export function drawable({ id, geometry, properties }) {
  const paths = partsOf(geometry).map((line) => Float64Array.from(line.flatMap(([lon, lat]) => world(lon, lat))));
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      box[0] = Math.min(box[0], path[i]); box[2] = Math.max(box[2], path[i]);
      box[1] = Math.min(box[1], path[i + 1]); box[3] = Math.max(box[3], path[i + 1]);
    }
  }
  return { id, properties, paths, box };
}

function partsOf({ type, coordinates }) {
  if (type === "Point") return [[coordinates]];
  if (type === "LineString") return [coordinates];
  if (type === "MultiPoint") return coordinates.map((point) => [point]);
  if (type === "MultiPolygon") return coordinates.flat();
  return coordinates;
}
