// Numbers in sentences, as `filled` of gen/draw/live.py writes them.

import { tenTo } from "../race/dom.js";

/** @param {number} value @param {string} spec @returns {string} as `told` of gen/draw/live.py says it */
export function told(value, spec) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "undefined";
  const minus = (/** @type {string} */ text) => text.replace("-", "−");
  const fixed = /^(,?)\.(\d+)([f%])$/.exec(spec);
  if (fixed) {
    const [, comma, digits, kind] = fixed;
    const shown = (kind === "%" ? 100 * value : value).toFixed(Number(digits)).replace(/^-(?=[0.]*$)/, "");
    const [whole, ...part] = shown.split(".");
    const grouped = [comma ? whole.replace(/\d(?=(\d{3})+$)/g, "$&,") : whole, ...part].join(".");
    return minus(kind === "%" ? `${grouped}%` : grouped);
  }
  const rounded = Number(value.toPrecision(3));
  if (rounded && (Math.abs(rounded) < 1e-4 || Math.abs(rounded) >= 1e6)) {
    const [mantissa, exponent] = rounded.toExponential(2).split("e");
    return `${minus(String(Number(mantissa)))}×${tenTo(Number(exponent))}`;
  }
  return minus(String(rounded));
}

/** @param {string} text @param {Record<string, number>} values @returns {string} the text with its numbers in it */
export const filled = (text, values) =>
  text.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, spec) => told(Number(values[name]), spec ?? ""));
