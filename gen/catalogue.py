"""A catalogue: named things in the site's order, and a helpful word for a name not among them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Anything with an address."""

    @property
    def slug(self) -> str:
        """The name in addresses."""


Item = TypeVar("Item", bound=Named)


class Catalogue(dict[str, Item], Generic[Item]):
    """A dict from slug to item whose missing keys say what would have been right."""

    def __init__(self, kind: str, items: Iterable[Item]) -> None:
        """Collect `items`; `kind` is the word that errors use for one: "optimizer", "surface"."""
        super().__init__()
        self.kind = kind
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Append `item`; raise ValueError if its slug is taken."""
        if item.slug in self:
            raise ValueError(f"two {self.kind}s share the slug {item.slug!r}")
        self[item.slug] = item

    def __missing__(self, slug: str) -> Item:
        close = difflib.get_close_matches(str(slug), self, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(self)}"
        raise LookupError(f"no {self.kind} named {slug!r}; {hint}")
