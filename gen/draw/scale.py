"""An axis: where a number stands, linear or logarithmic, and which numbers are worth a tick."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from gen.arithmetic.functions import log, log10

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def ten_to(exponent: int) -> str:
    """Write a power of ten, its exponent raised: 10⁻⁸."""
    return "10" + str(exponent).translate(SUPERSCRIPT)


def number(value: float) -> str:
    """Write a number as a tick does: with a true minus, and a raised exponent if it needs one."""
    mantissa, e, exponent = f"{value:g}".partition("e")
    return mantissa.replace("-", "−") + (f"×{ten_to(int(exponent))}" if e else "")


def power(exponent: int) -> str:
    """Write a power of ten, the small and simple ones as plain numbers."""
    return number(power_of_ten(exponent)) if -2 <= exponent <= 2 else ten_to(exponent)


def power_of_ten(exponent: int) -> float:
    """Return the float nearest to 10 to a whole power.

    It is read from text, which is exact; computing it may not be.
    """
    return float(f"1e{exponent}")


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with a label. On a log axis all below `low`, zero too, stands at it.

    With `names` for 0, 1, 2 and so on it has these in place of numbers.
    """

    low: float
    high: float
    label: str = ""
    log: bool = False
    names: tuple[str, ...] = ()

    def place(self, values: object) -> np.ndarray:
        """Return where `values` stand: 0 at `low`, 1 at `high`."""
        v = np.asarray(values, dtype=float)
        if not self.log:
            return (v - self.low) / (self.high - self.low)
        return np.asarray(log(np.maximum(v, self.low) / self.low) / log(self.high / self.low))

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Return (value, text) of the ticks, no closer than fits in `room` pixels."""
        if self.names:
            return [(float(i), name) for i, name in enumerate(self.names)]
        most = max(2, int(room // 56))
        if not self.log:
            values = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
            slack = 1e-9 * (self.high - self.low)
            return [
                (float(v), number(round(float(v), 10)))
                for v in values
                if self.low - slack <= v <= self.high + slack
            ]
        first, last = (
            math.ceil(log10(self.low) - 1e-9),
            math.floor(log10(self.high) + 1e-9),
        )
        stride = max(1, math.ceil((last - first + 1) / most))
        return [(power_of_ten(k), power(k)) for k in range(first, last + 1) if k % stride == 0]


def log_axis(values: object, label: str, floor: float = 1e-12) -> Axis:
    """Return a log axis over the positive `values`, between whole powers, not below `floor`."""
    v = np.asarray(values, dtype=float)
    v = v[np.isfinite(v)]
    top = max(float(v.max(initial=0.0)), 10 * floor)
    bottom = min(max(float(v.min(initial=top)), floor), top / 10)
    return Axis(
        power_of_ten(math.floor(log10(bottom))),
        power_of_ten(math.ceil(log10(top))),
        label,
        log=True,
    )
