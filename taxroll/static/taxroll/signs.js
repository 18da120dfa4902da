// The signs of today on the town's map; a tap opens one, the list beside it shows where each hangs.

import { addGeoJSON, townMap } from "../town/map.js";
import { room } from "./room.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const NOBODY = "00000000-0000-0000-0000-000000000000";
const style = () => ({ color: "#ffffff", weight: 2, fillColor: "#0072b2", fillOpacity: 1 });

const town = await townMap("map", { ...facts, note });
const answer = await fetch(facts.shapes).catch(() => null);
if (answer?.ok) {
  const marks = await addGeoJSON(town.map, await answer.json(), style, {
    onEachFeature({ properties: { uid, number, words } }, mark) {
      const label = document.createElement("span");
      label.textContent = `${words} · ${number}`;
      mark.bindTooltip(label);
      mark.on("click", () => location.assign(facts.sign.replace(NOBODY, uid)));
    },
  });
  const bounds = marks.getBounds();
  if (bounds.isValid()) town.map.fitBounds(bounds, { ...room(), maxZoom: 18, animate: false });
} else note.textContent = facts.words.failed;
document.addEventListener("click", ({ target }) => {
  const place = target.closest("[data-place]")?.dataset.place;
  if (!place) return;
  const [lon, lat] = place.split(",").map(Number);
  town.flyTo([lon, lat, lon, lat]);
});
