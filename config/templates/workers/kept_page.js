// What keeps a signed-in person's page on the phone: its files under a name made of their content, and the page as it
// was drawn last, for a day. Who is sent to sign in, or may not see it any more, loses the kept one.

const NAME = "{{ prefix }}-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const FILES = {{ files|safe }};
const NOW = "{{ prefix }}now";
const WAIT_MS = 6000;
const KEPT_MS = 24 * 3600 * 1000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("{{ prefix }}-") && name !== NAME);
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

/** One of its files: from the server while it answers, else as it was kept. */
const file = (request) => fetch(request).catch(() => caches.match(request, { ignoreSearch: true }));
