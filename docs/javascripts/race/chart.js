// The loss against the step, on a logarithmic scale, above the surface's lowest value.

import { tenTo } from "./dom.js";
import { emptied, Layer } from "./layer.js";
import { tracePath } from "./markers.js";
import { say } from "./racers.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Racer} Racer */
/** @typedef {import("../types").Settings} Settings */
/** @typedef {import("../types").Theme} Theme */

const FLOOR = 1e-16; // what rounding leaves of a loss of zero
const SEEN = 0.5; // CSS pixels: a shorter stretch of a line is left to the next
const [LEFT, RIGHT, TOP, BOTTOM] = [48, 18, 10, 32];

/**
 * Return the powers of ten between which the losses of those who stay lie, and everyone's at the start.
 * @param {Racer[]} racers @param {number} lowest
 */
function range(racers, lowest) {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { run } of racers) {
    const seen = run.divergedAt < 0 ? run.values : run.values.slice(0, 1);
    for (const value of seen) {
      const h = Math.max(value - lowest, FLOOR);
      low = Math.min(low, h);
      high = Math.max(high, h);
    }
  }
  if (!(high > 0)) return { low: -3, high: 1 };
  const top = Math.ceil(Math.log10(high) + 0.1);
  return { low: Math.max(-16, Math.min(Math.floor(Math.log10(low)), top - 2)), high: top };
}

export class LossChart {
  /** @param {HTMLCanvasElement} canvas @param {Engine} engine */
  constructor(canvas, engine) {
    this.canvas = canvas;
    this.engine = engine;
    this.inks = engine.inks;
    this.layer = new Layer();
    this.width = 0;
    this.height = 0;
    this.low = 0;
    this.high = 1;
    this.lowest = 0;
    /** @type {Racer[]} whose range it has */
    this.ranged = [];
    this.steps = 1;
    this.scale = 1; // how many times as large it is shown
  }

  /** Measure the room that there is: not in each frame, as the page would be laid out for it. @param {number} scale */
  fit(scale) {
    this.scale = scale;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
  }

  /** @param {Settings} settings @param {Racer[]} racers @param {number} t @param {Theme} theme */
  draw({ surface, steps }, racers, t, theme) {
    const context = this.canvas.getContext("2d");
    const { width, height } = this;
    if (!context || width === 0) return;
    const density = Math.min(3, this.scale * (globalThis.devicePixelRatio || 1));
    const { lowest } = this.engine.surfaces[surface];
    if (racers !== this.ranged || lowest !== this.lowest) Object.assign(this, range(racers, lowest));
    Object.assign(this, { lowest, steps, ranged: racers });
    const { low, high } = this;
    emptied(this.canvas, context, Math.round(width * density), Math.round(height * density));
    const lines = this.layer.show(
      [width, height, density, low, high, surface, steps, t, theme].join(),
      this.canvas,
      density,
      racers,
      (below) => {
        this.drawAxes(below, t, theme);
        below.beginPath();
        below.rect(LEFT, 0, width - LEFT - RIGHT + 6, height - BOTTOM + 6);
        below.clip();
      },
      (below, racer) => this.drawLine(below, racer, t, theme),
    );
    context.drawImage(lines, 0, 0);
    context.scale(density, density);
    for (const racer of racers) this.drawHead(context, racer, t, theme);
  }

  /** @param {number} n */
  across(n) {
    return LEFT + ((this.width - LEFT - RIGHT) * n) / Math.max(1, this.steps);
  }

  /** @param {number} value */
  down(value) {
    const power = Math.log10(Math.max(value - this.lowest, FLOOR));
    return TOP + ((this.height - TOP - BOTTOM) * (this.high - power)) / (this.high - this.low);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} t @param {Theme} theme */
  drawAxes(context, t, theme) {
    const { inks, low, high, steps, width, height } = this;
    context.font = "12px system-ui, sans-serif";
    context.fillStyle = inks.quiet[theme];
    context.strokeStyle = inks.grid[theme];
    context.lineWidth = 1;
    const stride = Math.max(1, Math.ceil((high - low) / 6));
    for (let power = high; power >= low; power -= stride) {
      const y = this.down(this.lowest + 10 ** power);
      segment(context, LEFT, y, width - RIGHT, y);
      context.textAlign = "right";
      context.fillText(Math.abs(power) <= 2 ? say(10 ** power) : tenTo(power), LEFT - 6, y + 4);
    }
    context.textAlign = "center";
    for (const share of [0, 0.5, 1])
      context.fillText(String(Math.round(share * steps)), this.across(share * steps), height - 16);
    context.fillText("step", this.across(steps / 2), height - 3);
    context.strokeStyle = inks.quiet[theme];
    segment(context, this.across(t), TOP, this.across(t), height - BOTTOM);
  }

  /** @param {CanvasRenderingContext2D} context @param {Racer} racer @param {number} t @param {Theme} theme */
  drawLine(context, { run, optimizer }, t, theme) {
    const last = run.divergedAt < 0 ? this.steps : run.divergedAt;
    const now = Math.min(Math.floor(t), last);
    context.strokeStyle = optimizer.color[theme];
    context.lineWidth = 2;
    context.lineJoin = "bevel";
    context.stroke(this.line(run, 0, now)); // no further: a race does not tell its end before it
  }

  /** @param {CanvasRenderingContext2D} context @param {Racer} racer @param {number} t @param {Theme} theme */
  drawHead(context, { run, optimizer }, t, theme) {
    const now = Math.min(Math.floor(t), run.divergedAt < 0 ? this.steps : run.divergedAt);
    const top = Math.min(this.height - BOTTOM, Math.max(TOP, this.down(run.values[now])));
    tracePath(context, this.engine.shapes[optimizer.marker], this.across(now), top, 5.5);
    context.fillStyle = optimizer.color[theme];
    context.fill();
  }

  /** @param {import("../types").Run} run @param {number} from @param {number} to @returns {Path2D} */
  line({ values, divergedAt }, from, to) {
    const path = new Path2D();
    let [x, y] = [Number.NaN, Number.NaN];
    for (let n = from; n <= to; n++) {
      const height = this.down(n === divergedAt ? Number.MAX_VALUE : values[n]);
      if (n < to && Math.abs(this.across(n) - x) + Math.abs(height - y) < SEEN) continue;
      [x, y] = [this.across(n), height];
      path.lineTo(x, y);
    }
    return path;
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function segment(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
