"""The register of figures: a function that draws, its address, and whom it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from gen.cast import CATALOGUES, Cast
from gen.catalogue import Catalogue

__all__ = ["ABSENT", "CATALOGUES", "FIGURES", "Cast", "Drawing", "Figure", "figure"]


class Drawing(Protocol):
    """What a figure function returns: a picture that can be written in several formats."""

    alt: str  # what happens in the picture, in a sentence; measured numbers come from the run
    width: int  # of the picture on a page, in CSS pixels
    height: int

    def formats(self) -> dict[str, tuple[str, ...]]:
        """Return the themes of each format: {"svg": ("light", "dark"), "json": ("light",)}."""

    def encode(self, ending: str, theme: str) -> bytes:
        """Return the file of this format, the same bytes every time."""


@dataclass(frozen=True)
class Figure:
    """One figure. Its `slug` is its id and address: /figures/<slug>/ and /figures/<slug>.svg."""

    slug: str
    title: str
    page: str  # the page it belongs to: "surfaces/rosenbrock"
    cast: Cast
    function: Callable[..., Drawing] = field(repr=False)

    @property
    def module(self) -> str:
        """The module that draws it."""
        return self.function.__module__

    def draw(self) -> Drawing:
        """Run the experiment and return the picture."""
        return self.cast.call(self.function, title=self.title)


FIGURES: Catalogue[Figure] = Catalogue("figure", ())
# Ids whose cast is no longer complete: a page may still ask for them, and shows nothing.
ABSENT: set[str] = set()


def figure(
    slug: str, *, title: str, page: str, casts: Iterable[Cast] = (Cast(),)
) -> Callable[[Callable[..., Drawing]], Callable[..., Drawing]]:
    """Register a figure for each of `casts`.

    `slug`, `title` and `page` may name {optimizer}, {surface} and {matrix}. The function may take
    `optimizers` (classes), `surfaces`, `matrices` and `title`, whichever it needs.
    """

    def register(function: Callable[..., Drawing]) -> Callable[..., Drawing]:
        for cast in casts:
            id_ = slug.format(**cast.names)
            if cast.present:
                address, name = page.format(**cast.names), title.format(**cast.names, **cast.titles)
                FIGURES.add(Figure(id_, name, address, cast, function))
            else:
                ABSENT.add(id_)
        return function

    return register
