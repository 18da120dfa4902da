// One page in its pane: whole, as wide as the pane, or larger; turned by quarters; drawn finer when it is enlarged, and
// moved under the hand.

const STEP = 1.25;
const MOST = 6;
const MARGIN = 24;

/** show({url, alt, turn}), fit("page" | "width"), zoom(1 | -1), rotate(), lay(), focus(). */
export function sheet(pane, { onFailed = () => {}, onFit = () => {}, onShown = () => {} } = {}) {
  const page = pane.querySelector(".viewer__page");
  const paper = pane.querySelector(".viewer__paper");
  const image = pane.querySelector("img");
  let shown = null;
  let fitted = "page";
  let scale = 1;
  let turn = 0;

  const size = () => (turn % 180 ? [shown.high, shown.wide] : [shown.wide, shown.high]);
  function fitting(way) {
    const [wide, high] = size();
    const across = (page.clientWidth - MARGIN) / wide;
    return way === "width" ? across : Math.min(across, (page.clientHeight - MARGIN) / high);
  }

  function lay() {
    if (!shown?.wide || !page.clientWidth) return;
    const middle = [0, 1].map((axis) => middleOf(axis));
    if (fitted) scale = fitting(fitted);
    const [wide, high] = size();
    paper.style.width = `${wide * scale}px`;
    paper.style.height = `${high * scale}px`;
    image.style.width = `${shown.wide * scale}px`;
    image.style.height = `${shown.high * scale}px`;
    image.style.rotate = `${turn}deg`;
    page.scrollLeft = middle[0] * page.scrollWidth - page.clientWidth / 2;
    page.scrollTop = middle[1] * page.scrollHeight - page.clientHeight / 2;
    page.classList.toggle("is-larger", page.scrollWidth > page.clientWidth + 1 || page.scrollHeight > page.clientHeight + 1);
    if (scale * devicePixelRatio > 1.05) refine();
  }

  /** What stands in the middle of the pane, as a share of the paper. */
  function middleOf(axis) {
    return axis ? (page.scrollTop + page.clientHeight / 2) / page.scrollHeight : (page.scrollLeft + page.clientWidth / 2) / page.scrollWidth;
  }

  /** The same page with twice the pixels, in place of the first when it has come. */
  function refine() {
    if (shown.isFine) return;
    shown.isFine = true;
    const asked = shown;
    const fine = new Image();
    fine.onload = () => { if (asked === shown) image.src = fine.src; };
    fine.src = `${shown.url}&fine`;
  }

  function show({ url, alt, turn: by = 0 }) {
    shown = { url };
    turn = by;
    image.alt = alt;
    image.hidden = false;
    paper.setAttribute("aria-busy", "true");
    image.src = url;
  }

  function zoom(by) {
    if (!shown?.wide) return;
    const least = fitting("page");
    scale = Math.min(Math.max(scale * STEP ** by, least), Math.max(MOST * least, 1));
    fitted = scale === least ? "page" : "";
    onFit(fitted);
    lay();
  }

  function fit(way) {
    fitted = way;
    onFit(way);
    lay();
  }

  image.addEventListener("load", () => {
    paper.setAttribute("aria-busy", "false");
    if (!shown.wide) {
      [shown.wide, shown.high] = [image.naturalWidth, image.naturalHeight];
      page.scrollTop = 0;
      lay();
      page.scrollTop = 0;
      onShown();
    }
  });
  image.addEventListener("error", () => { paper.setAttribute("aria-busy", "false"); image.hidden = true; onFailed(); });
  image.addEventListener("dblclick", () => fit(fitted === "width" ? "page" : "width"));
  page.addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); zoom(event.deltaY < 0 ? 1 : -1); } }, { passive: false });
  new ResizeObserver(lay).observe(page);
  followHand(page);
  return { show, fit, zoom, lay, focus: () => page.focus(), rotate: () => { turn = (turn + 90) % 360; lay(); return turn; } };
}

/** A mouse drags the paper; fingers scroll by themselves. */
function followHand(page) {
  page.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button || !page.classList.contains("is-larger")) return;
    event.preventDefault();
    page.focus();
    page.setPointerCapture(event.pointerId);
  });
  page.addEventListener("pointermove", (event) => { if (page.hasPointerCapture(event.pointerId)) page.scrollBy(-event.movementX, -event.movementY); });
}
