// The sign that somebody works at the petition while its page is in sight; the answer says whether somebody moved it on
// meanwhile, and who else has it open.

// Also of a page whose officer signed in anew in another tab: its token is none any more.
const FORBIDDEN = 403;

/** facts: {beat: address, beatEvery: seconds, words}. */
export function watch({ beat, beatEvery, words }) {
  const news = document.getElementById("news");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  async function sign() {
    if (document.visibilityState !== "visible") return;
    const body = new URLSearchParams({ since: news.dataset.since });
    try {
      const answer = await fetch(beat, { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: true });
      if (answer.redirected || answer.status === FORBIDDEN) tell({ moved: words.signedOut, others: "" });
      else if (answer.ok) tell(await answer.json());
    } catch { /* without a network nothing is signed and nothing is told */ }
  }

  function tell({ moved, others }) {
    say(news.querySelector("[data-moved]"), moved, (part) => part.querySelector("span"));
    say(news.querySelector("[data-others]"), others, (part) => part);
  }

  setInterval(sign, beatEvery * 1000);
  document.addEventListener("visibilitychange", sign);
}

/** A tick that could not be saved says so; the sign-in's page never takes the checklist's place. */
export function guardTicks(words) {
  const failed = document.getElementById("checklist-failed");
  const list = document.getElementById("checklist");
  const tell = (sentence) => { failed.hidden = !sentence; failed.firstElementChild.textContent = sentence; };
  list.addEventListener("htmx:beforeRequest", () => tell(""));
  list.addEventListener("htmx:sendError", () => tell(words.notMarked));
  list.addEventListener("htmx:responseError", ({ detail }) => tell(detail.xhr.status === FORBIDDEN ? words.signedOut : words.notMarked));
  list.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (new URL(detail.xhr.responseURL).pathname === detail.requestConfig.path) return;
    detail.shouldSwap = false;
    tell(words.signedOut);
  });
}

function say(part, sentence, wordsOf) {
  if (wordsOf(part).textContent !== sentence) wordsOf(part).textContent = sentence;
  part.hidden = !sentence;
}
