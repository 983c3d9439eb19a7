"""Stretching a layout: panels grow or shrink, and what stands between them keeps its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gen.draw.ink import Box


@dataclass(frozen=True)
class Way:
    """One coordinate as it was and as it is: increasing, and shifted alone beyond its stops."""

    before: tuple[float, ...] = (0.0,)
    after: tuple[float, ...] = (0.0,)

    def at(self, values: float | np.ndarray) -> np.ndarray:
        """Return where `values` have come to."""
        v = np.asarray(values, dtype=float)
        before, after = np.array(self.before), np.array(self.after)
        inner = np.clip(v, before[0], before[-1])
        beyond = v - inner
        if len(before) == 1:
            return np.asarray(after[0] + beyond)
        i = np.clip(np.searchsorted(before, inner, side="right") - 1, 0, len(before) - 2)
        share = (inner - before[i]) / (before[i + 1] - before[i])
        return np.asarray(after[i] + share * (after[i + 1] - after[i]) + beyond)

    def box(self, box: Box, down: Way) -> Box:
        """Return where a box has come to, if this is its way across."""
        left, right = self.at(np.array([box.left, box.right])).tolist()
        top, bottom = down.at(np.array([box.top, box.bottom])).tolist()
        return Box(left, top, right - left, bottom - top)

    def shifted(self, by: float) -> Way:
        """Return it with all moved further."""
        return Way(self.before, tuple(value + by for value in self.after))


def way(stretches: Iterable[tuple[float, float, float]]) -> Way:
    """Return the way on which each (low, high, factor) becomes longer, and all else as it was."""
    before, after = [0.0], [0.0]
    for low, high, factor in stretches:
        start = after[-1] + low - before[-1]
        before += [low, high]
        after += [start, start + factor * (high - low)]
    return Way(tuple(before), tuple(after))


Spans = Sequence[tuple[float, float]]


def span(box: Box, axis: int) -> tuple[float, float]:
    """Return where a box begins and ends, across (0) or down (1)."""
    return (box.top, box.bottom) if axis else (box.left, box.right)


def spans(of: Spans, wanted: Callable[[float], bool]) -> list[tuple[float, float]]:
    """Return the intervals between the ends of `of` whose middle is `wanted`."""
    ends = sorted({end for span in of for end in span})
    return [(a, b) for a, b in pairwise(ends) if wanted((a + b) / 2)]


def is_within(value: float, of: Spans) -> bool:
    """Return whether any of the intervals has `value` in it."""
    return any(low < value < high for low, high in of)
