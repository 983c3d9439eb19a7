"""The register of figures: a function that draws, its address, and whom it shows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from gen.catalogue import Catalogue
from gen.optimizers import OPTIMIZERS
from gen.surfaces import SURFACES


class Drawing(Protocol):
    """What a figure function returns: a picture that can be written in several formats."""

    alt: str  # what happens in the picture, in a sentence; measured numbers come from the run
    width: int  # of the picture on a page, in CSS pixels
    height: int

    def formats(self) -> dict[str, tuple[str, ...]]:
        """Return the themes of each format, by its file ending: {"svg": ("light", "dark"), "json": ("light",)}."""

    def encode(self, ending: str, theme: str) -> bytes:
        """Return the file of this format, the same bytes every time."""


@dataclass(frozen=True)
class Cast:
    """The optimizers and surfaces in a figure, by slug; `optimizers[0]` is the protagonist."""

    optimizers: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()

    @property
    def present(self) -> bool:
        """Whether everyone in it is still in the catalogues."""
        return all(o in OPTIMIZERS for o in self.optimizers) and all(s in SURFACES for s in self.surfaces)

    @property
    def names(self) -> dict[str, str]:
        """What `{optimizer}` and `{surface}` stand for in an id or a page, `{Optimizer}` and `{Surface}` in a title."""
        names: dict[str, str] = {}
        for slug in self.optimizers[:1]:
            names |= {"optimizer": slug, "Optimizer": OPTIMIZERS[slug].title}
        for slug in self.surfaces[:1]:
            names |= {"surface": slug, "Surface": SURFACES[slug].title}
        return names


@dataclass(frozen=True)
class Figure:
    """One figure. Its `slug` is its id and its address: /figures/<slug>/ and /figures/<slug>.svg."""

    slug: str
    title: str
    page: str  # the page it belongs to: "surfaces/rosenbrock"
    cast: Cast
    function: Callable[..., Drawing] = field(repr=False)

    def draw(self) -> Drawing:
        """Run the experiment and return the picture."""
        optimizers = tuple(OPTIMIZERS[slug] for slug in self.cast.optimizers)
        surfaces = tuple(SURFACES[slug] for slug in self.cast.surfaces)
        offered = {"optimizers": optimizers, "surfaces": surfaces, "title": self.title}
        wanted = inspect.signature(self.function).parameters
        return self.function(**{name: offered[name] for name in wanted})


FIGURES: Catalogue[Figure] = Catalogue("figure", ())
ABSENT: set[str] = set()  # ids whose cast is no longer complete: a page may still ask for them, and shows nothing


def figure(
    slug: str, *, title: str, page: str, casts: Iterable[Cast] = (Cast(),)
) -> Callable[[Callable[..., Drawing]], Callable[..., Drawing]]:
    """Register a figure for each of `casts`; `slug`, `title` and `page` may name {optimizer} and {surface}.

    The function may take `optimizers` (classes), `surfaces` and `title`, whichever it needs.
    """

    def register(function: Callable[..., Drawing]) -> Callable[..., Drawing]:
        for made in _figures(slug, title, page, casts, function):
            FIGURES.add(made)
        return function

    return register


def _figures(
    slug: str, title: str, page: str, casts: Iterable[Cast], function: Callable[..., Drawing]
) -> Iterator[Figure]:
    for cast in casts:
        if cast.present:
            names = cast.names
            yield Figure(slug.format(**names), title.format(**names), page.format(**names), cast, function)
        else:
            bare = {"optimizer": cast.optimizers[:1], "surface": cast.surfaces[:1]}
            ABSENT.add(slug.format(**{name: "".join(slugs) for name, slugs in bare.items()}))
