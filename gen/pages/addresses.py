"""Where everything is: the page of each thing that has one, and a hint for a name without one."""

from __future__ import annotations

import difflib
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.utils import meta

from gen.figure import CATALOGUES

HOME = "home"  # the slug of the home page


@dataclass(frozen=True)
class Address:
    """A page: its source, relative to docs/, its title, what it says in a sentence, its place."""

    source: str
    title: str
    description: str
    order: int = 0


NETWORKS = Address(
    "networks/index.md", "Real networks", "Networks trained by the same rules, arm against arm."
)
# The shelf of each catalogue is named as it is.
SHELVES = {
    shelf: [
        Address(f"{shelf}/{slug}.md", item.title, item.idea) for slug, item in catalogue.items()
    ]
    for shelf, catalogue in CATALOGUES.items()
}


def lessons(docs: Path) -> list[Address]:
    """Return the Learn pages in the order that their front matter gives."""
    pages = (path for path in (docs / "learn").glob("*.md") if path.name != "index.md")
    return _in_order({f"learn/{path.name}": _about(path) for path in pages})


def _about(path: Path) -> dict[str, Any]:
    """Return a page's front matter."""
    about: dict[str, Any] = meta.get_data(path.read_text(encoding="utf-8"))[1]
    return about


def notebooks(docs: Path) -> list[Address]:
    """Return the notebooks in the order that their metadata gives."""
    files = (docs / "notebooks").glob("*.ipynb")
    return _in_order({f"notebooks/{path.name}": about_notebook(path) for path in files})


def about_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook's metadata: title, description and order, and the slugs it is about."""
    about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return about


def _in_order(pages: dict[str, dict[str, Any]]) -> list[Address]:
    for source, about in pages.items():
        if missing := {"title", "description", "order"} - set(about):
            raise PluginError(f"{source}: the front matter lacks {' and '.join(sorted(missing))}")
    return [
        Address(source, about["title"], about["description"], about["order"])
        for source, about in sorted(pages.items(), key=lambda page: page[1]["order"])
    ]


def addresses(docs: Path) -> dict[str, Address]:
    """Return everything that has a page, the lists of it, and the home page, by slug.

    Raises PluginError for a thing without a page.
    """
    every = [*itertools.chain(*SHELVES.values()), *lessons(docs), *notebooks(docs)]
    for address in every:
        if not (docs / address.source).exists():
            raise PluginError(f"{address.title} has no page: write docs/{address.source}")
    indexes = {
        shelf: Address(f"{shelf}/index.md", shelf.capitalize(), "")
        for shelf in SHELVES
        if (docs / shelf / "index.md").exists()
    }
    title = _about(docs / "index.md").get("title", HOME)
    indexes[HOME] = Address("index.md", title, "")
    indexes["networks"] = NETWORKS
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
