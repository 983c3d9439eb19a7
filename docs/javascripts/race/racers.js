// From settings to runs: who races, at which learning rate, and how it ended.

import { tenTo } from "./dom.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Surface} Surface */
/** @typedef {import("../types").Racer} Racer */
/** @typedef {import("../types").Run} Run */
/** @typedef {import("../types").Found} Found */

/**
 * Return everyone's run. In tuned mode those race whose rate has been found.
 * @param {Engine} engine @param {Settings} settings @param {Found} rates
 * @param {Racer[]} before runs that need not be made again
 * @returns {Racer[]}
 */
export function race(engine, settings, rates, before) {
  const { surface, start, steps, schedule } = settings;
  const known = new Map(before.map((racer) => [racer.key, racer]));
  return settings.optimizers.flatMap((slug) => {
    const lr = rateOf(engine, settings, slug, rates);
    if (lr === undefined) return [];
    const options = { optimizer: slug, hyper: { ...settings.hyper[slug], lr }, surface, start, steps, schedule };
    const key = JSON.stringify(options);
    return [known.get(key) ?? racer(engine, key, options)];
  });
}

/** @param {Engine} engine @param {string} key @param {import("../types").RunOptions} options @returns {Racer} */
function racer(engine, key, options) {
  const optimizer = engine.optimizers[options.optimizer];
  const run = engine.simulate(options);
  const surface = engine.surfaces[options.surface];
  const hyper = { ...optimizer.defaults, ...options.hyper };
  const arrivedAt = arrival(run, surface, engine.close);
  return {
    key,
    optimizer,
    hyper,
    surface,
    run,
    arrivedAt,
    zero: run.broken && hyper.eps === 0 && isFlat(run, surface),
  };
}

/** @param {Run} run @param {Surface} surface @returns {boolean} whether a slope is exactly 0 where a run ends */
function isFlat({ points }, surface) {
  const [x, y] = points.slice(-2);
  return surface.grad(x, y).includes(0);
}

/**
 * Return an optimizer's rate; in tuned mode undefined if it is not yet found, and the smallest if none will do.
 * @param {Engine} engine @param {Settings} settings @param {string} slug @param {Found} rates
 */
function rateOf(engine, settings, slug, rates) {
  if (settings.rates === "tuned") return rates[slug] === null ? engine.search.rates[0] : rates[slug];
  if (settings.rates === "own") return settings.hyper[slug]?.lr ?? settings.lr;
  return settings.lr;
}

/** @param {Run} run @param {number} t @param {Surface} surface @returns {number} how far the nearest minimum is */
export function distance({ points }, t, { minima }) {
  return Math.min(...minima.map(([x, y]) => Math.hypot(points[2 * t] - x, points[2 * t + 1] - y)));
}

/** @param {Run} run @param {Surface} surface @param {number} close */
function arrival(run, surface, close) {
  if (run.divergedAt >= 0) return -1;
  let t = run.values.length;
  while (t > 0 && distance(run, t - 1, surface) <= close) t--;
  return t < run.values.length ? t : -1;
}

/** @param {Racer} racer @param {number} t @returns {number} the loss above the surface's lowest, which is what the chart shows */
export function above({ run, surface }, t) {
  return Math.max(0, run.values[t] - surface.lowest);
}

/** @param {Racer} racer @param {number} t @returns {number} the step at which it left the map, if it is outside; else -1 */
export function leftAt({ run, surface }, t) {
  const [[x0, x1], [y0, y1]] = surface.window;
  let n = t;
  while (n >= 0) {
    const [x, y] = [run.points[2 * n], run.points[2 * n + 1]];
    if (x >= x0 && x <= x1 && y >= y0 && y <= y1) break;
    n--;
  }
  return n < t ? n + 1 : -1;
}

/** @param {Racer} racer @param {number} t @returns {boolean} whether it has diverged by step `t` */
export const isLost = ({ run }, t) => run.divergedAt >= 0 && t >= run.divergedAt;

/** @param {Racer} racer @param {number} t @returns {string} how it stands at step `t`, in a few words */
export function outcome(racer, t) {
  const { run, arrivedAt, zero } = racer;
  const steps = run.values.length - 1;
  if (isLost(racer, t)) {
    if (!run.broken) return `diverged at step ${run.divergedAt}`;
    return `${zero ? "0/0" : "not a number"} at step ${run.divergedAt}${zero ? ", not a number" : ""}`;
  }
  const left = leftAt(racer, t);
  if (left >= 0) return `left the map at step ${left}`;
  if (arrivedAt >= 0 && t >= arrivedAt) return `arrived at step ${arrivedAt}`;
  return t < steps ? "on its way" : `not there after ${steps} step${steps === 1 ? "" : "s"}`;
}

/** @param {number} value @returns {string} a number as short as it can be said */
export function say(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(3))).replace("-", "−");
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "undefined";
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${mantissa.replace("-", "−").replace(".0", "")}×${tenTo(Number(exponent))}`.replace(/^1×/, "");
}
