// The crew's phone tells the dispatcher where it is while the crew is on duty and this page is open: when it moved, or
// once a minute, never more often than every fifteen seconds. Nothing of it is kept on the phone.

const PAUSE_MS = 15_000;
const STILL_MS = 60_000;
const NEAR_M = 20;

function metres(here, there) {
  const east = (here.longitude - there.longitude) * 111_320 * Math.cos((here.latitude * Math.PI) / 180);
  return Math.hypot(east, (here.latitude - there.latitude) * 110_574);
}

export function share({ url, token, said, words }) {
  if (!navigator.geolocation) { said.textContent = words.position_unknown; return; }
  let sentAt = 0;
  let last = null;
  let watch = 0;

  async function send({ coords }) {
    const pause = Date.now() - sentAt;
    if (pause < PAUSE_MS || (last && pause < STILL_MS && metres(last, coords) < NEAR_M)) return;
    [sentAt, last] = [Date.now(), coords];
    const body = new URLSearchParams({ lon: coords.longitude.toFixed(7), lat: coords.latitude.toFixed(7) });
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "error", headers: { "X-CSRFToken": token() } });
      if (answer.status === 409) { navigator.geolocation.clearWatch(watch); said.textContent = await answer.text(); }
      if (answer.ok) said.textContent = `${words.position_sent} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
    } catch { last = null; } // without a network it is not kept: where a crew was is nobody's business later
  }

  watch = navigator.geolocation.watchPosition(send, () => { said.textContent = words.position_unknown; }, { enableHighAccuracy: true });
}
