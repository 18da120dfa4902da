// The place of one sign: a touch on the map, or Enter over its cross, writes longitude and latitude into the form.

import { townMap } from "../town/map.js";
import { room } from "./room.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const { map } = await townMap("map", { ...facts, note: document.getElementById("note") });
const fields = { lon: document.getElementById("id_lon"), lat: document.getElementById("id_lat") };
let mark = null;
if (facts.bounds) {
  const [west, south, east, north] = facts.bounds;
  map.fitBounds([[south, west], [north, east]], { ...room(), animate: false });
}

function show(latlng) {
  mark?.remove();
  mark = L.circleMarker(latlng, { radius: 10, color: "#ffffff", weight: 3, fillColor: "#d55e00", fillOpacity: 1 }).addTo(map);
}

function set(latlng) {
  fields.lon.value = latlng.lng.toFixed(7);
  fields.lat.value = latlng.lat.toFixed(7);
  show(latlng);
  document.getElementById("place-said").textContent = facts.words.marked;
}

function written() {
  const [lat, lng] = [Number(fields.lat.value), Number(fields.lon.value)];
  return fields.lat.value && fields.lon.value && Number.isFinite(lat) && Number.isFinite(lng) ? L.latLng(lat, lng) : null;
}

if (fields.lon) {
  map.on("click", ({ latlng }) => set(latlng));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); set(map.getCenter()); }
  });
  for (const field of Object.values(fields)) field.addEventListener("change", () => { if (written()) show(written()); });
  if (written()) { map.setView(written(), 18, { animate: false }); show(written()); }
}
