// The page of closed roads: draw a place and say why; what is closed already lies on the map, and the way of the incident
// that the page was opened for.

import { closedLayer, colour } from "./closed.js";
import { drawing, showAboveTheSheet } from "./drawing.js";
import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("closures-facts").textContent);
const { words } = facts;
const note = document.getElementById("note");
const form = document.getElementById("closure-form");
const { map } = await townMap("closures-map", { layers: ["landcover", "boundary", "buildings", "roads"], bounds: facts.bounds, words, note });
showAboveTheSheet(map, facts.bounds);
drawing({
  map, words, field: form.elements.shape, tools: document.getElementById("drawing"),
  say(sentence) { note.textContent = sentence; },
  onDone() { form.elements.reason.focus(); },
});

const closures = await (await fetch(facts.url)).json();
let closed = null;
let way = null;
async function draw() {
  closed?.remove();
  closed = closedLayer(closures, { reasons: facts.reasons }).addTo(map);
  if (!facts.way) return;
  way?.remove();
  way = await addGeoJSON(map, facts.way, { color: colour("--accent"), weight: 5 });
}
await draw();
document.addEventListener("town:light", draw);
if (way?.getBounds().isValid() && !form.elements.shape.value) map.fitBounds(way.getBounds().pad(0.3), { animate: false, maxZoom: 18, paddingTopLeft: map.getSize().x < 768 ? [8, 8] : [430, 24] });
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    const bounds = closed.boundsOf(Number(button.dataset.show));
    if (bounds) map.fitBounds(bounds.pad(0.5), { maxZoom: 18 });
  });
}
