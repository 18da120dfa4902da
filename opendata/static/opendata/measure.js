// Measuring on the map: corners are set by touch, or with Enter under the cross; the length of the line and, from three
// corners on, the area of the ring through them.

import { areaOf, lengthOf, raiNganWah } from "../town/utm.js";

/** Gives {isOn, points, start(), stop(), add(latlng), set(points)}; onChange() after each corner. */
export function measuring({ map, zone, words, panel, onChange }) {
  const line = L.polyline([], { color: "#c6400f", weight: 3, dashArray: "1 6", lineCap: "round", interactive: false });
  const area = L.polygon([], { color: "#c6400f", weight: 0, fillColor: "#e69f00", fillOpacity: 0.22, interactive: false });
  const corners = L.layerGroup();
  const told = panel.querySelector("[data-told]");
  const tool = { isOn: false, points: [], start, stop, add, set };

  function start() {
    tool.isOn = true;
    panel.hidden = false;
    for (const layer of [area, line, corners]) layer.addTo(map);
    map.getContainer().classList.add("is-measuring");
    map.doubleClickZoom.disable(); // two corners may be set quickly
    show();
  }

  function stop() {
    tool.isOn = false;
    tool.points = [];
    panel.hidden = true;
    for (const layer of [area, line, corners]) layer.remove();
    map.getContainer().classList.remove("is-measuring");
    map.doubleClickZoom.enable();
    onChange();
  }

  function add({ lat, lng }) { set([...tool.points, [Number(lng.toFixed(6)), Number(lat.toFixed(6))]]); }

  function set(points) {
    tool.points = points;
    show();
    onChange();
  }

  function show() {
    const places = tool.points.map(([lon, lat]) => [lat, lon]);
    line.setLatLngs(places.length > 2 ? [...places, places[0]] : places);
    area.setLatLngs(places.length > 2 ? places : []);
    corners.clearLayers();
    for (const place of places) L.circleMarker(place, { radius: 5, color: "#ffffff", weight: 2, fillColor: "#c6400f", fillOpacity: 1, interactive: false }).addTo(corners);
    told.replaceChildren(...sentences());
    panel.querySelector("[data-undo]").disabled = !places.length;
    panel.querySelector("[data-clear]").disabled = !places.length;
  }

  function sentences() {
    if (tool.points.length < 2) return [element("p", tool.points.length ? words.next : words.first)];
    const lines = [[words.length, metres(lengthOf(tool.points, zone))]];
    if (tool.points.length > 2) {
      const square = areaOf(tool.points, zone);
      lines.push([words.around, metres(lengthOf([...tool.points, tool.points[0]], zone))]);
      lines.push([words.area, `${raiNganWah(square)} ${words.rai}`, `${Math.round(square).toLocaleString("en")} ${words.m2}`]);
    }
    const list = element("dl", "");
    list.className = "facts";
    for (const [name, ...values] of lines) {
      const held = element("dd", "");
      values.forEach((value, i) => held.append(i ? element("br", "") : "", i ? Object.assign(element("span", value), { className: "soft" }) : value));
      list.append(element("dt", name), held);
    }
    return [list];
  }

  function metres(length) {
    return length < 1000 ? `${length.toFixed(1)} ${words.m}` : `${(length / 1000).toFixed(3)} ${words.km}`;
  }

  panel.querySelector("[data-undo]").addEventListener("click", () => set(tool.points.slice(0, -1)));
  panel.querySelector("[data-clear]").addEventListener("click", () => set([]));
  return tool;
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}
