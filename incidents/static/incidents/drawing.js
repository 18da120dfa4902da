// Draws an area or a line on a map: touch by touch, or by keyboard with a point at the middle of the map for each Enter.
// The drawing goes into a form's hidden field as GeoJSON; what was drawn before a refusal is still there.

import { colour } from "./closed.js";

/**
 * tools: an element whose buttons carry data-act (area, line, undo, finish, cancel); field: the hidden field;
 * words: area, line, points, ready, few; say(sentence); onDone(): the drawing is finished.
 */
export function drawing({ map, tools, field, words, say, onDone }) {
  let kind = null;
  let points = [];
  let drawn = null;
  const style = () => ({ color: colour("--error"), weight: 5, dashArray: "10 6", fillColor: colour("--error"), fillOpacity: 0.25 });

  function draw() {
    drawn?.remove();
    drawn = null;
    if (!points.length) return;
    const marks = points.map((place) => L.circleMarker(place, { ...style(), radius: 6, dashArray: null }));
    const outline = kind === "area" && points.length > 2 ? L.polygon(points, style()) : L.polyline(points, style());
    drawn = L.layerGroup([outline, ...marks]).addTo(map);
  }

  function begin(asked) {
    [kind, points] = [asked, []];
    field.value = "";
    tools.dataset.drawing = asked;
    map.getContainer().classList.add("is-drawing");
    map.doubleClickZoom.disable();
    map.getContainer().focus();
    say(words[asked]);
    draw();
  }

  function add(place) {
    points.push(place);
    say(`${words.points} ${points.length}`);
    draw();
  }

  function stop() {
    delete tools.dataset.drawing;
    map.getContainer().classList.remove("is-drawing");
    map.doubleClickZoom.enable();
  }

  function finish() {
    if (points.length < (kind === "area" ? 3 : 2)) { say(words.few); return; }
    const places = points.map(({ lng, lat }) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))]);
    const geometry = kind === "area" ? { type: "Polygon", coordinates: [[...places, places[0]]] } : { type: "LineString", coordinates: places };
    field.value = JSON.stringify(geometry);
    stop();
    say(words.ready);
    onDone();
  }

  const acts = {
    area: () => begin("area"),
    line: () => begin("line"),
    undo: () => { points.pop(); draw(); say(`${words.points} ${points.length}`); },
    finish,
    cancel: () => { points = []; field.value = ""; stop(); draw(); say(""); },
  };

  tools.addEventListener("click", ({ target }) => acts[target.closest("[data-act]")?.dataset.act]?.());
  map.on("click", ({ latlng }) => { if (tools.dataset.drawing) add(latlng); });
  map.getContainer().addEventListener("keydown", (event) => {
    if (!tools.dataset.drawing || event.target !== map.getContainer()) return;
    const act = { Enter: () => add(map.getCenter()), Backspace: acts.undo, Escape: acts.cancel }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  document.addEventListener("town:light", draw);

  // Not before somebody listens: a press on a tool while the map is still being read would be lost.
  for (const button of tools.querySelectorAll("button")) button.disabled = false;
  if (field.value) {
    const { type, coordinates } = JSON.parse(field.value);
    kind = type === "Polygon" ? "area" : "line";
    points = (type === "Polygon" ? coordinates[0].slice(0, -1) : coordinates).map(([lng, lat]) => L.latLng(lat, lng));
    draw();
  }
}

/** On a phone the whole town is shown above the sheet that lies on the map. */
export function showAboveTheSheet(map, bounds) {
  if (map.getSize().x >= 768 || !bounds) return;
  const [west, south, east, north] = bounds;
  map.fitBounds([[south, west], [north, east]], { animate: false, paddingTopLeft: [8, 8], paddingBottomRight: [8, Math.round(map.getSize().y * 0.62)] });
}
