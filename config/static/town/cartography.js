// How each layer looks at each zoom, by day and by night. Hues are tints of Okabe and Ito's set, doubled by a pattern;
// road widths are metres on the ground, never thinner than a line one can see.

const ORDER = ["landcover", "parcels", "buildings", "roads", "survey_progress", "boundary", "transformers", "poles", "incidents"];

const DAY = {
  inside: "#fdfcfa", ink: "#2a3138", soft: "#666d74", halo: "#ffffff",
  landcover: { forest: "#dde8d6", water: "#c5dde8", paddy: "#eff0d9", urban: "#ece8e0" },
  parcels: { agriculture: "#e4f0e4", residential: "#fdf2da", other: "#f6e3ed", vacant: "#fdfcfa", unknown: "#f1efe9" },
  patterns: { agriculture: "#8fb59b", other: "#d2a3bd", vacant: "#b9b4aa" },
  parcelLine: "#a59e91", building: "#d8d1c6", buildingLine: "#aba292",
  roads: {
    highway: ["#f2c77d", "#b0823a"], ring: ["#f7dca4", "#bd9a5e"], main: ["#fdf0cf", "#c2ab7f"], street: ["#ffffff", "#c4bdb0"], soi: ["#ffffff", "#d0cabe"],
  },
  point: "#3d5566", lamp: "#e69f00", leaning: "#b26a00", damaged: "#c6400f", removed: "#8b8f94", grid: "#5a3d7a", alarm: "#c6400f",
};
const NIGHT = {
  inside: "#161d23", ink: "#dfe5e9", soft: "#9aa6b0", halo: "#0d1216",
  landcover: { forest: "#15231c", water: "#13283a", paddy: "#1a2118", urban: "#171d23" },
  parcels: { agriculture: "#1a2b22", residential: "#2b271b", other: "#2d2029", vacant: "#171d22", unknown: "#161c21" },
  patterns: { agriculture: "#2f5240", other: "#5a3a4c", vacant: "#3a434b" },
  parcelLine: "#3f4952", building: "#2a323a", buildingLine: "#3d4751",
  roads: {
    highway: ["#8a6a30", "#2b2212"], ring: ["#6f5930", "#241d12"], main: ["#565046", "#1c1b19"], street: ["#3e464e", "#171c21"], soi: ["#343c44", "#171c21"],
  },
  point: "#9db8c9", lamp: "#f0c14d", leaning: "#e6b35a", damaged: "#f07f52", removed: "#71808c", grid: "#c3a5e6", alarm: "#f07f52",
};
// Shares that are surveyed, in classes by their least per cent: tints of viridis, which darken evenly.
const PROGRESS = { 100: "#440154", 50: "#31688e", 1: "#35b779", 0: "#fde725" };

/** The class of a share in per cent: "0", "1", "50" or "100". */
export function progressClass(percent) {
  return percent >= 100 ? "100" : percent >= 50 ? "50" : percent > 0 ? "1" : "0";
}

// Width on the ground in metres, least width in pixels, and the zoom from which the class is drawn.
const ROADS = {
  soi: { rank: 0, metres: 4, least: 0.7, from: 14 },
  street: { rank: 1, metres: 6, least: 1, from: 13 },
  main: { rank: 2, metres: 10, least: 1.8, from: 0 },
  ring: { rank: 3, metres: 14, least: 2.4, from: 0 },
  highway: { rank: 4, metres: 18, least: 3, from: 0 },
};

/** The layers from the ground up; what is not named here lies on top. */
export function fromTheGround(layers) {
  const height = ({ name }) => { const at = ORDER.indexOf(name); return at < 0 ? ORDER.length : at; };
  return [...layers.values()].sort((one, other) => height(one) - height(other));
}

/** The colours of this page now; the accent is the page's own. */
export function palette() {
  const isNight = document.documentElement.dataset.light === "night";
  const accent = getComputedStyle(document.body).getPropertyValue("--accent").trim() || "#17495c";
  return { ...(isNight ? NIGHT : DAY), accent, isNight };
}

/** {key, rank, fill, pattern, line, casing} of a feature, by the layer's own `style` if it has one; features with the same key are drawn in one stroke. */
export function styleOf(layer, properties, sheet) {
  return (layer.style ?? STYLES[layer.name] ?? plain)(properties, sheet, layer);
}

/** A light line in a dark casing: it stands out from a photo, and from the paper beside it. */
function overPhoto(width) {
  return { line: { colour: "#fff3c4", width }, casing: { colour: "#1c241a70", width: width + 1.6 } };
}

