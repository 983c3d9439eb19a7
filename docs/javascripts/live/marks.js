import { filled } from "./told.js";

/**
 * What of a live figure moves, as SVG: each mark as gen/draw/panel.py draws it.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {{low: number, high: number, log: boolean}} Axis
 * @typedef {{box: Box, x: Axis, y: Axis}} Panel
 * @typedef {{panel: number, x: string, y: string}} Handle
 * @typedef {{width: number, height: number, panels: Panel[]}} Placed
 * @typedef {Placed & {phone: Placed, handles: Handle[], shapes: Record<string, number[][]>}} About
 * @typedef {{name: string, default: number, symbol: string, meaning: string, low: number, high: number, scale: string}} Knob
 * @typedef {import("../arrays.js").Whole} Whole
 * @typedef {{text: string, values: Record<string, number>, when: boolean | number}} Case
 * @typedef {{kind: string, [field: string]: any}} Mark
 * @typedef {{marks: Mark[][], says: Case[]}} Moved
 * @typedef {[number, number]} Point
 */

const INK = "figure-ink";
const PAGE = "figure-page";
const FAR = 40_000; // pixels: as far as gen/draw/trails.py follows a run that diverges
const TEXT = 13; // the size of all words, as gen/draw/letters.py has it
const LETTER = 8; // pixels: how wide a letter of that size is, on average
const HEAD = 4.5; // the radius of a moving marker, as there
const RIM = 1.3;
const DOT = 2.6;

/** @param {string} text @returns {string} */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {Axis} axis @param {number} value @returns {number} 0 at its low end, 1 at its high one */
export function share({ low, high, log }, value) {
  if (log) return Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return (value - low) / (high - low);
}

/** @param {Axis} axis @param {number} place @returns {number} the value that stands there */
export const back = ({ low, high, log }, place) => (log ? low * (high / low) ** place : low + place * (high - low));

/** @param {Panel} panel @param {number} x @param {number} y @returns {Point} where it stands, in pixels */
export function at({ box, x: across, y: up }, x, y) {
  return [box.left + box.width * share(across, x), box.top + box.height * (1 - share(up, y))];
}

/** @param {Panel} panel @param {Whole} points of shape (n, 2) @returns {Point[]} */
export function places(panel, points) {
  const found = /** @type {Point[]} */ ([]);
  for (let i = 0; i < points.data.length; i += 2) found.push(at(panel, points.data[i], points.data[i + 1]));
  for (let t = 0; t < found.length; t++) {
    const [x, y] = found[t];
    const [fromX, fromY] = t ? found[t - 1] : [0, 0];
    const reach = Math.max(Math.abs(x - fromX), Math.abs(y - fromY));
    if (Math.max(Math.abs(x), Math.abs(y)) > FAR && reach > FAR) {
      found[t] = [fromX + ((x - fromX) * FAR) / reach, fromY + ((y - fromY) * FAR) / reach];
    }
  }
  return found;
}

/** @param {Box} box @param {Point} place @returns {boolean} */
export const inside = (box, [x, y]) =>
  x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;

/** @param {number} value @returns {string} a hundredth of a pixel is enough */
export const short = (value) => String(Math.round(value * 100) / 100);

/** @param {Point[]} points @returns {string} path data; what is not a number interrupts it */
export function outline(points) {
  let pen = "M";
  let data = "";
  for (const [x, y] of points) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      data += `${pen}${short(x)} ${short(y)}`;
      pen = "L";
    } else pen = "M";
  }
  return data;
}

/** @param {number} x @param {number} y @param {string} text @param {{hue?: string, anchor?: string, bold?: boolean}} look */
export const words = (x, y, text, { hue = INK, anchor = "start", bold = false } = {}) =>
  `<text x="${short(x)}" y="${short(y)}" font-size="${TEXT}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ""} style="fill:var(--${hue})">${escaped(text)}</text>`;

/** Draws the marks of one figure; a mark is drawn as gen/draw/panel.py draws it. */
export class Ink {
  /** @param {About} about @param {string} id of the figure */
  constructor(about, id) {
    this.about = about;
    this.id = id;
  }

