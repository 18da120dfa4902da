// A small database on the phone: what is kept is written at once and survives a reload, a closed page and an empty battery.

/** Answers an IndexedDB request as a promise. */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Opens a database when first needed; gives within(stores, mode, work): one transaction, done when it is on the disk. */
export function keeper(name, version, upgrade) {
  let opened = null;
  function database() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = () => upgrade(request.result);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }
  return async function within(stores, mode, work) {
    const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
    const result = await work(transaction);
    if (mode === "readwrite") await finished(transaction);
    return result;
  };
}
