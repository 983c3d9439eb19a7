"""The register of figures: a function that draws, its address, and whom it shows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from gen.catalogue import Catalogue
from gen.matrices import MATRICES
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


CATALOGUES: dict[str, Catalogue[Any]] = {
    "optimizers": OPTIMIZERS,
    "surfaces": SURFACES,
    "matrices": MATRICES,
}
SINGULAR = {"optimizers": "optimizer", "surfaces": "surface", "matrices": "matrix"}


@dataclass(frozen=True)
class Cast:
    """Who is in a figure, by slug: optimizers, surfaces, matrix problems; `optimizers[0]` is the protagonist."""

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
    def names(self) -> dict[str, str]:
        """What `{optimizer}` and so on stand for in an id or a page, and `{Optimizer}` in a title: the first's."""
        names: dict[str, str] = {}
        for kind, slugs in self.slugs.items():
            for slug in slugs[:1]:
                names |= {
                    SINGULAR[kind]: slug,
                    SINGULAR[kind].capitalize(): CATALOGUES[kind][slug].title,
                }
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
        shown = {
            kind: tuple(CATALOGUES[kind][slug] for slug in slugs)
            for kind, slugs in self.cast.slugs.items()
        }
        offered: dict[str, Any] = {**shown, "title": self.title}
        wanted = inspect.signature(self.function).parameters
        return self.function(**{name: offered[name] for name in wanted})


FIGURES: Catalogue[Figure] = Catalogue("figure", ())
ABSENT: set[str] = (
    set()
)  # ids whose cast is no longer complete: a page may still ask for them, and shows nothing


def figure(
    slug: str, *, title: str, page: str, casts: Iterable[Cast] = (Cast(),)
) -> Callable[[Callable[..., Drawing]], Callable[..., Drawing]]:
    """Register a figure for each of `casts`; `slug`, `title` and `page` may name {optimizer}, {surface} and {matrix}.

    The function may take `optimizers` (classes), `surfaces`, `matrices` and `title`, whichever it needs.
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
            yield Figure(
                slug.format(**names), title.format(**names), page.format(**names), cast, function
            )
        else:
            ABSENT.add(
                slug.format(
                    **{SINGULAR[kind]: "".join(slugs[:1]) for kind, slugs in cast.slugs.items()}
                )
            )
