// From settings to runs: who races, at which learning rate, and how it ended.

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
  const away = distance(run, options.steps, engine.surfaces[options.surface]);
  const arrivedAt = arrival(run, engine.surfaces[options.surface], engine.close);
  return { key, optimizer, hyper: { ...optimizer.defaults, ...options.hyper }, run, arrivedAt, away };
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
function distance({ points }, t, { minima }) {
  return Math.min(...minima.map(([x, y]) => Math.hypot(points[2 * t] - x, points[2 * t + 1] - y)));
}

/** @param {Run} run @param {Surface} surface @param {number} close */
function arrival(run, surface, close) {
  if (run.divergedAt >= 0) return -1;
  let t = run.values.length;
  while (t > 0 && distance(run, t - 1, surface) <= close) t--;
  return t < run.values.length ? t : -1;
}

/** @param {Racer} racer @returns {string} how it ended, in a few words */
export function outcome({ run, arrivedAt }) {
  if (run.divergedAt >= 0) return `diverged at step ${run.divergedAt}`;
  if (arrivedAt >= 0) return `arrived at step ${arrivedAt}`;
  const steps = run.values.length - 1;
  return `not there after ${steps} step${steps === 1 ? "" : "s"}`;
}

/** @param {number} value @returns {string} a number as short as it can be said */
export function say(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
  return text.replace(/^-/, "−").replace("e-", "e−").replace("e+", "e");
}
