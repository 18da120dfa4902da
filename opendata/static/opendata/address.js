// All that one sees, in the address: what is selected, layers put away or faded, the day, the photo, corners measured,
// and after the # where one looks. What is as at first is left out.

const THINGS = ["parcel", "pole"];
const OTHER = /^([a-z][a-z0-9_]*)\/(.+)$/;

/**
 * {selected, day, photo, layers, measured} of an address; layers: Map of name -> opacity, 0 for one put away. What has no
 * code of its own is selected by its layer and id: `thing=roads/…`.
 */
export function readAddress(search) {
  const asked = new URLSearchParams(search);
  const kind = THINGS.find((name) => asked.get(name));
  const layers = (asked.get("layers") ?? "").split(",").filter(Boolean).map((part) => part.split(":"));
  const [photo, opacity] = (asked.get("photo") ?? "").split(":");
  return {
    selected: kind ? { kind, code: asked.get(kind) } : readThing(asked.get("thing")),
    day: /^\d{4}-\d\d-\d\d$/.test(asked.get("day") ?? "") ? asked.get("day") : null,
    photo: photo ? { uid: photo, opacity: share(opacity) } : null,
    layers: new Map(layers.map(([name, value]) => [name, share(value)])),
    measured: (asked.get("measure") ?? "").split(";").map((pair) => pair.split(",").map(Number)).filter((pair) => pair.length === 2 && pair.every(Number.isFinite)),
  };
}

/** The address of what is shown; `layers` are the map's own. */
export function writeAddress({ selected, day, photo, layers, measured }, map) {
  const parts = [];
  if (selected) parts.push(THINGS.includes(selected.kind) ? [selected.kind, selected.code] : ["thing", `${selected.kind}/${selected.code}`]);
  const other = [...layers.values()].filter(({ isOn, isOff, opacity }) => isOn === Boolean(isOff) || (isOn && opacity < 1)).map(({ name, isOn, opacity }) => `${name}:${isOn ? opacity : 0}`);
  if (other.length) parts.push(["layers", other.join(",")]);
  if (day) parts.push(["day", day]);
  if (photo) parts.push(["photo", `${photo.uid}:${photo.opacity}`]);
  if (measured.length) parts.push(["measure", measured.map((pair) => pair.join(",")).join(";")]);
  const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";")}`).join("&");
  const { lat, lng } = map.getCenter();
  return `${location.pathname}${query ? `?${query}` : ""}#${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
}

/** {zoom, center} after the #, or nothing. */
export function readPlace(hash) {
  const [zoom, lat, lon] = hash.slice(1).split("/").map(Number);
  return Number.isFinite(zoom + lat + lon) && lon ? { zoom, center: [lat, lon] } : {};
}

function readThing(text) {
  const [, kind, code] = OTHER.exec(text ?? "") ?? [];
  return kind ? { kind, code } : null;
}

function share(text) {
  const value = text === undefined ? 1 : Number(text);
  return Number.isFinite(value) ? Math.max(0, Math.min(1, value)) : 1;
}
