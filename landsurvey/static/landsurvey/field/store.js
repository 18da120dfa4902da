// What the phone keeps: the area carried along, visits and their photos. A visit is written with its photos at once.

const NAME = "field";
const VERSION = 1;

function request(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

let opened = null;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("visits", { keyPath: "client_uid" });
      asked.result.createObjectStore("photos", { keyPath: "uid" }).createIndex("visit", "visit");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(stores, mode, work) {
  const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
  const result = await work(transaction);
  if (mode === "readwrite") await finished(transaction);
  return result;
}

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
