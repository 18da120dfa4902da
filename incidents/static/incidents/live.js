// Follows the stream of live events: where it breaks it goes on from the look it had reached; where no stream gets
// through, it asks every five seconds instead. `follow({urls, since, words, onChanges, onReset, say})`.

const SILENT_MS = 40_000; // the server says something every 15 seconds
const ASK_MS = 5_000;
const TRIES_BEFORE_ASKING = 3;

export function follow({ urls, since, onChanges, onReset, say }) {
  let look = since;
  let source = null;
  let failures = 0;
  let silence = 0;
  let asking = 0;

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(() => broken(), SILENT_MS);
  }

  function open() {
    source?.close();
    source = new EventSource(`${urls.stream}?since=${encodeURIComponent(look)}`);
    heard();
    source.addEventListener("changes", ({ data, lastEventId }) => {
      heard();
      if (failures || asking) stopAsking();
      failures = 0;
      if (lastEventId) look = lastEventId;
      say("live");
      const changes = JSON.parse(data);
      if (changes.length) onChanges(changes);
    });
    source.addEventListener("reset", () => { heard(); onReset(); });
    source.addEventListener("beat", heard);
    source.onerror = () => broken();
  }

  // Opened anew by us, so that it goes on from our look whatever the answer was.
  function broken() {
    source?.close();
    clearTimeout(silence);
    failures += 1;
    say("away");
    if (failures >= TRIES_BEFORE_ASKING && !asking) asking = setInterval(ask, ASK_MS);
    setTimeout(open, Math.min(500 * 2 ** Math.min(failures, 6), 20_000) * (0.5 + Math.random() / 2));
  }

  function stopAsking() {
    clearInterval(asking);
    asking = 0;
  }

  async function ask() {
    try {
      const response = await fetch(`${urls.changes}?since=${encodeURIComponent(look)}`, { redirect: "error" });
      if (!response.ok) throw new Error(String(response.status));
      const { changes, upto, is_whole: isWhole } = await response.json();
      if (!asking) return;
      look = upto;
      say("asking");
      if (!isWhole) onReset();
      else if (changes.length) onChanges(changes);
    } catch { say("away"); }
  }

  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", ({ persisted }) => { if (persisted) open(); });
  open();
}
