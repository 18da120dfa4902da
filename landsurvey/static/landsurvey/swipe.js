// Compares two states on the map: on top of each other, divided by a handle, or on two maps that move together.

const MODES = ["overlay", "swipe", "beside"];
const STEP = 2;

/** Panes for the two states, each with its own drawing, so that a pane can be cut off at the handle. */
export function addPanes(map) {
  for (const [name, order] of [["before", 410], ["after", 420]]) {
    const pane = map.createPane(name);
    pane.style.zIndex = order;
    map[`${name}Renderer`] = L.svg({ pane: name, padding: 0.5 });
  }
}

/**
 * first, second: Leaflet maps; handle: the slider; words.divider: its value in words; onMode(mode).
 * Gives {mode(), set(mode), next(), cut()}.
 */
export function comparison({ first, second, stage, handle, words, onMode }) {
  let mode = "overlay";
  let share = 0.5;
  let isFollowing = false;

  function left() {
    const panel = document.querySelector(".desk__panel").getBoundingClientRect();
    return innerWidth > 768 && panel.width < innerWidth / 2 ? panel.right : 0;
  }

  /** Cut both panes at the handle; panes lie in the map's own moving coordinates. */
  function cut() {
    const { x: wide, y: high } = first.getSize();
    const at = mode === "swipe" ? left() + (wide - left()) * share : null;
    const [top, bottom] = [first.containerPointToLayerPoint([0, 0]), first.containerPointToLayerPoint([wide, high])];
    const middle = at === null ? 0 : first.containerPointToLayerPoint([at, 0]).x;
    const rect = (x1, x2) => (at === null ? "" : `rect(${top.y}px, ${x2}px, ${bottom.y}px, ${x1}px)`);
    first.getPane("before").style.clip = rect(top.x, middle);
    first.getPane("after").style.clip = rect(middle, bottom.x);
    if (at !== null) handle.style.left = `${at}px`;
    handle.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    handle.setAttribute("aria-valuetext", words.divider.replace("%(share)s", Math.round(share * 100)));
  }

  function follow(leader, follower) {
    leader.on("move", () => {
      if (mode !== "beside" || isFollowing) return;
      isFollowing = true;
      follower.setView(leader.getCenter(), leader.getZoom(), { animate: false });
      isFollowing = false;
    });
  }

  function set(asked) {
    if (!MODES.includes(asked)) return;
    const [centre, zoom] = [first.getCenter(), first.getZoom()];
    mode = asked;
    stage.dataset.mode = mode;
    handle.hidden = mode !== "swipe";
    second.getContainer().hidden = mode !== "beside";
    for (const side of stage.querySelectorAll(".desk__side")) side.hidden = mode === "overlay";
    first.invalidateSize({ animate: false, pan: false });
    second.invalidateSize({ animate: false, pan: false });
    first.setView(centre, zoom, { animate: false });
    if (mode === "beside") second.setView(centre, zoom, { animate: false });
    cut();
    onMode(mode);
  }

  function moveTo(asked) {
    share = Math.min(0.98, Math.max(0.02, asked));
    cut();
  }

  handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); event.preventDefault(); handle.focus(); });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) moveTo((event.clientX - left()) / (first.getSize().x - left()));
  });
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -10, PageUp: 10, Home: -100, End: 100 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(share + by / 100);
  });
  first.on("move zoomend resize viewreset", cut);
  addEventListener("resize", cut);
  follow(first, second);
  follow(second, first);
  return { mode: () => mode, set, cut, next: () => set(MODES[(MODES.indexOf(mode) + 1) % MODES.length]) };
}
