// The crew's phone tells the dispatcher where it is, at most every fifteen seconds, while this page is open.

const said = document.getElementById("position-said");
const words = said.dataset;
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const PAUSE_MS = 15_000;
let sentAt = 0;

async function send({ coords }) {
  if (Date.now() - sentAt < PAUSE_MS) return;
  sentAt = Date.now();
  const body = new URLSearchParams({ lon: coords.longitude.toFixed(7), lat: coords.latitude.toFixed(7) });
  const response = await fetch(words.url, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (response.ok) said.textContent = `${words.sent} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
}

if (navigator.geolocation) {
  navigator.geolocation.watchPosition(send, () => { said.textContent = words.unknown; }, { enableHighAccuracy: true });
} else {
  said.textContent = words.unknown;
}
