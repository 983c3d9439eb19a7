"""The register of measurements: measured once, kept by the build, read by many figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from gen.cache.fingerprints import Sources, digest, homes
from gen.cache.records import read_record
from gen.cast import Cast
from gen.catalogue import Catalogue

Facts = TypeVar("Facts", bound=Callable[..., Any])


@dataclass(frozen=True)
class Measurement:
    """One measurement. Its function returns facts that JSON can hold."""

    slug: str
    cast: Cast
    function: Callable[..., Any] = field(repr=False)

    @property
    def module(self) -> str:
        """The module that measures it."""
        return self.function.__module__

    def measure(self) -> Any:
        """Return the facts, measured now."""
        return self.cast.call(self.function)

    def inputs(self, sources: Sources) -> dict[str, str]:
        """Return the fingerprints of all that the facts depend on."""
        arguments = repr((self.function.__qualname__, self.cast)).encode()
        return {
            **sources.of([self.module, *homes(self.cast.slugs)]),
            "its arguments": digest(arguments),
        }


MEASUREMENTS: Catalogue[Measurement] = Catalogue("measurement", ())


def measurement(slug: str, casts: Iterable[Cast] = (Cast(),)) -> Callable[[Facts], Facts]:
    """Register a measurement for each of `casts`; `slug` may name {optimizer}, {surface}, {matrix}.

    The function may take `optimizers` (classes), `surfaces` and `matrices`, whichever it needs.
    A figure whose module imports the function's, and whose cast has the protagonist, is drawn
    after the build has measured and kept it: there `recall` finds it.
    """

    def register(function: Facts) -> Facts:
        for cast in casts:
            if cast.present:
                MEASUREMENTS.add(Measurement(slug.format(**cast.names), cast, function))
        return function

    return register


_KEPT: dict[str, Any] = {}


def recall(slug: str) -> Any:
    """Return the facts that a build has kept, if from today's sources; None otherwise."""
    wanted = MEASUREMENTS[slug]
    if slug not in _KEPT:
        record = read_record(slug)
        if record is None or record["inputs"] != wanted.inputs(_sources()):
            return None
        _KEPT[slug] = record["about"]["facts"]
    return _KEPT[slug]


def recall_one(slug: str, key: str) -> Any:
    """Return what a build has kept of a measurement under `key`; None if there is nothing."""
    return ((recall(slug) if slug in MEASUREMENTS else None) or {}).get(key)


@cache
def _sources() -> Sources:
    return Sources()
