// Site visits on a phone: what is typed stays on the phone, a report without a network waits there with its photos and
// is sent later under the same key, so that it arrives once however often it is tried. One that was refused stays too,
// with its photos, until the officer sends it again mended or throws it away.

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

const discard = banner.querySelector("[data-discard]");
const formOf = (report) => forms.find((form) => form.dataset.visit === report.visit);
const isMine = (report) => report.officer === facts.officer;

function say(sentence, canDiscard = false) {
  banner.hidden = !sentence;
  banner.firstElementChild.textContent = sentence;
  discard.hidden = !canDiscard;
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

/** The report of a form; photos that wait with a refused one go again where no others were taken. */
async function reportOf(form) {
  const fields = Object.fromEntries([...TYPED, "key", "lon", "lat"].map((name) => [name, form.elements[name].value]));
  const { visit } = form.dataset;
  const taken = [...form.elements.photos.files];
  const kept = taken.length ? null : (await all()).find((report) => report.visit === visit && isMine(report));
  return { visit, officer: facts.officer, url: form.action, fields, photos: kept?.photos ?? taken };
}

/** Send one report; gives the refusal in words, or nothing. Throws Unreachable or SignedOut. */
async function send(report, token) {
  const body = new FormData();
  for (const [name, value] of Object.entries(report.fields)) body.append(name, value);
  for (const photo of report.photos) body.append("photos", photo, photo.name);
  const answer = await ask(report.url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (answer.status === 404) return facts.words.gone;
  const said = await answer.json().catch(() => null);
  if (!said) throw new Unreachable(`${answer.status}`);
  return said.refusal;
}

/** What was refused and waits, told at its form; without one the officer may only throw it away. */
async function tellRefused() {
  const refused = (await all()).filter((report) => isMine(report) && report.refused);
  for (const report of refused.filter(formOf)) {
    const count = report.photos.length;
    refuse(formOf(report), count ? `${report.refused} ${fill(facts.words.photosKept, { count })}` : report.refused);
  }
  const orphan = refused.find((report) => !formOf(report));
  discard.onclick = orphan && (async () => { await drop(orphan.visit); forget(orphan.visit); await tellRefused(); });
  say(orphan ? fill(facts.words.refused, { reason: orphan.refused, findings: orphan.fields.findings }) : "", Boolean(orphan));
}

async function sendAll() {
  let sent = 0;
  try {
    const mine = (await all()).filter((report) => isMine(report) && !report.refused);
    const { token, officer } = mine.length ? await json(facts.token) : {};
    for (const report of mine) {
      if (report.officer !== officer) continue;
      const refused = await send(report, token);
      if (refused) await keep({ ...report, refused });
      else { await drop(report.visit); forget(report.visit); sent += 1; }
    }
    await tellRefused();
  } catch (error) {
    if (error instanceof SignedOut) say(facts.words.signedOut);
    else if (error instanceof Unreachable) say(fill(facts.words.kept, { count: (await all()).filter((report) => !report.refused).length }));
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
    const isTooMany = form.elements.photos.files.length > facts.most;
    refuse(form, isTooMany ? facts.words.most : "");
    if (isTooMany) return;
    await keep(await reportOf(form));
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
