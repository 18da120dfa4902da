// The place that a camera wrote into a JPEG, read on the phone before the picture is drawn anew without it.

const EXIF = 0xffe1, SCAN = 0xffda, GPS = 0x8825;

/** {lon, lat} in degrees, or null where the file says none or says it in a broken way. */
export async function placeOf(file) {
  try {
    const view = new DataView(await file.slice(0, 256 * 1024).arrayBuffer());
    const tiff = segment(view);
    return tiff === null ? null : gps(view, tiff);
  } catch { return null; }
}

function segment(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === SCAN) return null;
    if (marker === EXIF && view.getUint32(at + 4) === 0x45786966) return at + 10;
  }
  return null;
}

function gps(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  const short = (at) => view.getUint16(tiff + at, little);
  const long = (at) => view.getUint32(tiff + at, little);
  const entries = (at) => new Map(Array.from({ length: short(at) }, (_, i) => at + 2 + 12 * i).map((entry) => [short(entry), entry]));
  const pointer = entries(long(4)).get(GPS);
  if (pointer === undefined) return null;
  const found = entries(long(pointer + 8));
  const degrees = (tag) => {
    const at = long(found.get(tag) + 8);
    const [d, m, s] = [0, 8, 16].map((step) => long(at + step) / long(at + step + 4));
    return d + m / 60 + (Number.isFinite(s) ? s : 0) / 3600;
  };
  const letter = (tag) => String.fromCharCode(view.getUint8(tiff + found.get(tag) + 8));
  const place = { lat: degrees(2) * (letter(1) === "S" ? -1 : 1), lon: degrees(4) * (letter(3) === "W" ? -1 : 1) };
  const isOnEarth = Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180 && (place.lat || place.lon);
  return isOnEarth ? place : null;
}
