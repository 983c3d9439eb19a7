// One rate for everyone that suits a surface: the best for those who race, all of them together.

import { gained } from "./search.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */

/**
 * Return the smallest of the rates with which these gain the most decades on average, as good as the best.
 * @param {Engine} engine @param {Settings} settings @returns {Generator<void, number>}
 */
export function* commonRate(engine, { surface, start, steps, schedule, hyper, optimizers }) {
  const { rates, equal } = engine.search;
  const scores = [];
  for (const lr of rates) {
    let sum = 0;
    for (const optimizer of optimizers) {
      const options = { optimizer, hyper: { ...hyper[optimizer], lr }, surface, start, steps, schedule };
      sum += (yield* gained(engine, options, Number.NEGATIVE_INFINITY)) ?? 0;
      yield;
    }
    scores.push(sum / Math.max(1, optimizers.length));
  }
  const best = Math.max(...scores);
  return rates[scores.findIndex((score) => score >= best - equal)];
}
