// Draws all layers on one canvas in the order of a printed map: ground, parcels, buildings, roads with casing, poles, names.
// A renderer of Leaflet's, so that panning and zoom animation carry it along.

import { fromTheGround, palette, styleOf } from "./cartography.js";
import { drawLabels } from "./labels.js";
import { drawSymbol } from "./symbols.js";

const BATCH = 50;
// Dots a pixel of the sheet, which is shrunk by a third when it is printed: 288 dots an inch.
const DENSITY_OF_PAPER = 2;

export const Painter = L.Renderer.extend({
  redraw() {
    if (this._frame || !this._map) return;
    this._frame = requestAnimationFrame(() => { this._frame = null; if (this._map) this._update(); });
  },

  /** Draw before the next frame, for which a printer does not wait. */
  drawNow() {
    cancelAnimationFrame(this._frame);
    this._frame = null;
    if (this._map) this._update();
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    // Thousands of small outlines are drawn faster by the processor than by a graphics card (measured; DECISIONS.md).
    this._pen = this._container.getContext("2d", { willReadFrequently: true });
  },

  _destroyContainer() {
    cancelAnimationFrame(this._frame);
    this._container.remove();
    delete this._container;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const density = isSheet() ? DENSITY_OF_PAPER : Math.min(devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = density * size.x;
    this._container.height = density * size.y;
    this._container.style.width = `${size.x}px`;
    this._container.style.height = `${size.y}px`;
    this._pen.scale(density, density);
    this._draw(size);
  },

  _updatePaths() {},

  _draw(size) {
    const zoom = this._map.getZoom();
    const scale = 2 ** zoom;
    const corner = this._map.getPixelOrigin().add(this._bounds.min);
    const sheet = {
      pen: this._pen, zoom, scale, size, selected: this.options.selected, colours: palette(), isOverPhoto: Boolean(this.options.isOverPhoto),
      x: (value) => value * scale - corner.x,
      y: (value) => value * scale - corner.y,
      box: [corner.x / scale, corner.y / scale, (corner.x + size.x) / scale, (corner.y + size.y) / scale],
    };
    const shown = fromTheGround(this.options.layers).filter((layer) => layer.isShownAt(zoom));
    const seen = new Map(shown.map((layer) => [layer, [...layer.features.values()].filter(({ box }) => meets(box, sheet.box))]));
    const town = this.options.layers.get("boundary");
    if (town && !sheet.isOverPhoto) fillAll(sheet, [...traced(sheet, [...town.features.values()], true)], { fill: sheet.colours.inside });
    for (const [layer, features] of seen) {
      this._pen.globalAlpha = layer.opacity ?? 1;
      drawLayer(sheet, layer, features);
    }
    this._pen.globalAlpha = 1;
    for (const [layer, features] of seen) drawSelected(sheet, layer, features);
    drawLabels(sheet, seen);
  },
});

function isSheet() {
  return document.body.classList.contains("is-sheet");
}

function meets(a, b) {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

function drawLayer(sheet, layer, features) {
  if (layer.geometry === "point") {
    for (const feature of features) drawSymbol(sheet, layer.name, feature);
    return;
  }
  const groups = new Map();
  for (const feature of features) {
    const style = styleOf(layer, feature.properties, sheet);
    if (!groups.has(style.key)) groups.set(style.key, { style, features: [] });
    groups.get(style.key).features.push(feature);
  }
  const sorted = [...groups.values()].sort((one, other) => one.style.rank - other.style.rank);
  // Tracing takes longer than drawing: each outline is traced once, for its casing, fill and line.
  for (const group of sorted) group.paths = [...traced(sheet, group.features, layer.geometry === "polygon")];
  for (const { style, paths } of sorted) if (style.casing) strokeAll(sheet, paths, style.casing);
  for (const { style, paths } of sorted) {
    if (style.fill) fillAll(sheet, paths, style);
    if (style.line) strokeAll(sheet, paths, style.line);
  }
}

function fillAll(sheet, paths, style) {
  const { pen } = sheet;
  const pattern = style.pattern?.(pen);
  for (const path of paths) {
    pen.fillStyle = style.fill;
    pen.fill(path, "evenodd");
    if (pattern) { pen.fillStyle = pattern; pen.fill(path, "evenodd"); }
  }
}

function strokeAll(sheet, paths, line) {
  const { pen } = sheet;
  Object.assign(pen, { strokeStyle: line.colour, lineWidth: line.width, lineJoin: "round", lineCap: line.cap ?? "round" });
  pen.setLineDash(line.dash ?? []);
  for (const path of paths) pen.stroke(path);
  pen.setLineDash([]);
}

/** Paths of a few features each: one path for all would be slower to fill than thousands of small ones. */
function* traced(sheet, features, isClosed) {
  for (let from = 0; from < features.length; from += BATCH) {
    const path = new Path2D();
    for (const { paths } of features.slice(from, from + BATCH)) for (const line of paths) trace(sheet, path, line, isClosed);
    yield path;
  }
}

function trace(sheet, path, line, isClosed) {
  path.moveTo(sheet.x(line[0]), sheet.y(line[1]));
  for (let i = 2; i < line.length; i += 2) path.lineTo(sheet.x(line[i]), sheet.y(line[i + 1]));
  if (isClosed) path.closePath();
}

function drawSelected(sheet, layer, features) {
  const { selected, colours } = sheet;
  if (!selected || sheet.zoom + layer.finer < layer.minZoom) return;
  const chosen = chosenOf(layer, features, selected);
  if (layer.geometry === "point") {
    for (const feature of chosen) drawSymbol(sheet, layer.name, feature, true);
    return;
  }
  if (!chosen.length) return;
  const paths = [...traced(sheet, chosen, layer.geometry === "polygon")];
  strokeAll(sheet, paths, { colour: colours.halo, width: 7 });
  strokeAll(sheet, paths, { colour: colours.accent, width: 3 });
}

/** By its code, or by the layer's name and its id. */
function chosenOf(layer, features, { kind, code }) {
  if (`${kind}s` === layer.name) return features.filter(({ properties }) => properties.code === code);
  return kind === layer.name ? features.filter(({ id }) => String(id) === code) : [];
}
