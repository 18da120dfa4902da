// Places in metres of a UTM zone on WGS 84, by Krüger's series to the third order (better than a millimetre within a zone);
// lengths and areas are computed there, as everywhere in the register.

const A = 6378137;
const N = 1 / 298.257223563 / (2 - 1 / 298.257223563);
const RADIUS = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const SERIES = [N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3, (13 / 48) * N ** 2 - (3 / 5) * N ** 3, (61 / 240) * N ** 3];
const SCALE = 0.9996;
const EASTING = 500000;
const SQUARE_WAH_M2 = 4;

/** [east, north] in metres of the zone (47 or 48), north of the equator. */
export function toUtm(lon, lat, zone) {
  const [phi, lambda] = [(lat * Math.PI) / 180, ((lon - (zone * 6 - 183)) * Math.PI) / 180];
  const k = (2 * Math.sqrt(N)) / (1 + N);
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - k * Math.atanh(k * Math.sin(phi)));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.sqrt(1 + t * t));
  let [east, north] = [eta, xi];
  SERIES.forEach((factor, i) => {
    const turn = 2 * (i + 1);
    east += factor * Math.cos(turn * xi) * Math.sinh(turn * eta);
    north += factor * Math.sin(turn * xi) * Math.cosh(turn * eta);
  });
  return [EASTING + SCALE * RADIUS * east, SCALE * RADIUS * north];
}

/** Metres along the places [[lon, lat], ...]. */
export function lengthOf(places, zone) {
  const points = places.map(([lon, lat]) => toUtm(lon, lat, zone));
  return points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0);
}

/** Square metres within the ring through the places. */
export function areaOf(places, zone) {
  const points = places.map(([lon, lat]) => toUtm(lon, lat, zone));
  const [x0, y0] = points[0] ?? [0, 0];
  const twice = points.reduce((sum, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length];
    return sum + (x - x0) * (ny - y0) - (nx - x0) * (y - y0);
  }, 0);
  return Math.abs(twice) / 2;
}

/** `2-1-35.5`: rai, ngan and square wah, the wah to one decimal. */
export function raiNganWah(area) {
  const tenths = Math.round((area / SQUARE_WAH_M2) * 10);
  const rai = Math.floor(tenths / 4000);
  const ngan = Math.floor((tenths % 4000) / 1000);
  const wah = ((tenths % 1000) / 10).toFixed(1).padStart(4, "0");
  return `${rai.toLocaleString("en")}-${ngan}-${wah}`;
}
