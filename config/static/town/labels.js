// Names on the map, none over another: the more important first, each only where it fits. Roads are named along their line.

const FONT = '"Sarabun", "Noto Sans Thai", sans-serif';
const APART = 380;

/** Names of roads, codes of parcels and poles; `seen` are the features in view by layer. */
export function drawLabels(sheet, seen) {
  const placed = [];
  const { pen } = sheet;
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineJoin: "round", strokeStyle: sheet.colours.halo });
  for (const [layer, features] of seen) {
    if (layer.name === "roads" && sheet.zoom >= 14) nameRoads(sheet, features, placed);
  }
  for (const [layer, features] of seen) {
    if (layer.name === "survey_progress") features.forEach((feature) => labelShare(sheet, feature, placed));
    if (layer.name === "parcels" && sheet.zoom >= 17) features.forEach((feature) => labelParcel(sheet, feature, placed));
    if (layer.name === "poles" && sheet.zoom >= 19) features.forEach((feature) => labelPole(sheet, feature, placed));
  }
}

function labelParcel(sheet, { properties, paths, box }, placed) {
  const text = properties.code;
  const room = (box[2] - box[0]) * sheet.scale;
  if (!text || room < 34) return;
  write(sheet, text, middle(paths[0]), placed, { size: sheet.zoom >= 19 ? 13 : 11.5, weight: 400, colour: sheet.colours.soft, room });
}

function labelShare(sheet, { properties, paths, box }, placed) {
  const room = (box[2] - box[0]) * sheet.scale;
  write(sheet, `${properties.percent} %`, middle(paths[0]), placed, { size: 13, weight: 600, colour: sheet.colours.ink, room });
}

function labelPole(sheet, { properties, paths }, placed) {
  const [x, y] = [paths[0][0], paths[0][1] + 15 / sheet.scale];
  write(sheet, properties.code, [x, y], placed, { size: 12, weight: 400, colour: sheet.colours.ink, room: Infinity });
}

/** The centre of a ring's area; for thin or bent rings good enough, since the text must fit its box anyway. */
function middle(ring) {
  let [area, x, y] = [0, 0, 0];
  const [x0, y0] = [ring[0], ring[1]];
  for (let i = 0; i < ring.length - 2; i += 2) {
    const [ax, ay, bx, by] = [ring[i] - x0, ring[i + 1] - y0, ring[i + 2] - x0, ring[i + 3] - y0];
    const twice = ax * by - bx * ay;
    area += twice; x += (ax + bx) * twice; y += (ay + by) * twice;
  }
  return area ? [x0 + x / (3 * area), y0 + y / (3 * area)] : [x0, y0];
}

function write(sheet, text, [wx, wy], placed, { size, weight, colour, room }) {
  const { pen } = sheet;
  pen.font = `${weight} ${size}px ${FONT}`;
  const width = pen.measureText(text).width;
  const [x, y] = [sheet.x(wx), sheet.y(wy)];
  const box = [x - width / 2 - 2, y - size * 0.7, x + width / 2 + 2, y + size * 0.7];
  if (width > room - 4 || !isFree(box, placed)) return;
  placed.push(box);
  ink(pen, text, x, y, colour);
}

function ink(pen, text, x, y, colour) {
  pen.lineWidth = 3;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function isFree(box, placed) {
  return placed.every((other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]);
}

const RANK = { highway: 0, ring: 1, main: 2, street: 3, soi: 4 };
const FROM = { highway: 14, ring: 14, main: 15, street: 16, soi: 17 };

function nameRoads(sheet, features, placed) {
  const isThai = document.documentElement.lang.startsWith("th");
  const named = new Map();
  for (const feature of features) {
    const { name_th: thai, name_en: english, road_class: kind } = feature.properties;
    const name = (isThai ? thai : english) || thai || english;
    if (!name || sheet.zoom < FROM[kind]) continue;
    if (!named.has(name)) named.set(name, { kind, lines: [] });
    named.get(name).lines.push(screenLine(sheet, feature.paths[0]));
  }
  const byRank = [...named].sort(([, one], [, other]) => RANK[one.kind] - RANK[other.kind]);
  for (const [name, { kind, lines }] of byRank) nameRoad(sheet, name, kind, joined(lines), placed);
}

function screenLine(sheet, path) {
  const points = [];
  for (let i = 0; i < path.length; i += 2) points.push([sheet.x(path[i]), sheet.y(path[i + 1])]);
  return points;
}

/** Segments of one name that meet end to end become one line, so that a name may run across junctions. */
function joined(lines) {
  const key = ([x, y]) => `${Math.round(x)}:${Math.round(y)}`;
  const rest = new Set(lines);
  const chains = [];
  for (const line of lines) {
    if (!rest.delete(line)) continue;
    let chain = line;
    for (let next = follower(chain, rest, key); next; next = follower(chain, rest, key)) chain = [...chain, ...next.slice(1)];
    chain = [...chain].reverse();
    for (let next = follower(chain, rest, key); next; next = follower(chain, rest, key)) chain = [...chain, ...next.slice(1)];
    chains.push(chain);
  }
  return chains;
}

function follower(chain, rest, key) {
  const end = key(chain.at(-1));
  for (const line of rest) {
    if (key(line[0]) === end) { rest.delete(line); return line; }
    if (key(line.at(-1)) === end) { rest.delete(line); return [...line].reverse(); }
  }
  return null;
}

function nameRoad(sheet, name, kind, chains, placed) {
  const { pen } = sheet;
  const size = kind === "soi" ? 12 : 13;
  pen.font = `${kind === "soi" || kind === "street" ? 400 : 600} ${size}px ${FONT}`;
  const width = pen.measureText(name).width + 8;
  const places = [];
  for (const chain of chains) {
    for (const { x, y, angle } of straights(chain, width)) {
      if (x < 0 || y < 0 || x > sheet.size.x || y > sheet.size.y) continue;
      if (places.some(([px, py]) => Math.hypot(px - x, py - y) < APART)) continue;
      const boxes = boxesAlong(x, y, angle, width, size);
      if (!boxes.every((box) => isFree(box, placed))) continue;
      placed.push(...boxes);
      places.push([x, y]);
      pen.save();
      pen.translate(x, y);
      pen.rotate(angle);
      ink(pen, name, 0, 0, sheet.colours.ink);
      pen.restore();
    }
  }
}

/** Places on a line where it runs nearly straight for that many pixels: their middle and an angle that reads upright. */
function straights(chain, width) {
  const found = [];
  for (let i = 0; i < chain.length - 1; i++) {
    let [length, j] = [0, i];
    while (j < chain.length - 1 && length < width) { length += Math.hypot(chain[j + 1][0] - chain[j][0], chain[j + 1][1] - chain[j][1]); j++; }
    if (length < width) break;
    const [[ax, ay], [bx, by]] = [chain[i], chain[j]];
    if (length - Math.hypot(bx - ax, by - ay) > Math.max(2, width * 0.02)) continue;
    let angle = Math.atan2(by - ay, bx - ax);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle < -Math.PI / 2) angle += Math.PI;
    found.push({ x: (ax + bx) / 2, y: (ay + by) / 2, angle });
  }
  return found;
}

function boxesAlong(x, y, angle, width, size) {
  const half = size * 0.65;
  const count = Math.max(1, Math.ceil(width / (size * 1.3)));
  return Array.from({ length: count }, (_, i) => {
    const along = ((i + 0.5) / count - 0.5) * width;
    const [cx, cy] = [x + Math.cos(angle) * along, y + Math.sin(angle) * along];
    return [cx - half, cy - half, cx + half, cy + half];
  });
}
