// What lies under a finger: the nearest point within reach, else the parcel that contains the place.

import { world } from "./layers.js";

const KIND = { poles: "pole", parcels: "parcel", incidents: "incident", transformers: "transformer" };

/** {kind, code, feature, latlng} of the thing there, or null; `reach` is in pixels. Only layers in view can be picked. */
export function pickAt({ map, layers }, latlng, reach) {
  const zoom = map.getZoom();
  const at = world(latlng.lng, latlng.lat);
  const shown = [...layers.values()].filter((layer) => layer.isNearAt(zoom) && KIND[layer.name]);
  const points = shown.filter(({ geometry }) => geometry === "point");
  const areas = shown.filter(({ geometry }) => geometry === "polygon");
  const found = nearest(points, at, reach / 2 ** zoom) ?? containing(areas, at);
  return found && { kind: KIND[found.layer.name], code: found.feature.properties.code, feature: found.feature, latlng };
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

function containing(layers, at) {
  for (const layer of layers) {
    for (const feature of layer.features.values()) {
      if (isInside(feature, at)) return { layer, feature };
    }
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
