// What the phone keeps: the area carried along, visits and their photos. A visit is written with its photos at once.

import { asked as request, keeper } from "../../town/keeping.js";

const within = keeper("field", 1, (database) => {
  database.createObjectStore("kept");
  database.createObjectStore("visits", { keyPath: "client_uid" });
  database.createObjectStore("photos", { keyPath: "uid" }).createIndex("visit", "visit");
});

export const kept = (key) => within("kept", "readonly", (t) => request(t.objectStore("kept").get(key)));
export const keep = (key, value) => within("kept", "readwrite", (t) => request(t.objectStore("kept").put(value, key)));

export const visits = () => within("visits", "readonly", (t) => request(t.objectStore("visits").getAll()));
export const photosOf = (visit) => within("photos", "readonly", (t) => request(t.objectStore("photos").index("visit").getAll(visit)));

/** Write a visit and all its photos, or nothing. photos: [{uid, blob}]. */
export function keepVisit(visit, photos) {
  return within(["visits", "photos"], "readwrite", async (transaction) => {
    await request(transaction.objectStore("visits").put(visit));
    for (const { uid, blob } of photos) await request(transaction.objectStore("photos").put({ uid, visit: visit.client_uid, blob }));
  });
}

/** Change some facts of a visit as it stands now. */
export function amend(clientUid, facts) {
  return within("visits", "readwrite", async (transaction) => {
    const store = transaction.objectStore("visits");
    const visit = await request(store.get(clientUid));
    if (visit) await request(store.put({ ...visit, ...facts }));
  });
}

/** Let the pictures of a landed visit go; the visit itself stays in the list. */
export function dropPhotos(clientUid) {
  return within("photos", "readwrite", async (transaction) => {
    const store = transaction.objectStore("photos");
    for (const key of await request(store.index("visit").getAllKeys(clientUid))) await request(store.delete(key));
  });
}

export async function drop(clientUid) {
  await dropPhotos(clientUid);
  await within("visits", "readwrite", (t) => request(t.objectStore("visits").delete(clientUid)));
}
