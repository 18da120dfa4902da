// The dispatcher's board: open incidents, crews and the chosen way on the town's map. The queue beside it is polled by htmx;
// the map follows whenever the queue was read. What is chosen stands in the address.

import { addGeoJSON, townMap } from "../town/map.js";

const facts = JSON.parse(document.getElementById("board-facts").textContent);
const detail = document.getElementById("detail");
const note = document.getElementById("note");
const town = await townMap("board-map", {
  layers: ["landcover", "boundary", "parcels", "buildings", "roads", "poles"], bounds: facts.bounds, words: facts.words, note,
});
const drawn = { incidents: null, crews: null, route: null };

function colour(name) {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}

function incidentStyle({ id, properties }) {
  const isWaiting = ["reported", "reopened"].includes(properties.state);
  const fill = isWaiting ? colour(properties.priority === 1 ? "--error" : "--warn") : colour("--info");
  return { color: colour("--surface"), weight: id === chosen() ? 4 : 2, fillColor: fill, fillOpacity: 1 };
}

function crewStyle({ properties }) {
  return { color: colour("--ok"), weight: 3, fillColor: colour("--surface"), fillOpacity: 1, dashArray: properties.is_busy ? "3 3" : null };
}

async function read(url) {
  const response = await fetch(url, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.json();
}

async function draw(name, url, style, options) {
  const data = await read(url);
  const layer = await addGeoJSON(town.map, data, style, options);
  drawn[name]?.remove();
  drawn[name] = layer;
}

async function drawMoving() {
  try {
    await draw("incidents", facts.urls.incidents, incidentStyle, { radius: 10, onEachFeature: nameIncident });
    await draw("crews", facts.urls.crews, crewStyle, { radius: 8, onEachFeature: nameCrew });
    note.textContent = "";
  } catch (error) {
    console.warn(error);
    note.textContent = facts.words.failed;
  }
}

function nameIncident(feature, marker) {
  const { kind, state, reference } = feature.properties;
  marker.bindTooltip(`${facts.kinds[kind]} · ${facts.states[state]} · ${reference}`);
  marker.on("click", () => htmx.ajax("GET", `/incidents/${feature.id}/`, { target: "#detail", swap: "innerHTML" }));
}

function nameCrew({ properties }, marker) {
  marker.bindTooltip(`${properties.call_sign} · ${properties.is_busy ? facts.words.busy : facts.words.free}`, { permanent: true, direction: "right", offset: [8, 0] });
}

function chosen() {
  const article = detail.querySelector("[data-incident]");
  return article ? Number(article.dataset.incident) : null;
}

function markChosen() {
  for (const row of document.querySelectorAll(".queue__row")) {
    const isChosen = Number(row.dataset.incident) === chosen();
    row.classList.toggle("is-selected", isChosen);
    if (isChosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }
}

async function drawRoute() {
  drawn.route?.remove();
  drawn.route = null;
  const article = detail.querySelector("[data-route]");
  if (!article) return;
  const data = await read(article.dataset.route);
  if (chosen() !== Number(article.dataset.incident)) return;
  const casing = await addGeoJSON(town.map, data, { color: colour("--surface"), weight: 9, opacity: 0.9 });
  const line = await addGeoJSON(town.map, data, { color: colour("--accent"), weight: 5, opacity: 1 });
  drawn.route = L.layerGroup([casing, line]).addTo(town.map);
}

let shown = null;

async function showChosen() {
  const article = detail.querySelector("[data-incident]");
  history.replaceState(null, "", article ? `?incident=${article.dataset.incident}` : location.pathname);
  markChosen();
  await drawRoute();
  await drawMoving();
  const asShown = article && `${chosen()} ${drawn.route?.getLayers()[0]?.getLayers().length ?? 0}`;
  if (article && asShown !== shown) lookAt(article);
  shown = asShown;
}

// A step taken elsewhere shows here by itself, except while somebody writes in the panel.
function followSteps() {
  const article = detail.querySelector("[data-incident]");
  if (!article || [...article.querySelectorAll("textarea")].some((field) => field.value)) return;
  const row = document.querySelector(`.queue__row[data-incident="${article.dataset.incident}"]`);
  if ((row?.dataset.state ?? "resolved") === article.dataset.state) return;
  htmx.ajax("GET", `/incidents/${article.dataset.incident}/`, { target: "#detail", swap: "innerHTML" });
}

function lookAt({ dataset }) {
  const place = L.latLng(Number(dataset.lat), Number(dataset.lon));
  const seen = drawn.route?.getLayers()[0]?.getBounds();
  if (seen?.isValid()) town.map.fitBounds(seen.extend(place).pad(0.1), { maxZoom: 18, ...besidePanels() });
  else town.map.setView(place, Math.max(town.map.getZoom(), 17));
}

// What the panels leave of the map: between queue and detail on a desk, above the sheet on a phone.
function besidePanels() {
  const { x: wide, y: high } = town.map.getSize();
  if (wide < 768) return { paddingTopLeft: [16, 16], paddingBottomRight: [16, Math.round(high * 0.55)] };
  const queue = document.querySelector(".panels").getBoundingClientRect();
  return { paddingTopLeft: [Math.round(queue.right), 24], paddingBottomRight: [Math.round(wide - detail.getBoundingClientRect().left), 24] };
}

document.body.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (target?.id === "detail") showChosen();
  if (target?.id === "queue") { markChosen(); followSteps(); drawMoving(); }
});
detail.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  detail.replaceChildren();
  showChosen();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen()) { detail.replaceChildren(); showChosen(); }
});
document.addEventListener("town:light", () => { drawMoving(); drawRoute(); });
await showChosen();
