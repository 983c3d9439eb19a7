"""Who descends from whom: every rule names its parents, and the rest of the family follows."""

from __future__ import annotations

from gen.optimizers import OPTIMIZERS


def parents(slug: str) -> list[str]:
    """Return the rules that a rule grew out of, as far as they are in the catalogue."""
    return [parent for parent in OPTIMIZERS[slug].parents if parent in OPTIMIZERS]


def children(slug: str) -> list[str]:
    """Return the rules that grew out of a rule, in the site's order."""
    return [child for child, cls in OPTIMIZERS.items() if slug in cls.parents]


def ancestors(slug: str) -> set[str]:
    """Return the parents of a rule, their parents, and so on."""
    return {kin for parent in parents(slug) for kin in (parent, *ancestors(parent))}


def descendants(slug: str) -> set[str]:
    """Return the children of a rule, their children, and so on."""
    return {kin for child in children(slug) for kin in (child, *descendants(child))}


def longest_line(slug: str) -> tuple[str, ...]:
    """Return the longest line of descent that ends in a rule, its first ancestor first."""
    return (*max((longest_line(parent) for parent in parents(slug)), key=len, default=()), slug)


def since(slug: str) -> int:
    """Return a rule's year: its paper's, or its youngest ancestor's if that was printed later."""
    return max([OPTIMIZERS[slug].paper.year, *map(since, parents(slug))])
