"""The gallery: every figure under its topic, and by what a reader finds it.

>>> from gen.figure import FIGURES
>>> kind_of(FIGURES["state-of-adam"]).title
'Inside an optimizer: memory and reach'
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gen.cast import CATALOGUES
from gen.figure import FIGURES, Figure
from gen.pages.addresses import SHELVES, Address, addresses
from gen.pages.manifest import Drawn, Manifest

SINGLE = "single"  # the kind of a figure whose function draws no other
IN_GENERAL = {"optimizer": "an optimizer", "surface": "a surface", "matrix": "a matrix problem"}
MOTIONS = {"moves": "Moves", "live": "Has knobs to turn", "still": "Stands still"}


@dataclass(frozen=True)
class Named:
    """A topic or a kind: its word in a link, and what readers call it."""

    slug: str
    title: str


@dataclass(frozen=True)
class Item:
    """A figure in the gallery, with all that it may be chosen by."""

    drawn: Drawn
    topic: Named
    kind: Named
    optimizers: tuple[str, ...]  # those it shows, the protagonist first
    grounds: tuple[str, ...]  # surfaces and matrix problems
    motion: str


@dataclass(frozen=True)
class Facet:
    """One thing to choose by: its word in the link, its label, and (value, title, how many)."""

    name: str
    label: str
    every: str
    values: tuple[tuple[str, str, int], ...]


@functools.cache
def _drawn_by() -> Counter[object]:
    return Counter(figure.function for figure in FIGURES.values())


def kind_of(figure: Figure) -> Named:
    """Return the kind of a figure: all that one function draws, by what their titles share."""
    if _drawn_by()[figure.function] == 1:
        return Named(SINGLE, "Made only once")
    title = figure.title
    for what, name in sorted(figure.cast.titles.items(), key=lambda pair: -len(pair[1])):
        title = title.replace(name, IN_GENERAL[what.lower()], 1)
    slug = figure.function.__name__.removesuffix("_of").removesuffix("_on").replace("_", "-")
    return Named(slug, title[:1].upper() + title[1:])


@functools.lru_cache(maxsize=1)  # every page of a figure asks for what is around it
def items(manifest: Manifest) -> tuple[Item, ...]:
    """Return what is in the gallery: by lesson, then by shelf, each in its order."""
    known = addresses(manifest.folder.parent)
    shelves = [(shelf, address) for shelf, found in SHELVES.items() for address in found]
    places = {address.source.removesuffix(".md"): i for i, (_, address) in enumerate(shelves)}
    lessons = [slug for slug, address in known.items() if address.source.startswith("learn/")]
    topics = [*lessons, *SHELVES]

    def place(item: Item) -> tuple[int, int]:
        slug = item.topic.slug
        rank = topics.index(slug) if slug in topics else len(topics)
        return rank, places.get(FIGURES[item.drawn.id].page, -1)

    return tuple(sorted((_item(drawn, known) for drawn in manifest.figures.values()), key=place))


def _item(drawn: Drawn, known: Mapping[str, Address]) -> Item:
    figure = FIGURES[drawn.id]
    shelf, _, slug = figure.page.rpartition("/")
    topic = shelf if shelf in SHELVES else slug
    return Item(
        drawn,
        Named(topic, known[topic].title),
        kind_of(figure),
        figure.cast.optimizers,
        # Of those measured only one may be drawn.
        (drawn.surface,) if drawn.surface else figure.cast.surfaces + figure.cast.matrices,
        "live" if drawn.live else "moves" if drawn.moves else "still",
    )


def grouped(found: Iterable[Item]) -> dict[Named, list[Item]]:
    """Return the items under their topics."""
    groups: dict[Named, list[Item]] = {}
    for item in found:
        groups.setdefault(item.topic, []).append(item)
    return groups


def facets(found: Sequence[Item]) -> list[Facet]:
    """Return what a reader may choose by; only values that some figure has, in the site's order."""
    shown = Counter(slug for item in found for slug in {*item.optimizers, *item.grounds})
    motions = Counter(item.motion for item in found)

    def named(which: str) -> tuple[tuple[str, str, int], ...]:
        counts = Counter(getattr(item, which) for item in found)
        return tuple((one.slug, one.title, count) for one, count in counts.items())

    def among(*catalogues: str) -> tuple[tuple[str, str, int], ...]:
        things = [thing for name in catalogues for thing in CATALOGUES[name].values()]
        return tuple((t.slug, t.title, shown[t.slug]) for t in things if shown[t.slug])

    return [
        Facet("optimizer", "Optimizer", "Any optimizer", among("optimizers")),
        Facet("surface", "Surface", "Any surface", among("surfaces", "matrices")),
        Facet("kind", "Kind", "Any kind", named("kind")),
        Facet("topic", "Topic", "Any topic", named("topic")),
        Facet(
            "motion",
            "Motion",
            "Moving or not",
            tuple((word, title, motions[word]) for word, title in MOTIONS.items() if motions[word]),
        ),
    ]
