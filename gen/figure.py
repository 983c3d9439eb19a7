"""The register of figures: a function that draws, its address, and whom it shows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from gen.catalogue import Catalogue
from gen.draw.picture import Picture
from gen.matrices import MATRICES
from gen.optimizers import OPTIMIZERS
from gen.surfaces import SURFACES

CATALOGUES: dict[str, Catalogue[Any]] = {
    "optimizers": OPTIMIZERS,
    "surfaces": SURFACES,
    "matrices": MATRICES,
}
SINGULAR = {"optimizers": "optimizer", "surfaces": "surface", "matrices": "matrix"}


@dataclass(frozen=True)
class Cast:
    """Who is in a figure, by slug; the first of the optimizers is the protagonist."""

    optimizers: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    matrices: tuple[str, ...] = ()

    @property
    def slugs(self) -> dict[str, tuple[str, ...]]:
        """Its slugs, by the names of their catalogues."""
        return {kind: getattr(self, kind) for kind in CATALOGUES}

    @property
    def present(self) -> bool:
        """Whether everyone in it is still in the catalogues."""
        return all(slug in CATALOGUES[kind] for kind, slugs in self.slugs.items() for slug in slugs)

    @property
    def first(self) -> dict[str, str]:
        """What `{optimizer}` and so on stand for in an id or a page: the first of each kind."""
        return {SINGULAR[kind]: slugs[0] for kind, slugs in self.slugs.items() if slugs}

    @property
    def names(self) -> dict[str, str]:
        """The same, and what `{Optimizer}` and so on stand for in a title."""
        titles = {
            SINGULAR[kind].capitalize(): CATALOGUES[kind][slugs[0]].title
            for kind, slugs in self.slugs.items()
            if slugs
        }
        return self.first | titles


@dataclass(frozen=True)
class Figure:
    """One figure. Its `slug` is its id and its address: /figures/<slug>/, /figures/<slug>.svg."""

    slug: str
    title: str
    page: str  # the page it belongs to: "surfaces/rosenbrock"
    cast: Cast
    function: Callable[..., Picture] = field(repr=False)
    video: bool = True  # if it moves; where there are hundreds of a kind, GIF and SVG are enough

    def draw(self) -> Picture:
        """Run the experiment and return the picture."""
        shown = {
            kind: tuple(CATALOGUES[kind][slug] for slug in slugs)
            for kind, slugs in self.cast.slugs.items()
        }
        offered: dict[str, Any] = {**shown, "title": self.title}
        wanted = inspect.signature(self.function).parameters
        return self.function(**{name: offered[name] for name in wanted})


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
            if cast.present:
                own, name, home = (text.format(**cast.names) for text in (slug, title, page))
                film = video if isinstance(video, bool) else cast.optimizers[0] in video
                FIGURES.add(Figure(own, name, home, cast, function, film))
            else:
                ABSENT.add(slug.format(**cast.first))
        return function

    return register
