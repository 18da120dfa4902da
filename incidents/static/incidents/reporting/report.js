// The page of a report: keeps it on the phone, sends it, and says in the server's words whether it landed. Without this
// script the form is an ordinary one.

import { fill, newKey } from "../../town/asking.js";
import { shrunk } from "../../town/camera.js";
import { placeOf } from "./exif.js";
import { Near } from "./near.js";
import { sendAll, send, Unreachable } from "./sending.js";
import * as store from "./store.js";

const { urls, words } = JSON.parse(document.getElementById("report-facts").textContent);
const form = document.getElementById("report");
const field = form.elements;
const outbox = document.getElementById("outbox");
const said = document.getElementById("photo-said");
const RETRY_MS = 20_000;
let photo = null;
let taking = Promise.resolve(); // a large photo is made small for seconds on a slow phone

/** The pole's code: of the page, or, on the page kept without a network, of the address that was opened. */
function pole() {
  if (form.dataset.pole !== undefined) return form.dataset.pole;
  const [, code] = location.pathname.match(/^\/p\/([^/]+)\/$/) ?? [];
  return code && code !== "shell" ? decodeURIComponent(code).slice(0, 12).toUpperCase() : "";
}

const near = new Near({ box: document.getElementById("near"), form, urls, words, pole });

function device() {
  try {
    if (!localStorage.getItem("report-device")) localStorage.setItem("report-device", newKey());
    return localStorage.getItem("report-device");
  } catch { return ""; }
}

function showError(name, sentence) {
  const place = form.querySelector(`[data-error=${name}]`) ?? form.querySelector("[data-error=__all__]");
  place.textContent = sentence;
  place.hidden = false;
  (form.querySelector(`[name=${name}]:not([type=hidden])`) ?? place).focus({ preventScroll: true });
  place.scrollIntoView({ block: "center" });
}

function clearErrors() {
  for (const place of form.querySelectorAll("[data-error], .errorlist")) { place.hidden = true; }
}

/** What is missing, before anything is kept: [field, sentence], or null. */
function missing() {
  if (!field.kind.value) return ["kind", words.choose_kind];
  if (field.kind.value === "other" && !field.words.value.trim()) return ["words", words.say_words];
  if (!pole() && !field.lon.value) return ["place", words.choose_place];
  return null;
}

function written() {
  const names = ["kind", "words", "phone", "email", "lon", "lat", "joins"];
  const facts = Object.fromEntries(names.map((name) => [name, field[name].value]));
  return { key: newKey(), state: "kept", at: Date.now(), facts: { ...facts, pole: pole(), device: device() }, photo };
}

async function take(input) {
  const [file] = input.files;
  photo = null;
  said.replaceChildren();
  if (!file) return;
  try {
    photo = await shrunk(file);
  } catch (error) {
    console.warn(error);
    input.value = "";
    said.textContent = words.photo_failed;
    return;
  }
  said.textContent = fill(words.photo_ready, { kilobytes: Math.round(photo.size / 1024) });
  const place = pole() ? null : await placeOf(file);
  if (place) offer(place);
}

function offer(place) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", id: "photo-place", textContent: words.photo_place });
  button.addEventListener("click", () => document.dispatchEvent(new CustomEvent("report:place", { detail: place })));
  said.append(" ", button);
}

async function submit() {
  clearErrors();
  const lack = missing();
  if (lack) { showError(...lack); return; }
  await taking;
  const report = written();
  try {
    await store.keep(report);
  } catch (error) {
    console.warn(error);
    await sendUnkept(report);
    return;
  }
  await show();
  await sendKept();
  const now = (await store.all()).find(({ key }) => key === report.key);
  if (now?.state === "landed") { location.assign(now.url); return; }
  if (now?.state === "refused") { await refuse(now); return; }
  form.reset();
  photo = null;
  said.replaceChildren();
  outbox.scrollIntoView({ block: "center" });
}

/** A refusal is said in the form, which still holds everything; what was kept on the phone is let go. */
async function refuse({ key, errors }) {
  await store.drop(key);
  await show();
  for (const [name, sentence] of Object.entries(errors)) showError(name, sentence);
}

async function sendUnkept(report) {
  try {
    const now = await send(urls, report);
    if (now.state === "landed") location.assign(now.url);
    else for (const [name, sentence] of Object.entries(now.errors)) showError(name, sentence);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    showError("__all__", words.later);
  }
}

async function sendKept() {
  try {
    await sendAll(urls, (key) => show(key));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    console.warn(error);
  }
  await show();
}

function rowOf(report, sending) {
  const row = document.createElement("li");
  row.dataset.state = report.state;
  const kind = form.querySelector(`[name=kind][value=${report.facts.kind}]`)?.closest("label")?.innerText.replace("✓", "").trim();
  const what = Object.assign(document.createElement("b"), { textContent: [kind, report.facts.pole].filter(Boolean).join(" · ") });
  const state = document.createElement("span");
  const sentence = report.key === sending ? words.sending : words[report.state];
  state.textContent = ` ${sentence} ${Object.values(report.errors ?? {}).join(" ")}`;
  row.append(what, document.createElement("br"), state);
  if (report.state === "landed") row.append(Object.assign(document.createElement("a"), { href: report.url, textContent: report.code }));
  if (report.state !== "kept") {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: words.remove });
    button.addEventListener("click", async () => { await store.drop(report.key); await show(); });
    row.append(" ", button);
  }
  return row;
}

async function show(sending = null) {
  let kept = [];
  try { kept = await store.all(); } catch (error) { console.warn(error); }
  outbox.hidden = kept.length === 0;
  outbox.querySelector("ul").replaceChildren(...kept.sort((one, other) => other.at - one.at).map((report) => rowOf(report, sending)));
}

function showPole() {
  const code = pole();
  if (!code || form.dataset.pole !== undefined) return;
  document.getElementById("place-field").hidden = true;
  const lead = document.getElementById("shell-pole");
  lead.textContent = `${words.pole} ${code}`;
  lead.hidden = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  submit().finally(() => { button.disabled = false; });
});
field.photo.addEventListener("change", (event) => { taking = take(event.target); });
form.addEventListener("change", () => near.look());
document.addEventListener("report:placed", () => near.look());
addEventListener("online", sendKept);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendKept(); });
setInterval(async () => {
  const isKept = (await store.all().catch(() => [])).some(({ state }) => state === "kept");
  if (isKept) sendKept();
  else if (outbox.querySelector("[data-state=kept]")) show(); // another page of this phone has sent it
}, RETRY_MS);

showPole();
navigator.serviceWorker?.register(urls.worker, { scope: urls.scope }).catch((error) => console.warn(error));
await show();
await sendKept();
document.body.dataset.ready = "";
