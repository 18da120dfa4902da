// The map as a table: roads, the grid, parcels and poles in the view by their names and codes, for whoever reads rather
// than looks.

const MOST = 200;
// What is told of each: how it is used or stands, and its size.
const COLUMNS = {
  roads: { kind: "road", by: "road_class", size: ({ length_m: length }, { m }) => (length ? `${Math.round(length).toLocaleString("en")} ${m}` : "") },
  transformers: { kind: "grid", by: "kind", size: ({ rating_kva: rating }) => (rating ? `${rating} kVA` : "") },
  parcels: { kind: "parcel", by: "main_use", size: ({ measured_area_m2: area }, { m2 }) => (area ? `${Math.round(area).toLocaleString("en")} ${m2}` : "") },
  poles: { kind: "pole", by: "state", size: ({ has_lamp: hasLamp }, { lamp }) => (hasLamp ? lamp : "") },
};

/** Tell in the table what the map shows, once all of its view is read; onChosen({kind, code}). */
export async function tellThings({ dialog, town, words, onChosen }) {
  dialog.setAttribute("aria-busy", "true");
  dialog.querySelector("table").hidden = true;
  dialog.querySelector("[data-count]").textContent = words.reading;
  await town.settle();
  fill({ dialog, town, words, onChosen });
  dialog.setAttribute("aria-busy", "false");
}

function fill({ dialog, town, words, onChosen }) {
  const body = dialog.querySelector("tbody");
  const rows = Object.keys(COLUMNS).flatMap((name) => inView(town, name).map((feature) => ({ name, ...feature })));
  const headings = [...dialog.querySelectorAll("th")].map(({ textContent }) => textContent);
  body.replaceChildren(...rows.slice(0, MOST).map((row) => tableRow(row, { words, headings, onChosen })));
  const count = dialog.querySelector("[data-count]");
  count.textContent = rows.length ? words.count.replace("%(count)s", rows.length.toLocaleString("en")).replace("%(shown)s", Math.min(rows.length, MOST)) : words.closerIn;
  dialog.querySelector("table").hidden = !rows.length;
}

/** The things of a layer in the view in the order of their names; of the stretches of a road one. */
function inView({ map, layers }, name) {
  const layer = layers.get(name);
  if (!layer?.isNearAt(map.getZoom())) return [];
  const [low, high] = [map.project(map.getBounds().getNorthWest(), 0), map.project(map.getBounds().getSouthEast(), 0)];
  const found = [...layer.features.values()].filter(({ box }) => box[0] <= high.x && box[2] >= low.x && box[1] <= high.y && box[3] >= low.y);
  const named = new Map(found.map((feature) => [calledOf(feature), feature]).filter(([called]) => called));
  return [...named].map(([called, { id, properties }]) => ({ called, id, properties })).sort((one, other) => one.called.localeCompare(other.called, "th", { numeric: true }));
}

function calledOf({ properties: { code, name_th: thai, name_en: english } }) {
  return code || (document.documentElement.lang === "th" ? thai || english : english || thai);
}

function tableRow({ name, called, id, properties }, { words, headings, onChosen }) {
  const row = document.createElement("tr");
  const { kind, by, size } = COLUMNS[name];
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: called });
  button.addEventListener("click", () => onChosen(["parcels", "poles"].includes(name) ? { kind, code: properties.code } : { kind: name, code: String(id) }));
  [button, words.kinds[kind], words[name]?.[properties[by]] ?? "", size(properties, { ...words, m: words.measure.m })].forEach((content, at) => {
    const cell = document.createElement("td");
    if (content && at) cell.dataset.heading = headings[at];
    cell.append(content);
    row.append(cell);
  });
  return row;
}
