// Where the phone is: the newest fix with its accuracy and age. A fix older than a minute is not written into a visit.

const OLD_S = 60;
let newest = null;

/** Follow the position; onChange is called with each fix and when there is none. */
export function follow(onChange) {
  if (!navigator.geolocation) { onChange(); return; }
  const take = ({ coords, timestamp }) => {
    newest = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: timestamp };
    onChange();
  };
  navigator.geolocation.watchPosition(take, onChange, { enableHighAccuracy: true, maximumAge: 5000, timeout: 30000 });
  setInterval(onChange, 10000);
}

export function fix() {
  if (!newest) return null;
  const age = Math.max(0, Math.round((Date.now() - newest.at) / 1000));
  return { ...newest, age, isOld: age > OLD_S };
}

/** Metres between two places in degrees; good enough for the length of a village. */
export function metres(a, b) {
  const east = (a.lon - b.lon) * 111320 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(east, (a.lat - b.lat) * 110574);
}
