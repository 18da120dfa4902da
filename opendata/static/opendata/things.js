// The map as a table: the parcels and poles in the view by their codes, for whoever reads rather than looks.

const MOST = 200;
const COLUMNS = { parcels: ["main_use", "measured_area_m2"], poles: ["state", "has_lamp"] };

/** Fill the body of the table with what the map shows now; onChosen({kind, code}). */
export function fillThings({ dialog, town, words, onChosen }) {
  const body = dialog.querySelector("tbody");
  const rows = ["parcels", "poles"].flatMap((name) => inView(town, name).map((properties) => ({ name, properties })));
  const headings = [...dialog.querySelectorAll("th")].map(({ textContent }) => textContent);
  body.replaceChildren(...rows.slice(0, MOST).map((row) => tableRow(row, { words, headings, onChosen })));
  const count = dialog.querySelector("[data-count]");
  count.textContent = rows.length ? words.count.replace("%(count)s", rows.length.toLocaleString("en")).replace("%(shown)s", Math.min(rows.length, MOST)) : words.closerIn;
  dialog.querySelector("table").hidden = !rows.length;
}

function inView({ map, layers }, name) {
  const layer = layers.get(name);
  if (!layer?.isNearAt(map.getZoom())) return [];
  const [low, high] = [map.project(map.getBounds().getNorthWest(), 0), map.project(map.getBounds().getSouthEast(), 0)];
  const found = [...layer.features.values()].filter(({ box }) => box[0] <= high.x && box[2] >= low.x && box[1] <= high.y && box[3] >= low.y);
  return found.map(({ properties }) => properties).filter(({ code }) => code).sort((one, other) => one.code.localeCompare(other.code));
}

function tableRow({ name, properties }, { words, headings, onChosen }) {
  const row = document.createElement("tr");
  const kind = name.slice(0, -1);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: properties.code });
  button.addEventListener("click", () => onChosen({ kind, code: properties.code }));
  const [by, more] = COLUMNS[name];
  const value = name === "parcels" ? `${Math.round(properties[more]).toLocaleString("en")} ${words.m2}` : properties[more] ? words.lamp : "";
  [button, words[kind], words[name]?.[properties[by]] ?? "", value].forEach((content, at) => {
    const cell = document.createElement("td");
    if (content && at) cell.dataset.heading = headings[at];
    cell.append(content);
    row.append(cell);
  });
  return row;
}
