// The map of one raster: our own tiles under the outlines of the parcels; a parcel, chosen there or in the list, tells
// its terrain.

import { townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const chosen = document.getElementById("chosen");
const slider = document.getElementById("opacity");

// Light lines with a dark casing are seen on any picture; nothing is filled, so that the raster stays in sight.
const outline = () => ({ key: "outline", rank: 0, casing: { colour: "#10151aa0", width: 2.4 }, line: { colour: "#ffffff", width: 1 } });
const limit = () => ({ key: "limit", rank: 0, casing: { colour: "#10151aa0", width: 4 }, line: { colour: "#ffffff", width: 1.8, dash: [10, 4, 2, 4], cap: "butt" } });

const town = await townMap("map", {
  layers: [{ name: "parcels", style: outline }, { name: "limits", geometry: "line", url: "/layers/boundary.geojson", style: limit }],
  note: document.getElementById("note"),
  words: facts.words,
  bounds: facts.bounds ?? facts.extent,
  onPick: (thing) => { if (thing) choose(thing.feature.id, thing.code); },
});

function showTiles() {
  town.map.createPane("raster").style.zIndex = 150;
  const [west, south, east, north] = facts.extent;
  const options = { pane: "raster", bounds: [[south, west], [north, east]], maxNativeZoom: facts.nativeZoom, maxZoom: 22, opacity: slider.value / 100, keepBuffer: 1, updateWhenZooming: false };
  const tiles = L.tileLayer(facts.tiles, options).addTo(town.map);
  slider.addEventListener("input", () => {
    tiles.setOpacity(slider.value / 100);
    slider.parentElement.querySelector("output").textContent = `${slider.value} %`;
  });
}

function fitBesidePanel() {
  const [west, south, east, north] = facts.bounds ?? facts.extent;
  const panel = document.querySelector(".panels--survey").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds([[south, west], [north, east]], { animate: false, paddingTopLeft: [isBeside ? panel.right + 16 : 16, 32], paddingBottomRight: [64, isBeside ? 32 : innerHeight / 2] });
}

async function choose(uid, code) {
  if (!chosen) return;
  town.select("parcel", code);
  for (const row of document.querySelectorAll("tr[data-parcel]")) row.classList.toggle("is-selected", row.dataset.parcel === uid);
  await htmx.ajax("GET", facts.terrain.replace("00000000-0000-0000-0000-000000000000", uid), { target: chosen, swap: "innerHTML" });
  const heading = document.createElement("h3");
  heading.className = "figure";
  heading.textContent = code || uid;
  chosen.prepend(heading);
}

if (facts.tiles) showTiles();
fitBesidePanel();
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-parcel]");
  if (!row) return;
  if (row.dataset.bounds) town.flyTo(row.dataset.bounds.split(",").map(Number));
  choose(row.dataset.parcel, row.querySelector("button").textContent);
});
