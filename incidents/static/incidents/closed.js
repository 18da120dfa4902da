// Closed places as every map of the staff draws them: hatched or dashed, with the sign "no entry" and the reason in words,
// so that nobody needs the colour. Colours are read when drawn, hence right by day and by night.

const SIGN = '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11"/><path d="M5 12h14"/></svg>';
const HATCH = "closed-hatch";

export function colour(name) {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}

// The pattern stands in the page once; its colour follows the page's light by itself.
function hatch() {
  if (document.getElementById(HATCH)) return;
  document.body.insertAdjacentHTML("beforeend", `<svg class="closed-defs" width="0" height="0" aria-hidden="true"><defs><pattern id="${HATCH}" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="closed-defs__ground" width="10" height="10"/><path class="closed-defs__line" d="M0 0v10"/></pattern></defs></svg>`);
}

function style({ geometry: { type } }) {
  const isArea = type.endsWith("Polygon");
  return { color: colour("--error"), weight: isArea ? 2.5 : 7, dashArray: isArea ? null : "10 7", lineCap: "butt", fill: isArea, fillColor: `url(#${HATCH})`, fillOpacity: 1 };
}

function sign(latlng, words) {
  const mark = document.createElement("span");
  mark.className = "closedmark";
  mark.innerHTML = SIGN;
  mark.append(Object.assign(document.createElement("b"), { textContent: words }));
  return L.marker(latlng, { icon: L.divIcon({ html: mark, className: "", iconSize: [24, 24] }), keyboard: false, interactive: false, zIndexOffset: 500 });
}

// Where the sign stands: the middle of an area, the middle of a line's middle stretch.
function middle(layer) {
  if (layer instanceof L.Polygon) return layer.getBounds().getCenter();
  const places = layer.getLatLngs();
  const at = Math.floor((places.length - 2) / 2);
  return L.latLngBounds([places[at], places[at + 1]]).getCenter();
}

/** A Leaflet layer of the closures (GeoJSON of the server); `reasons` are words by code. */
export function closedLayer(data, { reasons, pane = "overlayPane" }) {
  hatch();
  const shapes = L.geoJSON(data, { style, pane, interactive: false });
  const signs = shapes.getLayers().map((layer) => {
    const { reason, note } = layer.feature.properties;
    return sign(middle(layer), note ? `${reasons[reason]} · ${note}` : reasons[reason]);
  });
  const group = L.featureGroup([shapes, ...signs]);
  group.boundsOf = (id) => shapes.getLayers().find(({ feature }) => feature.id === id)?.getBounds();
  return group;
}
