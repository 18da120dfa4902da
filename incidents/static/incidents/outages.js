// The board's list of outages: drawn anew when the stream tells of something that bears on it, and every few minutes
// besides, since a suspicion fades by the clock alone. Nothing is drawn while somebody fills in one of its forms.

const SLOWLY_MS = 120_000;

export function outagesPanel(element) {
  let isStale = false;

  function isInUse() {
    return Boolean(element.querySelector("details[open]"));
  }

  async function renew() {
    isStale = isInUse();
    if (!isStale) await htmx.ajax("GET", element.dataset.url, { target: element, swap: "innerHTML" });
  }

  // "toggle" does not rise, so it is caught on its way down.
  element.addEventListener("toggle", () => { if (isStale && !isInUse()) renew(); }, true);
  setInterval(renew, SLOWLY_MS);
  renew();
  return { renew };
}
