// The map: the ground, everyone's trail up to now, and where each one stands.

import { drawGround } from "./contours.js";
import { Labels } from "./labels.js";
import { Layer } from "./layer.js";
import { tracePath } from "./markers.js";
import { named } from "./names.js";
import { isLost, leftAt } from "./racers.js";
import { atOnce, inSlices } from "./slices.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Racer} Racer */
/** @typedef {import("../types").Theme} Theme */

const EDGE = 10; // CSS pixels: a marker is never cut by the edge of the map
const FEW = 4; // minima of which each has its name
const SEEN = 0.5; // CSS pixels: a shorter stretch of a trail is left to the next

export class RaceMap {
  /**
   * @param {HTMLCanvasElement} canvas @param {Engine} engine
   * @param {() => void} [changed] told when new ground is there
   */
  constructor(canvas, engine, changed = () => {}) {
    this.canvas = canvas;
    this.changed = changed;
    this.engine = engine;
    this.inks = engine.inks;
    this.surface = Object.values(engine.surfaces)[0];
    /** @type {Theme} */
    this.theme = "light";
    this.width = 0;
    this.height = 0;
    this.density = 1;
    this.key = "";
    /** @type {HTMLCanvasElement | null} */
    this.ground = null;
    /** @type {{ground: HTMLCanvasElement, steps: Generator<void, void>} | null} ground that is being drawn */
    this.work = null;
    this.layer = new Layer();
    /** @type {import("./names.js").Name[]} */
    this.names = [];
    /** @type {unknown[]} what they depend on */
    this.reasons = [];
  }

  /**
   * Make room for a surface; its ground is drawn anew only if surface, size or theme have changed, and in slices.
   * @param {string} slug @param {number} width @param {Theme} theme @param {number} scale how many times as large it is shown
   */
  prepare(slug, width, theme, scale = 1) {
    const density = Math.min(3, scale * (globalThis.devicePixelRatio || 1));
    const key = [slug, width, density, theme].join();
    if (key === this.key) return;
    const surface = this.engine.surfaces[slug];
    const [[x0, x1], [y0, y1]] = surface.window;
    const height = Math.round((width * (y1 - y0)) / (x1 - x0));
    if (surface !== this.surface) this.ground = null; // until there is its own, another's would mislead
    Object.assign(this, { key, surface, width, height, density, theme });
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.canvas.style.height = `${height}px`;
    const { low, slope, high, lit, shade } = this.inks;
    const ink = {
      low: low[theme],
      slope: slope[theme],
      high: high[theme],
      lit: lit[theme],
      shade: shade[theme],
    };
    const ground = document.createElement("canvas");
    const work = { ground, steps: drawGround(ground, surface, width, height, density, ink) };
    this.work = work;
    inSlices(work.steps, () => work === this.work).then(() => {
      if (work === this.work) this.finish();
    });
  }

  /** Draw what is left to draw of the ground now: what is printed or copied does not wait. */
  finish() {
    if (!this.work) return;
    const { ground, steps } = this.work;
    atOnce(steps);
    Object.assign(this, { ground, work: null });
    this.layer.key = ""; // it was drawn on the old one
    this.changed();
  }

  /** @param {number} x @param {number} y @returns {[number, number]} where a point stands, in CSS pixels */
  place(x, y) {
    const [[x0, x1], [y0, y1]] = this.surface.window;
    return [((x - x0) / (x1 - x0)) * this.width, ((y1 - y) / (y1 - y0)) * this.height];
  }

  /** @param {number} left @param {number} top shares of the width and the height @returns {[number, number]} the point there */
  point(left, top) {
    const [[x0, x1], [y0, y1]] = this.surface.window;
    return [x0 + left * (x1 - x0), y1 - top * (y1 - y0)];
  }

  /** @param {Racer[]} racers @param {number} t the step, with a fraction between two */
  draw(racers, t) {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const trails = this.layer.show(
      `${this.key},${t}`,
      this.canvas,
      this.density,
      racers,
      (below) => {
        this.drawGround(below);
        this.drawMinima(below);
      },
      (below, racer) => this.drawTrail(below, racer, t),
    );
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(trails, 0, 0);
    context.setTransform(this.density, 0, 0, this.density, 0, 0);
    this.drawNames(context, racers);
    const labels = new Labels(context, this.width, this.height, this.inks, this.theme);
    for (const racer of racers) this.drawHead(context, racer, t, labels);
    labels.draw();
  }

  /** @param {CanvasRenderingContext2D} context */
  drawGround(context) {
    const [wide, high] = [this.canvas.width / this.density, this.canvas.height / this.density];
    context.fillStyle = this.inks.slope[this.theme];
    if (this.ground) context.drawImage(this.ground, 0, 0, wide, high);
    else context.fillRect(0, 0, wide, high);
  }

