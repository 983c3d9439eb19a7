// A surface seen from above: shaded by height, with contours, as the figures draw it. Drawn once, then only copied.

/** @typedef {import("../types").Surface} Surface */

const LEVELS = 30;
const CELL = 3; // CSS pixels from sample to sample

/** @param {Surface} surface @param {number} value @returns {number} the height at which a value is drawn */
const height = (surface, value) => Math.log1p(Math.max(0, value - surface.lowest) / surface.unit);

/**
 * @param {Surface} surface @param {number} columns @param {number} rows
 * @returns {{heights: Float64Array, top: number}} heights at the corners of a grid, the top left first
 */
function sample(surface, columns, rows) {
  const [[x0, x1], [y0, y1]] = surface.window;
  const heights = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    const y = y1 - ((y1 - y0) * j) / (rows - 1);
    for (let i = 0; i < columns; i++) {
      heights[j * columns + i] = height(surface, surface.value(x0 + ((x1 - x0) * i) / (columns - 1), y));
    }
  }
  return { heights, top: heights.reduce((most, h) => Math.max(most, h), 1e-9) };
}

/** @param {string} hex @returns {number[]} */
const channels = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));

/**
 * @param {Float64Array} heights @param {number} top @param {number} columns @param {number} rows
 * @param {string} low @param {string} high
 */
function shade(heights, top, columns, rows, low, high) {
  const image = new ImageData(columns, rows);
  const [from, to] = [channels(low), channels(high)];
  heights.forEach((h, k) => {
    for (let c = 0; c < 3; c++) image.data[4 * k + c] = from[c] + ((to[c] - from[c]) * h) / top;
    image.data[4 * k + 3] = 255;
  });
  return image;
}

/**
 * Add the lines on which the heights are multiples of `rise`: marching squares, a segment or two for each cell that a
 * line crosses.
 * @param {CanvasRenderingContext2D} context
 * @param {Float64Array} heights @param {number} columns @param {number} rows
 * @param {number} rise @param {number} dx @param {number} dy
 */
function traceLevels(context, heights, columns, rows, rise, dx, dy) {
  for (let j = 0; j < rows - 1; j++) {
    for (let i = 0; i < columns - 1; i++) {
      const k = j * columns + i;
      const [a, b, c, d] = [heights[k], heights[k + 1], heights[k + columns + 1], heights[k + columns]];
      const first = Math.max(1, Math.ceil(Math.min(a, b, c, d) / rise));
      const last = Math.min(LEVELS, Math.floor(Math.max(a, b, c, d) / rise));
      for (let n = first; n <= last; n++) {
        const level = n * rise;
        /** @type {[number, number][]} */
        const crossings = [];
        if (a < level !== b < level) crossings.push([i + (level - a) / (b - a), j]);
        if (b < level !== c < level) crossings.push([i + 1, j + (level - b) / (c - b)]);
        if (c < level !== d < level) crossings.push([i + (level - d) / (c - d), j + 1]);
        if (d < level !== a < level) crossings.push([i, j + (level - a) / (d - a)]);
        crossings.forEach(([x, y], m) => {
          if (m % 2) context.lineTo(x * dx, y * dy);
          else context.moveTo(x * dx, y * dy);
        });
      }
    }
  }
}

/**
 * Return a canvas with the ground that a race runs on.
 * @param {Surface} surface
 * @param {number} width in CSS pixels @param {number} tall in CSS pixels @param {number} density
 * @param {{low: string, high: string, contour: string}} ink
 */
export function drawGround(surface, width, tall, density, ink) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(tall * density);
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const columns = Math.ceil(width / CELL) + 1;
  const rows = Math.ceil(tall / CELL) + 1;
  const { heights, top } = sample(surface, columns, rows);
  const small = document.createElement("canvas");
  small.width = columns;
  small.height = rows;
  small.getContext("2d")?.putImageData(shade(heights, top, columns, rows, ink.low, ink.high), 0, 0);
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  context.strokeStyle = ink.contour;
  context.lineWidth = 0.75 * density;
  context.beginPath();
  const [dx, dy] = [canvas.width / (columns - 1), canvas.height / (rows - 1)];
  traceLevels(context, heights, columns, rows, top / (LEVELS + 1), dx, dy);
  context.stroke();
  return canvas;
}
