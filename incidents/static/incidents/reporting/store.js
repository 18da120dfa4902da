// Reports kept on the phone until the town has them: facts and photo in one record, under the key that makes a report one.

import { asked, keeper } from "../../town/keeping.js";

const within = keeper("reports", 1, (database) => { database.createObjectStore("reports", { keyPath: "key" }); });

export const keep = (report) => within("reports", "readwrite", (t) => asked(t.objectStore("reports").put(report)));
export const all = () => within("reports", "readonly", (t) => asked(t.objectStore("reports").getAll()));
export const drop = (key) => within("reports", "readwrite", (t) => asked(t.objectStore("reports").delete(key)));

/** Change some facts of a report as it stands now. */
export function amend(key, facts) {
  return within("reports", "readwrite", async (transaction) => {
    const store = transaction.objectStore("reports");
    const report = await asked(store.get(key));
    if (report) await asked(store.put({ ...report, ...facts }));
  });
}
