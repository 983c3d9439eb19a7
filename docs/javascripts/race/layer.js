// A picture that grows: who comes last is added to what is drawn already, since dozens of long runs take a while.

/** @typedef {import("../types").Racer} Racer */

/**
 * Give a canvas its size, empty: only a new size gets new memory, which takes longer than to draw a frame.
 * @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
 */
export function emptied(canvas, context, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
}

export class Layer {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.key = "";
    /** @type {Racer[]} */
    this.racers = [];
  }

  /**
   * Return the picture of these racers; `key` names whatever else it depends on.
   * @param {string} key @param {HTMLCanvasElement} like what has its size @param {number} density @param {Racer[]} racers
   * @param {(context: CanvasRenderingContext2D) => void} begin draws what is below them
   * @param {(context: CanvasRenderingContext2D, racer: Racer) => void} add draws one
   */
  show(key, like, density, racers, begin, add) {
    const context = this.canvas.getContext("2d");
    if (!context) return this.canvas;
    const more = key === this.key && this.racers.every((racer, i) => racers[i] === racer);
    if (!more) {
      context.restore(); // what the picture before was clipped to
      emptied(this.canvas, context, like.width, like.height);
      context.scale(density, density);
      context.save();
      begin(context);
    }
    for (const racer of racers.slice(more ? this.racers.length : 0)) add(context, racer);
    this.key = key;
    this.racers = racers;
    return this.canvas;
  }
}
