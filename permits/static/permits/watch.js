// The sign that somebody works at the petition while its page is in sight; the answer says whether somebody moved it on
// meanwhile, and who else has it open.

/** facts: {beat: address, beatEvery: seconds}. */
export function watch({ beat, beatEvery }) {
  const news = document.getElementById("news");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  async function sign() {
    if (document.visibilityState !== "visible") return;
    const body = new URLSearchParams({ since: news.dataset.since });
    try {
      const answer = await fetch(beat, { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: true });
      if (answer.ok && !answer.redirected) tell(await answer.json());
    } catch { /* without a network nothing is signed and nothing is told */ }
  }

  function tell({ moved, others }) {
    say(news.querySelector("[data-moved]"), moved, (part) => part.querySelector("span"));
    say(news.querySelector("[data-others]"), others, (part) => part);
  }

  setInterval(sign, beatEvery * 1000);
  document.addEventListener("visibilitychange", sign);
}

function say(part, sentence, wordsOf) {
  if (wordsOf(part).textContent !== sentence) wordsOf(part).textContent = sentence;
  part.hidden = !sentence;
}
