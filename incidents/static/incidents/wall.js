// The wall: the board without anything to press. It never moves the map, which shows the whole town.

import { boardMap } from "./boardmap.js";
import { now, startClocks } from "./clocks.js";
import { keepUpToDate } from "./following.js";

const facts = JSON.parse(document.getElementById("board-facts").textContent);
const clock = document.getElementById("wall-clock");
const map = await boardMap("wall-map", { facts, note: document.getElementById("note") });
for (const link of document.querySelectorAll("#queue a, #units a")) link.tabIndex = -1;
startClocks(facts.now, facts.words);
setInterval(() => {
  const at = new Date(now());
  clock.textContent = at.toLocaleString(document.documentElement.lang === "th" ? "th-TH" : "en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" });
}, 1000);
document.addEventListener("town:light", () => map.refresh());
await map.refresh();
keepUpToDate({ facts, drawMoving: (names) => map.refresh(names) });
