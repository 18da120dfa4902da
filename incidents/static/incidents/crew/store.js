// What the crew's phone keeps: taps in the order in which they were made, until the server has each, and how far its
// clock is from the server's.

import { asked, keeper } from "../../town/keeping.js";

const within = keeper("crew", 1, (database) => {
  database.createObjectStore("taps", { keyPath: "n", autoIncrement: true });
  database.createObjectStore("kept");
});

export const keep = (tap) => within("taps", "readwrite", (t) => asked(t.objectStore("taps").add(tap)));
export const taps = () => within("taps", "readonly", (t) => asked(t.objectStore("taps").getAll()));
export const drop = (n) => within("taps", "readwrite", (t) => asked(t.objectStore("taps").delete(n)));
export const kept = (name) => within("kept", "readonly", (t) => asked(t.objectStore("kept").get(name)));
export const note = (name, value) => within("kept", "readwrite", (t) => asked(t.objectStore("kept").put(value, name)));

/** Change some facts of a tap as it stands now. */
export function amend(n, facts) {
  return within("taps", "readwrite", async (transaction) => {
    const store = transaction.objectStore("taps");
    const tap = await asked(store.get(n));
    if (tap) await asked(store.put({ ...tap, ...facts }));
  });
}
