// The map as a sheet of paper: it takes the sheet's size and a round scale, shows all that was to be seen, and is drawn
// before the printer asks. A code on the sheet leads back to what it shows.

import { layOnPaper } from "../town/town.js";

// Of these the largest that shows all: a ruler laid on the paper then measures.
const SCALES = [100, 125, 150, 200, 250, 300, 400, 500, 600, 750].flatMap((one) => [one, one * 10, one * 100, one * 1000]).sort((one, other) => one - other);
const METRES_OF_PIXEL = 0.0254 / 96;
const EQUATOR_M = 40075016.686;
// The map is drawn larger and shrunk by this on the sheet (sheet.css): paper is read closer than a screen.
const SHRUNK = 2 / 3;

/**
 * {open()} asks how the paper lies and prints what one sees; the screen is as before when the printer is done.
 * address(isShort) gives the link of what is shown, the short one, for a code that a camera can read, without what was
 * measured; covers are panels that lie on the map; measured() gives corners that must be on the sheet; settle() is fulfilled
 * when all is drawn.
 */
export function printing({ dialog, foot, town, legend, covers, measured, address, settle, words }) {
  const { map } = town;
  const qr = foot.querySelector("img");
  dialog.addEventListener("click", ({ target }) => {
    const paper = target.closest("[data-paper]")?.dataset.paper;
    if (paper) { dialog.close(); printSheet(paper); }
  });
  // By the browser's own menu the page is printed as it stands, without a code.
  addEventListener("beforeprint", () => { if (!isSheet()) sign(address()); });

  async function printSheet(paper) {
    if (isSheet()) return;
    const view = { center: map.getCenter(), zoom: map.getZoom(), isOpen: legend.open };
    const { zoomSnap, minZoom } = map.options;
    const [seen, link] = [boundsSeen(map, covers, measured()), address(address().length > words.mostLetters)];
    legend.open = true;
    // What is drawn only when the printer asks Chromium prints as strokes on white, and a photo below them is gone.
    layOnPaper(true);
    document.body.classList.add("is-sheet");
    lieAcross(paper === "across");
    Object.assign(map.options, { zoomSnap: 0, minZoom: 0 });
    map.invalidateSize({ animate: false, pan: false });
    const scale = roundScale(map, seen);
    town.finer(Math.max(0, view.zoom - map.getZoom())); // what could be seen can be seen on paper too
    await Promise.all([sign(link, scale), settle()]);
    addEventListener("afterprint", () => {
      document.body.classList.remove("is-sheet");
      lieAcross(false);
      town.finer(0);
      legend.open = view.isOpen;
      Object.assign(map.options, { zoomSnap, minZoom });
      map.invalidateSize({ animate: false, pan: false });
      map.setView(view.center, view.zoom, { animate: false });
    }, { once: true });
    print();
  }

  /** The foot of the sheet: the scale, the day of printing, the link and its code. */
  function sign(link, scale) {
    foot.querySelector("[data-scale]").textContent = scale ? words.scale.replace("%(scale)s", scale.toLocaleString("en")) : "";
    foot.querySelector("[data-day]").textContent = today();
    foot.querySelector("[data-link]").textContent = location.origin + link;
    qr.hidden = true;
    if (!scale) return null;
    qr.src = `${qr.dataset.url}?link=${encodeURIComponent(link)}`;
    return qr.decode().then(() => { qr.hidden = false; }, () => null); // without the network the sheet has no code
  }

  return { open() { dialog.showModal(); } };
}

function lieAcross(isSo) {
  document.body.classList.toggle("is-across", isSo);
  document.getElementById("across").media = isSo ? "print" : "not all";
}

function isSheet() {
  return document.body.classList.contains("is-sheet");
}

/** What no panel covers, and these corners (longitude, latitude). */
function boundsSeen(map, covers, corners) {
  const stage = map.getContainer().getBoundingClientRect();
  let { left, right, bottom } = stage;
  for (const { left: from, right: to, top, width, height } of covers.map((part) => part.getBoundingClientRect()).filter(({ height }) => height > 60)) {
    if (width > stage.width * 0.6) bottom = Math.min(bottom, top);
    else if (to < stage.left + stage.width / 2) left = Math.max(left, to);
    else if (height > stage.height / 3) right = Math.min(right, from);
  }
  const corner = (x, y) => map.containerPointToLatLng([x - stage.left, y - stage.top]);
  const seen = L.latLngBounds(corner(left, bottom), corner(right, stage.top));
  return corners.length ? seen.extend(L.latLngBounds(corners.map(([lon, lat]) => [lat, lon])).pad(0.08)) : seen;
}

/** Show these bounds in a round scale, which is given. */
function roundScale(map, bounds) {
  const [center, zoom] = [bounds.getCenter(), map.getBoundsZoom(bounds)];
  const metres = (EQUATOR_M * Math.cos((center.lat * Math.PI) / 180)) / (256 * 2 ** zoom);
  const least = metres / METRES_OF_PIXEL / SHRUNK;
  const scale = SCALES.find((one) => one >= least * 0.999) ?? Math.ceil(least / 100000) * 100000;
  map.setView(center, zoom - Math.log2(scale / least), { animate: false });
  return scale;
}

function today() {
  const language = document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist" : "en-GB";
  const { day, month, year } = Object.fromEntries(new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }).formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${day} ${month} ${year}`;
}
