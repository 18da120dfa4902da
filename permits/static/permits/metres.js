// A plan in metres around a place on the map, as the register measures: true lengths, and north as the grid has it.

import { toUtm } from "../town/utm.js";

const STEP = 1e-5;

/** {toMetres([lon, lat]), toPlace([east, north])} around a place, exact to a millimetre within a few hundred metres. */
export function metresAround([lon, lat], zone) {
  const [x0, y0] = toUtm(lon, lat, zone);
  const [xe, ye] = toUtm(lon + STEP, lat, zone);
  const [xn, yn] = toUtm(lon, lat + STEP, zone);
  const [a, b, c, d] = [(xe - x0) / STEP, (xn - x0) / STEP, (ye - y0) / STEP, (yn - y0) / STEP];
  const determinant = a * d - b * c;
  const once = ([east, north]) => [lon + (d * east - b * north) / determinant, lat + (a * north - c * east) / determinant];
  const toMetres = ([x, y]) => { const [east, north] = toUtm(x, y, zone); return [east - x0, north - y0]; };
  return {
    toMetres,
    toPlace(wanted) {
      const first = once(wanted);
      const [east, north] = toMetres(first);
      const [dx, dy] = once([wanted[0] - east, wanted[1] - north]);
      return [first[0] + dx - lon, first[1] + dy - lat];
    },
  };
}

/** The corners of a rectangle, turned clockwise by so many degrees, as a closed ring of places. */
export function cornersOf({ lon, lat, width, depth, turn }, zone) {
  const around = metresAround([lon, lat], zone);
  const angle = (-turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([i, j]) => [(i * width) / 2, (j * depth) / 2]);
  const ring = corners.map(([x, y]) => around.toPlace([x * cos - y * sin, x * sin + y * cos]));
  return [...ring, ring[0]];
}

/** A ring of places moved by metres and turned clockwise around its middle. */
export function movedRing(ring, { east = 0, north = 0, turn = 0 }, zone) {
  const around = metresAround(middleOf(ring), zone);
  const angle = (-turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ring.map((place) => {
    const [x, y] = around.toMetres(place);
    return around.toPlace([x * cos - y * sin + east, x * sin + y * cos + north]);
  });
}

/** The middle of the extent of a ring. */
export function middleOf(ring) {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** Whether two sides of a ring cross or a corner lies on another side, so that nobody can say what is inside. */
export function crosses(ring) {
  const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const sides = ring.slice(0, -1).map((from, number) => [from, ring[number + 1]]);
  return sides.some(([a, b], one) => sides.some(([c, d], two) => {
    const isApart = Math.abs(one - two) > 1 && Math.abs(one - two) < sides.length - 1;
    return isApart && one < two && turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
  }));
}
