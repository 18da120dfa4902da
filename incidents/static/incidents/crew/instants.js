// The instant of a tap in the server's time, without a network. What the server last said is carried on by the clock
// that never jumps (it stands while the phone sleeps) and by the phone's own clock (somebody may set it back): the later
// of the two is right in both cases. The server takes it within bounds only.

import * as store from "./store.js";

let steady = null; // the server's time less performance.now(), of this page only
let offset = 0; // the server's time less the phone's clock

/** Remember what the phone knew of the server's time before this page was opened. */
export async function remember() {
  offset = (await store.kept("offset").catch(() => 0)) ?? 0;
}

/** The server said what time it is. */
export function learn(serverNow) {
  steady = Date.parse(serverNow) - performance.now();
  offset = Date.parse(serverNow) - Date.now();
  return store.note("offset", offset).catch(() => null);
}

export function now() {
  const byClock = Date.now() + offset;
  return new Date(steady === null ? byClock : Math.max(byClock, steady + performance.now())).toISOString();
}
