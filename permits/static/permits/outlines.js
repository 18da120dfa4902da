// Other ways to an outline than a rectangle: corner by corner on the map, or from a drawing.

import { fill } from "../town/asking.js";

/** Corner by corner; gives {touched(latlng), begin(), stop()}. onDone(ring) gets the closed ring. */
export function corners({ map, tools, words, say, onDone }) {
  let points = [];
  const drawn = L.layerGroup().addTo(map);

  function draw() {
    drawn.clearLayers();
    const places = points.map(([lon, lat]) => [lat, lon]);
    if (places.length > 1) L.polygon(places, { className: "plan-outline", interactive: false }).addTo(drawn);
    for (const place of places) L.circleMarker(place, { radius: 6, className: "plan-corner", interactive: false }).addTo(drawn);
  }

  function begin() {
    points = [];
    draw();
    map.getContainer().classList.add("is-drawing");
    map.doubleClickZoom.disable();
    say(words.draw);
  }

  function stop() {
    points = [];
    draw();
    map.getContainer().classList.remove("is-drawing");
    map.doubleClickZoom.enable();
  }

  function finish() {
    if (points.length < 3) { say(words.few); return; }
    const ring = [...points, points[0]];
    stop();
    say(words.drawn);
    onDone(ring);
  }

  const acts = { undo: () => { points.pop(); draw(); say(fill(words.points, { count: points.length })); }, finish, clear: begin };
  tools.addEventListener("click", ({ target }) => acts[target.closest("[data-act]")?.dataset.act]?.());
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.target !== map.getContainer() || !map.getContainer().classList.contains("is-drawing")) return;
    if (event.key === "Backspace") { event.preventDefault(); acts.undo(); }
  });
  return {
    begin, stop,
    isOn: () => map.getContainer().classList.contains("is-drawing"),
    touched(latlng) {
      points.push([Number(latlng.lng.toFixed(9)), Number(latlng.lat.toFixed(9))]);
      draw();
      say(fill(words.points, { count: points.length }));
    },
  };
}

/** From a file: sent, read by the server, one outline chosen. onDone(ring, kind). */
export function fromFile({ form, url, token, words, onDone }) {
  const error = document.getElementById("drawing-error");
  const list = document.getElementById("outlines");
  const file = form.elements.drawing;

  async function send() {
    if (!file.files.length) return;
    error.hidden = true;
    list.textContent = words.sending;
    let told;
    try {
      const answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": token } });
      told = await answer.json();
      if (!answer.ok) throw new Error(told.sentence);
    } catch (problem) {
      list.textContent = "";
      error.textContent = problem instanceof TypeError || !problem.message ? words.not_sent : problem.message;
      error.hidden = false;
      return;
    }
    show(told);
  }

  function show({ outlines, kind }) {
    list.textContent = outlines.length > 1 ? words.outlines : "";
    const names = document.createElement("ul");
    names.className = "outlines";
    for (const outline of outlines) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--wide" });
      button.textContent = fill(words.outline, { name: outline.name, area: outline.area_m2.toLocaleString("en", { maximumFractionDigits: 2 }) });
      button.onclick = () => onDone(outline.ring, kind);
      const item = document.createElement("li");
      item.append(button);
      names.append(item);
    }
    list.append(names);
    if (outlines.length === 1) onDone(outlines[0].ring, kind);
  }

  for (const field of form.elements) field.addEventListener("change", send);
  form.addEventListener("submit", (event) => event.preventDefault());
}
