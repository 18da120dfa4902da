// The map of one look into a data set: its things over boundary and roads, coloured by the classes that the page tells.
// Where one looks stands in the address after #, and in the link and the frame to be copied, so that they show the same
// place. Leaflet must be loaded.

import { townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("look-facts").textContent);
const note = document.getElementById("look-note");
const { shown, words, pictures = [] } = facts;
const NONE = "#9aa4aa";
// A card that is higher than the map would push the map away to be seen.
const SMALL = { maxHeight: 260, minWidth: 240, maxWidth: 320 };

function place() {
  const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
  return Number.isFinite(zoom + lat + lon) && lon ? { zoom, center: [lat, lon] } : {};
}

function colourOf(properties) {
  const value = properties[shown.by];
  if (shown.isNumber) return shown.classes.findLast(({ low }) => value !== null && value >= low)?.colour ?? NONE;
  return shown.classes.find((one) => one.value === String(value))?.colour ?? (shown.classes.length ? NONE : "#17495c");
}

function drawn(properties, { zoom }) {
  const colour = colourOf(properties);
  if (shown.geometry === "line") return { key: colour, rank: 0, line: { colour, width: zoom >= 16 ? 3.5 : 2 } };
  if (pictures.length) return { key: "outline", rank: 0, line: { colour: "#d55e00", width: 1.5 } };
  return { key: colour, rank: 0, fill: `${colour}cc`, line: { colour: "#565e67", width: zoom >= 17 ? 0.9 : 0.4 } };
}

function card(properties) {
  const list = document.createElement("dl");
  list.className = "facts small";
  for (const [name, title, labels] of shown.columns) {
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = title;
    said.textContent = labels[properties[name] ?? ""] ?? properties[name] ?? "–";
    list.append(term, said);
  }
  return list;
}

/** Points are marks of their own, read for the view at each move. */
async function points(map) {
  const marks = L.layerGroup().addTo(map);
  const pen = L.canvas();
  const load = async () => {
    if (map.getZoom() < shown.minZoom) { marks.clearLayers(); return; }
    const bounds = map.getBounds();
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((v) => v.toFixed(6)).join(",");
    const answer = await fetch(`${shown.url}?bbox=${bbox}${shown.query ? `&${shown.query}` : ""}`).catch(() => null);
    if (!answer?.ok) { note.textContent = words.failed; return; }
    const { features } = await answer.json();
    marks.clearLayers();
    for (const { geometry, properties } of features) {
      const [lon, lat] = geometry.coordinates;
      L.circleMarker([lat, lon], { renderer: pen, radius: 6, color: "#ffffff", weight: 1.5, fillColor: colourOf(properties), fillOpacity: 1 }).bindPopup(() => card(properties), SMALL).addTo(marks);
    }
    document.body.dataset.drawn = String(features.length);
  };
  map.on("moveend", load);
  await load();
}

/** Rasters under the lines of the map. */
function layPictures(map) {
  map.createPane("pictures").style.zIndex = 150;
  for (const { tiles, extent: [west, south, east, north] } of pictures) {
    L.tileLayer(tiles, { pane: "pictures", bounds: [[south, west], [north, east]], maxZoom: 22, keepBuffer: 1 }).addTo(map);
  }
}

const isPoints = shown.geometry === "point";
const layer = { ...shown, style: drawn, url: shown.url };
const town = await townMap("look-map", {
  ...facts, ...place(), note: null, layers: [...facts.layers.filter((name) => name !== shown.url.match(/(\w+)\.geojson/)[1]), ...(isPoints ? [] : [layer])],
  onMove: () => { sayCloser(); sayPlace(); },
  picks: [layer.name],
  onPick: isPoints ? undefined : (chosen) => { if (chosen?.feature) L.popup(SMALL).setLatLng(chosen.latlng).setContent(card(chosen.feature.properties)).openOn(town.map); },
});
function sayPlace() {
  const { lat, lng } = town.map.getCenter();
  const here = `#${town.map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
  history.replaceState(null, "", `${location.pathname}${location.search}${here}`);
  for (const field of document.querySelectorAll("#link, #frame")) field.value = field.value.replace(/(\?[^"#]*)(#[^"]*)?/, `$1${here}`);
}
function sayCloser() { note.textContent = town.map.getZoom() < shown.minZoom ? words.closer : ""; }
for (const key of document.querySelectorAll("[data-colour]")) key.style.background = key.dataset.colour;
if (isPoints) await points(town.map);
if (pictures.length) { layPictures(town.map); town.overPhoto(true); }
if (!place().zoom && town.map.getZoom() < shown.minZoom && shown.minZoom <= 16) town.map.setZoom(shown.minZoom);
sayCloser();
document.body.dataset.ready = "yes";