  /** @returns {string} the frames within which marks are seen */
  clips() {
    const each = this.about.panels.map(
      ({ box }, i) =>
        `<clipPath id="${this.id}-${i}"><rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}"/></clipPath>`,
    );
    return `<defs>${each.join("")}</defs>`;
  }

  /** @param {Mark[][]} marks @returns {string} a group for each panel */
  all(marks) {
    return marks.map((own, i) => `<g>${own.map((mark) => this.draw(mark, i)).join("")}</g>`).join("");
  }

  /** @param {Mark} mark @param {number} index of its panel @returns {string} */
  draw(mark, index) {
    const panel = this.about.panels[index];
    const clip = `clip-path="url(#${this.id}-${index})"`;
    switch (mark.kind) {
      case "line":
        return this.line(mark, panel, clip);
      case "spot":
        return this.spot(mark, panel);
      case "guide":
        return this.guide(mark, panel);
      case "span":
        return this.span(mark, panel);
      case "arrow":
        return this.polygons(arrowheads(places(panel, mark.tails), places(panel, mark.tips), mark.width), mark, clip);
      case "shape":
        return this.shape(mark, panel, clip);
      case "note": {
        const [x, y] = at(panel, mark.x, mark.y);
        return Number.isFinite(x + y)
          ? words(x, y, filled(mark.text, mark.values), { hue: mark.hue, anchor: mark.anchor })
          : "";
      }
      default:
        throw new Error(`a live figure cannot draw ${mark.kind}`);
    }
  }

  /** @param {string} shape @param {Point} place @param {string} hue @param {number} size @returns {string} */
  glyph(shape, [x, y], hue, size) {
    const corners = this.about.shapes[shape].map(([dx, dy]) => `${short(x + size * dx)},${short(y + size * dy)}`);
    return `<polygon points="${corners.join(" ")}" style="fill:var(--${hue})"/>`;
  }

  /** @param {Mark} mark @param {Panel} panel @param {string} clip @returns {string} */
  line(mark, panel, clip) {
    const points = places(panel, mark.points);
    const dash = mark.dash.length ? ` stroke-dasharray="${mark.dash.join(" ")}"` : "";
    let drawn = mark.width
      ? `<path d="${outline(points)}" fill="none" stroke-width="${mark.width}"${dash} stroke-linejoin="round" style="stroke:var(--${mark.hue})" ${clip}/>`
      : "";
    const seen = points.map((point) => inside(panel.box, point));
    const marker = mark.marker || "circle";
    if (mark.every) {
      for (let t = 0; t < points.length; t += mark.every) {
        if (seen[t]) drawn += this.glyph(marker, points[t], mark.hue, DOT);
      }
    }
    const last = seen.lastIndexOf(true);
    if (mark.lost >= 0) {
      const gone = exit(panel.box, points, last);
      drawn += this.glyph("cross", gone, PAGE, HEAD + 2 + RIM) + this.glyph("cross", gone, mark.hue, HEAD + 2);
    }
    if (mark.label && last >= 0) {
      drawn += words(points[last][0] + 7, points[last][1] + 3.5, mark.label, { bold: true });
    }
    return drawn;
  }

  /** @param {Mark} mark @param {Panel} panel @returns {string} */
  spot(mark, panel) {
    const place = at(panel, mark.x, mark.y);
    if (!inside(panel.box, place)) return "";
    const [x, y] = place;
    const label = mark.label
      ? words(x, y - 11 - TEXT > panel.box.top ? y - 11 : y + 8 + TEXT, mark.label, { anchor: "middle" })
      : "";
    return (
      this.glyph(mark.shape, place, PAGE, mark.size + 1.4) + this.glyph(mark.shape, place, mark.hue, mark.size) + label
    );
  }

