// Keeps the officer's page of site visits on this phone, from the desk too: so it opens where there is no network.

const NOW = "visitsnow";
const { page, worker } = document.getElementById("keep-visits").dataset;

/** Its files are kept and it answers. */
function activated({ installing, waiting }) {
  const coming = installing ?? waiting;
  return coming && new Promise((resolve) => {
    coming.addEventListener("statechange", () => { if (coming.state === "activated") resolve(); });
  });
}

async function keep() {
  await activated(await navigator.serviceWorker.register(worker));
  const answer = await fetch(page, { redirect: "error" });
  if (answer.ok) await (await caches.open(NOW)).put(page, answer);
  document.body.dataset.kept = "";
}

if ("serviceWorker" in navigator) keep().catch((error) => console.warn(error));
// Who signs out leaves nothing of a visit on the phone; reports that were not sent stay for when the officer is back.
for (const form of document.querySelectorAll("form[action*=logout]")) form.addEventListener("submit", () => caches?.delete(NOW));
