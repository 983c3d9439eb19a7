"""As which power of one thing another grows: the slope of a straight line on logarithmic axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gen.arithmetic.functions import log
from gen.arithmetic.vectors import total


def exponent(x: Sequence[float] | np.ndarray, y: np.ndarray) -> float:
    """Return the p for which y ∝ xᵖ fits best, by least squares between the logarithms."""
    across, up = (log(np.asarray(values, float)) for values in (x, y))
    across, up = across - total(across) / len(across), up - total(up) / len(up)
    return float(total(across * up) / total(across * across))
