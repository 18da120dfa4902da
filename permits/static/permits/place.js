// The place of a petition on the map: a touch chooses the parcel, or adds a point to the stretch.

import { townMap } from "../town/map.js";
import { saver, urls, words } from "./saving.js";

const form = document.getElementById("page-form");
const found = document.getElementById("found");
const note = document.getElementById("note");
const map_facts = JSON.parse(document.getElementById("map-facts").textContent);
const course = document.getElementById("id_course");
const saving = saver(form);
const isParcel = course.disabled;
const AROUND_DEG = 0.0005;
/** The zoom from which parcels show: farther off, a touch only comes nearer. */
const NEAR = 15;
let town = null;
let early = null; // found while the map was on its way
let mark = null;
let points = map_facts.place?.type === "LineString" ? map_facts.place.coordinates : [];

async function look(query, { chooseOnly = false } = {}) {
  let html;
  try {
    const answer = await fetch(`${urls.parcels}?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    html = await answer.text();
  } catch {
    note.textContent = map_facts.words.failed;
    return;
  }
  note.textContent = "";
  found.innerHTML = html;
  const cards = [...found.querySelectorAll("[data-parcel]")];
  if (cards.length === 1) {
    if (chooseOnly) await choose(cards[0]);
    else show(cards[0]);
  }
  found.scrollIntoView({ block: "nearest" });
}

function show(card) {
  if (!town) { early = card; return; }
  town.select("parcel", card.dataset.code);
  const [west, south, east, north] = (card.dataset.extent ?? "").split(",").map(Number);
  if (Number.isFinite(west)) town.flyTo([west, south, east, north]);
}

/** Chosen and saved at once; the card then says so. */
async function choose(card) {
  town?.select("parcel", card.dataset.code);
  let field = form.elements.parcel;
  if (!field || field.type !== "hidden") {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "parcel" });
    form.append(field);
  }
  field.value = card.dataset.parcel;
  for (const button of found.querySelectorAll("[data-choose]")) button.remove();
  saving.changed("parcel");
  if (await saving.flush()) await look({ code: card.dataset.code });
}

function marked() {
  mark?.remove();
  mark = L.layerGroup([L.polyline(points.map(([x, y]) => [y, x]), { className: "gap" }), ...points.map(([x, y]) => L.circleMarker([y, x], { radius: 7, className: "plan-corner" }))]).addTo(town.map);
}

function setCourse() {
  course.value = points.length > 1 ? JSON.stringify({ type: "LineString", coordinates: points }) : "";
  marked();
  if (course.value) saving.changed("course");
}

/** The place and some fifty metres around it, where no panel lies over them. */
function near({ lng, lat }) {
  town?.flyTo([lng - AROUND_DEG, lat - AROUND_DEG, lng + AROUND_DEG, lat + AROUND_DEG]);
}

function touched(picked, latlng) {
  if (town.map.getZoom() < NEAR) {
    note.textContent = isParcel ? words.closer : words.closer_place;
    near(latlng);
  } else if (!isParcel) {
    points.push([Number(latlng.lng.toFixed(8)), Number(latlng.lat.toFixed(8))]);
    setCourse();
  } else {
    look({ lon: latlng.lng, lat: latlng.lat }, { chooseOnly: true });
  }
}

document.getElementById("drawing-tools")?.addEventListener("click", ({ target }) => {
  const act = target.closest("[data-act]")?.dataset.act;
  if (act) { points = act === "clear" ? [] : points.slice(0, -1); setCourse(); }
});
const here = document.getElementById("here");
const hereSaid = document.getElementById("here-said");
here.hidden = !navigator.geolocation;
here.addEventListener("click", () => navigator.geolocation.getCurrentPosition(stand, () => { hereSaid.textContent = hereSaid.dataset.unknown; }, { enableHighAccuracy: true, timeout: 10_000 }));

/** Where the phone is: a parcel is offered and not chosen, since a phone may err by some metres. */
function stand({ coords }) {
  hereSaid.textContent = "";
  const latlng = L.latLng(coords.latitude, coords.longitude);
  near(latlng);
  if (isParcel) look({ lon: latlng.lng, lat: latlng.lat });
}
document.getElementById("find").addEventListener("submit", (event) => {
  event.preventDefault();
  look(Object.fromEntries(new FormData(event.target)));
});
found.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose]");
  if (!button) return;
  event.preventDefault();
  choose(button.closest("[data-parcel]"));
});

town = await townMap("map", {
  layers: ["landcover", "boundary", "parcels", "buildings", "roads", "poles"],
  bounds: map_facts.bounds, isBesidePanel: true, words: map_facts.words, note, onPick: touched,
});
if (map_facts.is_near) town.flyTo(map_facts.bounds);
if (map_facts.chosen && isParcel) town.select("parcel", map_facts.chosen);
if (early) show(early);
if (points.length) marked();
