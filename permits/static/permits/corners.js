// The corners of an outline under the hand: each dragged or moved by keys, one more from the dot of a side, one taken out.

import { metresAround } from "./metres.js";
import { KEYS, LONG_STEP_M, STEP_M } from "./steps.js";
import { fill } from "../town/asking.js";

const LEAST = 3;
const SIDE_PX = 64; // shorter sides have no room for a dot between the handles of their corners

/** ring(): the closed ring [[lon, lat], ...]; onChange(ring, isOver). Gives {draw(), focus(at)}. */
export function cornerHandles({ map, zone, words, ring, onChange }) {
  const corners = [];
  const dots = [];
  let isHeld = false;

  function marker(className, attributes, grab) {
    const made = L.marker([0, 0], { icon: L.divIcon({ className, iconSize: [44, 44], iconAnchor: [22, 22] }), keyboard: false, interactive: false, zIndexOffset: 2000 });
    made.on("add", () => {
      const element = made.getElement();
      element.style.pointerEvents = "auto";
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.onpointerdown = (event) => grab(event, element, made);
    });
    return made;
  }

  const points = () => ring().slice(0, -1);
  const closed = (places) => [...places, places[0]];
  const with_ = (places, at, place) => places.map((each, number) => (number === at ? place : each));

  function corner() {
    const made = marker("plan-handle plan-handle--corner", { tabindex: "0", role: "application" }, (event, element) => {
      const at = corners.indexOf(made);
      follow(event, element, (place) => with_(points(), at, place));
    });
    made.on("add", () => { made.getElement().onkeydown = (event) => pressed(event, corners.indexOf(made)); });
    return made;
  }

  /** The dot in the middle of a side becomes a corner where it is dragged to. */
  function dot() {
    const made = marker("plan-handle plan-handle--side", { role: "img", "aria-label": words.side, title: words.side }, (event, element) => {
      const after = made.after;
      const before = points();
      follow(event, element, (place) => [...before.slice(0, after + 1), place, ...before.slice(after + 1)]);
    });
    return made;
  }

  /** Follows one finger or the mouse until it lets go; the map stays where it is. */
  function follow(event, element, changed) {
    if (event.button > 0) return;
    event.preventDefault();
    event.stopPropagation();
    element.focus?.({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    map.dragging.disable();
    map.getContainer().classList.add("is-bending");
    isHeld = true;
    let places = null;
    element.onpointermove = (motion) => {
      const { lng, lat } = map.mouseEventToLatLng(motion);
      places = changed([lng, lat]);
      onChange(closed(places), false);
    };
    element.onpointerup = element.onpointercancel = () => {
      element.onpointermove = element.onpointerup = element.onpointercancel = null;
      map.dragging.enable();
      map.getContainer().classList.remove("is-bending");
      isHeld = false;
      if (places) onChange(closed(places), true);
      draw();
    };
  }

  function pressed(event, at) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [places, way] = [points(), KEYS[event.key]];
    const isOut = ["Delete", "Backspace"].includes(event.key);
    const isIn = event.key === "Insert" || event.key === "+";
    if (!way && !isOut && !isIn) return;
    event.preventDefault();
    event.stopPropagation();
    if (way) {
      const step = event.shiftKey ? LONG_STEP_M : STEP_M;
      onChange(closed(with_(places, at, metresAround(places[at], zone).toPlace([way[0] * step, way[1] * step]))), true);
      return;
    }
    if (isOut && places.length <= LEAST) return;
    const next = places[(at + 1) % places.length];
    const between = [(places[at][0] + next[0]) / 2, (places[at][1] + next[1]) / 2];
    onChange(closed(isOut ? places.filter((_each, number) => number !== at) : [...places.slice(0, at + 1), between, ...places.slice(at + 1)]), true);
    focus(isOut ? at % (places.length - 1) : at + 1);
  }

  function shown(list, count, make) {
    while (list.length > count) list.pop().remove();
    while (list.length < count) list.push(make());
  }

  function draw() {
    const places = points();
    shown(corners, places.length, corner);
    // A dot that is held must stay in the page, or the hand would lose it.
    if (!isHeld) shown(dots, places.length, dot);
    places.forEach(([lon, lat], number) => {
      corners[number].setLatLng([lat, lon]).addTo(map);
      const label = fill(words.corner, { number: number + 1, count: places.length });
      corners[number].getElement().setAttribute("aria-label", label);
      corners[number].getElement().title = label;
      if (isHeld) return;
      const [x, y] = places[(number + 1) % places.length];
      const length = map.latLngToContainerPoint([lat, lon]).distanceTo(map.latLngToContainerPoint([y, x]));
      dots[number].after = number;
      if (length > SIDE_PX) dots[number].setLatLng([(lat + y) / 2, (lon + x) / 2]).addTo(map);
      else dots[number].remove();
    });
  }

  const focus = (at) => corners[at]?.getElement()?.focus({ preventScroll: true });
  map.on("zoomend viewreset", draw);
  return { draw, focus };
}
