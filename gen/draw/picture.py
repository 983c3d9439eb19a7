"""A picture: panels and words with their measured numbers; gen.draw.formats writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from gen.draw.ink import Mark, Morph, Trail, Words
from gen.draw.live import ROOM, Live
from gen.draw.panel import Panel
from gen.palette import INK

WIDTH = 640
EDGE = 12  # of the page, in pixels
STEP_SECONDS = 0.05
HOLD_SECONDS = 2.0  # how long the last step stays before the animation begins again


@dataclass(frozen=True, eq=False)
class Picture:
    """What a figure function returns.

    `alt` says what happens in it, in numbers from the run; `numbers` holds those for the prose, and
    names that were found by measuring; `data` is whatever else belongs in the JSON. `extra` is ink
    outside the panels, such as a legend. With `steps`, it is an animation of that many steps, of
    the panels' moving lines; the step is counted at `counter`. With `live` a reader turns knobs.
    """

    title: str
    alt: str
    panels: tuple[Panel, ...]
    numbers: Mapping[str, float | str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    extra: tuple[Mark, ...] = ()
    width: int = WIDTH
    height: int = 480
    steps: int = 0
    pace: float = STEP_SECONDS  # seconds from step to step
    counter: tuple[float, float] = (0.0, 0.0)
    live: Live | None = None
    alone: Panel | None = None  # its map without words, as an index of places shows it

    @cached_property
    def unmoved(self) -> Picture:
        """The picture without what a reader moves."""
        return replace(self, live=None)

    @cached_property
    def at_defaults(self) -> Picture:
        """The picture with what moves as it is at the defaults of the knobs, and said."""
        if self.live is None:
            return self
        marks = self.live.at().marks
        panels = tuple(
            replace(panel, marks=(*panel.marks, *moved))
            for panel, moved in zip(self.panels, marks, strict=True)
        )
        said = Words(EDGE, self.height + ROOM - 10, self.live.sentence(), 12)
        return replace(
            self, panels=panels, extra=(*self.extra, said), height=self.height + ROOM, live=None
        )

    def ink(self) -> Iterator[Mark]:
        """Yield everything in drawing order, the step counter apart."""
        yield Words(EDGE, 24, self.title, 15, INK, bold=True)
        for panel in self.panels:
            yield from panel.ink()
        yield from self.extra

    def still(self) -> list[Mark]:
        """Return what does not move."""
        return [mark for mark in self.ink() if not isinstance(mark, Trail | Morph)]

    def trails(self) -> list[Trail]:
        """Return what moves."""
        return [mark for mark in self.ink() if isinstance(mark, Trail)]

    def morphs(self) -> list[Morph]:
        """Return what changes its shape; it is drawn over all else."""
        return [mark for mark in self.ink() if isinstance(mark, Morph)]

    def finished(self) -> list[Mark]:
        """Return the picture after the last step."""
        return [*self.still(), *self.trails(), *self.morphs(), *self.final_words()]

    def final_words(self) -> list[Mark]:
        """Return the step counter as it ends, for the formats that stand still."""
        return [Words(*self.counter, f"step {self.steps}", 13, bold=True)] if self.steps else []
