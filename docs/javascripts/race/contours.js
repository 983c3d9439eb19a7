// A surface seen from above as the figures draw it: tones by height, and lines in the light or in the shade.
// Drawn once, a row at a time, then only copied: on a phone the whole takes long enough to be felt.

/** @typedef {import("../types").Surface} Surface */

const LEVELS = 24; // as gen/draw/contours.py has them, and the next three
const EDGE = 0.3; // CSS pixels: the width of a line itself
const RIM = 1.13; // CSS pixels: what faces the light, or turns from it, is as much wider
const TURNS = 6; // widths of rims, for each of both sides
const CELL = 3; // CSS pixels from sample to sample
const PARTS = 3; // of a cell's side, where the ground bends: the floor of a valley may be narrower than a cell
const BEND = 0.5; // of the rise from line to line: where neighbors differ by more from a plane, cells are parted

/** @param {Surface} surface @param {number} value @returns {number} the height at which a value is drawn */
const height = (surface, value) => Math.log1p(Math.max(0, value - surface.lowest) / surface.unit);

/**
 * @param {Surface} surface @param {number} columns @param {number} rows
 * @returns {Generator<void, {heights: Float64Array, top: number}>} heights at the corners of a grid, the top left first
 */
function* sample(surface, columns, rows) {
  const [[x0, x1], [y0, y1]] = surface.window;
  const heights = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    const y = y1 - ((y1 - y0) * j) / (rows - 1);
    for (let i = 0; i < columns; i++) {
      heights[j * columns + i] = height(surface, surface.value(x0 + ((x1 - x0) * i) / (columns - 1), y));
    }
    yield;
  }
  return { heights, top: heights.reduce((most, h) => Math.max(most, h), 1e-9) };
}

/** @param {string} hex @returns {number[]} */
const channels = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));

/**
 * @param {Float64Array} heights @param {number} top @param {number} columns @param {number} rows
 * @param {string[]} tones of the valley, the slope and the ridge
 */
function shade(heights, top, columns, rows, tones) {
  const image = new ImageData(columns, rows);
  const stops = tones.map(channels);
  const last = stops.length - 1;
  for (let k = 0; k < heights.length; k++) {
    const place = (last * heights[k]) / top;
    const below = Math.min(last - 1, Math.floor(place));
    for (let c = 0; c < 3; c++) {
      image.data[4 * k + c] = stops[below][c] + (place - below) * (stops[below + 1][c] - stops[below][c]);
    }
    image.data[4 * k + 3] = 255;
  }
  return image;
}

/**
 * Return which cells bend: those with a corner at which the ground turns up or down by more than `much`.
 * @param {Float64Array} heights @param {number} columns @param {number} rows @param {number} much
 * @returns {Uint8Array} by the number of the top left corner
 */
function bends(heights, columns, rows, much) {
  const bent = new Uint8Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const k = j * columns + i;
      const across = i > 0 && i < columns - 1 ? heights[k - 1] - 2 * heights[k] + heights[k + 1] : 0;
      const down = j > 0 && j < rows - 1 ? heights[k - columns] - 2 * heights[k] + heights[k + columns] : 0;
      if (Math.abs(across) <= much && Math.abs(down) <= much) continue;
      for (const cell of [k, k - 1, k - columns, k - columns - 1]) if (cell >= 0) bent[cell] = 1;
    }
  }
  return bent;
}

/**
 * Return heights on a grid that is PARTS times as fine: sampled in the cells that bend, else interpolated.
 * @param {Surface} surface @param {Float64Array} heights @param {number} columns @param {number} rows @param {Uint8Array} bent
 * @returns {Generator<void, {fine: Float64Array, wide: number, high: number}>}
 */
function* refine(surface, heights, columns, rows, bent) {
  const [[x0, x1], [y0, y1]] = surface.window;
  const wide = PARTS * (columns - 1) + 1;
  const high = PARTS * (rows - 1) + 1;
  const fine = new Float64Array(wide * high);
  for (let m = 0; m < high; m++) {
    const j = Math.min(rows - 2, Math.floor(m / PARTS));
    const v = m / PARTS - j;
    const y = y1 - ((y1 - y0) * m) / (high - 1);
    for (let n = 0; n < wide; n++) {
      const i = Math.min(columns - 2, Math.floor(n / PARTS));
      const k = j * columns + i;
      if (bent[k]) {
        fine[m * wide + n] = height(surface, surface.value(x0 + ((x1 - x0) * n) / (wide - 1), y));
        continue;
      }
      const u = n / PARTS - i;
      const upper = heights[k] + u * (heights[k + 1] - heights[k]);
      const lower = heights[k + columns] + u * (heights[k + columns + 1] - heights[k + columns]);
      fine[m * wide + n] = upper + v * (lower - upper);
    }
    yield;
  }
  return { fine, wide, high };
}

/**
 * Add the lines that cross one cell: marching squares, a segment or two for each height that is a multiple of `rise`.
 * @param {Pick<CanvasRenderingContext2D, "moveTo" | "lineTo">} context
 * @param {Float64Array} heights @param {number} k the number of the top left corner @param {number} columns @param {number} stride
 * @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} rise
 */
