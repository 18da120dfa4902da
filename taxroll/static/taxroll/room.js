// Where on the map of a working page things can be seen: beside its panel, or above it on a phone.

/** What the panel leaves free of the map, in pixels. */
export function room() {
  const panel = document.querySelector(".panels--work").getBoundingClientRect();
  const isBeside = panel.width < innerWidth / 2;
  return { paddingTopLeft: [isBeside ? panel.right + 16 : 16, 32], paddingBottomRight: [64, isBeside ? 32 : innerHeight * 0.6] };
}
