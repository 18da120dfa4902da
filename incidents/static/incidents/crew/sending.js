// Sends the taps that the phone keeps, in their order and each under its own key, so that a lost answer, a reload or a
// second page never makes one two. A tap goes from the phone only when the server said what became of it.

import { alone, ask, json, Unreachable } from "../../town/asking.js";
import { learn } from "./instants.js";
import * as store from "./store.js";

const LOCK = "crew-sending";

/** Who is signed in, and what is new: {crew, token, now, stamp}. */
export async function session(urls) {
  const said = await json(urls.session);
  await learn(said.now);
  return said;
}

function body({ key, assignment, act, at, note, used, photo }) {
  const form = new FormData();
  const facts = { key, assignment, act, said_at: at, note: note ?? "", used: JSON.stringify(used ?? {}) };
  for (const [name, value] of Object.entries(facts)) form.append(name, value);
  if (photo) form.append("photo", photo, "photo.jpg");
  return form;
}

/** What the server says of one tap: {outcome, refusal}. Throws SignedOut or Unreachable. */
async function send(urls, token, tap) {
  const answer = await ask(urls.taps, { method: "POST", body: body(tap), headers: { "X-CSRFToken": token } });
  const said = await answer.json().catch(() => null);
  if (answer.ok && said) return said;
  if (answer.status === 422 || answer.status === 404) return { outcome: "refused", refusal: said?.refusal ?? "" };
  throw new Unreachable(`${answer.status}`);
}

async function run(urls, onChange) {
  const who = await session(urls);
  for (const tap of await store.taps()) {
    if (tap.state !== "kept" || tap.crew !== who.crew) continue;
    const { outcome, refusal } = await send(urls, who.token, tap);
    if (outcome === "refused") await store.amend(tap.n, { state: "refused", refusal, photo: null });
    else await store.drop(tap.n);
    onChange();
  }
  return who;
}

/** Send all that waits for who is signed in; gives who that is, or null while another page sends. */
export function sendAll(urls, onChange) {
  return alone(LOCK, () => run(urls, onChange));
}
