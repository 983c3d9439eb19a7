"""The register of figures: a function that draws, its address, and whom it shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from gen.cast import CATALOGUES, Cast
from gen.catalogue import Catalogue
from gen.draw.arranged import arranged
from gen.draw.picture import Picture

__all__ = ["ABSENT", "CATALOGUES", "FIGURES", "Cast", "Figure", "figure"]


@dataclass(frozen=True)
class Figure:
    """One figure. Its `slug` is its id and address: /figures/<slug>/ and /figures/<slug>.svg."""

    slug: str
    title: str
    page: str  # the page it belongs to: "surfaces/rosenbrock"
    cast: Cast
    function: Callable[..., Picture] = field(repr=False)
    video: bool = True  # if it moves; where there are hundreds of a kind, GIF and SVG are enough

    @property
    def module(self) -> str:
        """The module that draws it."""
        return self.function.__module__

    def draw(self) -> Picture:
        """Run the experiment and return the picture."""
        return arranged(self.cast.call(self.function, title=self.title))


FIGURES: Catalogue[Figure] = Catalogue("figure", ())
# Ids whose cast is no longer complete: a page may still ask for them, and shows nothing.
ABSENT: set[str] = set()

Draws = Callable[..., Picture]


def figure(
    slug: str,
    *,
    title: str,
    page: str,
    casts: Iterable[Cast] = (Cast(),),
    video: bool | Collection[str] = True,
) -> Callable[[Draws], Draws]:
    """Register a figure for each of `casts`.

    `slug`, `title` and `page` may name {optimizer}, {surface} and {matrix}. The function may take
    `optimizers` (classes), `surfaces`, `matrices` and `title`, whichever it needs. `video` says
    whether those that move come as MP4, too, or which protagonists' do.
    """

    def register(function: Draws) -> Draws:
        for cast in casts:
            own = slug.format(**cast.names)
            if cast.present:
                home, name = page.format(**cast.names), title.format(**cast.names, **cast.titles)
                film = video if isinstance(video, bool) else cast.optimizers[0] in video
                FIGURES.add(Figure(own, name, home, cast, function, film))
            else:
                ABSENT.add(own)
        return function

    return register