  /** @param {CanvasRenderingContext2D} context */
  drawMinima(context) {
    for (const [x, y] of this.surface.minima) {
      const [left, top] = this.place(x, y);
      for (const [ink, radius] of /** @type {const} */ ([
        ["ink", 6.8],
        ["page", 4.7],
        ["ink", 2.1],
      ])) {
        context.fillStyle = this.inks[ink][this.theme];
        tracePath(context, this.engine.shapes.circle, left, top, radius);
        context.fill();
      }
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Racer[]} racers */
  drawNames(context, racers) {
    const reasons = [this.key, ...racers.map(({ run }) => run)];
    if (reasons.length !== this.reasons.length || reasons.some((reason, i) => reason !== this.reasons[i])) {
      this.names = this.placeNames(racers);
      this.reasons = reasons;
    }
    context.font = "13px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    for (const { left, top, words } of this.names) {
      context.strokeStyle = this.inks.page[this.theme];
      context.globalAlpha = 0.5;
      context.strokeText(words, left, top);
      context.globalAlpha = 1;
      context.fillStyle = this.inks.ink[this.theme];
      context.fillText(words, left, top);
    }
  }

  /** @param {Racer[]} racers */
  placeNames(racers) {
    const paths = racers.map(({ run: { points } }) => {
      const path = [];
      for (let n = 0; n < points.length; n += 2) path.push(this.place(points[n], points[n + 1]));
      return path;
    });
    const places = paths.slice(0, 1).map(([at]) => ({ at, words: "start" }));
    const { minima } = this.surface;
    if (minima.length <= FEW) {
      places.push(...minima.map(([x, y]) => ({ at: this.place(x, y), words: "minimum" })));
    }
    return named(this.width, this.height, paths, places);
  }

  /** @param {CanvasRenderingContext2D} context @param {Racer} racer @param {number} t */
  drawTrail(context, { run, optimizer }, t) {
    const { points } = run;
    const whole = Math.floor(t);
    const path = new Path2D();
    let [left, top] = [Number.NaN, Number.NaN];
    for (let n = 0; n <= whole; n++) {
      const [x, y] = this.place(points[2 * n], points[2 * n + 1]);
      if (Math.abs(x - left) + Math.abs(y - top) < SEEN) continue;
      [left, top] = [x, y];
      path.lineTo(x, y);
    }
    path.lineTo(...this.position(run, t));
    context.lineJoin = "bevel"; // much faster than round ones, and as good on so thin a line
    context.lineCap = "round";
    context.strokeStyle = this.inks.page[this.theme];
    context.globalAlpha = 0.65;
    context.lineWidth = 4;
    context.stroke(path);
    context.globalAlpha = 1;
    context.strokeStyle = optimizer.color[this.theme];
    context.lineWidth = 2;
    context.stroke(path);
  }

  /** @param {import("../types").Run} run @param {number} t @returns {[number, number]} */
  position({ points, values }, t) {
    const n = Math.min(Math.floor(t), values.length - 1);
    const next = Math.min(n + 1, values.length - 1);
    const part = t - n;
    const x = points[2 * n] + part * (points[2 * next] - points[2 * n]);
    const y = points[2 * n + 1] + part * (points[2 * next + 1] - points[2 * n + 1]);
    return this.place(x, y);
  }

  /**
   * Return where the step that led out of the map crosses its edge.
   * @param {import("../types").Run} run @param {number} n the first step outside @returns {[number, number]}
   */
  exit(run, n) {
    if (n === 0) return this.position(run, 0);
    const [[x0, y0], [x1, y1]] = [this.position(run, n - 1), this.position(run, n)];
    /** @param {number} from @param {number} to @param {number} most @returns {number} the share of the step inside */
    const inside = (from, to, most) => {
      if (to > most) return (most - from) / (to - from);
      return to < 0 ? from / (from - to) : 1;
    };
    const part = Math.min(inside(x0, x1, this.width), inside(y0, y1, this.height));
    return [x0 + part * (x1 - x0), y0 + part * (y1 - y0)];
  }

  /**
   * A head outside the map waits, hollow and with a word, where it left.
   * @param {CanvasRenderingContext2D} context @param {Racer} racer @param {number} t @param {Labels} labels
   */
  drawHead(context, racer, t, labels) {
    const { run, optimizer } = racer;
    const gone = leftAt(racer, Math.floor(t));
    const outside = gone >= 0;
    const [x, y] = outside ? this.exit(run, gone) : this.position(run, t);
    const left = Math.min(this.width - EDGE, Math.max(EDGE, x));
    const top = Math.min(this.height - EDGE, Math.max(EDGE, y));
    const color = optimizer.color[this.theme];
    if (outside) labels.add(left, top, `left at step ${gone}`, color);
    else if (isLost(racer, t)) labels.add(left, top, `lost at step ${run.divergedAt}`, color);
    tracePath(context, this.engine.shapes[optimizer.marker], left, top, 7);
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = outside ? color : this.inks.page[this.theme];
    context.fillStyle = outside ? this.inks.page[this.theme] : color;
    context.stroke();
    context.fill();
  }
}
