// What the map says of a plan while it is drawn: asked of the server, one question at a time, drawn and listed.

import { fill } from "../town/asking.js";
import { keepApart } from "./labels.js";

const HATCH = '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="breach-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#a2330c" fill-opacity="0.18"/><path d="M0 0v8" stroke="#a2330c" stroke-width="3"/></pattern></defs></svg>';
const GRAVEST_FIRST = ["fail", "ask", "pass"];
const DRAWN_FIRST = ["area", "free", "way", "breach", "gap"];

/** planOf() gives what is sent; gives {ask()}: ask again, after the running question if there is one. */
export function checker({ map, url, token, words, planOf, onTold, onMove }) {
  const part = (id) => document.getElementById(id);
  const shapes = L.layerGroup().addTo(map);
  const open = new Set();
  let labelled = [];
  const placeLabels = keepApart(map, () => labelled);
  let isAsking = false;
  let isStale = false;
  document.body.insertAdjacentHTML("beforeend", HATCH);

  async function ask() {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      part("checks").hidden = false;
      try {
        const answer = await fetch(url, { method: "POST", body: JSON.stringify(planOf()), headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
        const told = await answer.json();
        if (answer.ok) { if (!isStale) show(told); else draw(told); } else part("checks-said").textContent = told.sentence ?? words.unchecked;
      } catch {
        part("checks-said").textContent = words.unchecked;
      }
    }
    isAsking = false;
  }

  function show(told) {
    draw(told);
    list(told);
    const count = (verdict) => told.findings.filter((finding) => finding.verdict === verdict).length;
    const sums = [[words.fails, "fail"], [words.asks, "ask"], [words.passes, "pass"]].filter(([, verdict]) => count(verdict)).map(([word, verdict]) => `${word}: ${count(verdict)}`).join(" · ");
    if (part("checks-said").textContent !== sums) part("checks-said").textContent = sums;
    part("checks-took").textContent = fill(words.took, { seconds: (told.took_ms / 1000).toFixed(told.took_ms < 995 ? 2 : 1) });
    tellWay(told.track);
    advise(told.move);
    onTold(told);
  }

  /** Which way it goes, why, within which days, by which law, and what is not certain about that. */
  function tellWay(way) {
    const lines = !way ? [] : !way.is_known ? [element("span", "", way.sentence)] : [
      element("b", "", [way.name, way.days].join(" · ")),
      element("span", "soft small", way.cite),
      way.doubt && element("span", "soft small", fill(words.doubt, { doubt: way.doubt })),
    ];
    part("checks-track").replaceChildren(...lines.filter((line) => line?.textContent));
  }

  function advise(move) {
    const button = part("advised");
    button.hidden = !move;
    if (!move) return;
    const parts = [[move.east_m, words.east, words.west], [move.north_m, words.north, words.south]];
    const said = parts.filter(([metres]) => Math.abs(metres) >= 0.005);
    const way = said.map(([metres, ahead, back]) => fill(metres < 0 ? back : ahead, { metres: Math.abs(metres).toFixed(2) })).join(", ");
    button.textContent = fill(words.move, { way });
    button.onclick = () => { onMove(move.east_m, move.north_m); part("checks-said").textContent = words.moved; };
  }

  function list({ findings }) {
    const gravest = [...findings].sort((a, b) => GRAVEST_FIRST.indexOf(a.verdict) - GRAVEST_FIRST.indexOf(b.verdict));
    part("findings").replaceChildren(...gravest.map((finding) => {
      const item = element("li", `finding finding--${finding.verdict}`);
      const head = element("p");
      head.append(element("b", "", finding.title), " ", element("span", "finding__word", finding.verdict_word));
      item.append(head, element("p", "", finding.sentence));
      if (finding.mend) item.append(element("p", "finding__mend", finding.mend));
      if (finding.citations.length) item.append(citations(finding));
      return item;
    }));
  }

  function citations({ rule, citations: cited }) {
    const details = element("details");
    details.open = open.has(rule);
    details.ontoggle = () => (details.open ? open.add(rule) : open.delete(rule));
    details.append(element("summary", "", words.why));
    for (const { title, cite, doubt } of cited) {
      details.append(element("p", "", [title, cite].filter(Boolean).join(": ")));
      if (doubt) details.append(element("p", "soft", fill(words.doubt, { doubt })));
    }
    return details;
  }

  function draw({ findings }) {
    shapes.clearLayers();
    labelled = [];
    const all = findings.flatMap((finding) => finding.shapes.map((shape) => ({ ...shape, verdict: finding.verdict })));
    all.sort((a, b) => DRAWN_FIRST.indexOf(a.role) - DRAWN_FIRST.indexOf(b.role));
    for (const { role, label, geometry, verdict } of all) {
      if (!geometry?.coordinates?.length) continue;
      const className = ["gap", "way"].includes(role) ? `gap gap--${verdict}` : `gap-${role}`;
      const layer = L.geoJSON(geometry, { style: { className }, interactive: false, pointToLayer: (_feature, latlng) => L.circleMarker(latlng, { radius: 5, className, interactive: false }) });
      shapes.addLayer(layer);
      if (!label || role !== "gap") continue;
      for (const part of layer.getLayers()) {
        part.bindTooltip(element("span", "", label), { permanent: true, direction: "center", className: `gap-label gap-label--${verdict}`, interactive: false });
        labelled.push({ layer: part, verdict });
      }
    }
    placeLabels();
  }

  return { ask };
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
