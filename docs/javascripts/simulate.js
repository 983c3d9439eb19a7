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

/** A run that is taken a step at a time, and knows only where it stands. */
export class Runner {
  /**
   * @param {import("./types").Catalogue} catalogue
   * @param {import("./types").RunOptions} options
   */
  constructor(catalogue, { optimizer, surface, start, steps, hyper = {}, schedule = "constant" }) {
    this.rule = lookup("optimizer", catalogue.optimizers, optimizer);
    this.surface = lookup("surface", catalogue.surfaces, surface);
    this.multiplier = lookup("schedule", catalogue.schedules, schedule).multiplier;
    this.scheduled = schedule !== "constant";
    this.steps = steps;
    this.h = { ...this.rule.defaults, ...hyper };
    this.rate = this.h.lr;
    this.x = [start[0], start[1]];
    this.value = this.surface.value(start[0], start[1]);
    this.state = this.rule.init(this.x, this.h);
    this.broken = false;
  }

  /**
   * Take step `t`, counted from 1. `broken` says whether what it left them for was no number.
   * @param {number} t @returns {boolean} false if it left all bounds, and stays put
   */
  step(t) {
    if (this.scheduled) this.h.lr = this.rate * this.multiplier(t, this.steps);
    const [x, state] = this.rule.step(this.x, this.state, t, this.h, moment(this.surface, t));
    const value = this.surface.value(x[0], x[1]);
    // NaN compares false, so a NaN is outside too.
    const inside = Math.abs(x[0]) <= BOUND && Math.abs(x[1]) <= BOUND && Number.isFinite(value);
    if (!inside) {
      this.broken = Number.isNaN(x[0]) || Number.isNaN(x[1]) || Number.isNaN(value);
      return false;
    }
    this.x = x;
    this.state = state;
    this.value = value;
    return true;
  }
}

/**
 * Run `steps` steps. A run that leaves all bounds or turns NaN stays where it was, and says when in `divergedAt`.
 * @param {import("./types").Catalogue} catalogue
 * @param {import("./types").RunOptions} options
 * @returns {import("./types").Run}
 */
export function run(catalogue, options) {
  const { steps, keepStates = false } = options;
  const runner = new Runner(catalogue, options);
  const points = new Float64Array(2 * (steps + 1));
  const values = new Float64Array(steps + 1);
  points.set(runner.x);
  values[0] = runner.value;
  const states = [runner.state];
  let divergedAt = Number.isFinite(runner.value) ? -1 : 0;
  for (let t = 1; t <= steps; t++) {
    if (divergedAt < 0 && !runner.step(t)) divergedAt = t;
    points.set(runner.x, 2 * t);
    values[t] = runner.value;
    if (keepStates) states.push(runner.state);
  }
  return { points, values, divergedAt, broken: runner.broken, states: keepStates ? states : undefined };
}
