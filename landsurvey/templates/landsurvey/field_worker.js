// Keeps the page for the phone and its files on the phone, so that it starts without a network.
// What surveyors note is not here but in the page's own store; requests to the server are never answered from here.

const NAME = "field-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const FILES = {{ files|safe }};

addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll([...FILES, PAGE])).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("field-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

/** The page as it is kept; beside it a newer one is looked for, and kept unless the server sends us to sign in. */
async function page(event) {
  const kept = await caches.open(NAME);
  const known = await kept.match(PAGE);
  const newer = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected && answer.type === "basic") await kept.put(PAGE, answer.clone());
    return answer;
  });
  if (!known) return newer;
  event.waitUntil(newer.catch(() => null));
  return known;
}

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
  else if (FILES.includes(pathname)) event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request)));
});
