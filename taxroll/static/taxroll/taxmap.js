// The tax map of amounts: parcels by class, the legend that counts what is in view, and the way from a parcel to its bill.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const note = document.getElementById("note");
const painter = L.canvas({ padding: 0.2, tolerance: 4 });
let drawn = null;
let asked = 0;

const baht = (satang) => (satang / 100).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function style({ properties }) {
  const paysNothing = properties.class === 0;
  return { renderer: painter, color: "#3a3f45", weight: town.map.getZoom() < 15.5 ? 0.3 : 0.8, opacity: 0.7, fillColor: facts.colours[properties.class], fillOpacity: paysNothing ? 0.35 : 0.8 };
}

function card({ code, amount, before, bill }) {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = code || "–";
  const words = facts.show === "tax" ? facts.words.perWah.replace("%(amount)s", baht(amount)) : facts.words.change.replace("%(before)s", baht(before)).replace("%(after)s", baht(amount));
  const link = document.createElement("a");
  link.href = facts.bill.replace(/\/0\//, `/${bill}/`);
  link.textContent = facts.words.bill;
  box.append(title, document.createElement("br"), words, document.createElement("br"), link);
  return box;
}

/** How many parcels of each class lie in view. */
function count(features) {
  const seen = new Map();
  for (const { properties } of features) seen.set(properties.class, (seen.get(properties.class) ?? 0) + 1);
  for (const row of document.querySelectorAll("[data-class]")) {
    const number = seen.get(Number(row.dataset.class)) ?? 0;
    row.querySelector("[data-visible]").textContent = facts.words.visible.replace("%(count)s", number.toLocaleString());
    row.classList.toggle("is-absent", number === 0);
  }
}

async function show() {
  const bounds = town.map.getBounds();
  const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((value) => value.toFixed(6)).join(",");
  const mine = ++asked;
  const answer = await fetch(`${facts.shapes}&bbox=${bbox}&zoom=${town.map.getZoom()}`).catch(() => null);
  if (mine !== asked) return;
  if (!answer?.ok) { note.textContent = facts.words.failed; return; }
  const data = await answer.json();
  if (mine !== asked) return;
  note.textContent = data.features.length >= facts.most ? facts.words.cut : "";
  const former = drawn;
  drawn = await addGeoJSON(town.map, data, style, { onEachFeature: (feature, layer) => layer.bindPopup(() => card(feature.properties)) });
  former?.remove();
  count(data.features);
  document.body.dataset.drawn = String(data.features.length);
}

/** What the panel leaves free shows the town: beside it on a desk, above it on a phone. */
function fitBesidePanel(bounds) {
  const panel = document.querySelector(".panels .panel").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  town.map.fitBounds(bounds, { animate: false, maxZoom: 18, paddingTopLeft: [isBeside ? panel.right + 16 : 16, isBeside ? 32 : 72], paddingBottomRight: [64, isBeside ? 32 : innerHeight - panel.top + 16] });
}

const town = await townMap("map", { ...facts, note });
if (facts.bounds) fitBesidePanel([[facts.bounds[1], facts.bounds[0]], [facts.bounds[3], facts.bounds[2]]]);
await show();
town.map.on("moveend", show);
