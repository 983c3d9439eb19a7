"""exp, log, sin, cos, tanh and powers from + − × ÷ alone: the same bits on every machine.

A C library's or NumPy's own differ in their last bits between processors and browsers, and near the
edge of stability a rule turns a last bit into another picture. IEEE 754 fixes only + − × ÷ and √;
scaling by a power of two is exact. Each function here is at most 2 units in the last place from the
true value.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from math import factorial
from typing import Any

import numpy as np

from gen.arithmetic import Array

LN_2, LN_2_TAIL = 0.6931471803691238, 1.9082149292705877e-10  # the first has 32 bits
PER_LN_2, LOG10_E = 1.4426950408889634, 0.4342944819032518
ROOT_HALF = 0.7071067811865476
PER_HALF_PI = 0.6366197723675814
# π/2 in parts of 26 bits: whole multiples of each, up to 2²⁶, are exact.
HALF_PI = (
    1.5707963109016418,
    1.5893254712295857e-08,
    6.123233601181349e-17,
    3.9455541665632055e-24,
)
# Beyond, sin and cos would need more parts of π; whatever runs here has left all bounds.
FARTHEST = 1e8

PORTABLE: dict[str, Callable[[Array], Array]] = {}  # what the browser's engine traces, by name


def namespace(x: Any) -> Any:
    """Return the array namespace of `x`; NumPy for a Python number."""
    if type(x) is np.ndarray:
        return np  # to ask takes as long as to add a thousand numbers
    return x.__array_namespace__() if hasattr(x, "__array_namespace__") else np


def portable(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Let a function of one array be called in all three worlds.

    NumPy runs its lines. They are traced once, and traced rules call the result by its name. JAX
    has functions of its own: what networks learn is told over seeds, not to the last bit.
    """
    name = function.__name__
    PORTABLE[name] = function

    @wraps(function)
    def call(x: Array) -> Array:
        xp = namespace(x)
        if xp is not np:
            return xp.call(name, x) if hasattr(xp, "tape") else getattr(xp, name)(x)
        with np.errstate(all="ignore"):  # outside of its domain an answer is NaN or infinite
            return function(np.asarray(x, dtype=float))[()]

    return call


def _series(z: Array, coefficients: tuple[float, ...]) -> Array:
    """Return the polynomial whose constant comes first, by Horner's rule."""
    *others, last, highest = coefficients
    total = last + z * highest
    for coefficient in reversed(others):
        total = coefficient + z * total
    return total


# r coth(r/2) = 2 + r² (B₀ + B₁ r² + …), from the Bernoulli numbers.
_COTH = tuple(
    float(Fraction(p, q))
    for p, q in (
        (1, 6),
        (-1, 360),
        (1, 15120),
        (-1, 604800),
        (1, 23950080),
        (-691, 653837184000),
        (1, 37362124800),
    )
)
_ARTANH = tuple(2 / (2 * k + 1) for k in range(1, 12))
_SIN = tuple((-1) ** k / factorial(2 * k + 1) for k in range(1, 9))
_COS = tuple((-1) ** k / factorial(2 * k) for k in range(2, 10))


def _reduced(x: Array) -> tuple[Array, Array, Array]:
    """Return k, and hi and lo whose difference is x − k ln 2, at most ln(2)/2 in size."""
    xp = namespace(x)
    k = xp.floor(x * PER_LN_2 + 0.5)
    return k, x - k * LN_2, k * LN_2_TAIL


def _growth(hi: Array, lo: Array) -> Array:
    """Return exp(hi − lo) − 1 for small arguments, as lo − … so that nothing is lost."""
    r = hi - lo
    z = r * r
    c = r - z * _series(z, _COTH)
    return hi - (lo - r * c / (2 - c))


@portable
def exp(x: Array) -> Array:
    """Return e to the power x."""
    xp = namespace(x)
    # At the ends it is 0 and infinite; NaN stays what it is.
    k, hi, lo = _reduced(xp.minimum(xp.maximum(x, -750.0), 710.0))
    return xp.ldexp(1 + _growth(hi, lo), xp.astype(k, xp.int32))


@portable
def log(x: Array) -> Array:
    """Return the natural logarithm of x: −∞ for 0, NaN below."""
    xp = namespace(x)
    proper = (x > 0) & (x < xp.inf)
    part, k = xp.frexp(xp.where(proper, x, 1.0))
    low = part < ROOT_HALF
    f = xp.where(low, 2 * part, part) - 1
    k = xp.where(low, k - 1.0, k + 0.0)
    s = f / (2 + f)
    z, half = s * s, 0.5 * f * f
    rest = s * (half + z * _series(z, _ARTANH))
    found = k * LN_2 - ((half - (rest + k * LN_2_TAIL)) - f)
    return xp.where(proper, found, xp.where(x == 0, -xp.inf, xp.where(x > 0, x, xp.nan)))


@portable
def log10(x: Array) -> Array:
    """Return the logarithm of x to base 10."""
    return log(x) * LOG10_E


@portable
def tanh(x: Array) -> Array:
    """Return the hyperbolic tangent of x."""
    xp = namespace(x)
    twice = xp.minimum(2 * xp.abs(xp.where(x == x, x, 0.0)), 44.0)  # there it is 1 to the last bit
    k, hi, lo = _reduced(twice)
    scale = xp.ldexp(1.0 + 0 * twice, xp.astype(k, xp.int32))
    grown = scale * _growth(hi, lo) + (scale - 1)
    size = grown / (grown + 2)
    return xp.where(x == x, xp.where(x < 0, -size, size), x)


def _turned(x: Array, quarter: int) -> Array:
    """Return sin(x + quarter·π/2)."""
    xp = namespace(x)
    n = xp.floor(x * PER_HALF_PI + 0.5)
    r = x
    for part in HALF_PI:
        r = r - n * part
    z = r * r
    half = 0.5 * z
    head = 1 - half
    cosine = head + (((1 - head) - half) + z * z * _series(z, _COS))
    sine = r + r * z * _series(z, _SIN)
    turn = n + quarter
    half_turns = xp.floor(turn / 2)
    found = xp.where(turn == 2 * half_turns, sine, cosine)
    sign = 1 - 2 * (half_turns - 2 * xp.floor(half_turns / 2))
    return xp.where(xp.abs(x) <= FARTHEST, sign * found, xp.nan)


@portable
def sin(x: Array) -> Array:
    """Return the sine of x, in radians; NaN beyond FARTHEST."""
    return _turned(x, 0)


@portable
def cos(x: Array) -> Array:
    """Return the cosine of x, in radians; NaN beyond FARTHEST."""
    return _turned(x, 1)


def power(base: Array, exponent: Array) -> Array:
    """Return `base` to a whole power of at least 0, by products in a fixed order."""
    if not isinstance(exponent, int | np.integer):
        xp = namespace(exponent)
        return xp.call("power", base, exponent) if hasattr(xp, "tape") else base**exponent
    result, square = 1.0 + 0 * base, base
    while exponent > 0:
        if exponent % 2:
            result = result * square
        square, exponent = square * square, exponent // 2
    return result


def real_power(base: Array, exponent: Array) -> Array:
    """Return a positive `base` to any power."""
    xp = namespace(base)
    if xp is not np and not hasattr(xp, "tape"):
        return base**exponent
    return exp(exponent * log(base))


def evenly(first: float, last: float, count: int) -> Array:
    """Return `count` numbers from `first` to `last`, evenly spaced on a logarithmic scale."""
    share = np.arange(count) / (count - 1)
    return exp(log(first) + share * (log(last) - log(first)))
