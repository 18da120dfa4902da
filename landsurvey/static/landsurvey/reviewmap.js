// Draws one row of a survey and its surroundings, before (register) and after (survey), on one map or on two.

import { townMap } from "../town/map.js";
import { addPanes, comparison } from "./swipe.js";

const BEFORE = new Set(["before", "beside_before"]);
const LABELLED = new Set(["before", "after", "family"]);

const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

function style({ role }) {
  const before = colour("--before"), after = colour("--after");
  return {
    before: { color: before, weight: 2.5, dashArray: "7 5", fillColor: before, fillOpacity: 0.06 },
    after: { color: after, weight: 3, fillColor: after, fillOpacity: 0.08 },
    family: { color: after, weight: 2, dashArray: "2 4", fillColor: after, fillOpacity: 0.04 },
    added: { stroke: false, fillColor: "url(#hatch-added)", fillOpacity: 1 },
    removed: { stroke: false, fillColor: "url(#hatch-removed)", fillOpacity: 1 },
    beside_before: { color: before, weight: 0.8, opacity: 0.55, dashArray: "4 4", fillOpacity: 0 },
    beside_after: { color: after, weight: 0.8, opacity: 0.6, fillOpacity: 0 },
  }[role];
}

function labelled(feature, layer, onRow) {
  const { role, code, row } = feature.properties;
  const label = document.createElement("span");
  label.textContent = code || (row ? `${row}` : "");
  if (label.textContent) layer.bindTooltip(label, LABELLED.has(role) ? { permanent: role !== "before", direction: "center", className: `desk__label desk__label--${role}` } : { sticky: true });
  if (row && (role === "beside_after" || role === "family")) layer.on("click", () => onRow(row));
}

function draw(map, features, side, onRow) {
  return L.geoJSON({ type: "FeatureCollection", features }, {
    pane: side,
    renderer: map[`${side}Renderer`],
    style: (feature) => ({ ...style(feature.properties), renderer: map[`${side}Renderer`], pane: side }),
    onEachFeature: (feature, layer) => labelled(feature, layer, onRow),
  }).addTo(map);
}

/** Gives {show(collection, shift), mode, nextMode(), setMode(mode)}. */
export async function reviewMap({ facts, note, onRow }) {
  const stage = document.getElementById("stage");
  const town = await townMap("map", { ...facts, note });
  const twin = await townMap("map2", { layers: facts.layers, center: town.map.getCenter(), zoom: town.map.getZoom(), leaflet: { zoomControl: false } });
  for (const { map } of [town, twin]) addPanes(map);
  let shown = [];
  let last = null;

  const compared = comparison({
    first: town.map, second: twin.map, stage, handle: document.getElementById("swipe"), words: facts.words,
    onMode(mode) {
      for (const input of document.querySelectorAll("#modes input")) input.checked = input.value === mode;
      if (last) { paint(); fit(last, false); }
    },
  });

  function paint() {
    for (const layer of shown) layer.remove();
    const before = last.features.filter(({ properties }) => BEFORE.has(properties.role) || properties.role === "removed");
    const after = last.features.filter(({ properties }) => !BEFORE.has(properties.role) && properties.role !== "removed");
    const isBeside = compared.mode() === "beside";
    shown = [draw(town.map, before, "before", onRow), draw(isBeside ? twin.map : town.map, after, "after", onRow)];
    for (const key of ["added", "removed"]) {
      document.querySelector(`[data-key="${key}"]`).hidden = !last.features.some(({ properties }) => properties.role === key);
    }
    compared.cut();
  }

  function fit(collection, animate) {
    const subject = collection.features.filter(({ properties }) => ["after", "before", "family"].includes(properties.role));
    if (!subject.length) return;
    const bounds = L.geoJSON({ type: "FeatureCollection", features: subject }).getBounds().pad(0.35);
    const panel = document.querySelector(".desk__panel").getBoundingClientRect();
    const isDesk = innerWidth > 768, isBeside = compared.mode() === "beside";
    const padding = isDesk
      ? { paddingTopLeft: [isBeside ? 24 : panel.right + 24, 56], paddingBottomRight: [24, 56] }
      : { paddingTopLeft: [12, 56], paddingBottomRight: [12, Math.max(0, stage.getBoundingClientRect().bottom - panel.top) + 12] };
    town.map.fitBounds(bounds, { ...padding, maxZoom: 20, animate });
    if (isBeside) twin.map.setView(town.map.getCenter(), town.map.getZoom(), { animate: false });
  }

  document.getElementById("modes").addEventListener("change", (event) => compared.set(event.target.value));
  document.addEventListener("town:light", () => { if (last) paint(); });
  return {
    show(collection) { last = collection; paint(); fit(collection, false); },
    nextMode: compared.next,
    setMode: compared.set,
  };
}
