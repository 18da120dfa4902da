// Keeps the labels of measured distances apart: the gravest is placed first, the next beside its line where it is free,
// and one that would lie over another anywhere is left out until the map is nearer.

const SIDES = ["center", "right", "left", "top", "bottom"];
const GRAVEST_FIRST = ["fail", "ask", "pass"];

/** labels() gives [{layer, verdict}]; returns what places them anew, which the map also does when it moved. */
export function keepApart(map, labels) {
  function place() {
    const taken = [];
    const known = labels().filter(({ layer }) => layer.getTooltip()?.getElement());
    for (const { layer } of known.sort((a, b) => GRAVEST_FIRST.indexOf(a.verdict) - GRAVEST_FIRST.indexOf(b.verdict))) {
      const box = freePlace(layer.getTooltip(), taken);
      layer.getTooltip().getElement().style.visibility = box ? "" : "hidden";
      if (box) taken.push(box);
    }
  }
  map.on("zoomend moveend", place);
  return place;
}

/** The first side on which a label lies over none of those; null where there is none. */
function freePlace(label, taken) {
  for (const side of SIDES) {
    label.options.direction = side;
    label.update();
    const box = label.getElement().getBoundingClientRect();
    if (!taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) return box;
  }
  return null;
}