const STYLES = {
  landcover({ kind }, { colours, isOverPhoto }) {
    if (isOverPhoto) return { key: "under the photo", rank: 0 };
    return { key: kind, rank: kind === "water" ? 1 : 0, fill: colours.landcover[kind] ?? colours.landcover.urban };
  },

  parcels({ main_use: use = "unknown", features: many }, { zoom, colours, isOverPhoto }) {
    // From afar: squares of the use that most parcels in them have.
    if (many) return { key: use, rank: 0, fill: isOverPhoto ? null : colours.parcels[use] ?? colours.parcels.unknown };
    if (isOverPhoto) return { key: "parcel", rank: 0, ...overPhoto(zoom >= 18 ? 1.6 : 1) };
    const line = { colour: colours.parcelLine, width: zoom >= 18 ? 1.1 : zoom >= 16 ? 0.7 : 0.4 };
    const pattern = zoom >= 17 && colours.patterns[use] ? (pen) => patternOf(pen, use, colours.patterns[use]) : null;
    return { key: use, rank: 0, fill: colours.parcels[use] ?? colours.parcels.unknown, pattern, line };
  },

  buildings(_, { zoom, colours, isOverPhoto }) {
    return { key: "building", rank: 0, fill: isOverPhoto ? null : colours.building, line: { colour: colours.buildingLine, width: zoom >= 18 ? 0.9 : 0.5 } };
  },

  roads({ road_class: name }, { zoom, colours, isOverPhoto }) {
    const road = ROADS[name] ?? ROADS.soi;
    if (zoom < road.from) return { key: "far", rank: 0 };
    const width = Math.max(road.least * (zoom < 13 ? 0.7 : 1), road.metres * pixelsPerMetre(zoom));
    const [fill, casing] = colours.roads[name] ?? colours.roads.soi;
    const casingWidth = width + (zoom >= 17 ? 1.8 : 1.2);
    if (isOverPhoto) return { key: name, rank: road.rank, line: { colour: "#ffffffb0", width: Math.min(width, 2) } };
    if (width < 1.3) return { key: name, rank: road.rank, line: { colour: colours.isNight ? fill : casing, width } };
    return { key: name, rank: road.rank, line: { colour: fill, width }, casing: { colour: casing, width: casingWidth } };
  },

  survey_progress({ percent }, { colours }) {
    const found = progressClass(percent);
    return { key: found, rank: 0, fill: `${PROGRESS[found]}66`, line: { colour: colours.ink, width: 0.8, dash: [4, 3] } };
  },

  boundary(_, { colours }) {
    return { key: "boundary", rank: 0, casing: { colour: `${colours.halo}b0`, width: 5 }, line: { colour: colours.accent, width: 1.6, dash: [10, 4, 2, 4], cap: "butt" } };
  },
};

/** A layer that has no dress of its own here: in the colours of its declaration (`colours`: {by, of, other}), where they are told. */
function plain(properties, { colours }, { geometry, colours: own }) {
  const colour = own ? own.of[properties[own.by]] ?? own.other : colours.accent;
  return { key: `plain ${colour}`, rank: 0, fill: geometry === "polygon" ? `${colour}${own ? "66" : "22"}` : null, line: { colour, width: own ? 1 : 1.5 } };
}

/** At the latitude of middle Thailand to the north (16 degrees), near enough for widths. */
function pixelsPerMetre(zoom) {
  return 2 ** zoom / (156543 * 0.961);
}

const tiles = new Map();

/** Rows for fields, slanting lines for trade, dots for unused land: use is told without colour too. */
function patternOf(pen, use, colour) {
  const key = use + colour;
  if (!tiles.has(key)) tiles.set(key, patternTile(use, colour));
  return pen.createPattern(tiles.get(key), "repeat");
}

function patternTile(use, colour) {
  const tile = new OffscreenCanvas(12, 12);
  const pen = tile.getContext("2d");
  Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: 0.8, globalAlpha: 0.75 });
  pen.beginPath();
  if (use === "agriculture") for (const [x, y] of [[1, 3], [7, 9]]) { pen.moveTo(x, y + 0.5); pen.lineTo(x + 4, y + 0.5); }
  if (use === "other") for (const shift of [-12, 0, 12]) { pen.moveTo(shift, 12); pen.lineTo(shift + 12, 0); }
  pen.stroke();
  if (use === "vacant") { pen.arc(6, 6, 0.9, 0, 7); pen.fill(); }
  return tile;
}
