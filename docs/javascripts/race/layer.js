// A picture that grows: who comes last is added to what is drawn already, since dozens of long runs take a while.

/** @typedef {import("../types").Racer} Racer */

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
      this.canvas.width = like.width;
      this.canvas.height = like.height;
      context.scale(density, density);
      begin(context);
    }
    for (const racer of racers.slice(more ? this.racers.length : 0)) add(context, racer);
    this.key = key;
    this.racers = racers;
    return this.canvas;
  }
}
