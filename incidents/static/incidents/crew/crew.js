// The crew's page: draws what the server says, lays upon it what was tapped and not yet sent, and sends it when it can.

import { ask, fill, newKey, SignedOut, Unreachable } from "../../town/asking.js";
import * as instants from "./instants.js";
import { share } from "./position.js";
import * as repair from "./repair.js";
import { sendAll } from "./sending.js";
import * as store from "./store.js";
import { keepMap, redraw, showWay } from "./way.js";

const facts = JSON.parse(document.getElementById("crew-facts").textContent);
const { urls, words, states } = facts;
const byId = (id) => document.getElementById(id);
const jobs = byId("jobs");
document.querySelector("main").dataset.live = "";
const AGAIN_MS = 15_000;
const STATE_AFTER = { accept: "accepted", set_out: "on_the_way", arrive: "on_scene", done: "resolved", give_back: "reported" };
let token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
let stamp = facts.stamp;
let isReached = navigator.onLine;
let running = null;
let isAsked = false;

const articles = () => [...jobs.querySelectorAll("article[data-assignment]")];
const articleOf = (assignment) => byId(`job-${assignment}`);

function notice(sentence, link) {
  const line = byId("notice");
  line.hidden = !sentence;
  line.replaceChildren(Object.assign(document.createElement("span"), { textContent: sentence }));
  if (link) line.append(" ", Object.assign(document.createElement("a"), { href: link, className: "button", textContent: words.sign_in }));
}

function showState(article, state) {
  article.dataset.state = state;
  article.querySelector("[data-said-state]").textContent = states[state];
  for (const part of article.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(state);
}

/** Upon what the server said: the taps that it does not know yet. */
async function overlay() {
  const taps = (await store.taps().catch(() => [])).filter(({ crew }) => crew === facts.crew);
  const kept = taps.filter(({ state }) => state === "kept");
  for (const { assignment, act } of kept) {
    const article = articleOf(assignment);
    if (article && STATE_AFTER[act]) showState(article, STATE_AFTER[act]);
  }
  for (const form of jobs.querySelectorAll("form[data-act]")) form.noValidate = true; // said here, in whole sentences
  for (const article of articles()) {
    const key = Number(article.dataset.assignment);
    repair.showPhotos(article, kept.filter(({ act, assignment }) => act === "photo" && assignment === key).map(({ photo }) => photo), words);
  }
  showRefused(taps.filter(({ state }) => state === "refused"));
  showNetwork(kept.length);
  const current = articles().find(({ dataset }) => !["resolved", "reported"].includes(dataset.state));
  await showWay(current ?? null, { card: byId("map-card"), note: byId("map-note"), bounds: facts.bounds, words }).catch((error) => console.warn(error));
}

function showNetwork(waiting) {
  const line = byId("network");
  line.dataset.state = isReached ? "ok" : "off";
  line.textContent = [isReached ? words.online : words.offline, waiting ? fill(words.waiting, { count: waiting }) : ""].filter(Boolean).join(" ");
  for (const form of document.querySelectorAll("form[data-online]")) form.querySelector("button").disabled = !isReached;
}

/** What could not be taken is said in the server's words, once for each incident, until somebody read it. */
function showRefused(taps) {
  const groups = Map.groupBy ? Map.groupBy(taps, ({ assignment }) => assignment) : taps.reduce((all, tap) => all.set(tap.assignment, [...(all.get(tap.assignment) ?? []), tap]), new Map());
  const cards = [...groups.values()].map((group) => {
    const card = Object.assign(document.createElement("div"), { className: "message message--warning refused" });
    const said = document.createElement("div");
    said.append(Object.assign(document.createElement("b"), { textContent: words.not_taken }));
    const lines = [...new Set(group.map(({ refusal, reference }) => refusal || reference))];
    said.append(...lines.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })));
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: words.understood });
    button.addEventListener("click", async () => { for (const { n } of group) await store.drop(n); await overlay(); });
    said.append(button);
    card.append(said);
    return card;
  });
  byId("refused").hidden = cards.length === 0;
  byId("refused").replaceChildren(...cards);
}

const isWriting = () => [...jobs.querySelectorAll("textarea")].some((field) => field.value.trim()) || [...jobs.querySelectorAll(".repair")].some((form) => Object.keys(repair.counted(form)).length);

/** Draw the page anew as the server has it now, unless somebody writes on it: then a little later. */
async function refresh(newStamp) {
  if (isWriting()) return;
  const answer = await ask(urls.page);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = drawn.getElementById("jobs");
  if (!answer.ok || !now || isWriting()) return;
  Idiomorph.morph(jobs, now.innerHTML, { morphStyle: "innerHTML" });
  stamp = newStamp;
}

