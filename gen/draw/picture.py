"""A picture: panels and words with their measured numbers; gen.draw.formats writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gen.draw.ink import Mark, Morph, Trail, Words
from gen.draw.letters import TEXT, wrapped
from gen.draw.live import Live
from gen.draw.panel import Panel

if TYPE_CHECKING:
    from gen.draw.legend import Legend

WIDTH, PHONE = 640, 340  # of a picture, in pixels: of most, and of their form for a phone
EDGE = 12  # of the page
TITLE, BELOW = 15, 19  # the size of a title, and from line to line of it
STEP_SECONDS = 0.05
HOLD_SECONDS = 2.0  # how long the last step stays before the animation begins again


@dataclass(frozen=True, eq=False)
class Picture:
    """What a figure function returns.

    `alt` says what happens in it, in numbers from the run; `numbers` holds those for the prose, and
    names that were found by measuring; `data` is whatever else belongs in the JSON. Legends and
    texts `below` the panels are given without their places: gen.draw.arranged finds room for all.
    `extra` is ink that has its place already, and keeps the panels in theirs; `column` then says
    what stands under what on a phone: numbers of panels, legends and texts. With `steps`, it is an
    animation of that many steps, of the panels' moving lines; the step is counted at `counter`.
    With `live` a reader turns knobs.
    """

    title: str
    alt: str
    panels: tuple[Panel, ...]
    numbers: Mapping[str, float | str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    below: tuple[Legend | str, ...] = ()
    extra: tuple[Mark, ...] = ()
    column: tuple[int | Legend | str, ...] = ()
    width: int = WIDTH
    height: int = 480
    steps: int = 0
    pace: float = STEP_SECONDS  # seconds from step to step
    counter: tuple[float, float] = (0.0, 0.0)
    live: Live | None = None
    alone: Panel | None = None  # its map without words, as an index of places shows it

    @property
    def heading(self) -> list[str]:
        """The lines of the title."""
        return wrapped(self.title, TITLE, self.width - 2 * EDGE, bold=True)

    @cached_property
    def unmoved(self) -> Picture:
        """The picture without what a reader moves."""
        return replace(self, live=None)

    @cached_property
    def at_defaults(self) -> Picture:
        """The picture with what moves as it is at the defaults of the knobs, and said."""
        if self.live is None:
            return self
        marks = self.live.begun.marks
        panels = tuple(
            replace(panel, marks=(*panel.marks, *moved))
            for panel, moved in zip(self.panels, marks, strict=True)
        )
        lines = wrapped(self.live.sentence(), TEXT, self.width - 2 * EDGE)
        said = [
            Words(EDGE, self.height + TEXT + 3 + (TEXT + 3) * i, line)
            for i, line in enumerate(lines)
        ]
        height = self.height + (TEXT + 3) * len(lines) + 10
        return replace(self, panels=panels, extra=(*self.extra, *said), height=height, live=None)

    def ink(self) -> tuple[Mark, ...]:
        """Return everything in drawing order, the step counter apart."""
        return self._ink

    @cached_property  # every format in every theme asks for it
    def _ink(self) -> tuple[Mark, ...]:
        return tuple(self._drawn())

    def _drawn(self) -> Iterator[Mark]:
        for i, line in enumerate(self.heading):
            yield Words(EDGE, 24 + BELOW * i, line, TITLE, bold=True)
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
        return [Words(*self.counter, f"step {self.steps}", bold=True)] if self.steps else []
