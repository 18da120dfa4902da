// Keeps the page of a report on the phone, so that a pole's code can be scanned where there is no network.
// What citizens write is not here but in the page's own store; nothing of the server is answered from here but the page.

const NAME = "report-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const SCOPE = "{{ scope|escapejs }}";
const FILES = {{ files|safe }};
const WAIT_MS = 8000;

// The page is fetched as nobody, so that no officer's name stays on a phone.
async function fill() {
  const kept = await caches.open(NAME);
  await kept.addAll([...FILES, new Request(PAGE, { credentials: "omit" })]);
  await skipWaiting();
}

async function sweep() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("report-") && name !== NAME).map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(sweep()));

async function page(request) {
  const kept = await (await caches.open(NAME)).match(PAGE);
  if (!kept) return fetch(request);
  try {
    return await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
  } catch {
    return kept;
  }
}

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate" && pathname.startsWith(SCOPE)) event.respondWith(page(event.request));
  else if (FILES.includes(pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(event.request, { ignoreSearch: true })));
});
