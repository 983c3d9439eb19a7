// The shapes that tell optimizers apart without color: polygons around (0, 0), as the figures have them.

/** @typedef {import("../types").Point} Point */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} corners @param {number} x @param {number} y @param {number} radius
 */
export function tracePath(context, corners, x, y, radius) {
  context.beginPath();
  for (const [dx, dy] of corners) context.lineTo(x + radius * dx, y + radius * dy);
  context.closePath();
}

/** @param {Point[]} corners @returns {SVGSVGElement} a marker for the key, in the color of its text */
export function markerIcon(corners) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-1.5 -1.5 3 3");
  svg.setAttribute("aria-hidden", "true");
  const polygon = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
  polygon.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
  svg.append(polygon);
  return svg;
}
