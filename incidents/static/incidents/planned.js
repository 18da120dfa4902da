// The page of planned works: draw the area that is switched off, or name a device; the works that are known lie on the map.

import { devicesLayer } from "./devices.js";
import { drawing, showAboveTheSheet } from "./drawing.js";
import { townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("planned-facts").textContent);
const note = document.getElementById("note");
const form = document.getElementById("planned-form");
const { map } = await townMap("planned-map", { layers: ["landcover", "boundary", "buildings", "roads", "poles", "transformers"], bounds: facts.bounds, words: facts.words, note });
showAboveTheSheet(map, facts.bounds);
drawing({
  map, words: facts.words, field: form.elements.area, tools: document.getElementById("drawing"),
  say(sentence) { note.textContent = sentence; },
  onDone() { form.elements.starts_at.focus(); },
});

const works = await (await fetch(facts.url)).json();
let drawn = null;
function draw() {
  drawn?.remove();
  drawn = devicesLayer(works, facts).addTo(map);
}
draw();
document.addEventListener("town:light", draw);
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    const work = works.features.find(({ id }) => id === `planned-${button.dataset.show}`);
    if (work) map.fitBounds(L.geoJSON(work).getBounds().pad(0.5), { maxZoom: 18 });
  });
}
