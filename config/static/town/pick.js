// What lies under a finger, the likeliest first: the nearest point within reach, what somebody switched on to ask it,
// a building, a road, the parcel, the ground.

import { world } from "./layers.js";

const KIND = { poles: "pole", parcels: "parcel", incidents: "incident", transformers: "transformer" };
const UNDER = ["buildings", "roads", "parcels", "landcover"];

/**
 * {kind, code, feature, layer, latlng, also} of the thing there, or null; `reach` is in pixels, `also` are the other things at
 * the place. Only layers in view can be picked; `picks` names further ones, whose things go by the layer's name and their id.
 */
export function pickAt({ map, layers, picks = [] }, latlng, reach) {
  const zoom = map.getZoom();
  const at = world(latlng.lng, latlng.lat);
  const shown = [...layers.values()].filter((layer) => layer.isNearAt(zoom) && (KIND[layer.name] || picks.includes(layer.name)));
  const points = nearest(shown.filter(({ geometry }) => geometry === "point"), at, reach / 2 ** zoom);
  const others = shown.filter(({ geometry }) => geometry !== "point").sort((one, other) => UNDER.indexOf(one.name) - UNDER.indexOf(other.name));
  const under = others.map((layer) => (layer.geometry === "line" ? alongside(layer, at, reach / 2 ** (zoom + 1)) : containing(layer, at)));
  const [found, ...also] = [points, ...under].filter(Boolean).map(({ layer, feature }) => ({ ...nameOf(layer, feature, picks), feature, layer, latlng }));
  return found ? { ...found, also } : null;
}

function nameOf({ name }, { id, properties }, picks) {
  return picks.includes(name) ? { kind: name, code: String(id) } : { kind: KIND[name], code: properties.code };
}

function nearest(layers, [x, y], reach) {
  let best = null;
  for (const layer of layers) {
    for (const feature of layer.features.values()) {
      const distance = Math.hypot(feature.paths[0][0] - x, feature.paths[0][1] - y);
      if (distance <= (best?.distance ?? reach)) best = { layer, feature, distance };
    }
  }
  return best;
}

function alongside(layer, [x, y], reach) {
  let best = null;
  for (const feature of layer.features.values()) {
    const { box, paths } = feature;
    if (x < box[0] - reach || x > box[2] + reach || y < box[1] - reach || y > box[3] + reach) continue;
    const distance = Math.min(...paths.map((path) => distanceTo(path, x, y)));
    if (distance <= (best?.distance ?? reach)) best = { layer, feature, distance };
  }
  return best;
}

function distanceTo(path, x, y) {
  let least = Infinity;
  for (let i = 2; i < path.length; i += 2) {
    const [ax, ay] = [path[i - 2], path[i - 1]];
    const [dx, dy] = [path[i] - ax, path[i + 1] - ay];
    const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(ax + share * dx - x, ay + share * dy - y));
  }
  return least;
}

function containing(layer, at) {
  for (const feature of layer.features.values()) {
    // Nameless ground is only background.
    if (isInside(feature, at) && (layer.name !== "landcover" || feature.properties.name_th)) return { layer, feature };
  }
  return null;
}

/** By counting crossings over all rings, so that holes are outside. */
export function isInside({ paths, box }, [x, y]) {
  if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
  let isIn = false;
  for (const path of paths) {
    for (let i = 0, j = path.length - 2; i < path.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [path[i], path[i + 1], path[j], path[j + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isIn = !isIn;
    }
  }
  return isIn;
}
