// The map of a campaign: blocks with their share done from afar, parcels by state from near.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const NEAR = 15;
const svg = L.svg({ padding: 0.2 });
const blocks = new Map();
let parcels = null;
let asked = 0;

const percent = ({ done, parcels: all }) => Math.floor((done * 100) / all);

/** Five classes of the share done, from pale to full. */
function blockStyle({ properties }) {
  return { renderer: svg, className: "block", stroke: true, fillOpacity: 0.08 + 0.18 * Math.ceil(percent(properties) / 25) };
}

function parcelStyle({ properties: { state } }) {
  return { renderer: svg, className: `parcel parcel--${state}`, stroke: true };
}

function words({ done, parcels: all }) {
  return facts.words.of.replace("%(done)s", done).replace("%(parcels)s", all);
}

function text(content) {
  const label = document.createElement("span");
  label.textContent = content;
  return label;
}

async function showParcels() {
  const bounds = town.map.getBounds();
  const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((v) => v.toFixed(6)).join(",");
  const mine = ++asked;
  const answer = await fetch(`${facts.parcels}?bbox=${bbox}`).catch(() => null);
  if (mine !== asked) return;
  if (!answer?.ok) { note.textContent = facts.words.failed; return; }
  const data = await answer.json();
  if (mine !== asked) return;
  note.textContent = data.features.length >= facts.most ? facts.words.cut : "";
  parcels?.remove();
  parcels = await addGeoJSON(town.map, data, parcelStyle, {
    onEachFeature: ({ properties: { code, state } }, layer) => layer.bindTooltip(text(`${code} · ${facts.words[state]}`)),
  });
}

function show() {
  const isNear = town.map.getZoom() >= NEAR;
  for (const layer of blocks.values()) {
    if (isNear) layer.remove();
    else layer.addTo(town.map);
  }
  if (isNear) { showParcels(); return; }
  asked += 1;
  parcels?.remove();
  note.textContent = "";
}

/** Names of blocks are written only where they do not lie over one another. */
function thinLabels() {
  const taken = [];
  for (const layer of blocks.values()) {
    const element = layer.getTooltip()?.getElement();
    if (!element) continue;
    element.hidden = false;
    const box = element.getBoundingClientRect();
    element.hidden = taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
    if (!element.hidden) taken.push(box);
  }
}

function fitBesidePanel([west, south, east, north]) {
  const panel = document.querySelector(".panels--survey").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds([[south, west], [north, east]], { animate: false, paddingTopLeft: [isBeside ? panel.right + 16 : 16, 32], paddingBottomRight: [64, isBeside ? 32 : innerHeight / 2] });
}

const town = await townMap("map", { ...facts, note });
const all = await addGeoJSON(town.map, facts.blocks, blockStyle, {
  onEachFeature(feature, layer) {
    const { block } = feature.properties;
    blocks.set(block, layer);
    const label = document.createElement("span");
    label.append(block, document.createElement("br"), `${percent(feature.properties)} %`);
    label.title = words(feature.properties);
    layer.bindTooltip(label, { permanent: true, direction: "center", className: "block__label", interactive: false });
    layer.on("click", () => town.map.flyToBounds(layer.getBounds(), { maxZoom: 17 }));
  },
});
all.remove();
show();
if (facts.bounds) fitBesidePanel(facts.bounds);
town.map.on("moveend", () => { show(); requestAnimationFrame(thinLabels); });
requestAnimationFrame(thinLabels);
document.addEventListener("click", ({ target }) => {
  const block = target.closest("[data-block]")?.dataset.block;
  const place = target.closest("[data-place]")?.dataset.place;
  if (block && blocks.has(block)) { const box = blocks.get(block).getBounds(); town.flyTo([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]); }
  if (place) { const [lon, lat] = place.split(",").map(Number); town.flyTo([lon, lat, lon, lat]); }
});
