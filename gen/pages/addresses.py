"""Where everything is: the page of each thing that has one, and a helpful word for a name that is none."""

from __future__ import annotations

import difflib
import itertools
from dataclasses import dataclass
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.utils import meta

from gen.figure import CATALOGUES


@dataclass(frozen=True)
class Address:
    """A page: its source, relative to docs/, its title, and what it says in a sentence."""

    source: str
    title: str
    description: str


# The shelf of each catalogue is named as it is.
SHELVES = {
    shelf: [
        Address(f"{shelf}/{slug}.md", item.title, item.idea) for slug, item in catalogue.items()
    ]
    for shelf, catalogue in CATALOGUES.items()
}


def lessons(docs: Path) -> list[Address]:
    """Return the Learn pages in the order that their front matter gives."""
    found = []
    for path in (docs / "learn").glob("*.md"):
        if path.name != "index.md":
            about = meta.get_data(path.read_text(encoding="utf-8"))[1]
            if missing := {"title", "description", "order"} - set(about):
                raise PluginError(
                    f"learn/{path.name}: the front matter lacks {' and '.join(sorted(missing))}"
                )
            found.append(
                (
                    about["order"],
                    Address(f"learn/{path.name}", about["title"], about["description"]),
                )
            )
    return [address for _, address in sorted(found, key=lambda item: item[0])]


def addresses(docs: Path) -> dict[str, Address]:
    """Return everything that has a page, and the lists of it, by slug; raise PluginError for one without a page."""
    every = [*itertools.chain(*SHELVES.values()), *lessons(docs)]
    for address in every:
        if not (docs / address.source).exists():
            raise PluginError(f"{address.title} has no page: write docs/{address.source}")
    indexes = {
        shelf: Address(f"{shelf}/index.md", shelf.capitalize(), "")
        for shelf in SHELVES
        if (docs / shelf / "index.md").exists()
    }
    return indexes | {Path(address.source).stem: address for address in every}


def unlisted(source: str) -> bool:
    """Return whether a page of docs/ describes something that is no longer in its catalogue."""
    path = Path(source)
    shelf = SHELVES.get(path.parent.as_posix())
    return (
        shelf is not None
        and path.name != "index.md"
        and source not in {address.source for address in shelf}
    )


def departed(docs: Path) -> set[str]:
    """Return the slugs that still have a page, but have left their catalogue."""
    pages = (path for shelf in SHELVES for path in (docs / shelf).glob("*.md"))
    return {path.stem for path in pages if unlisted(path.relative_to(docs).as_posix())}


def close_to(name: str, known: list[str]) -> str:
    """Return a hint at what may have been meant."""
    near = difflib.get_close_matches(name, known, n=3)
    return (
        f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are {', '.join(known)}"
    )
