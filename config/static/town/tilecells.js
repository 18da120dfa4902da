// The tiles of a layer that a view needs: at the next zoom that is served, fewer and larger ones where things are near.

import { readTile } from "./mvt.js";

const LEAST = 8;
const NEAREST = 16;
const KEPT = 160;

/** Show the tiles of the view, and read those that are missing; gives a promise of success for each that is being read. */
export function loadTiles(layer, map, onArrival) {
  const z = levelOf(layer, map.getZoom() + layer.finer);
  const wanted = placesIn(map, z);
  const keys = new Set(wanted.map(keyOf));
  layer.wanted = keys;
  const { cells } = layer;
  for (const place of wanted) {
    const key = keyOf(place);
    if (!cells.has(key)) cells.set(key, { reading: read(layer, place, onArrival) });
  }
  const reads = [...keys].map((key) => cells.get(key).reading).filter(Boolean);
  if (!reads.length) show(layer, keys);
  else if (layer.level === z && layer.shownCells === cells) for (const key of keys) put(layer, key); // kept from an earlier view
  return reads;
}

/** Below the zoom from which a layer's things are drawn its tiles hold squares; near by, one tile covers four of the view. */
export function levelOf(layer, zoom) {
  if (zoom < layer.minZoom) return clamp(Math.floor(zoom), LEAST, layer.minZoom - 1);
  return clamp(Math.floor(zoom) - 1, Math.max(layer.minZoom, LEAST), NEAREST);
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

function placesIn(map, z) {
  const view = map.getBounds();
  const side = 2 ** z;
  const [west, north] = at(view.getWest(), view.getNorth(), side);
  const [east, south] = at(view.getEast(), view.getSouth(), side);
  const places = [];
  for (let x = west; x <= east; x++) for (let y = north; y <= south; y++) places.push({ z, x, y });
  return places;
}

function at(lon, lat, side) {
  const sine = Math.sin((lat * Math.PI) / 180);
  const x = (lon + 180) / 360;
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [clamp(Math.floor(x * side), 0, side - 1), clamp(Math.floor(y * side), 0, side - 1)];
}

function keyOf({ z, x, y }) {
  return `${z}/${x}/${y}`;
}

async function read(layer, place, onArrival) {
  const key = keyOf(place);
  const { cells } = layer;
  try {
    const { z, x, y } = place;
    const day = layer.day ? `?datetime=${layer.day}` : "";
    const response = await fetch(`${layer.tiles}/${z}/${y}/${x}${day}`);
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    cells.set(key, { features: response.status === 204 ? [] : readTile(await response.arrayBuffer(), layer.name, place) });
    if (layer.cells === cells && layer.wanted?.has(key)) { add(layer, key); onArrival(); }
    return true;
  } catch (error) {
    console.warn(error);
    cells.delete(key);
    return false;
  }
}

/** What of another zoom or day is shown stays until the first tile of the wanted one is there. */
function add(layer, key) {
  if (layer.level !== levelIn(key) || layer.shownCells !== layer.cells) return show(layer, layer.wanted);
  put(layer, key);
}

function show(layer, keys) {
  layer.features.clear();
  layer.level = levelIn(keys.values().next().value);
  layer.shownCells = layer.cells;
  for (const key of keys) put(layer, key);
  forgetOld(layer, keys);
}

function put(layer, key) {
  for (const feature of layer.cells.get(key)?.features ?? []) layer.features.set(feature.id, feature);
}

function levelIn(key) {
  return Number(key.split("/", 1)[0]);
}

function forgetOld(layer, keys) {
  for (const key of layer.cells.keys()) {
    if (layer.cells.size <= KEPT) return;
    if (!keys.has(key)) layer.cells.delete(key);
  }
}
