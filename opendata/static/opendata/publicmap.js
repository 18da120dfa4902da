// The public map page: what is selected and where one looks stand in the address; search flies there; the card is a fragment.

import { townMap } from "../town/map.js";
import { searchBox } from "./search.js";

const facts = JSON.parse(document.getElementById("map-facts").textContent);
const card = document.getElementById("card");
const legend = document.getElementById("legend");
const isPhone = matchMedia("(max-width: 48rem)");

function place() {
  const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
  return Number.isFinite(zoom + lat + lon) && lon ? { zoom, center: [lat, lon] } : {};
}

function selection() {
  const asked = new URLSearchParams(location.search);
  const kind = ["parcel", "pole"].find((name) => asked.get(name));
  return kind ? { kind, code: asked.get(kind) } : null;
}

function address(chosen) {
  const center = town.map.getCenter();
  const query = chosen ? `?${chosen.kind}=${encodeURIComponent(chosen.code).replaceAll("%2F", "/")}` : "";
  return `${location.pathname}${query}#${town.map.getZoom()}/${center.lat.toFixed(5)}/${center.lng.toFixed(5)}`;
}

async function showCard(chosen) {
  town.select(chosen?.kind, chosen?.code);
  card.hidden = !chosen;
  if (!chosen) return card.replaceChildren();
  card.classList.add("is-loading");
  const code = chosen.code.split("/").map(encodeURIComponent).join("/");
  await htmx.ajax("GET", `/${chosen.kind}s/${code}/card/`, { target: card, swap: "innerHTML" });
  card.classList.remove("is-loading");
}

function choose(chosen) {
  const picked = chosen && ["parcel", "pole"].includes(chosen.kind) ? { kind: chosen.kind, code: chosen.code } : null;
  history.pushState(null, "", address(picked));
  return showCard(picked);
}

async function flyToFound({ kind, code, bbox }) {
  town.flyTo(bbox);
  await choose({ kind, code });
  card.focus();
}

async function locate(chosen) {
  const response = await fetch(`${box.url}?q=${encodeURIComponent(chosen.code)}`);
  const { results } = await response.json();
  const found = results.find(({ kind, code }) => kind === chosen.kind && code === chosen.code);
  if (found) town.flyTo(found.bbox);
}

if (isPhone.matches) legend.open = false;
const town = await townMap("map", {
  ...facts, ...place(), legend, note: document.getElementById("note"), onPick: choose,
  onMove: () => history.replaceState(null, "", address(selection())),
});
const box = searchBox({ words: facts.words, onChosen: flyToFound });

const first = selection();
if (first) {
  await showCard(first);
  if (!location.hash || !place().zoom) locate(first);
}
card.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) { choose(null); town.map.getContainer().focus(); }
  if (event.target.closest(".panel__grip")) card.classList.toggle("is-low");
});
addEventListener("popstate", () => showCard(selection()));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !card.hidden) choose(null);
  if (event.key === "/" && !event.target.closest("input, textarea, select")) { event.preventDefault(); box.focus(); }
});
