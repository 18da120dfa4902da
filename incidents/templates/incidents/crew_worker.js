// Keeps the crew's page, its incidents' photos and the map around them on the phone for when the network is lost.
// What crews tap is not here but in the page's own store. What is kept goes when the person signs out.

const NAME = "crew-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const FILES = {{ files|safe }};
const NOW = "crewnow", MAP = "crewmap";
const WAIT_MS = 6000;
const MOST_CELLS = 120;
const KEPT_MS = 24 * 3600 * 1000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("crew-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

/** The page from the server, and kept; without a network the one kept last, if it is not older than a day. */
async function page(request) {
  const now = await caches.open(NOW);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
    if (answer.ok && answer.type === "basic" && !answer.redirected) await now.put(PAGE, answer.clone());
    else if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 403) await caches.delete(NOW);
    return answer;
  } catch (error) {
    const kept = await now.match(PAGE, { ignoreVary: true });
    if (kept && Date.now() - Date.parse(kept.headers.get("Date") ?? "") < KEPT_MS) return kept;
    throw error;
  }
}

/** From the server while it answers, else as it was kept. */
async function thing(request, name, isKeeping) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
    if (answer.ok && isKeeping) {
      const kept = await caches.open(name);
      await kept.put(request, answer.clone());
      const keys = await kept.keys();
      for (const key of keys.slice(0, Math.max(0, keys.length - MOST_CELLS))) await kept.delete(key);
    }
    return answer;
  } catch (error) {
    const kept = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(page(event.request));
  else if (pathname.startsWith("/incidents/photos/")) event.respondWith(thing(event.request, NOW, true));
  else if (pathname.startsWith("/layers/")) event.respondWith(thing(event.request, MAP, true));
  else if (FILES.includes(pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(event.request, { ignoreSearch: true })));
});
