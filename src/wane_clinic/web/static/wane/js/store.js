// Entries that wait to be sent, in IndexedDB: they outlive a reload, a closed tab and a dead battery.

const NAME = "wane-queue";
const ENTRIES = "entries";

function open() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ENTRIES, { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function within(mode, ask) {
  const database = await open();
  try {
    return await new Promise((done, failed) => {
      // strict: the entry is on the disk before it counts as kept
      const transaction = database.transaction(ENTRIES, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(ENTRIES));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = () => failed(transaction.error);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const keep = (entry) => within("readwrite", (entries) => entries.put(entry));
export const forget = (key) => within("readwrite", (entries) => entries.delete(key));

export async function kept() {
  const all = await within("readonly", (entries) => entries.getAll());
  return all.sort((one, two) => one.order - two.order);
}
