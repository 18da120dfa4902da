// The map of the work list and of one property: outlines of the group; ticks and places in the panel answer it.

import { addGeoJSON, townMap } from "../town/map.js";
import { room } from "./room.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const svg = L.svg({ padding: 0.2 });
const outlines = new Map();
const style = () => ({ renderer: svg, className: "work__shape", stroke: true, fillOpacity: 0.3 });

function mark() {
  for (const tick of document.querySelectorAll("input[name='item']")) {
    outlines.get(tick.value)?.getElement()?.classList.toggle("is-chosen", tick.checked);
  }
}

/** A tap on an outline ticks its property and brings it into view in the panel. */
function choose(name) {
  const tick = document.querySelector(`input[name='item'][value='${name}']`);
  if (!tick) return;
  tick.checked = !tick.checked;
  tick.closest("li").scrollIntoView({ block: "nearest" });
  mark();
}

function remember(feature, layer) {
  const { item, code } = feature.properties ?? {};
  if (!item) return;
  outlines.set(item, layer);
  const label = document.createElement("span");
  label.textContent = code;
  layer.bindTooltip(label, { sticky: true });
  layer.on("click", () => choose(item));
}

const town = await townMap("map", { ...facts, note });
const shown = facts.shapes || (facts.shape && JSON.parse(facts.shape));
const drawn = shown ? await addGeoJSON(town.map, shown, style, { onEachFeature: remember }).catch(() => null) : null;
if (shown && !drawn) note.textContent = facts.words.failed;
const bounds = drawn?.getBounds();
if (bounds?.isValid()) town.map.fitBounds(bounds, { ...room(), maxZoom: 18, animate: false });
mark();

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-all]")) for (const tick of document.querySelectorAll("input[name='item']")) tick.checked = target.checked;
  mark();
});
document.addEventListener("click", ({ target }) => {
  const place = target.closest("[data-place]")?.dataset.place;
  if (!place) return;
  const [lon, lat] = place.split(",").map(Number);
  town.flyTo([lon, lat, lon, lat]);
});
