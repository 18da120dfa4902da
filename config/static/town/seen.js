// What of the map is in view.

import { isInside } from "./pick.js";

/** What one sees, in world pixels of zoom 0: west, north, east, south. */
export function boxSeen(map) {
  const bounds = map.getBounds();
  const [low, high] = [map.project(bounds.getNorthWest(), 0), map.project(bounds.getSouthEast(), 0)];
  return [low.x, low.y, high.x, high.y];
}

/** Whether a thing can be seen: a corner of it, a line that crosses the view, or ground that fills it if it `isFilled`. */
export function isInBox([west, north, east, south], feature, isFilled = true) {
  const { box, paths } = feature;
  if (box[0] > east || box[2] < west || box[1] > south || box[3] < north) return false;
  if (box[0] >= west && box[2] <= east && box[1] >= north && box[3] <= south) return true;
  return paths.some((path) => crosses(path, [west, north, east, south])) || (isFilled && isInside(feature, [(west + east) / 2, (north + south) / 2]));
}

/** Whether a piece of the path meets the rectangle (Liang and Barsky's clipping). */
function crosses(path, [west, north, east, south]) {
  for (let i = 0; i < path.length - 2; i += 2) {
    const [x, y, dx, dy] = [path[i], path[i + 1], path[i + 2] - path[i], path[i + 3] - path[i + 1]];
    let [from, to] = [0, 1];
    for (const [step, room] of [[-dx, x - west], [dx, east - x], [-dy, y - north], [dy, south - y]]) {
      if (!step && room < 0) { from = 1; to = 0; } else if (step < 0) from = Math.max(from, room / step); else if (step > 0) to = Math.min(to, room / step);
    }
    if (from <= to) return true;
  }
  return false;
}
