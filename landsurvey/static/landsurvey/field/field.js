// The page for the phone: parcels around the position, what was noted, and the area carried along.

import { unlessPressed } from "../../town/pressed.js";
import { FieldMap } from "./fieldmap.js";
import { fill, VisitForm } from "./form.js";
import { fix, follow, metres } from "./position.js";
import * as store from "./store.js";
import { json, SignedOut, sync, Unreachable } from "./sync.js";

const { urls, words, language, photos_most: most } = JSON.parse(document.getElementById("facts").textContent);
const byId = (id) => document.getElementById(id);
const NEAREST = 60;
const AGAIN_MS = 60000;
let area = null;
let person = null;
let done = new Map();
let hasCentred = false;

const time = (iso) => new Date(iso).toLocaleString(language.startsWith("th") ? "th-TH" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
const stateOf = (parcel) => (done.has(parcel.uid) ? "mine" : parcel.facts.state);

function element(tag, className, ...content) {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...content);
  return made;
}

function notice(sentence, link) {
  const line = byId("notice");
  line.hidden = !sentence;
  line.replaceChildren(sentence ?? "");
  if (link) line.append(" ", Object.assign(document.createElement("a"), { href: link, className: "button", textContent: words.sign_in }));
}

function showNetwork() {
  byId("network").textContent = navigator.onLine ? words.online : words.offline;
  byId("network").dataset.state = navigator.onLine ? "ok" : "off";
}

function showPosition() {
  const here = fix();
  byId("position").textContent = !here ? words.position_none : here.isOld ? fill(words.position_old, { seconds: here.age }) : fill(words.position, { metres: Math.round(here.accuracy) });
  byId("position").dataset.state = here && !here.isOld ? "ok" : "off";
  form.showPosition();
  if (!here) return;
  map.here(here, !hasCentred && isInArea(here));
  hasCentred ||= isInArea(here);
  showParcels();
}

const distance = (away) => (away < 1000 ? fill(words.away, { metres: Math.round(away) }) : fill(words.far, { kilometres: (away / 1000).toFixed(1) }));
const isInArea = (here) => Boolean(area?.parcels.some((parcel) => metres(parcel, here) < 500));

/** Parcels by distance, or those whose code or house number holds what was typed. */
function wanted() {
  const typed = byId("find").value.trim().toLowerCase();
  const here = fix();
  const from = here ?? { lat: map.map.getCenter().lat, lon: map.map.getCenter().lng };
  const found = typed ? area.parcels.filter(({ facts }) => `${facts.code} ${facts.houses}`.toLowerCase().includes(typed)) : area.parcels;
  return found.map((parcel) => ({ parcel, away: metres(parcel, from) })).sort((a, b) => a.away - b.away).slice(0, NEAREST);
}

function parcelLine({ parcel, away }) {
  const state = stateOf(parcel);
  const word = state === "mine" ? words.mine : words.states[state];
  const button = element("button", "line", element("span", "line__head", element("b", "", parcel.facts.code || "–"), element("span", `state state--${state}`, word)),
    element("span", "soft", [parcel.facts.houses, fix() ? distance(away) : ""].filter(Boolean).join(" · ")));
  button.type = "button";
  button.addEventListener("click", () => pick(parcel));
  return element("li", "", button);
}

function showParcels() {
  byId("parcels-none").hidden = Boolean(area);
  byId("parcels-none").textContent = words.no_area;
  // The position comes every second, in which somebody may be touching a line.
  if (area) unlessPressed(byId("parcels"), () => byId("parcels").replaceChildren(...wanted().map(parcelLine)));
}

function pick(parcel) {
  map.to(parcel);
  const { houses, area_m2: m2 } = parcel.facts;
  form.open(parcel, [houses, `${m2.toLocaleString()} ${words.square_metres}`, words.states[parcel.facts.state]].filter(Boolean).join(" · "));
}

function visitLine(visit) {
  const said = [words.outbox[visit.state]];
  if (visit.state === "landed") said.push(fill(words.confirmed, { code: visit.confirmation.slice(0, 8), time: time(visit.received_at) }));
  if (visit.state === "refused") said.push(visit.refusal);
  if (visit.others) said.push(fill(words.more, { count: visit.others }));
  if (person && visit.user !== person.user && visit.state !== "landed") said.push(fill(words.sign_in_as, { name: visit.name }));
  const line = element("li", "sent", element("span", "line__head", element("b", "", visit.code || "–"), element("span", `state state--${visit.state}`, words.outbox[visit.state])),
    element("span", "soft", `${words.results[visit.facts.result]} · ${time(visit.noted_at)} · ${fill(words.photos, { count: visit.photos.length })}`), ...said.slice(1).map((sentence) => element("span", "", sentence)));
  line.dataset.state = visit.state;
  line.dataset.visit = visit.client_uid;
  if (visit.state === "refused") line.append(discardButton(visit));
  return line;
}

