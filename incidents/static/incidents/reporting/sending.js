// Sends what the phone keeps. A report counts as landed only when the server answered with its code; until then it is sent
// again under the same key, so that a lost answer, a reload or a second tab never makes it two.

import { Unreachable } from "../../town/asking.js";
import * as store from "./store.js";

export { Unreachable };

const LOCK = "reports-sending";
const WAIT_MS = 45_000;

async function ask(url, options = {}) {
  try {
    return await fetch(url, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(WAIT_MS), ...options });
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

async function token(urls) {
  const answer = await ask(urls.token);
  if (!answer.ok) throw new Unreachable(`${answer.status}`);
  return (await answer.json()).token;
}

function body(report) {
  const form = new FormData();
  for (const [name, value] of Object.entries(report.facts)) form.append(name, value);
  form.append("key", report.key);
  if (report.photo) form.append("photo", report.photo, "photo.jpg");
  return form;
}

/** Send one report; gives what stands in its record afterwards. Throws Unreachable when the server did not answer it. */
export async function send(urls, report) {
  const answer = await ask(urls.send, { method: "POST", body: body(report), headers: { "X-CSRFToken": await token(urls) } });
  if (answer.ok) return { state: "landed", photo: null, errors: null, ...(await answer.json()) };
  if (answer.status !== 422 && answer.status !== 429) throw new Unreachable(`${answer.status}`);
  const { errors } = await answer.json();
  return { state: answer.status === 422 ? "refused" : "kept", errors };
}

async function run(urls, onChange) {
  for (const { key, state } of await store.all()) {
    if (state !== "kept") continue;
    const report = (await store.all()).find((one) => one.key === key);
    if (report?.state !== "kept") continue;
    onChange(key);
    await store.amend(key, await send(urls, report));
  }
  onChange(null);
}

/** Send all that waits, one page at a time, also when the page is open twice. */
export function sendAll(urls, onChange) {
  if (!navigator.locks) return run(urls, onChange);
  return navigator.locks.request(LOCK, () => run(urls, onChange));
}
