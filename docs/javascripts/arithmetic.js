// What the engine's functions stand on: powers of two, taken from a number's own bits, and whole powers.

const bits = new DataView(new ArrayBuffer(8));

/** @param {number} k from -1022 to 1023 @returns {number} 2 to the power k */
function powerOfTwo(k) {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * Return x times 2 to the power k, rounded once. Where one factor cannot say it, only the second may round.
 * @param {number} x @param {number} k @returns {number}
 */
export function ldexp(x, k) {
  if (k > 1023) return x * powerOfTwo(k - 512) * powerOfTwo(512);
  if (k < -900) return x * powerOfTwo(k + 200) * powerOfTwo(-200);
  return x * powerOfTwo(k);
}

/**
 * Return m, at least 1/2 and below 1, and k with x = m times 2 to the power k.
 * @param {number} x @returns {[number, number]}
 */
export function frexp(x) {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  if (Math.abs(x) < 2 ** -1022) {
    const [part, k] = frexp(x * 2 ** 54);
    return [part, k - 54];
  }
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  bits.setUint32(0, (high & 0x800fffff) | 0x3fe00000);
  return [bits.getFloat64(0), ((high >>> 20) & 0x7ff) - 1022];
}

/**
 * Return `base` to a whole power, by squaring and multiplying in the order of gen/arithmetic/functions.py.
 * @param {number} base @param {number} exponent @returns {number}
 */
export function power(base, exponent) {
  let result = 1 + 0 * base;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2) result *= square;
    square *= square;
  }
  return result;
}
