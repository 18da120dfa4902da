// A report without a pole: the citizen touches the place, or lets the phone say it.

import { townMap } from "../town/map.js";

const bounds = JSON.parse(document.getElementById("place-bounds").textContent);
const said = document.getElementById("place-said");
const words = said.dataset;
const fields = { lon: document.getElementById("id_lon"), lat: document.getElementById("id_lat") };
const { map } = await townMap("place-map", { layers: ["landcover", "boundary", "parcels", "buildings", "roads", "poles"], bounds });
let mark = null;

function set(latlng) {
  fields.lon.value = latlng.lng.toFixed(7);
  fields.lat.value = latlng.lat.toFixed(7);
  mark?.remove();
  mark = L.circleMarker(latlng, { radius: 12, weight: 4, className: "place-mark" }).addTo(map);
  said.textContent = words.marked;
}

function useHere({ coords }) {
  const here = L.latLng(coords.latitude, coords.longitude);
  map.setView(here, 18);
  set(here);
}

map.on("click", ({ latlng }) => set(latlng));
map.getContainer().addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); set(map.getCenter()); }
});
document.getElementById("here").addEventListener("click", () => {
  if (!navigator.geolocation) { said.textContent = words.unknown; return; }
  navigator.geolocation.getCurrentPosition(useHere, () => { said.textContent = words.unknown; }, { enableHighAccuracy: true, timeout: 10000 });
});
if (fields.lon.value && fields.lat.value) {
  const kept = L.latLng(Number(fields.lat.value), Number(fields.lon.value));
  map.setView(kept, 17);
  set(kept);
}
