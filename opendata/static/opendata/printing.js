// The map as a sheet of paper: it takes the sheet's size, shows all that was in the view, and is drawn before the printer asks.

/** Print what one sees; the screen is as before when the printer is done. */
export async function printSheet({ map, settle }) {
  const view = { bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
  document.body.classList.add("is-sheet");
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(view.bounds, { animate: false });
  await settle();
  addEventListener("afterprint", () => {
    document.body.classList.remove("is-sheet");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(view.center, view.zoom, { animate: false });
  }, { once: true });
  print();
}
