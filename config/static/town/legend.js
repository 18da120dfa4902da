// The legend: a switch per layer, and keys only for what the map shows now.

import { fromTheGround, palette, progressClass, styleOf } from "./cartography.js";
import { unlessPressed } from "./pressed.js";
import { boxSeen, isInBox } from "./seen.js";
import { drawSymbol } from "./symbols.js";

// Over a photo these are drawn by their outlines, if at all: their colours tell nothing then.
const OUTLINED = ["landcover", "parcels", "buildings"];
const PHOTO = "#6d7a63";
const KEY_OF = { landcover: "kind", roads: "road_class", parcels: "main_use", transformers: "kind", poles: "state", survey_progress: "percent" };

/** Fill the legend's list from the layers as they are at this zoom; what is switched stays switched. */
export function fillLegend(element, town) {
  const list = element.querySelector("ul");
  unlessPressed(list, () => fill(list, town));
}

function fill(list, town) {
  if (document.activeElement?.type === "range" && list.contains(document.activeElement)) return; // it is being moved
  const zoom = town.map.getZoom();
  const layers = fromTheGround(town.layers).filter(({ title }) => title);
  const rows = layers.reverse().map((layer) => layerRow(layer, zoom, town));
  const focused = document.activeElement?.dataset?.layer;
  list.replaceChildren(...rows);
  if (focused) list.querySelector(`[data-layer="${focused}"]`)?.focus();
}

const opened = new Set();

function layerRow(layer, zoom, town) {
  const row = make("li", "legend__layer");
  const isFar = !layer.isShownAt(zoom) && layer.isOn;
  row.classList.toggle("is-far", isFar);
  const label = make("label");
  const box = Object.assign(make("input"), { type: "checkbox", checked: layer.isOn });
  box.dataset.layer = layer.name;
  box.addEventListener("change", () => town.show(layer.name, box.checked));
  const name = make("span", "", layer.title);
  if (isFar) name.append(" ", make("small", "", town.words.closer ?? ""));
  label.append(box, name);
  const isShown = !isFar && layer.isOn;
  const hasOneLook = !keyOf(layer) || (town.isOverPhoto && OUTLINED.includes(layer.name));
  if (isShown && hasOneLook) name.before(oneLook(layer, zoom, town));
  row.append(label);
  if (town.words.opacity) row.append(fader(layer, town));
  if (isShown && !hasOneLook) row.append(keys(layer, zoom, town));
  return row;
}

/** How strongly a layer is drawn, behind a small button. */
function fader(layer, town) {
  const part = make("details", "legend__more");
  part.open = opened.has(layer.name);
  part.addEventListener("toggle", () => (part.open ? opened.add(layer.name) : opened.delete(layer.name)));
  const summary = make("summary", "", "⋯");
  summary.setAttribute("aria-label", `${layer.title}: ${town.words.opacity}`);
  const slider = Object.assign(make("input"), { type: "range", min: "10", max: "100", value: String(Math.round(layer.opacity * 100)) });
  slider.setAttribute("aria-label", `${layer.title}: ${town.words.opacity}`);
  slider.addEventListener("input", () => town.fade(layer.name, slider.value / 100));
  part.append(summary, slider);
  if (layer.page) part.append(Object.assign(make("a", "small", town.words.about), { href: layer.page }));
  return part;
}

function keys(layer, zoom, town) {
  const list = make("ul", "legend__keys");
  for (const properties of samples(layer, zoom, town)) {
    const key = properties[keyOf(layer)];
    const words = town.words[layer.name] ?? {};
    const item = make("li", "", properties.word ?? words[key] ?? "");
    item.prepend(swatch(layer, properties, zoom));
    if (item.textContent) list.append(item);
  }
  return list;
}

function keyOf({ name, colours }) {
  return KEY_OF[name] ?? colours?.by;
}

/** One set of properties per value that stands in the view, in the order of the words. */
function samples(layer, zoom, town) {
  const key = keyOf(layer);
  const words = town.words[layer.name];
  if (!key || !words) return [];
  const view = boxSeen(town.map);
  const present = new Set();
  for (const feature of layer.features.values()) {
    const value = key === "percent" ? progressClass(feature.properties.percent) : feature.properties[key];
    if (!present.has(value) && isInBox(view, feature)) present.add(value);
  }
  const found = Object.keys(words).filter((value) => present.has(value)).map((value) => ({ [key]: value }));
  if (layer.name === "poles" && zoom >= 17) found.push({ state: "good", has_lamp: true, word: words.lamp });
  return found.filter((properties) => layer.name !== "roads" || zoom >= 14 || !["soi", "street"].includes(properties.road_class));
}

/** What has one look only is named beside its name, if any of it is in view. */
function oneLook(layer, zoom, town) {
  const { map } = town;
  const isOverPhoto = town.isOverPhoto && OUTLINED.includes(layer.name);
  const style = layer.geometry === "point" ? { fill: true } : styleOf(layer, {}, sheetOf(null, zoom, isOverPhoto));
  if (!style.fill && !style.line) return "";
  const view = boxSeen(map);
  const isInView = [...layer.features.values()].some((feature) => isInBox(view, feature, Boolean(style.fill) || isOverPhoto));
  return isInView ? swatch(layer, {}, zoom, isOverPhoto) : "";
}

function sheetOf(pen, zoom, isOverPhoto) {
  return { pen, zoom: Math.max(zoom, 17), colours: palette(), isOverPhoto, x: (v) => v, y: (v) => v };
}

function swatch(layer, properties, zoom, isOverPhoto = false) {
  const canvas = Object.assign(make("canvas"), { width: 56, height: 36 });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const sheet = sheetOf(pen, zoom, isOverPhoto);
  if (layer.geometry === "point") drawSymbol(sheet, layer.name, { properties, paths: [[14, 9]] });
  else drawSwatch(pen, styleOf(layer, properties, sheet), layer.geometry === "polygon", isOverPhoto);
  return canvas;
}

function drawSwatch(pen, style, isGround, isOverPhoto) {
  if (isGround && (style.fill || isOverPhoto)) return drawGround(pen, isOverPhoto ? { ...style, fill: PHOTO } : style);
  for (const line of [style.casing, style.line].filter(Boolean)) {
    Object.assign(pen, { strokeStyle: line.colour, lineWidth: Math.min(line.width, line === style.casing ? 9.5 : 8) });
    pen.setLineDash(line.dash ?? []);
    pen.beginPath(); pen.moveTo(1, 9); pen.lineTo(27, 9); pen.stroke();
  }
}

function drawGround(pen, style) {
  pen.beginPath(); pen.rect(1.5, 2.5, 25, 13);
  for (const fill of [style.fill, style.pattern?.(pen)]) if (fill) { pen.fillStyle = fill; pen.fill(); }
  Object.assign(pen, { strokeStyle: style.line?.colour ?? "#00000022", lineWidth: 1 });
  pen.stroke();
}

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
