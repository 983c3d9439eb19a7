"""Who is who: an optimizer's entry in a legend, in its color and with its marker."""

from __future__ import annotations

from collections.abc import Iterable

from gen.draw.legend import Entry
from gen.optimizer import Optimizer
from gen.palette import HUES


def entry(cls: type[Optimizer], said: str = "") -> Entry:
    """Return what says which line is the optimizer's, and what is to be `said` of it."""
    return Entry(f"{cls.short_title()}{said}", HUES[cls.hue], cls.marker)


def entries(optimizers: Iterable[type[Optimizer]]) -> list[Entry]:
    """Return an entry for each."""
    return [entry(cls) for cls in optimizers]
