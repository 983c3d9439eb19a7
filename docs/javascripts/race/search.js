// The best of many rates for each optimizer, judged as gen/measurements/rate_search.py judges them: by the decades
// gained from the start and eight starts around it. It works in slices, so that the page is never kept waiting.

import { inSlices } from "./slices.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Point} Point */
/** @typedef {import("../types").RunOptions} RunOptions */

const ROUNDING = 1e-9; // decades: what rounding may change in a bound on a score
const STRIDE = 50; // steps between two looks at the clock
const KEPT = 1000; // results

/**
 * Return the start, and the eight around it that are still in the window.
 * @param {Point} start @param {[Point, Point]} window
 * @param {number} around how far away they are, as a share of the window
 * @returns {Point[]}
 */
export function startsAround([x, y], [[x0, x1], [y0, y1]], around) {
  const [dx, dy] = [around * (x1 - x0), around * (y1 - y0)];
  const sides = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => [i, j])).filter(([i, j]) => i !== 0 || j !== 0);
  return [[0, 0], ...sides].map(([i, j]) => [
    Math.min(x1, Math.max(x0, x + i * dx)),
    Math.min(y1, Math.max(y0, y + j * dy)),
  ]);
}

/**
 * Return how many decades below its start a run stays in its last quarter; null if it leaves the window or diverges.
 * It stops early, with what it has until then, once it cannot reach `goal` any more.
 * @param {Engine} engine @param {RunOptions} options @param {number} goal
 * @returns {Generator<void, number | null>}
 */
export function* gained(engine, options, goal) {
  const { window, lowest } = engine.surfaces[options.surface];
  const [[x0, x1], [y0, y1]] = window;
  const { steps } = options;
  const runner = engine.begin(options);
  const first = Math.max(runner.value - lowest, 0);
  let highest = 0;
  for (let t = 1; t <= steps; t++) {
    if (!runner.step(t)) return null;
    const [x, y] = runner.x;
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) return null;
    if (t > steps - Math.ceil(steps / 4) && runner.value - lowest > highest) {
      highest = runner.value - lowest;
      if (decades(engine, first, highest) < goal) break;
    }
    if (t % STRIDE === 0) yield;
  }
  return decades(engine, first, highest);
}

/** @param {Engine} engine @param {number} first @param {number} gap @returns {number} */
function decades(engine, first, gap) {
  const { enough } = engine.search;
  if (!(gap < first)) return 0;
  return gap > 0 ? Math.min(enough, engine.log10(first / gap)) : enough;
}

/** One rate of a search: what its runs have gained so far, and what they may still gain. */
class Candidate {
  /** @param {Engine["search"]} rules @param {number} lr @param {number} runs */
  constructor(rules, lr, runs) {
    this.rules = rules;
    this.lr = lr;
    this.runs = runs;
    this.done = 0;
    this.sum = 0;
    this.stayed = false;
  }

  get least() {
    return this.sum / this.runs;
  }

  /** What the next run must gain at least, for this rate to be as good as one that scores `best`. @param {number} best */
  goal(best) {
    const { enough, equal } = this.rules;
    return (best - equal - ROUNDING) * this.runs - this.sum - enough * (this.runs - this.done - 1);
  }

  /** The first run is the one from the start itself: if that is lost, the rate is. @param {number | null} score */
  add(score) {
    if (this.done === 0) this.stayed = score !== null;
    this.done++;
    this.sum += score ?? 0;
  }
}

/**
 * Return the smallest rate that is as good as the best; null if at every rate the run from the start leaves the window.
 * @param {Engine} engine @param {Settings} settings @param {string} slug
 * @returns {Generator<void, number | null>}
 */
export function* searched(engine, { surface, start, steps, schedule, hyper }, slug) {
  const starts = startsAround(start, engine.surfaces[surface].window, engine.search.around);
  const candidates = engine.search.rates.map((lr) => new Candidate(engine.search, lr, starts.length));
  let best = 0;
  /** @param {Candidate} candidate */
  function* judge(candidate) {
    const options = { optimizer: slug, hyper: { ...hyper[slug], lr: candidate.lr }, surface, steps, schedule };
    const goal = candidate.goal(best);
    candidate.add(yield* gained(engine, { ...options, start: starts[candidate.done] }, goal));
    best = Math.max(best, candidate.least);
    yield; // a run may be too short to have looked at the clock itself, and there are hundreds
  }
  for (const candidate of candidates) yield* judge(candidate);
  const kept = candidates.filter(({ stayed }) => stayed);
  if (kept.length === 0) return null;
  // Those that do well from the start come first: the better the best so far, the sooner the others are out of it.
  for (const candidate of [...kept].sort((a, b) => b.sum - a.sum)) {
    while (candidate.done < starts.length && candidate.goal(best) <= engine.search.enough) yield* judge(candidate);
  }
  return kept.find(({ done, least }) => done === starts.length && least >= best - engine.search.equal)?.lr ?? null;
}

/** Searches one after the other, in slices; a new one ends those before it. */
export class RateSearch {
  /** @param {Engine} engine */
  constructor(engine) {
    this.engine = engine;
    /** @type {Map<string, number | null>} */
    this.known = new Map();
    this.number = 0;
  }

  cancel() {
    this.number++;
  }

  /**
   * Find the rates of these settings, and tell each as soon as it is found.
   * @param {Settings} settings @param {(slug: string, rate: number | null) => void} tell
   * @returns {Promise<boolean>} whether all were found before the search was cancelled
   */
  async run(settings, tell) {
    const number = ++this.number;
    const whole = await inSlices(this.all(settings, tell), () => number === this.number);
    return whole ?? false;
  }

  /**
   * Search for one after the other.
   * @param {Settings} settings @param {(slug: string, rate: number | null) => void} tell
   * @returns {Generator<void, boolean>}
   */
  *all(settings, tell) {
    for (const slug of settings.optimizers) {
      const key = keyOf(settings, slug);
      if (!this.known.has(key)) this.keep(key, yield* searched(this.engine, settings, slug));
      tell(slug, this.known.get(key) ?? null);
    }
    return true;
  }

  /** @param {string} key @param {number | null} rate */
  keep(key, rate) {
    if (this.known.size >= KEPT) this.known.delete(/** @type {string} */ (this.known.keys().next().value));
    this.known.set(key, rate);
  }
}

/** What a search depends on. @param {Settings} settings @param {string} slug */
function keyOf({ surface, start, steps, schedule, hyper }, slug) {
  const { lr, ...others } = hyper[slug] ?? {};
  return JSON.stringify([slug, surface, start, steps, schedule, others]);
}
