// The loss against the step, on a logarithmic scale, above the surface's lowest value.

import { tracePath } from "./markers.js";
import { say } from "./racers.js";

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Racer} Racer */

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

/**
 * @param {HTMLCanvasElement} canvas @param {Engine} engine @param {import("../types").Settings} settings
 * @param {Racer[]} racers @param {number} t @param {import("../types").Theme} theme
 */
export function drawChart(canvas, { surfaces, inks, shapes }, { surface, steps }, racers, t, theme) {
  const context = canvas.getContext("2d");
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const density = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  context.scale(density, density);
  const { lowest } = surfaces[surface];
  const { low, high } = range(racers, lowest);
  /** @param {number} n */
  const across = (n) => LEFT + ((width - LEFT - RIGHT) * n) / Math.max(1, steps);
  /** @param {number} value */
  const down = (value) => {
    const power = Math.log10(Math.max(value - lowest, FLOOR));
    return TOP + ((height - TOP - BOTTOM) * (high - power)) / (high - low);
  };
  drawAxes();
  context.save();
  context.beginPath();
  context.rect(LEFT, 0, width - LEFT - RIGHT + 6, height - BOTTOM + 6);
  context.clip();
  for (const racer of racers) drawLine(racer);
  context.restore();

  function drawAxes() {
    if (!context) return;
    context.font = "12px system-ui, sans-serif";
    context.fillStyle = inks.quiet[theme];
    context.strokeStyle = inks.grid[theme];
    context.lineWidth = 1;
    const stride = Math.max(1, Math.ceil((high - low) / 6));
    for (let power = high; power >= low; power -= stride) {
      const y = down(lowest + 10 ** power);
      context.beginPath();
      context.moveTo(LEFT, y);
      context.lineTo(width - RIGHT, y);
      context.stroke();
      context.textAlign = "right";
      context.fillText(Math.abs(power) <= 2 ? say(10 ** power) : `1e${say(power)}`, LEFT - 6, y + 4);
    }
    context.textAlign = "center";
    for (const share of [0, 0.5, 1])
      context.fillText(String(Math.round(share * steps)), across(share * steps), height - 16);
    context.fillText("step", across(steps / 2), height - 3);
    context.strokeStyle = inks.quiet[theme];
    context.beginPath();
    context.moveTo(across(t), TOP);
    context.lineTo(across(t), height - BOTTOM);
    context.stroke();
  }

  /** @param {Racer} racer */
  function drawLine({ run, optimizer }) {
    if (!context) return;
    const last = run.divergedAt < 0 ? steps : run.divergedAt;
    const now = Math.min(Math.floor(t), last);
    context.strokeStyle = optimizer.color[theme];
    context.lineWidth = 2;
    context.lineJoin = "bevel";
    context.globalAlpha = 0.35;
    context.stroke(line(run, now, last));
    context.globalAlpha = 1;
    context.stroke(line(run, 0, now));
    tracePath(context, shapes[optimizer.marker], across(now), Math.max(TOP, down(run.values[now])), 5.5);
    context.fillStyle = optimizer.color[theme];
    context.fill();
  }

  /** @param {import("../types").Run} run @param {number} from @param {number} to @returns {Path2D} */
  function line({ values, divergedAt }, from, to) {
    const path = new Path2D();
    let [x, y] = [Number.NaN, Number.NaN];
    for (let n = from; n <= to; n++) {
      const height = down(n === divergedAt ? Number.MAX_VALUE : values[n]);
      if (n < to && Math.abs(across(n) - x) + Math.abs(height - y) < SEEN) continue;
      [x, y] = [across(n), height];
      path.lineTo(x, y);
    }
    return path;
  }
}
