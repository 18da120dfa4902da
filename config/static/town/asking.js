// Asks the server from a page that lives through lost networks: tells a lost network from a person who is signed out,
// and lets only one page at a time send what the phone keeps.

const WAIT_MS = 90_000; // a photo over a weak network takes its time

export class SignedOut extends Error {}
export class Unreachable extends Error {}

/** An answer that the server really gave; throws SignedOut, or Unreachable when there was none worth the name. */
export async function ask(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(WAIT_MS), ...options });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new SignedOut();
  if (answer.status === 429 || answer.status >= 500) throw new Unreachable(`${answer.status}`);
  return answer;
}

export async function json(url, options) {
  return (await ask(url, options)).json();
}

/** Run the work, one page at a time; gives null at once where another page is at it. */
export function alone(lock, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(lock, { ifAvailable: true }, (held) => (held ? work() : null));
}

/** A key under which something is sent, however often it takes. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A sentence with its values: fill("%(count)s left", { count: 3 }). */
export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_all, name) => values[name]).replaceAll("%%", "%");
