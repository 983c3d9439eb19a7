"""A measurement: what was timed or weighed, and whether it meets the design's bar."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """A number with its unit. It must be at most the `bar`, or with `at_least`, at least that."""

    what: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the bar is met, and if not, by how much."""
        if self.bar is None:
            return ""
        met = self.value >= self.bar if self.at_least else self.value <= self.bar
        wanted = f"{'≥' if self.at_least else '≤'} {self.bar:g}"
        return f"{wanted}: met" if met else f"{wanted}: missed, {self.value / self.bar:.2g} of it"

    def as_json(self) -> dict[str, Any]:
        """Return the measurement as it stands in bench.json."""
        return asdict(self) | {"verdict": self.verdict}


def timed(
    work: Callable[[], Any], times: int = 1, before: Callable[[], Any] = lambda: None
) -> tuple[float, Any]:
    """Return the median of how long `work` took, `times` times after `before`; and its result."""
    seconds, result = [], None
    for _ in range(times):
        before()
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), result


def table(measurements: Iterable[Measurement]) -> str:
    """Return the measurements as lines of text."""
    rows = [(m.what, f"{m.value:,.4g}", m.unit, m.verdict) for m in measurements]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        f"{w:<{widths[0]}}  {v:>{widths[1]}} {u:<{widths[2]}}  {verdict}"
        for w, v, u, verdict in rows
    )
