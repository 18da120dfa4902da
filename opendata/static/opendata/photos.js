// Aerial photos and terrain of the town under the map's lines: the list in the panel, and the one that is shown.

// After this Leaflet has brought the last tile from nothing to its full strength.
const FADED_MS = 300;

/** rasters: [{uid, title, tiles, extent, nativeZoom}]; gives {chosen, show(photo), showWhole(), settle()}; onChange() after each change. */
export function photoPanel({ town, rasters, element, words, onChange }) {
  const panel = { chosen: null, show, showWhole, settle };
  let tiles = null;
  element.closest("section").hidden = !rasters.length;
  town.map.createPane("photo").style.zIndex = 150;

  function show(photo) {
    const raster = photo && rasters.find(({ uid }) => uid === photo.uid);
    tiles?.remove();
    tiles = raster ? layerOf(raster, photo.opacity) : null;
    tiles?.addTo(town.map);
    panel.chosen = raster ? { uid: raster.uid, opacity: photo.opacity } : null;
    town.overPhoto(Boolean(raster));
    for (const input of element.querySelectorAll("input[type=radio]")) input.checked = input.value === (raster?.uid ?? "");
    fader.value = String(Math.round((photo?.opacity ?? 1) * 100));
    fading.hidden = !raster;
  }

  /** Fulfilled when the photo lies there whole. */
  async function settle() {
    if (!tiles) return;
    if (tiles.isLoading()) await new Promise((done) => tiles.once("load", done));
    await new Promise((done) => setTimeout(done, FADED_MS));
  }

  function showWhole() {
    const raster = rasters.find(({ uid }) => uid === panel.chosen?.uid);
    if (raster) town.flyTo(raster.extent);
  }

  const choices = [["", words.noPhoto], ...rasters.map(({ uid, title }) => [uid, title])].map(([uid, title]) => {
    const label = document.createElement("label");
    label.append(Object.assign(document.createElement("input"), { type: "radio", name: "photo", value: uid, checked: !uid }), " ", title);
    return label;
  });
  const fader = Object.assign(document.createElement("input"), { type: "range", min: "10", max: "100", value: "100" });
  const fading = document.createElement("label");
  fading.append(words.opacity, " ", fader);
  fading.hidden = true;
  element.append(...choices, fading);
  element.addEventListener("input", ({ target }) => {
    if (target === fader) { panel.chosen.opacity = fader.value / 100; tiles.setOpacity(panel.chosen.opacity); }
    else show(target.value ? { uid: target.value, opacity: 1 } : null);
    onChange();
  });
  return panel;
}

function layerOf({ tiles, extent: [west, south, east, north], nativeZoom }, opacity) {
  return L.tileLayer(tiles, { pane: "photo", bounds: [[south, west], [north, east]], maxNativeZoom: nativeZoom, maxZoom: 22, opacity, keepBuffer: 1, updateWhenZooming: false });
}
