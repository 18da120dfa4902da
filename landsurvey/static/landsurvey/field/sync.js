// Sends what the phone keeps, each visit and each photo under its own number, and then reads back from the server what
// stands there: only that counts as landed. May run as often as it likes; nothing is ever sent into being twice.

import { alone, ask, json } from "../../town/asking.js";
import * as store from "./store.js";

export { json, SignedOut, Unreachable } from "../../town/asking.js";

const LOCK = "field-sync";

/** Who is signed in: {user, name, municipality, token}. */
export const session = (urls) => json(urls.session);

export class Refused extends Error {}

async function send(url, token, body, type) {
  const answer = await ask(url, { method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": type } });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.refusal ?? `${answer.status}`);
  return said;
}

async function sendVisit(urls, person, visit) {
  await store.amend(visit.client_uid, { state: "sending", refusal: "" });
  await send(urls.visits, person.token, JSON.stringify(visit.facts), "application/json");
  for (const { uid, blob } of await store.photosOf(visit.client_uid)) {
    const url = urls.photo.replace("00000000-0000-0000-0000-000000000000", visit.client_uid).replace("00000000-0000-0000-0000-000000000001", uid);
    await send(url, person.token, blob, "image/jpeg");
  }
  await store.amend(visit.client_uid, { state: "sent" });
}

/** Ask the server which visits stand there with all their photos, and write down its confirmation. */
async function confirm(urls, waiting) {
  for (let first = 0; first < waiting.length; first += 50) {
    const some = waiting.slice(first, first + 50);
    const query = new URLSearchParams(some.map((visit) => ["uid", visit.client_uid]));
    const { visits } = await json(`${urls.landed}?${query}`);
    const found = new Map(visits.map((visit) => [visit.client_uid, visit]));
    for (const visit of some) {
      const there = found.get(visit.client_uid);
      const isWhole = there && visit.photos.every((uid) => there.photos.includes(uid));
      if (!isWhole) { await store.amend(visit.client_uid, { state: "kept" }); continue; }
      await store.amend(visit.client_uid, { state: "landed", confirmation: there.confirmation, received_at: there.received_at, others: there.others });
      await store.dropPhotos(visit.client_uid);
    }
  }
}

const isOf = (person) => (visit) => visit.user === person.user && visit.municipality === person.municipality;
const isWaiting = ({ state }) => state === "kept" || state === "sending" || state === "sent";

/** Send and confirm all that waits for this person. Gives the person; throws SignedOut or Unreachable. */
async function run(urls, onChange) {
  const person = await session(urls);
  await store.keep("person", { user: person.user, name: person.name, municipality: person.municipality });
  for (const visit of (await store.visits()).filter(isOf(person)).filter(isWaiting)) {
    if (visit.state === "sent") continue;
    try {
      await sendVisit(urls, person, visit);
    } catch (error) {
      if (!(error instanceof Refused)) { await store.amend(visit.client_uid, { state: "kept" }); throw error; }
      await store.amend(visit.client_uid, { state: "refused", refusal: error.message });
    }
    onChange();
  }
  await confirm(urls, (await store.visits()).filter(isOf(person)).filter(({ state }) => state === "sent"));
  onChange();
  return person;
}

/** One at a time, also when the page is open twice. */
export function sync(urls, onChange) {
  return alone(LOCK, () => run(urls, onChange));
}
