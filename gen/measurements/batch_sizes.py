"""The best rate at each batch size on a noisy bowl, exactly: the mean over all noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import evenly, exp, log, namespace

CURVATURES, STARTS = (1.0, 10.0), (3.0, 1.0)
LIMIT = 2 / max(CURVATURES)
EXAMPLES, STEPS = 8192, 256  # seen in all; taken at every batch size
RATES = evenly(1e-4, 0.1995, 120)  # just below the limit at the end
BATCHES = 2.0 ** np.arange(11)
PACE = float(log(RATES[1] / RATES[0]))


def expected(rates: Array, batch: Array, steps: Array, noise: Array) -> Array:
    """Return the mean loss over all noise, exactly, after `steps`, at rates below LIMIT.

    A step multiplies the mean square in a direction by (1 − ηλ)² and adds η²σ²/B.
    """
    losses: Any = 0.0
    for curvature, start in zip(CURVATURES, STARTS, strict=True):
        keep = (1 - rates * curvature) * (1 - rates * curvature)
        left = exp(steps * log(keep))
        added = rates * noise * noise / (batch * curvature * (2 - rates * curvature))
        losses = losses + 0.5 * curvature * (left * start * start + (1 - left) * added)
    return losses


def best_rates(noise: Array) -> tuple[Array, Array]:
    """Return the best rate at each of BATCHES after as many examples, and after as many steps."""
    xp, batch = namespace(noise), BATCHES[:, None]
    found = []
    for steps in (EXAMPLES / batch, STEPS + 0 * batch):
        losses = expected(RATES, batch, steps, noise)
        found.append(exp(log(RATES[0]) + PACE * xp.argmax(-losses, axis=-1)))
    return found[0], found[1]