function discardButton(visit) {
  const button = element("button", "button button--quiet", words.discard);
  button.type = "button";
  button.addEventListener("click", async () => { await store.drop(visit.client_uid); showVisits(); });
  return button;
}

async function showVisits() {
  const all = (await store.visits()).sort((a, b) => b.noted_at.localeCompare(a.noted_at));
  const waiting = all.filter(({ state }) => state !== "landed" && state !== "refused").length;
  done = new Map(all.filter(({ state }) => state !== "refused").map((visit) => [visit.facts.parcel_uid, visit]));
  byId("visits").replaceChildren(...all.map(visitLine));
  byId("waiting").hidden = !waiting;
  byId("waiting").textContent = waiting;
  byId("outbox-state").textContent = waiting ? fill(words.waiting, { count: waiting }) : all.length ? words.all_landed : words.nothing;
  map.restyle();
  showParcels();
}

async function send() {
  showNetwork();
  try {
    const signedIn = await sync(urls, showVisits);
    if (signedIn) person = signedIn;
    notice("");
  } catch (error) {
    if (error instanceof SignedOut) notice(words.signed_out, urls.login);
    else if (!(error instanceof Unreachable)) throw error;
  }
  await showVisits();
}

function openArea(kept) {
  area = kept;
  map.draw(area, stateOf);
  map.fit(area.parcels);
  byId("carried").textContent = fill(words.carried, { count: area.parcels.length.toLocaleString(), time: time(area.at) });
  showParcels();
}

async function carry(campaign, block, button) {
  button.disabled = true;
  byId("carried").textContent = words.carrying;
  try {
    const url = urls.area.replace("00000000-0000-0000-0000-000000000000", campaign.uid);
    const answer = await json(block ? `${url}?${new URLSearchParams({ block })}` : url);
    if (answer.refusal) { byId("carried").textContent = answer.refusal; return; }
    const kept = { ...answer, campaign: campaign.uid, title: campaign.title, at: new Date().toISOString() };
    await store.keep("area", kept);
    openArea(kept);
    show("near");
  } catch (error) {
    if (error instanceof SignedOut) notice(words.signed_out, urls.login);
    byId("carried").textContent = words.failed;
  } finally {
    button.disabled = false;
  }
}

async function showCampaigns() {
  const answer = await json(urls.campaigns).catch(() => null);
  if (!answer) { byId("campaigns").replaceChildren(element("p", "soft", words.failed)); return; }
  if (!answer.campaigns.length) { byId("campaigns").replaceChildren(element("p", "", words.no_campaign)); return; }
  byId("campaigns").replaceChildren(...answer.campaigns.map((campaign) => {
    const select = element("select", "input", new Option(words.whole, ""), ...campaign.blocks.map((block) => new Option(fill(words.block, block), block.block)));
    select.setAttribute("aria-label", campaign.title);
    const button = element("button", "button button--wide", words.carry);
    button.type = "button";
    button.addEventListener("click", () => carry(campaign, select.value, button));
    return element("article", "card stack", element("h2", "", campaign.title), select, button);
  }));
}

function show(name) {
  for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === name));
  for (const part of ["near", "outbox", "areas"]) byId(part).hidden = part !== name;
  if (name === "areas") showCampaigns();
  if (name === "near") map.map.invalidateSize();
}

/** Codes of building types in the area, the commonest first: what is likely to be typed. */
function typesAround() {
  const counts = new Map();
  for (const { facts } of area?.parcels ?? []) for (const { treasury_type: type } of facts.buildings ?? []) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 30).map(([type]) => type);
}

const map = new FieldMap("map", pick);
const form = new VisitForm({ words, most, person: () => person ?? { user: 0, municipality: "", name: "" }, campaign: () => area?.campaign ?? null, types: typesAround, onKept: async () => { await showVisits(); notice(words.kept_now); send(); } });

for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => show(button.dataset.show));
byId("send").addEventListener("click", send);
byId("find").addEventListener("input", showParcels);
byId("here").addEventListener("click", () => { const here = fix(); if (here) map.here(here, true); });
addEventListener("online", send);
addEventListener("offline", showNetwork);
setInterval(send, AGAIN_MS);

if ("serviceWorker" in navigator) navigator.serviceWorker.register(urls.worker);
navigator.storage?.persist?.();
person = (await store.kept("person")) ?? null;
const kept = await store.kept("area");
if (kept) openArea(kept);
else show("areas");
follow(showPosition);
showNetwork();
showPosition();
await send();
document.body.dataset.ready = "yes";
