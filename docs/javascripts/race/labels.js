// A few words beside markers on the map, none upon another.

/** @typedef {import("../types").Engine} Engine */
/** @typedef {import("../types").Theme} Theme */

const [HIGH, GAP, MOST] = [17, 12, 6]; // CSS pixels, CSS pixels, labels: more would hide the map

export class Labels {
  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Engine["inks"]} inks @param {Theme} theme */
  constructor(context, width, height, inks, theme) {
    this.context = context;
    this.width = width;
    this.height = height;
    this.page = inks.page[theme];
    /** @type {{x: number, y: number, wide: number, words: string, color: string}[]} */
    this.all = [];
  }

  /** @param {number} left @param {number} top where the marker is @param {string} words @param {string} color */
  add(left, top, words, color) {
    if (this.all.length === MOST) return;
    this.context.font = "600 12px system-ui, sans-serif";
    const wide = this.context.measureText(words).width + 8;
    const x = left < this.width / 2 ? left + GAP : left - GAP - wide;
    this.all.push({
      x,
      y: this.free(x, wide, Math.min(this.height - HIGH, Math.max(0, top - HIGH / 2))),
      wide,
      words,
      color,
    });
  }

  /** @param {number} x @param {number} wide @param {number} wish @returns {number} the nearest height that is free */
  free(x, wide, wish) {
    const heights = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5].map((k) => wish + k * (HIGH + 1));
    const inside = heights.filter((y) => y >= 0 && y <= this.height - HIGH);
    const crossed = (/** @type {number} */ y) =>
      this.all.some((each) => Math.abs(each.y - y) < HIGH && each.x < x + wide && x < each.x + each.wide);
    return inside.find((y) => !crossed(y)) ?? wish;
  }

  draw() {
    const { context } = this;
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const { x, y, wide, words, color } of this.all) {
      context.fillStyle = this.page;
      context.globalAlpha = 0.85;
      context.fillRect(x, y, wide, HIGH);
      context.globalAlpha = 1;
      context.fillStyle = color;
      context.fillText(words, x + 4, y + HIGH / 2 + 0.5);
    }
  }
}
