// The outline of a finished building, drawn beside the approved one: by its corners, as a whole, anew, or from a file.
// What is sent is the text of the field, which follows the map and may be typed instead.

import { fill } from "../town/asking.js";
import { areaOf } from "../town/utm.js";
import { cornerHandles } from "./corners.js";
import { footprint } from "./footprint.js";
import { crosses, middleOf } from "./metres.js";
import { corners as drawing, fromFile } from "./outlines.js";

const part = (id) => document.getElementById(id);
const square = (area) => area.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const PLAIN = { dashArray: null, weight: 3, fillOpacity: 0.25 };
const APPROVED = { dashArray: "8 6", weight: 2, fillOpacity: 0 };

/**
 * approved: its layer on the map and its ring; look(bounds) brings it into view; onOpen(isOpen) hears when the form is
 * opened or closed. Gives {isDrawing()}.
 */
export function asBuilt({ map, approved, facts, token, say, look, onOpen }) {
  const { words, zone } = facts;
  const field = part("built-form").elements["built-outline"];
  const shape = footprint({ map, zone, words, onChange: (plan, isOver) => changed(plan.ring, isOver) });
  const handles = cornerHandles({ map, zone, words, ring: shape.ring, onChange: (ring, isOver) => { shape.set({ ring }); changed(ring, isOver); } });
  const drawn = drawing({ map, tools: part("outline-drawing"), words, say, onDone: take });
  fromFile({ form: part("drawing-form"), url: facts.drawing, token, words, onDone: take });

  /** The ring of the field; null where it is none. */
  function written() {
    try {
      const { type, coordinates, geometry } = JSON.parse(field.value);
      const ring = (type === "Feature" ? geometry.coordinates : coordinates)[0];
      const isRing = ring.length > 3 && ring.every((place) => place.slice(0, 2).every(Number.isFinite));
      return isRing ? ring.map(([lon, lat]) => [lon, lat]) : null;
    } catch {
      return null;
    }
  }

  function changed(ring, isOver) {
    handles.draw();
    tell(ring);
    if (isOver) write(ring);
  }

  function write(ring) {
    const places = ring.map(([lon, lat]) => [Number(lon.toFixed(9)), Number(lat.toFixed(9))]);
    places[places.length - 1] = places[0];
    field.value = JSON.stringify({ type: "Polygon", coordinates: [places] });
    part("outline-problem")?.remove();
  }

  function tell(ring) {
    const [area, before] = [ring, approved.ring].map((each) => areaOf(each.slice(0, -1), zone));
    const difference = `${area < before ? "−" : "+"}${square(Math.abs(area - before))}`;
    part("outline-covers").textContent = crosses(ring) ? words.crosses : fill(words.built, { area: square(area), approved: square(before), difference });
  }

  function set(ring) {
    shape.set({ ring });
    handles.draw();
    tell(ring);
  }

  function take(ring) {
    part("outline-drawing").hidden = true;
    set(ring);
    write(ring);
    const [lon, lat] = middleOf(ring);
    if (!map.getBounds().contains([lat, lon])) show();
  }

  const show = () => look(L.polygon([...shape.ring(), ...approved.ring].map(([lon, lat]) => [lat, lon])).getBounds());

  const acts = {
    show() { show(); shape.focus(); },
    approved() { drawn.stop(); take(approved.ring); say(words.approved); },
    draw() { shape.set(null); handles.draw(); part("outline-drawing").hidden = false; drawn.begin(); part("outline-covers").textContent = words.draw; },
  };
  part("outline-hands").addEventListener("click", ({ target }) => acts[target.closest("[data-outline]")?.dataset.outline]?.());
  field.addEventListener("input", () => { const ring = written(); if (ring) set(ring); else say(words.unread); });

  function open() {
    approved.layer.setStyle(APPROVED);
    onOpen(true);
    part("outline-hands").hidden = false;
    set(written() ?? approved.ring);
    show();
  }

  function close() {
    drawn.stop();
    shape.set(null);
    handles.draw();
    approved.layer.setStyle(PLAIN);
    onOpen(false);
  }

  map.on("click", ({ latlng }) => { if (drawn.isOn()) drawn.touched(latlng); });
  map.getContainer().addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target === map.getContainer() && drawn.isOn()) drawn.touched(map.getCenter());
  });
  part("built").addEventListener("toggle", (event) => { if (event.target === part("built")) (part("built").open ? open : close)(); });
  if (part("built").open) open();
  return { isDrawing: () => drawn.isOn() };
}
