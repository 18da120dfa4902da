{% include "workers/kept_page.js" with prefix="visits" %}
// What officers write is not here but in the page's own store; what is kept goes when they sign out.

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(page(event.request));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});
