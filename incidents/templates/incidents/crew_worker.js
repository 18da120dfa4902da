{% include "workers/kept_page.js" with prefix="crew" %}
// Beside the page: its incidents' photos and the map around them. What crews tap is not here but in the page's own store.
// What is kept goes when the person signs out.

const MAP = "crewmap";
const MOST_CELLS = 120;

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
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});
