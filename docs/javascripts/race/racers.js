// From settings to runs: who races, at which learning rate, and how it ended.

import { close, search } from "../engine.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Racer} Racer */
/** @typedef {import("../types").Run} Run */
/** @typedef {import("../types").Found} Found */

/** A run has arrived at the step from which it stays this near to a minimum. */
export const NEAR = close;

/**
 * Return the rate with the lowest last loss among the runs that stay in the window, as gen/measurements/rate_search.py does.
 * @param {Engine} engine @param {Settings} settings @param {string} slug
 * @returns {number | null} null if no run stays
 */
export function tunedRate(engine, settings, slug) {
  let best = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const lr of engine.search.rates) {
    const run = runOf(engine, settings, slug, { ...settings.hyper[slug], lr });
    if (run.divergedAt < 0 && run.values[settings.steps] < lowest && stays(run, engine.surfaces[settings.surface])) {
      lowest = run.values[settings.steps];
      best = lr;
    }
  }
  return best;
}

/** @param {Run} run @param {import("../types").Surface} surface @returns {boolean} whether it never leaves the window */
function stays({ points }, { window: [[x0, x1], [y0, y1]] }) {
  return points.every((value, i) => (i % 2 ? value >= y0 && value <= y1 : value >= x0 && value <= x1));
}

/**
 * @param {Engine} engine @param {Settings} settings @param {string} slug
 * @param {import("../types").Hyper} hyper
 * @returns {Run}
 */
function runOf(engine, { surface, start, steps, schedule }, slug, hyper) {
  return engine.simulate({ optimizer: slug, hyper, surface, start, steps, schedule });
}

/**
 * Return everyone's run. In tuned mode `rates` holds the rates that a search has found; others are looked up.
 * @param {Engine} engine @param {Settings} settings @param {Found} rates
 * @returns {Racer[]}
 */
export function race(engine, settings, rates) {
  return settings.optimizers.map((slug) => {
    const optimizer = engine.optimizers[slug];
    const lr = rateOf(settings, slug, rates);
    const hyper = { ...optimizer.defaults, ...settings.hyper[slug], lr };
    return { slug, optimizer, hyper, run: runOf(engine, settings, slug, hyper) };
  });
}

/** @param {Settings} settings @param {string} slug @param {Found} rates */
export function rateOf(settings, slug, rates) {
  if (settings.rates === "tuned") return rates[slug] ?? search.rates[0];
  if (settings.rates === "own") return settings.hyper[slug]?.lr ?? settings.lr;
  return settings.lr;
}

/**
 * Return the distance of each point of a run to the nearest minimum.
 * @param {Run} run @param {import("../types").Surface} surface
 */
export function distances(run, surface) {
  return Float64Array.from(run.values, (_, t) =>
    Math.min(...surface.minima.map(([x, y]) => Math.hypot(run.points[2 * t] - x, run.points[2 * t + 1] - y))),
  );
}

/**
 * Return the step from which a run stays near a minimum, or -1.
 * @param {Run} run @param {import("../types").Surface} surface
 */
export function arrival(run, surface) {
  if (run.divergedAt >= 0) return -1;
  const away = distances(run, surface);
  let t = away.length;
  while (t > 0 && away[t - 1] <= NEAR) t--;
  return t < away.length ? t : -1;
}

/** @param {Racer} racer @param {import("../types").Surface} surface @returns {string} how it ended, in a few words */
export function outcome({ run }, surface) {
  if (run.divergedAt >= 0) return `diverged at step ${run.divergedAt}`;
  const step = arrival(run, surface);
  if (step >= 0) return `arrived at step ${step}`;
  const steps = run.values.length - 1;
  return `not there after ${steps} step${steps === 1 ? "" : "s"}`;
}

/**
 * Return the rate above which gradient descent can rest in none of the minima: 2 / λmax at the gentlest of them.
 * @param {import("../types").Surface} surface
 */
export function stabilityLimit(surface) {
  const sharpness = surface.minima.map(([x, y]) => {
    const [[a, b], [, c]] = surface.hess(x, y);
    return (a + c) / 2 + Math.hypot((a - c) / 2, b);
  });
  return 2 / Math.min(...sharpness);
}

/** @param {number} value @returns {string} a number as short as it can be said */
export function say(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
  return text.replace(/^-/, "−").replace("e-", "e−").replace("e+", "e");
}
