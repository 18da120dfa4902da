// The building on the map: dragged by its body or its middle, turned by the round handle, moved and turned by keys.

import { cornersOf, metresAround, middleOf, movedRing } from "./metres.js";
import { KEYS, LONG_STEP_M, STEP_M } from "./steps.js";

const ARM_PX = 46;
const TURNS = { r: 1, e: -1 };
const STEP_DEG = 1, LONG_STEP_DEG = 15;

const round = (number, digits) => Number(number.toFixed(digits));
const turned = (degrees) => round(((((degrees + 180) % 360) + 360) % 360) - 180, 1);

/**
 * plan: {rectangle: {lon, lat, width, depth, turn}} or {ring: [[lon, lat], ...]}; onChange(plan, isOver) after each move,
 * `isOver` when the hand lets go. Gives {plan(), ring(), set(plan), move(east, north), turn(degrees), focus()}.
 */
export function footprint({ map, zone, words, onChange }) {
  let plan = null;
  const body = L.polygon([], { className: "plan-outline", interactive: true });
  const stem = L.polyline([], { className: "plan-stem", interactive: false });
  const middle = handle("plan-handle", words.handle);
  const arm = handle("plan-handle plan-handle--turn", words.turn);

  function handle(className, label) {
    const marker = L.marker([0, 0], { icon: L.divIcon({ className, iconSize: [44, 44], iconAnchor: [22, 22] }), keyboard: false, interactive: false, zIndexOffset: 1000 });
    marker.on("add", () => {
      const element = marker.getElement();
      element.style.pointerEvents = "auto";
      element.setAttribute("aria-label", label);
      element.title = label;
      if (marker === arm) element.setAttribute("role", "img");
      if (marker === middle) { element.tabIndex = 0; element.setAttribute("role", "application"); element.onkeydown = pressed; }
      element.onpointerdown = (event) => grab(event, element, marker === middle ? dragging : turning);
    });
    return marker;
  }

  const ring = () => (plan?.rectangle ? cornersOf(plan.rectangle, zone) : plan?.ring ?? []);
  const centre = () => (plan.rectangle ? [plan.rectangle.lon, plan.rectangle.lat] : middleOf(plan.ring));

  function draw() {
    if (!ring().length) { for (const part of [body, stem, middle, arm]) part.remove(); return; }
    const places = ring().map(([lon, lat]) => [lat, lon]);
    body.setLatLngs(places).addTo(map);
    const [lon, lat] = centre();
    const angle = ((plan.rectangle?.turn ?? 0) * Math.PI) / 180;
    const at = map.latLngToContainerPoint([lat, lon]);
    const reach = Math.max(...places.map((place) => map.latLngToContainerPoint(place).distanceTo(at))) + ARM_PX;
    const end = map.containerPointToLatLng(at.add([Math.sin(angle) * reach, -Math.cos(angle) * reach]));
    stem.setLatLngs([[lat, lon], end]).addTo(map);
    middle.setLatLng([lat, lon]).addTo(map);
    arm.setLatLng(end).addTo(map);
  }

  function changed(next, isOver) {
    plan = next;
    draw();
    onChange(plan, isOver);
  }

  function moved(from, { east = 0, north = 0, turn = 0 }) {
    if (!from.rectangle) return { ...from, ring: movedRing(from.ring, { east, north, turn }, zone) };
    const { rectangle } = from;
    const [lon, lat] = metresAround([rectangle.lon, rectangle.lat], zone).toPlace([east, north]);
    return { rectangle: { ...rectangle, lon: round(lon, 9), lat: round(lat, 9), turn: turned(rectangle.turn + turn) } };
  }

  /** Follows one finger or the mouse until it lets go; the map stays where it is. */
  function grab(event, element, follow) {
    if (event.button > 0 || !plan) return;
    event.preventDefault();
    event.stopPropagation();
    element.focus?.({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    map.dragging.disable();
    const [from, start] = [plan, map.mouseEventToLatLng(event)];
    const on = (motion, isOver) => changed(follow(from, start, map.mouseEventToLatLng(motion)), isOver);
    element.onpointermove = (motion) => on(motion, false);
    element.onpointerup = element.onpointercancel = (motion) => {
      element.onpointermove = element.onpointerup = element.onpointercancel = null;
      map.dragging.enable();
      on(motion, true);
    };
  }

  function dragging(from, start, now) {
    const [east, north] = metresAround([start.lng, start.lat], zone).toMetres([now.lng, now.lat]);
    return moved(from, { east, north });
  }

  function turning(from, start, now) {
    const [lon, lat] = from.rectangle ? [from.rectangle.lon, from.rectangle.lat] : middleOf(from.ring);
    const around = metresAround([lon, lat], zone);
    const bearing = ({ lng, lat: y }) => { const [east, north] = around.toMetres([lng, y]); return (Math.atan2(east, north) * 180) / Math.PI; };
    return moved(from, { turn: round(bearing(now) - bearing(start), 1) });
  }

  function pressed(event) {
    const way = KEYS[event.key];
    const turn = TURNS[event.key.toLowerCase()];
    if ((!way && !turn) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? LONG_STEP_M : STEP_M;
    changed(moved(plan, way ? { east: way[0] * step, north: way[1] * step } : { turn: turn * (event.shiftKey ? LONG_STEP_DEG : STEP_DEG) }), true);
  }

  body.on("add", () => {
    const element = body.getElement();
    element.onpointerdown = (event) => grab(event, element, dragging);
  });
  map.on("zoomend viewreset", draw);
  return {
    plan: () => plan,
    ring,
    set(next) { plan = next; draw(); },
    move(east, north) { if (plan) changed(moved(plan, { east, north }), true); },
    focus() { middle.getElement()?.focus({ preventScroll: true }); },
  };
}
