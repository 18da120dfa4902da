// Where a finished building stands, when it was built elsewhere than drawn: touched on the map corner by corner, by
// Enter under the cross for who has no mouse, and written into the form as GeoJSON.

import { fill } from "../town/asking.js";
import { areaOf } from "../town/utm.js";
import { corners } from "./outlines.js";

/** facts: {zone, words}; does nothing where the page has no such form. */
export function drawBuilt({ map }, { zone, words }) {
  const tools = document.getElementById("built-tools");
  if (!tools) return;
  const field = tools.closest("form").elements["built-outline"];
  const said = tools.querySelector("[role=status]");
  const shown = L.layerGroup().addTo(map);
  const drawing = corners({ map, tools, words, say: (sentence) => { said.textContent = sentence; }, onDone: take });

  function take(ring) {
    const outline = { type: "Polygon", coordinates: [ring] };
    field.value = JSON.stringify(outline);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    shown.clearLayers().addLayer(L.geoJSON(outline, { interactive: false, style: { className: "shape shape--plan shape--built" } }));
    const area = areaOf(ring.slice(0, -1), zone).toLocaleString("en", { maximumFractionDigits: 2 });
    said.textContent = `${words.drawn} ${fill(words.covers, { area })}`;
  }

  map.on("click", ({ latlng }) => { if (drawing.isOn()) drawing.touched(latlng); });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer() && drawing.isOn()) drawing.touched(map.getCenter());
  });
  tools.addEventListener("click", ({ target }) => { if (target.closest("[data-act=clear]")) { shown.clearLayers(); map.getContainer().focus(); } });
}