async function forgetPhotos() {
  const kept = await caches?.open("crewnow");
  const shown = new Set([...jobs.querySelectorAll(".photos img")].map(({ src }) => src));
  for (const request of await kept.keys()) if (request.url.includes("/incidents/photos/") && !shown.has(request.url)) await kept.delete(request);
}

/** A tap that is made while others are being sent is sent right after them. */
function sync() {
  isAsked = true;
  running ??= (async () => { while (isAsked) { isAsked = false; await syncOnce(); } })().finally(() => { running = null; });
  return running;
}

async function syncOnce() {
  try {
    const who = await sendAll(urls, () => overlay());
    isReached = true;
    if (who) {
      token = who.token;
      notice("");
      if (who.crew !== facts.crew) location.reload();
      else if (who.stamp !== stamp) { await refresh(who.stamp); await forgetPhotos().catch((error) => console.warn(error)); }
    }
  } catch (error) {
    isReached = error instanceof SignedOut;
    if (error instanceof SignedOut) notice(words.signed_out, urls.login);
    else if (!(error instanceof Unreachable)) throw error;
  }
  await overlay();
}

async function tap(article, act, more = {}) {
  const made = { key: newKey(), crew: facts.crew, assignment: Number(article.dataset.assignment), act, at: instants.now(), state: "kept", ...more };
  made.reference = article.querySelector(".job__what").textContent.trim();
  await store.keep(made);
  await overlay();
}

async function submit(form) {
  const article = form.closest("article");
  const { act } = form.dataset;
  const photos = Number(article.dataset.photos) + form.querySelectorAll("[data-taken] img").length;
  const error = form.querySelector("[data-error]");
  const lack = act === "done" ? repair.missing(form, photos, words) : act === "give_back" && !form.elements.note.value.trim() ? words.needs_reason : "";
  if (error) { error.hidden = !lack; error.textContent = lack; }
  if (lack) return;
  const more = act === "done" ? { note: form.elements.note.value, used: repair.counted(form) } : { note: form.elements.note?.value ?? "" };
  try {
    await tap(article, act, more);
  } catch (failed) {
    console.warn(failed);
    notice(words.store_failed);
    if (navigator.onLine) form.submit();
    return;
  }
  form.reset();
  navigator.vibrate?.(40);
  await sync();
}

jobs.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  submit(form).finally(() => { button.disabled = false; });
});
jobs.addEventListener("input", ({ target }) => { const error = target.form?.querySelector("[data-error]"); if (error) error.hidden = true; });
repair.listen(jobs, words, async (article, photo) => { await tap(article, "photo", { photo }); sync(); });
// Who signs out leaves nothing of an incident on the phone; taps that were not sent stay for when the crew is back.
for (const form of document.querySelectorAll("form[action*=logout]")) form.addEventListener("submit", () => caches?.delete("crewnow"));
addEventListener("online", sync);
addEventListener("offline", () => { isReached = false; overlay(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
document.addEventListener("town:light", () => { redraw(); overlay(); });
setInterval(() => { if (!document.hidden) sync(); }, AGAIN_MS);

await instants.remember();
navigator.storage?.persist?.();
await overlay();
if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register(urls.worker).catch((error) => console.warn(error));
  // What is shown now is kept as soon as the worker is there: the page itself, its photos, the map around the way.
  navigator.serviceWorker.ready.then(() => keepAll()).catch((error) => console.warn(error));
}
if (facts.is_on_duty) share({ url: urls.position, token: () => token, said: byId("position-said"), words });
await sync();
document.body.dataset.ready = "";

async function keepAll() {
  const now = await caches.open("crewnow");
  const answer = await fetch(urls.page, { redirect: "error" });
  if (answer.ok) await now.put(urls.page, answer);
  await keepThings(now, [...jobs.querySelectorAll(".photos img")].map(({ src }) => src));
  const worker = navigator.serviceWorker;
  if (!worker.controller) await new Promise((resolve) => worker.addEventListener("controllerchange", resolve, { once: true }));
  await keepMap();
  document.body.dataset.kept = "";
}

/** One that cannot be kept is no reason to keep nothing. */
async function keepThings(cache, addresses) {
  for (const address of new Set(addresses)) {
    if (await cache.match(address, { ignoreVary: true })) continue;
    const request = new Request(address, { headers: { Accept: "application/geo+json, image/*, */*" } });
    await cache.add(request).catch((error) => console.warn(address, error));
  }
}
