// The map of differences between two rolls: the parcels that pay more, less, or the same for another reason.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const svg = L.svg({ padding: 0.3 });
const baht = new Intl.NumberFormat("en", { minimumFractionDigits: 2, signDisplay: "exceptZero" });

const kind = (change) => (change > 0 ? "more" : change < 0 ? "less" : "same");

/** The larger the change, the fuller the colour: four classes up to 100, 1,000, 10,000 baht and above. */
function styleOf({ properties: { change } }) {
  const size = Math.min(4, Math.max(1, Math.ceil(Math.log10(Math.max(Math.abs(change) / 100, 10)))));
  return { renderer: svg, className: `difference difference--${kind(change)}`, stroke: true, fillOpacity: 0.25 + 0.16 * size };
}

function label({ properties: { code, change, reasons } }) {
  const words = document.createElement("span");
  const why = reasons.split(" ").filter(Boolean).map((reason) => facts.reasons[reason]).join(", ");
  words.textContent = `${code} · ${baht.format(change / 100)} ${facts.words.baht} · ${why}`;
  return words;
}

function boundsBesidePanel([west, south, east, north]) {
  const panel = document.querySelector(".panels--differences").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds([[south, west], [north, east]], { animate: false, maxZoom: 18, paddingTopLeft: [isBeside ? panel.right + 16 : 16, 32], paddingBottomRight: [32, isBeside ? 32 : innerHeight / 2] });
}

const town = await townMap("map", { ...facts, note });
if (facts.bounds) boundsBesidePanel(facts.bounds);
if (facts.drawn) {
  const query = new URLSearchParams(location.search || new FormData(document.querySelector(".differences__form")));
  const answer = await fetch(`${facts.drawn}?${query}`).catch(() => null);
  if (answer?.ok) {
    const data = await answer.json();
    await addGeoJSON(town.map, data, styleOf, { onEachFeature: (feature, layer) => layer.bindTooltip(label(feature), { sticky: true }) });
    note.textContent = data.features.length >= facts.most ? facts.words.cut : "";
  } else note.textContent = facts.words.failed;
}

document.addEventListener("click", ({ target }) => {
  const place = target.closest("[data-place]")?.dataset.place;
  if (!place) return;
  const [lon, lat] = place.split(",").map(Number);
  town.flyTo([lon, lat, lon, lat]);
});
