// Reads Mapbox Vector Tiles 2.1 into what the painter draws: one layer of a tile, positions in world pixels of zoom 0.

const POINT = 1;
const POLYGON = 3;
const MOVE = 1;
const CLOSE = 7;

/** The features of a tile's layer of that name: [{id, properties, paths, box}]. */
export function readTile(buffer, name, { z, x, y }) {
  const reader = new Reader(new Uint8Array(buffer));
  for (const [field, value] of reader.fields()) {
    if (field !== 3) continue;
    const layer = readLayer(value);
    if (layer.name === name) return drawables(layer, { z, x, y });
  }
  return [];
}

function drawables({ features, keys, values, extent }, { z, x, y }) {
  const scale = 256 / 2 ** z;
  const place = { x: x * scale, y: y * scale, unit: scale / extent };
  return features.map((feature, at) => {
    const properties = {};
    for (let i = 0; i < feature.tags.length; i += 2) properties[keys[feature.tags[i]]] = values[feature.tags[i + 1]];
    const { id = `${z}/${x}/${y}/${at}`, ...rest } = properties;
    return { id, properties: rest, ...shapeOf(feature, place) };
  });
}

function shapeOf({ type, geometry }, place) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const paths = [];
  let line = [];
  let [cx, cy] = [0, 0];
  const end = () => { if (line.length) paths.push(Float64Array.from(line)); line = []; };
  for (let i = 0; i < geometry.length;) {
    const command = geometry[i] & 7;
    const count = geometry[i++] >> 3;
    if (command === CLOSE) { line.push(line[0], line[1]); continue; }
    for (let n = 0; n < count; n++) {
      cx += signed(geometry[i++]);
      cy += signed(geometry[i++]);
      if (command === MOVE) end();
      const [px, py] = [place.x + cx * place.unit, place.y + cy * place.unit];
      line.push(px, py);
      box[0] = Math.min(box[0], px); box[2] = Math.max(box[2], px);
      box[1] = Math.min(box[1], py); box[3] = Math.max(box[3], py);
    }
  }
  end();
  return { paths, box, isPoint: type === POINT, isClosed: type === POLYGON };
}

function readLayer(reader) {
  const layer = { name: "", features: [], keys: [], values: [], extent: 4096 };
  for (const [field, value] of reader.fields()) {
    if (field === 1) layer.name = value.text();
    if (field === 2) layer.features.push(readFeature(value));
    if (field === 3) layer.keys.push(value.text());
    if (field === 4) layer.values.push(readValue(value));
    if (field === 5) layer.extent = value;
  }
  return layer;
}

function readFeature(reader) {
  const feature = { type: 0, tags: [], geometry: [] };
  for (const [field, value] of reader.fields()) {
    if (field === 2) feature.tags = value.numbers();
    if (field === 3) feature.type = value;
    if (field === 4) feature.geometry = value.numbers();
  }
  return feature;
}

function readValue(reader) {
  for (const [field, value] of reader.fields()) {
    if (field === 1) return value.text();
    if (field === 6) return signed(value);
    if (field === 7) return Boolean(value);
    return value;
  }
  return null;
}

function signed(number) {
  return number % 2 ? -(number + 1) / 2 : number / 2;
}

const decoder = new TextDecoder();

/** A part of a protocol buffer. */
class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }

  /** [field, value]: a number, or a Reader of what is counted in bytes. */
  *fields() {
    while (this.at < this.bytes.length) {
      const head = this.number();
      const kind = head & 7;
      yield [head >> 3, kind === 0 ? this.number() : this.part(kind === 2 ? this.number() : kind === 5 ? 4 : 8, kind)];
    }
  }

  /** Above 32 bits too, as a floating number. */
  number() {
    let [value, unit] = [0, 1];
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * unit;
      if (byte < 128) return value;
      unit *= 128;
    }
  }

  part(length, kind) {
    const bytes = this.bytes.subarray(this.at, this.at += length);
    if (kind === 2) return new Reader(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    return kind === 5 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }

  numbers() {
    const found = [];
    while (this.at < this.bytes.length) found.push(this.number());
    return found;
  }

  text() { return decoder.decode(this.bytes); }
}
