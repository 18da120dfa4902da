// Points: small dots from afar, symbols with lamp and state close by. State is told by shape as well as by colour.

/** Draw one point of that layer; a chosen one gets a ring. */
export function drawSymbol(sheet, layerName, feature, isSelected = false) {
  const { pen } = sheet;
  const [x, y] = [sheet.x(feature.paths[0][0]), sheet.y(feature.paths[0][1])];
  pen.save();
  pen.translate(x, y);
  if (isSelected) ring(pen, 12, sheet.colours);
  (SYMBOLS[layerName] ?? dot)(pen, feature.properties, sheet);
  pen.restore();
}

const SYMBOLS = {
  poles(pen, { state, has_lamp: hasLamp }, { zoom, colours }) {
    if (zoom < 17) return disc(pen, state === "damaged" ? 2.4 : 1.4, colours[state] ?? colours.point);
    const size = zoom >= 18 ? 4.2 : 3;
    if (hasLamp) disc(pen, size + 2.6, colours.lamp);
    if (state === "damaged") return triangle(pen, size + 2.5, colours.damaged, colours.halo);
    if (state === "removed") return cross(pen, size + 0.5, colours.removed);
    disc(pen, size, state === "leaning" ? colours.leaning : colours.point, colours.halo);
    if (state === "leaning") lean(pen, size, colours.leaning);
  },

  transformers(pen, { kind }, { zoom, colours }) {
    if (zoom < 16 && kind === "transformer") return disc(pen, 2, colours.grid);
    const size = (kind === "transformer" ? 3.2 : 4.6) + (zoom >= 17 ? 1.6 : 0);
    pen.rotate(kind === "transformer" ? 0 : Math.PI / 4);
    square(pen, size, colours.grid, colours.halo);
    if (kind === "substation") square(pen, size * 0.4, colours.halo);
  },

  incidents(pen, _, { colours }) {
    triangle(pen, 9, colours.alarm, colours.halo);
    Object.assign(pen, { fillStyle: colours.halo });
    pen.fillRect(-0.9, -3.6, 1.8, 4.4);
    pen.fillRect(-0.9, 2, 1.8, 1.8);
  },
};

function dot(pen, _, { colours }) {
  disc(pen, 4, colours.accent, colours.halo);
}

function disc(pen, radius, colour, rim) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 7);
  if (rim) { Object.assign(pen, { strokeStyle: rim, lineWidth: 2 }); pen.stroke(); }
  pen.fillStyle = colour;
  pen.fill();
}

function square(pen, half, colour, rim) {
  pen.beginPath();
  pen.rect(-half, -half, 2 * half, 2 * half);
  if (rim) { Object.assign(pen, { strokeStyle: rim, lineWidth: 2 }); pen.stroke(); }
  pen.fillStyle = colour;
  pen.fill();
}

function ring(pen, radius, { accent, halo }) {
  for (const [colour, width] of [[halo, 6], [accent, 3]]) {
    pen.beginPath();
    pen.arc(0, 0, radius, 0, 7);
    Object.assign(pen, { strokeStyle: colour, lineWidth: width });
    pen.stroke();
  }
}

function triangle(pen, size, colour, rim) {
  pen.beginPath();
  pen.moveTo(0, -size);
  pen.lineTo(size * 0.95, size * 0.7);
  pen.lineTo(-size * 0.95, size * 0.7);
  pen.closePath();
  Object.assign(pen, { strokeStyle: rim, lineWidth: 2, lineJoin: "round", fillStyle: colour });
  pen.stroke();
  pen.fill();
}

function cross(pen, size, colour) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: 1.6 });
  pen.beginPath();
  pen.moveTo(-size, -size); pen.lineTo(size, size);
  pen.moveTo(size, -size); pen.lineTo(-size, size);
  pen.stroke();
}

function lean(pen, size, colour) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: 1.8 });
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.lineTo(size + 4, -size - 4);
  pen.stroke();
}
