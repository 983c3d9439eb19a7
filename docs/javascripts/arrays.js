/**
 * What live figures compute with: arrays as a whole. gen/browser/arrays.py writes the calls.
 * An array has a shape and its numbers, the last axis fastest; without axes it is a plain number.
 * @typedef {{shape: readonly number[], data: Float64Array}} Whole
 */

/** @param {readonly number[]} shape @returns {number} how many numbers there are */
const count = (shape) => shape.reduce((product, size) => product * size, 1);

/** @param {readonly number[]} shape @param {ArrayLike<number>} numbers @returns {Whole} */
export const array = (shape, numbers) => ({ shape, data: Float64Array.from(numbers) });

/** @param {readonly number[]} shape @returns {number[]} how far apart neighbors along each axis are */
function strides(shape) {
  const steps = new Array(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; step *= shape[axis], axis--) steps[axis] = step;
  return steps;
}

/**
 * Return the elements of `x` from `offset` on, `steps` apart along each axis of `shape`.
 * @param {Whole} x @param {readonly number[]} shape @param {number} offset @param {readonly number[]} steps
 * @returns {Whole}
 */
export function strided(x, shape, offset, steps) {
  const data = new Float64Array(count(shape));
  const last = shape.length - 1;
  const index = new Array(shape.length).fill(0);
  for (let i = 0, place = offset; i < data.length; ) {
    for (let j = 0, p = place; j < shape[last]; j++, p += steps[last]) data[i++] = x.data[p];
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      place += steps[axis];
      if (++index[axis] < shape[axis]) break;
      place -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
    if (axis < 0) break;
  }
  return { shape, data };
}

/**
 * Return the numbers of an operand as often as `shape` needs them; of a number or one element, nothing.
 * @param {Whole | number | boolean} x @param {readonly number[]} shape @param {number} size
 * @returns {{data: Float64Array | null, one: number}}
 */
function spread(x, shape, size) {
  if (typeof x !== "object") return { data: null, one: Number(x) };
  if (x.data.length === size) return { data: x.data, one: 0 };
  if (x.data.length === 1) return { data: null, one: x.data[0] };
  const own = [...new Array(shape.length - x.shape.length).fill(1), ...x.shape];
  const steps = strides(own).map((step, axis) => (own[axis] === 1 ? 0 : step));
  return { data: strided(x, shape, 0, steps).data, one: 0 };
}

/**
 * Return what `f` makes of the operands' elements, which broadcast to `shape`.
 * @param {readonly number[]} shape @param {(a: number, b: number, c: number) => number | boolean} f
 * @param {...(Whole | number | boolean)} operands @returns {Whole}
 */
export function map(shape, f, ...operands) {
  const size = count(shape);
  const [a, b, c] = [0, 1, 2].map((k) => spread(operands[k] ?? 0, shape, size));
  const data = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    data[i] = Number(f(a.data ? a.data[i] : a.one, b.data ? b.data[i] : b.one, c.data ? c.data[i] : c.one));
  }
  return { shape, data };
}

/** @param {Whole} x @param {number} axis @returns {[number, number, number]} how many before, along and after it */
function around(x, axis) {
  return [count(x.shape.slice(0, axis)), x.shape[axis], count(x.shape.slice(axis + 1))];
}

/**
 * Return arrays joined along an axis that they have.
 * @param {Whole[]} arrays @param {number} axis @param {readonly number[]} shape @returns {Whole}
 */
export function joined(arrays, axis, shape) {
  const data = new Float64Array(count(shape));
  const parts = arrays.map((x) => ({ data: x.data, run: around(x, axis)[1] * around(x, axis)[2] }));
  for (let block = 0, place = 0; place < data.length; block++) {
    for (const part of parts) {
      data.set(part.data.subarray(block * part.run, (block + 1) * part.run), place);
      place += part.run;
    }
  }
  return { shape, data };
}

/**
 * Return rows of one shape as one array.
 * @param {(Whole | number | boolean)[]} rows @param {readonly number[]} shape @returns {Whole}
 */
export function stacked(rows, shape) {
  const size = count(shape);
  const data = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    if (typeof row === "object") data.set(row.data, i * size);
    else data[i] = Number(row);
  });
  return { shape: [rows.length, ...shape], data };
}

/**
 * Call `visit` with the place of each element along an axis, in order, and the place of what they are reduced to.
 * @param {Whole} x @param {number} axis @param {(place: number, along: number, found: number) => void} visit
 */
function walk(x, axis, visit) {
  const [before, along, after] = around(x, axis);
  for (let i = 0; i < before; i++) {
    for (let k = 0; k < along; k++) {
      for (let j = 0; j < after; j++) visit((i * along + k) * after + j, k, i * after + j);
    }
  }
}

/**
 * Return what `f` makes of each element and all before it along an axis.
 * @param {Whole} x @param {(a: number, b: number) => number} f @param {number} axis @returns {Whole}
 */
export function cumulative(x, f, axis) {
  const data = new Float64Array(x.data.length);
  const step = around(x, axis)[2];
  walk(x, axis, (place, along) => {
    data[place] = along ? f(data[place - step], x.data[place]) : x.data[place];
  });
  return { shape: x.shape, data };
}

/**
 * Return what `f` makes of all elements along an axis.
 * @param {Whole} x @param {(a: number, b: number) => number} f @param {number} axis
 * @param {readonly number[]} shape @returns {Whole}
 */
export function folded(x, f, axis, shape) {
  const data = new Float64Array(count(shape));
  walk(x, axis, (place, along, found) => {
    data[found] = along ? f(data[found], x.data[place]) : x.data[place];
  });
  return { shape, data };
}

/**
 * Return where along an axis the largest element is, the first of equals; a NaN counts as the largest.
 * @param {Whole} x @param {number} axis @param {readonly number[]} shape @returns {Whole}
 */
export function first(x, axis, shape) {
  const best = new Float64Array(count(shape));
  const data = new Float64Array(best.length);
  walk(x, axis, (place, along, found) => {
    const value = x.data[place];
    if (along === 0 || value > best[found] || (Number.isNaN(value) && !Number.isNaN(best[found]))) {
      best[found] = value;
      data[found] = along;
    }
  });
  return { shape, data };
}
