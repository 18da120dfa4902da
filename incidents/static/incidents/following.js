// Keeps queue, crews and what is said of them up to date with the stream, for the board and the wall.

import { announce } from "./alarm.js";
import { tick } from "./clocks.js";
import { follow } from "./live.js";

const GATHER_MS = 250;
// What has to be read again after an event of that kind; any other kind is of the queue.
const PART_OF = { position: "units", closure: "closures", outage: "outages", planned: "outages", power: "outages" };
// Reports are what outages are suspected from.
const ALSO = { report: "outages", incident: "outages" };
const LAYERS_OF = { queue: ["incidents", "crews"], units: ["crews"], closures: ["closures"], outages: ["outages"] };

export function keepUpToDate({ facts, drawMoving, onRead = () => {} }) {
  const [queue, units, said, live] = ["queue", "units", "said", "live"].map((id) => document.getElementById(id));
  let due = new Set();
  let planned = 0;
  let touched = new Set();

  async function fill(element, url) {
    const response = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (!response.ok) throw new Error(`${response.status} ${url}`);
    // Changed, not replaced: a row that is pressed or focused at this very moment stays the same element.
    Idiomorph.morph(element, await response.text(), { morphStyle: "innerHTML" });
    window.htmx?.process(element);
  }

  async function read() {
    const [asked, incidents] = [due, touched];
    [due, touched, planned] = [new Set(), new Set(), 0];
    const before = rows();
    try {
      if (asked.has("queue")) await fill(queue, facts.urls.queue);
      if (asked.has("queue") || asked.has("units")) await fill(units, facts.urls.units);
    } catch (error) {
      console.warn(error);
      asked.forEach((part) => due.add(part));
      planned ||= setTimeout(read, 3000);
      return;
    }
    if (asked.has("queue")) compare(before, rows());
    tick(facts.words);
    await drawMoving([...new Set([...asked].flatMap((part) => LAYERS_OF[part]))]);
    onRead(incidents, asked);
  }

  function plan(part, incident) {
    due.add(part);
    if (incident) touched.add(incident);
    planned ||= setTimeout(read, GATHER_MS);
  }

  function rows() {
    return new Map([...queue.querySelectorAll("[data-incident]")].map((row) => [row.dataset.incident, { row, ...row.dataset }]));
  }

  function compare(before, after) {
    const sentences = [];
    for (const [id, { row, state, said }] of after) {
      const old = before.get(id);
      if (!old) { announce(row); sentences.push(`${facts.words.appeared} ${said}`); }
      else if (old.state !== state) sentences.push(said);
    }
    for (const [id, { said }] of before) if (!after.has(id)) sentences.push(`${facts.words.ended} ${said}`);
    if (sentences.length) said.textContent = sentences.slice(0, 5).join(". ");
  }

  follow({
    urls: facts.urls,
    since: facts.since,
    onChanges(changes) {
      for (const { kind, incident } of changes) {
        plan(PART_OF[kind] ?? "queue", incident);
        if (ALSO[kind]) plan(ALSO[kind]);
      }
    },
    onReset() { Object.keys(LAYERS_OF).forEach((part) => plan(part)); },
    say(state) { if (live.dataset.state !== state) { live.dataset.state = state; live.textContent = facts.words[state]; } },
  });
  return { readNow: () => plan("queue") };
}