function traceCell(context, heights, k, columns, stride, x, y, dx, dy, rise) {
  const below = k + stride * columns;
  const [a, b, c, d] = [heights[k], heights[k + stride], heights[below + stride], heights[below]];
  const lowest = Math.max(1, Math.ceil(Math.min(a, b, c, d) / rise));
  const last = Math.min(LEVELS, Math.floor(Math.max(a, b, c, d) / rise));
  for (let n = lowest; n <= last; n++) {
    const level = n * rise;
    const high = [a >= level, b >= level, c >= level, d >= level];
    /** @type {[number, number][]} */
    const crossings = [];
    if (high[0] !== high[1]) crossings.push([(level - a) / (b - a), 0]);
    if (high[1] !== high[2]) crossings.push([1, (level - b) / (c - b)]);
    if (high[2] !== high[3]) crossings.push([(level - d) / (c - d), 1]);
    if (high[3] !== high[0]) crossings.push([0, (level - a) / (d - a)]);
    // Around the cell the ground rises at every other crossing. From there to the next, the higher side is the left.
    const first = high[0] ? 1 : 0;
    crossings.forEach((_, m) => {
      const [u, v] = crossings[(m + first) % crossings.length];
      if (m % 2) context.lineTo(x + u * dx, y + v * dy);
      else context.moveTo(x + u * dx, y + v * dy);
    });
  }
}

/** Lines by how they lie in the light, which comes from the upper left; for each the higher side is the left. */
class Rims {
  constructor() {
    this.from = [0, 0];
    this.whole = new Path2D();
    this.parts = Array.from({ length: 2 * TURNS + 1 }, () => new Path2D());
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.from = [x, y];
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    const [right, down] = [x - this.from[0], y - this.from[1]];
    const light = (down - right) / (Math.SQRT2 * Math.hypot(right, down) || 1);
    for (const path of [this.whole, this.parts[TURNS + Math.round(TURNS * light)]]) {
      path.moveTo(this.from[0], this.from[1]);
      path.lineTo(x, y);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {number} density @param {{lit: string, shade: string}} ink */
  *draw(context, density, { lit, shade: dark }) {
    context.lineCap = "round";
    for (const [k, path] of this.parts.entries()) {
      context.strokeStyle = k > TURNS ? lit : dark;
      context.lineWidth = (density * RIM * Math.abs(k - TURNS)) / TURNS;
      if (k !== TURNS) context.stroke(path);
      yield;
    }
    context.strokeStyle = dark;
    context.lineWidth = density * EDGE;
    context.stroke(this.whole);
  }
}

/**
 * Return the heights of a surface on a fine grid, and what adds its lines to a drawing of some width and height.
 * @param {Surface} surface @param {number} width @param {number} tall both in CSS pixels
 */
export function* survey(surface, width, tall) {
  const columns = Math.ceil(width / CELL) + 1;
  const rows = Math.ceil(tall / CELL) + 1;
  const { heights, top } = yield* sample(surface, columns, rows);
  const rise = top / (LEVELS + 1);
  const bent = bends(heights, columns, rows, BEND * rise);
  const { fine, wide, high } = yield* refine(surface, heights, columns, rows, bent);
  /** @param {Pick<CanvasRenderingContext2D, "moveTo" | "lineTo">} context @param {number} right @param {number} bottom */
  function* trace(context, right, bottom) {
    const [dx, dy] = [right / (wide - 1), bottom / (high - 1)];
    for (let j = 0; j < rows - 1; j++) {
      for (let i = 0; i < columns - 1; i++) {
        const step = bent[j * columns + i] ? 1 : PARTS;
        for (let m = PARTS * j; m < PARTS * (j + 1); m += step) {
          for (let n = PARTS * i; n < PARTS * (i + 1); n += step)
            traceCell(context, fine, m * wide + n, wide, step, n * dx, m * dy, step * dx, step * dy, rise);
        }
      }
      yield;
    }
  }
  return { heights: fine, top, rise, wide, high, trace };
}

/**
 * Draw the ground that a race runs on.
 * @param {HTMLCanvasElement} canvas
 * @param {Surface} surface
 * @param {number} width in CSS pixels @param {number} tall in CSS pixels @param {number} density
 * @param {Record<"low" | "slope" | "high" | "lit" | "shade", string>} ink
 * @returns {Generator<void, void>}
 */
export function* drawGround(canvas, surface, width, tall, density, ink) {
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(tall * density);
  const context = canvas.getContext("2d");
  if (!context) return;
  const { heights, top, wide, high, trace } = yield* survey(surface, width, tall);
  const small = document.createElement("canvas");
  small.width = wide;
  small.height = high;
  small.getContext("2d")?.putImageData(shade(heights, top, wide, high, [ink.low, ink.slope, ink.high]), 0, 0);
  yield;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  yield;
  const rims = new Rims();
  yield* trace(rims, canvas.width, canvas.height);
  yield* rims.draw(context, density, ink);
}
