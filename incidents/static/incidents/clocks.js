// Clocks that count down to the instant the server gave, or up since one; the server's clock counts, not this machine's.

let ahead = 0;

export function startClocks(serverNow, words) {
  ahead = Date.parse(serverNow) - Date.now();
  tick(words);
  setInterval(() => tick(words), 1000);
}

export function now() {
  return Date.now() + ahead;
}

export function tick(words) {
  for (const clock of document.querySelectorAll(".clock")) show(clock, words);
}

function show(clock, words) {
  const at = Date.parse(clock.dateTime);
  const isUp = clock.classList.contains("clock--up");
  const seconds = Math.floor((isUp ? now() - at : at - now()) / 1000);
  const isLate = isUp ? passed(clock.dataset.due) : seconds < 0;
  const isNear = isUp ? passed(clock.dataset.warn) : near(clock, at);
  clock.dataset.state = isLate ? "late" : isNear ? "near" : "calm";
  clock.textContent = `${isLate ? "⚠ " : isNear ? "◷ " : ""}${written(Math.abs(seconds), words)}${!isUp && isLate ? ` ${words.late}` : ""}`;
}

function passed(instant) {
  return Boolean(instant) && now() >= Date.parse(instant);
}

function near(clock, at) {
  const from = Date.parse(clock.dataset.from ?? "");
  return now() > from + ((at - from) * 2) / 3;
}

function written(seconds, words) {
  const days = Math.floor(seconds / 86_400);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return days ? `${days} ${words.days} ${parts[0]}:${parts[1]}` : parts.join(":");
}
