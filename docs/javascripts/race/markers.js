// The shapes that tell optimizers apart without color, around (0, 0) with radius about 1.

/** @param {number} corners @param {number} inner @param {number} turn @returns {[number, number][]} */
function star(corners, inner, turn = -Math.PI / 2) {
  const count = inner < 1 ? 2 * corners : corners;
  return Array.from({ length: count }, (_, i) => {
    const radius = inner < 1 && i % 2 ? inner : 1;
    const angle = turn + (2 * Math.PI * i) / count;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** @type {[number, number][]} */
const PLUS = [
  [-0.35, -1],
  [0.35, -1],
  [0.35, -0.35],
  [1, -0.35],
  [1, 0.35],
  [0.35, 0.35],
  [0.35, 1],
  [-0.35, 1],
  [-0.35, 0.35],
  [-1, 0.35],
  [-1, -0.35],
  [-0.35, -0.35],
];

/** @type {Record<string, [number, number][]>} */
export const SHAPES = {
  circle: star(24, 1),
  square: star(4, 1, -Math.PI / 4),
  triangle: star(3, 1),
  down: star(3, 1, Math.PI / 2),
  diamond: star(4, 1),
  star: star(5, 0.45),
  plus: PLUS,
  cross: PLUS.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
  pentagon: star(5, 1),
  hexagon: star(6, 1),
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} shape @param {number} x @param {number} y @param {number} radius
 */
export function tracePath(context, shape, x, y, radius) {
  context.beginPath();
  for (const [dx, dy] of SHAPES[shape] ?? SHAPES.circle) context.lineTo(x + radius * dx, y + radius * dy);
  context.closePath();
}

/** @param {string} shape @returns {SVGSVGElement} a marker for the key, in the color of its text */
export function markerIcon(shape) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-1.3 -1.3 2.6 2.6");
  svg.setAttribute("aria-hidden", "true");
  const polygon = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
  polygon.setAttribute("points", (SHAPES[shape] ?? SHAPES.circle).map((p) => p.join(",")).join(" "));
  svg.append(polygon);
  return svg;
}
