// The only loop, as in gen/simulate.py: take an optimizer from a start down a surface, and keep every point.

/** A run that has left every window by orders of magnitude will not come back; gen/simulate.py has the same bound. */
export const BOUND = 1e6;

/**
 * A standard normal number for coordinate `i` at step `t`: the bits that gen/arithmetic/noise.py draws.
 * @param {number} t @param {number} i @param {number} seed all three are whole numbers from 0
 * @returns {number}
 */
export function normal(t, i, seed = 0) {
  const h = mixed((mixed((mixed(seed >>> 0) + t) >>> 0) + i) >>> 0);
  let sum = 0;
  for (let k = 1; k <= 12; k++) sum += mixed((h + k) >>> 0) / 2 ** 32;
  return sum - 6;
}

/** @param {number} h */
function mixed(h) {
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The surface as it answers at step `t`: with that step's noise in its gradient, if it has any.
 * @param {import("./types").Surface} f @param {number} t
 * @returns {import("./types").Surface}
 */
export function moment(f, t) {
  if (!f.noiseLevel) return f;
  const [first, second] = [f.noiseLevel * normal(t, 0), f.noiseLevel * normal(t, 1)];
  const grad = (/** @type {number} */ x, /** @type {number} */ y) => {
    const [gx, gy] = f.grad(x, y);
    return /** @type {[number, number]} */ ([gx + first, gy + second]);
  };
  return { ...f, grad };
}

/**
 * @template T
 * @param {string} kind
 * @param {Record<string, T>} table
 * @param {string} name
 * @returns {T}
 */
function lookup(kind, table, name) {
  if (!Object.hasOwn(table, name)) {
    throw new Error(`no ${kind} named "${name}"; there are ${Object.keys(table).join(", ")}`);
  }
  return table[name];
}

/**
 * Run `steps` steps. A run that leaves all bounds or turns NaN stays where it was, and says when in `divergedAt`.
 * @param {import("./types").Catalogue} catalogue
 * @param {import("./types").RunOptions} options
 * @returns {import("./types").Run}
 */
export function run(catalogue, options) {
  const { start, steps, hyper = {}, schedule = "constant", keepStates = false } = options;
  const rule = lookup("optimizer", catalogue.optimizers, options.optimizer);
  const f = lookup("surface", catalogue.surfaces, options.surface);
  const { multiplier } = lookup("schedule", catalogue.schedules, schedule);
  const h = { ...rule.defaults, ...hyper };
  const rate = h.lr;
  const points = new Float64Array(2 * (steps + 1));
  const values = new Float64Array(steps + 1);
  let x = [start[0], start[1]];
  let state = rule.init(x, h);
  points.set(x);
  values[0] = f.value(x[0], x[1]);
  const states = [state];
  let divergedAt = Number.isFinite(values[0]) ? -1 : 0;
  for (let t = 1; t <= steps; t++) {
    if (divergedAt < 0) {
      if (schedule !== "constant") h.lr = rate * multiplier(t, steps);
      const [next, kept] = rule.step(x, state, t, h, moment(f, t));
      const value = f.value(next[0], next[1]);
      // NaN compares false, so a NaN is outside too.
      if (Math.abs(next[0]) <= BOUND && Math.abs(next[1]) <= BOUND && Number.isFinite(value)) {
        x = next;
        state = kept;
        values[t] = value;
      } else {
        divergedAt = t;
      }
    }
    if (divergedAt >= 0) values[t] = values[t - 1];
    points.set(x, 2 * t);
    if (keepStates) states.push(state);
  }
  return { points, values, divergedAt, states: keepStates ? states : undefined };
}
