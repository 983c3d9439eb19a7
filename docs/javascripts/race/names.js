// Names of places on the map, each where no path runs over it: as gen/draw/names.py places them.

/** @typedef {[number, number]} Point */
/** @typedef {{left: number, top: number, words: string}} Name */

const CELL = 4; // CSS pixels
const [HIGH, LETTER, ROOM] = [15, 7.4, 3]; // CSS pixels: of a line, of a letter at most, around a name
const DISTANCES = [11, 16, 24, 34, 48, 64, 84, 112, 144]; // CSS pixels from the place to its name
/** @type {Point[]} across and down, the most usual first */
const SIDES = [
  [0, -1],
  [0, 1],
  [1, 0],
  [-1, 0],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];

/** Which cells of a map are covered. */
class Cover {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.columns = Math.ceil(width / CELL);
    this.rows = Math.ceil(height / CELL);
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  /** @param {Point} from @param {Point} to */
  line([x0, y0], [x1, y1]) {
    const parts = Math.min(400, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / CELL)) || 1;
    for (let n = 0; n <= parts; n++) this.point(x0 + (n / parts) * (x1 - x0), y0 + (n / parts) * (y1 - y0));
  }

  /** @param {number} x @param {number} y */
  point(x, y) {
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    const inside = column >= 0 && column < this.columns && row >= 0 && row < this.rows;
    if (inside) this.cells[row * this.columns + column] = 1;
  }

  /** @param {number} left @param {number} top @param {number} wide @param {number} high @param {(cell: number) => void} visit */
  each(left, top, wide, high, visit) {
    for (let row = Math.floor(top / CELL); row <= Math.floor((top + high) / CELL); row++)
      for (let column = Math.floor(left / CELL); column <= Math.floor((left + wide) / CELL); column++)
        visit(row * this.columns + column);
  }

  /** @param {number} left @param {number} top @param {number} wide @param {number} high @returns {number} Infinity outside */
  met(left, top, wide, high) {
    const outside = left < 0 || top < 0 || left + wide >= CELL * this.columns || top + high >= CELL * this.rows;
    if (outside) return Number.POSITIVE_INFINITY;
    let sum = 0;
    this.each(left, top, wide, high, (cell) => {
      sum += this.cells[cell];
    });
    return sum;
  }

  /** @param {number} left @param {number} top @param {number} wide @param {number} high */
  fill(left, top, wide, high) {
    this.each(left, top, wide, high, (cell) => {
      this.cells[cell] = 1;
    });
  }
}

/**
 * Return where the names of places stand on a map, clear of paths and of each other.
 * @param {number} width @param {number} height @param {Point[][]} paths in CSS pixels @param {{at: Point, words: string}[]} places
 * @returns {Name[]}
 */
export function named(width, height, paths, places) {
  const cover = new Cover(width, height);
  for (const path of paths) for (let n = 1; n < path.length; n++) cover.line(path[n - 1], path[n]);
  for (const { at } of places) cover.fill(at[0] - 7, at[1] - 7, 14, 14);
  return places.map(({ at: [x, y], words }) => {
    const [wide, high] = [LETTER * words.length + 2 * ROOM, HIGH + 2 * ROOM];
    let best = { left: x - wide / 2, top: y - high, met: Number.POSITIVE_INFINITY };
    for (const distance of DISTANCES) {
      for (const [across, down] of SIDES) {
        const reach = across && down ? distance / Math.SQRT2 : distance;
        const left = x + reach * across - (wide * (1 - across)) / 2;
        const top = y + reach * down - (high * (1 - down)) / 2;
        const met = cover.met(left, top, wide, high);
        if (met < best.met) best = { left, top, met };
      }
    }
    cover.fill(best.left, best.top, wide, high);
    return { left: best.left + wide / 2, top: best.top + high / 2, words };
  });
}
