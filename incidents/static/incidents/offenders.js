// Where trouble comes back: each of the ranking as a circle, its area by incidents a year, its rank in the middle.

import { showAboveTheSheet } from "./drawing.js";
import { townMap } from "../town/map.js";

const SMALLEST_PX = 26;
const LARGEST_PX = 68;
const facts = JSON.parse(document.getElementById("offenders-facts").textContent);
const note = document.getElementById("note");
const { map } = await townMap("offenders-map", { layers: ["landcover", "boundary", "buildings", "roads", "poles", "transformers"], bounds: facts.bounds, words: facts.words, note });
showAboveTheSheet(map, facts.bounds);
const most = Math.max(...facts.rows.map(({ per_year: perYear }) => perYear), 1);
// The last of the ranking first, so that the worst lies on top.
const marks = facts.rows.map(mark).reverse();
const drawn = L.featureGroup(marks).addTo(map);
if (marks.length) map.fitBounds(drawn.getBounds().pad(0.2), { animate: false, maxZoom: 17, paddingTopLeft: map.getSize().x < 768 ? [8, 8] : [620, 24], paddingBottomRight: map.getSize().x < 768 ? [8, Math.round(map.getSize().y * 0.62)] : [24, 24] });

function mark({ rank, code, per_year: perYear, incidents, lon, lat }) {
  const size = Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(perYear / most));
  const html = Object.assign(document.createElement("span"), { className: "offendermark", textContent: String(rank) });
  const name = `${rank}. ${code} · ${incidents} ${facts.words.incidents}`;
  const marker = L.marker([lat, lon], { icon: L.divIcon({ html, className: "", iconSize: [size, size] }), title: name, alt: name, zIndexOffset: (60 - rank) * 100 });
  return marker.on("click", () => choose(rank));
}

function choose(rank) {
  for (const row of document.querySelectorAll("[data-row]")) row.classList.toggle("is-selected", row.dataset.row === String(rank));
  document.querySelector(`[data-row="${rank}"]`)?.scrollIntoView({ block: "nearest" });
}

for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    const { rank, lat, lon } = facts.rows[Number(button.dataset.show) - 1];
    map.setView([lat, lon], 18);
    choose(rank);
  });
}
