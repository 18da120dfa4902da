// Shows on the board's map which poles a device feeds, and what was said of each: a cross for dark, a ring for lit, a dot
// where nobody said anything. A button names the address to ask; the key says how many of each.

import { colour } from "./closed.js";

const SIGNS = {
  dark: '<svg viewBox="0 0 22 22" aria-hidden="true"><rect x="2" y="2" width="18" height="18" rx="3"/><path d="m7 7 8 8m0-8-8 8"/></svg>',
  lit: '<svg viewBox="0 0 22 22" aria-hidden="true"><circle cx="11" cy="11" r="8.5"/><path d="m7 11 3 3 5-6" fill="none"/></svg>',
};
let map = null;
let drawn = null;
addEventListener("map:init", ({ detail }) => { map = detail.map; });

function poleMark({ properties: { word, code } }, latlng) {
  if (word === "silent") return L.circleMarker(latlng, { radius: 3.5, color: colour("--ink"), weight: 1, fillColor: colour("--warn"), fillOpacity: 0.9 });
  const html = Object.assign(document.createElement("span"), { className: `polemark polemark--${word}`, innerHTML: SIGNS[word] });
  return L.marker(latlng, { icon: L.divIcon({ html, className: "", iconSize: [22, 22] }), alt: code, keyboard: false, zIndexOffset: 5000 });
}

function fillKey(features, words) {
  const key = document.getElementById("below-key");
  const rows = Object.keys(words).map((word) => {
    const row = document.createElement("span");
    const count = features.filter(({ properties }) => properties.word === word).length;
    row.append(Object.assign(document.createElement("i"), { className: `polemark polemark--${word}`, innerHTML: SIGNS[word] ?? "" }), `${words[word]} ${count}`);
    return row;
  });
  key.querySelector("div").replaceChildren(...rows);
  key.hidden = false;
}

// Beside the board's panels on a desk, above its sheet on a phone.
function room() {
  const { x: wide, y: high } = map.getSize();
  return wide < 768 ? { paddingBottomRight: [8, Math.round(high * 0.55)] } : { paddingTopLeft: [460, 16], paddingBottomRight: [80, 80] };
}

function hide() {
  drawn?.remove();
  drawn = null;
  document.getElementById("below-key").hidden = true;
}

document.addEventListener("click", async ({ target }) => {
  if (target.closest("[data-hide-below]")) { hide(); return; }
  const button = target.closest("[data-below]");
  if (!button || !map) return;
  const response = await fetch(button.dataset.below, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) return;
  const data = await response.json();
  hide();
  drawn = L.geoJSON(data, { pointToLayer: poleMark, onEachFeature: ({ properties }, marker) => marker.bindTooltip(properties.code) }).addTo(map);
  fillKey(data.features, JSON.parse(document.getElementById("board-facts").textContent).poles);
  if (drawn.getBounds().isValid()) map.fitBounds(drawn.getBounds().pad(0.05), { maxZoom: 18, animate: false, ...room() });
});
