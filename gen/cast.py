"""Who takes part in a figure or a measurement."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from gen.catalogue import Catalogue
from gen.matrices import MATRICES
from gen.optimizers import OPTIMIZERS
from gen.surfaces import SURFACES

CATALOGUES: dict[str, Catalogue[Any]] = {
    "optimizers": OPTIMIZERS,
    "surfaces": SURFACES,
    "matrices": MATRICES,
}
SINGULAR = {"optimizers": "optimizer", "surfaces": "surface", "matrices": "matrix"}

Result = TypeVar("Result")


@dataclass(frozen=True)
class Cast:
    """Optimizers, surfaces and matrix problems, by slug; the first of all is the protagonist."""

    optimizers: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    matrices: tuple[str, ...] = ()

    @property
    def slugs(self) -> dict[str, tuple[str, ...]]:
        """Its slugs, by the names of their catalogues."""
        return {kind: getattr(self, kind) for kind in CATALOGUES}

    @property
    def everyone(self) -> tuple[str, ...]:
        """All of its slugs, the protagonist's first."""
        return (*self.optimizers, *self.surfaces, *self.matrices)

    @property
    def grounds(self) -> frozenset[str]:
        """The surfaces and matrix problems in it."""
        return frozenset(self.surfaces + self.matrices)

    def meets(self, other: Cast) -> bool:
        """Return whether both have a ground in common, or this one has none."""
        return not self.grounds or not self.grounds.isdisjoint(other.grounds)

    @property
    def present(self) -> bool:
        """Whether everyone in it is still in the catalogues."""
        return all(slug in CATALOGUES[kind] for kind, slugs in self.slugs.items() for slug in slugs)

    @property
    def names(self) -> dict[str, str]:
        """What `{optimizer}` and so on stand for in a slug: the first of each kind that it has."""
        return {SINGULAR[kind]: slugs[0] for kind, slugs in self.slugs.items() if slugs}

    @property
    def titles(self) -> dict[str, str]:
        """What `{Optimizer}` and so on stand for in a title: the first of each kind's."""
        firsts = ((kind, slugs[0]) for kind, slugs in self.slugs.items() if slugs)
        return {SINGULAR[kind].capitalize(): CATALOGUES[kind][slug].title for kind, slug in firsts}

    def call(self, function: Callable[..., Result], **more: Any) -> Result:
        """Call `function` with those it takes of `optimizers`, `surfaces`, `matrices`, `more`."""
        shown = {
            kind: tuple(CATALOGUES[kind][slug] for slug in slugs)
            for kind, slugs in self.slugs.items()
        }
        wanted = inspect.signature(function).parameters
        return function(**{name: value for name, value in (shown | more).items() if name in wanted})
