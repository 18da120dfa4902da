// A report without a pole: the citizen touches the place, or lets the phone say it. Whatever is pressed counts at once: the
// map's layers may still be on their way over a weak network, and the form must not wait for them.

import { townMap } from "../town/map.js";

const bounds = JSON.parse(document.getElementById("place-bounds").textContent);
const said = document.getElementById("place-said");
const here = document.getElementById("here");
const words = said.dataset;
const fields = { lon: document.getElementById("id_lon"), lat: document.getElementById("id_lat") };
let map = null;
let mark = null;

function kept() {
  return fields.lon.value && fields.lat.value ? L.latLng(Number(fields.lat.value), Number(fields.lon.value)) : null;
}

function set(latlng) {
  fields.lon.value = latlng.lng.toFixed(7);
  fields.lat.value = latlng.lat.toFixed(7);
  said.textContent = words.marked;
  draw();
  document.dispatchEvent(new CustomEvent("report:placed"));
}

function draw() {
  mark?.remove();
  mark = map && kept() ? L.circleMarker(kept(), { radius: 12, weight: 4, className: "place-mark" }).addTo(map) : null;
}

function look(zoom) {
  if (map && kept()) map.setView(kept(), zoom);
}

function useHere({ coords }) {
  set(L.latLng(coords.latitude, coords.longitude));
  look(18);
}

document.addEventListener("report:place", ({ detail: { lon, lat } }) => useHere({ coords: { longitude: lon, latitude: lat } }));
here?.addEventListener("click", () => {
  if (!navigator.geolocation) { said.textContent = words.unknown; return; }
  navigator.geolocation.getCurrentPosition(useHere, () => { said.textContent = words.unknown; }, { enableHighAccuracy: true, timeout: 10000 });
});
if (here) here.disabled = false;
addEventListener("map:init", ({ detail }) => {
  map = detail.map;
  map.on("click", ({ latlng }) => set(latlng));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); set(map.getCenter()); }
  });
  // After the map has taken its first view, which is of the whole town.
  setTimeout(() => { draw(); look(17); });
});

if (kept()) set(kept());
await townMap("place-map", { layers: ["landcover", "boundary", "parcels", "buildings", "roads", "poles"], bounds });