  /** @param {Mark} mark @param {Panel} panel @returns {string} */
  guide(mark, { box, x: across, y: up }) {
    const look = `stroke-width="1.2" stroke-dasharray="4 3" style="stroke:var(--${INK})"`;
    const right = box.left + box.width;
    if (mark.x !== null) {
      const x = box.left + box.width * share(across, mark.x);
      if (!(x >= box.left - 0.5 && x <= right + 0.5)) return "";
      const late = x + 4 + LETTER * mark.label.length > right;
      return (
        `<path d="M${short(x)} ${box.top}V${box.top + box.height}" ${look}/>` +
        words(late ? x - 4 : x + 4, box.top + TEXT + 1, mark.label, { anchor: late ? "end" : "start" })
      );
    }
    const y = box.top + box.height * (1 - share(up, mark.y));
    if (!(y >= box.top - 0.5 && y <= box.top + box.height + 0.5)) return "";
    return `<path d="M${box.left} ${short(y)}H${right}" ${look}/>${words(box.left + 5, y - 5, mark.label)}`;
  }

  /** @param {Mark} mark @param {Panel} panel @returns {string} */
  span(mark, { box, x: across }) {
    const [left, right] = [mark.low, mark.high].map(
      (value) => box.left + box.width * Math.min(1, Math.max(0, share(across, value))),
    );
    return (
      `<rect x="${short(left)}" y="${box.top}" width="${short(Math.max(0, right - left))}" height="${box.height}" opacity=".16" style="fill:var(--${mark.hue})"/>` +
      words((left + right) / 2, box.top + box.height - 8, mark.label, { anchor: "middle", hue: "figure-quiet" })
    );
  }

  /** @param {Mark} mark @param {Panel} panel @param {string} clip @returns {string} */
  shape(mark, panel, clip) {
    const corners = { shape: mark.points.shape.slice(-2), data: mark.points.data };
    const fill = mark.fill ? `fill:var(--${mark.hue});fill-opacity:${mark.fill}` : "fill:none";
    return `<path d="${outline(places(panel, corners))}Z" stroke-width="${mark.width}" style="stroke:var(--${mark.hue});${fill}" ${clip}/>`;
  }

  /** @param {Point[][]} shapes @param {Mark} mark @param {string} clip @returns {string} */
  polygons(shapes, mark, clip) {
    const each = shapes.map((corners) => `<path d="${outline(corners)}Z"/>`);
    return `<g style="fill:var(--${mark.hue})" ${clip}>${each.join("")}</g>`;
  }
}

/**
 * Return the corners of arrows, as gen/draw/arrows.py has them.
 * @param {Point[]} tails @param {Point[]} tips @param {number} width @returns {Point[][]}
 */
function arrowheads(tails, tips, width) {
  return tails.map(([x, y], i) => {
    const [dx, dy] = [tips[i][0] - x, tips[i][1] - y];
    const length = Math.hypot(dx, dy);
    const [ax, ay] = length > 0 ? [dx / length, dy / length] : [0, 0];
    const head = Math.min(4.5 * width, length);
    const half = Math.min(width / 2, head / 6);
    const barb = 0.42 * head;
    const [nx, ny] = [tips[i][0] - head * ax, tips[i][1] - head * ay];
    return /** @type {Point[]} */ ([
      [x - ay * half, y + ax * half],
      [nx - ay * half, ny + ax * half],
      [nx - ay * barb, ny + ax * barb],
      tips[i],
      [nx + ay * barb, ny - ax * barb],
      [nx + ay * half, ny - ax * half],
      [x + ay * half, y - ax * half],
    ]);
  });
}

/** @param {Box} box @param {Point[]} points @param {number} last the last inside @returns {Point} where the path leaves */
function exit(box, points, last) {
  const a = points[Math.max(last, 0)];
  const b = points[Math.min(Math.max(last, 0) + 1, points.length - 1)];
  const low = [box.left, box.top];
  const high = [box.left + box.width, box.top + box.height];
  const shares = [0, 1].map((k) => {
    if (b[k] === a[k]) return Number.POSITIVE_INFINITY;
    return ((b[k] > a[k] ? high[k] : low[k]) - a[k]) / (b[k] - a[k]);
  });
  const part = Math.min(1, ...shares);
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
}
