// Counts down what is kept, and brings the day that is open into sight. The page works without it.

const left = document.querySelector("[data-countdown]");

function start(clock) {
  const ahead = Date.parse(clock.dataset.now) - Date.now(); // the server's clock counts, not this phone's
  const until = Date.parse(clock.dateTime);
  const show = () => {
    const seconds = Math.max(Math.ceil((until - Date.now() - ahead) / 1000), 0);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds) return;
    clearInterval(ticking);
    location.reload();
  };
  const ticking = setInterval(show, 1000);
  clock.hidden = false;
  show();
}

if (left) start(left);

const open = document.querySelector(".times__day[aria-current]");
if (open) {
  const strip = open.closest("ul");
  strip.scrollLeft = open.offsetLeft - strip.offsetLeft - (strip.clientWidth - open.clientWidth) / 2;
}
