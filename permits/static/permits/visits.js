// Site visits on a phone: what is typed stays on the phone, a report without a network waits there with its photos and
// is sent later under the same key, so that it arrives once however often it is tried.

import { alone, ask, fill, json, SignedOut, Unreachable } from "../town/asking.js";
import { asked, keeper } from "../town/keeping.js";

const facts = JSON.parse(document.getElementById("visit-facts").textContent);
const banner = document.getElementById("kept");
const within = keeper("permit-visits", 1, (database) => { database.createObjectStore("reports", { keyPath: "visit" }); });
const forms = [...document.querySelectorAll("[data-visit]")];
const TYPED = ["is_as_petitioned", "findings"];

const all = () => within("reports", "readonly", (t) => asked(t.objectStore("reports").getAll()));
const keep = (report) => within("reports", "readwrite", (t) => asked(t.objectStore("reports").put(report)));
const drop = (visit) => within("reports", "readwrite", (t) => asked(t.objectStore("reports").delete(visit)));
const draftName = (form) => `visit-${facts.officer}-${form.dataset.visit}`;

function say(sentence) {
  banner.hidden = !sentence;
  banner.firstElementChild.textContent = sentence;
}

function refuse(form, sentence) {
  const list = form.querySelector("[data-refused]");
  list.hidden = !sentence;
  list.firstElementChild.textContent = sentence;
}

/** What was typed before the page was closed. */
function recall(form) {
  try {
    const typed = JSON.parse(localStorage.getItem(draftName(form)) ?? "{}");
    for (const name of TYPED) if (typed[name]) form.elements[name].value = typed[name];
    if (typed.key) form.elements.key.value = typed.key;
  } catch { /* nothing was kept */ }
}

function remember(form) {
  const typed = Object.fromEntries([...TYPED, "key"].map((name) => [name, form.elements[name].value]));
  try { localStorage.setItem(draftName(form), JSON.stringify(typed)); } catch { /* private windows keep nothing */ }
}

function forget(visit) {
  try { localStorage.removeItem(`visit-${facts.officer}-${visit}`); } catch { /* as above */ }
}

function reportOf(form) {
  const fields = Object.fromEntries([...TYPED, "key", "lon", "lat"].map((name) => [name, form.elements[name].value]));
  return { visit: form.dataset.visit, officer: facts.officer, url: form.action, fields, photos: [...form.elements.photos.files] };
}

/** Send one report; gives the refusal in words, or nothing. Throws Unreachable or SignedOut. */
async function send(report, token) {
  const body = new FormData();
  for (const [name, value] of Object.entries(report.fields)) body.append(name, value);
  for (const photo of report.photos) body.append("photos", photo, photo.name);
  const answer = await ask(report.url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  const said = await answer.json().catch(() => null);
  if (!said && answer.status !== 404) throw new Unreachable(`${answer.status}`);
  return said?.refusal ?? "";
}

async function sendAll() {
  let sent = 0;
  try {
    const mine = (await all()).filter((report) => report.officer === facts.officer);
    if (!mine.length) return say("");
    const { token, officer } = await json(facts.token);
    for (const report of mine) {
      if (report.officer !== officer) continue;
      const refused = await send(report, token);
      await drop(report.visit);
      const form = forms.find((each) => each.dataset.visit === report.visit);
      if (refused && form) refuse(form, refused);
      else { forget(report.visit); sent += 1; }
    }
    say("");
  } catch (error) {
    if (error instanceof SignedOut) say(facts.words.signedOut);
    else if (error instanceof Unreachable) say(fill(facts.words.kept, { count: (await all()).length }));
    else throw error;
  }
  if (sent) location.reload();
}

const sendWhatWaits = () => alone("permit-visits-sending", sendAll);

for (const form of forms) {
  recall(form);
  form.addEventListener("input", () => remember(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    refuse(form, "");
    await keep(reportOf(form));
    await sendWhatWaits();
  });
}

if (forms.length) navigator.geolocation?.watchPosition(({ coords }) => {
  for (const form of forms) {
    form.elements.lon.value = coords.longitude.toFixed(7);
    form.elements.lat.value = coords.latitude.toFixed(7);
    form.querySelector("[data-position]").textContent = fill(facts.words.known, { metres: Math.ceil(coords.accuracy) });
  }
}, () => { /* the report goes without a place */ }, { enableHighAccuracy: true });

addEventListener("online", sendWhatWaits);
setInterval(sendWhatWaits, 30_000);
sendWhatWaits();
