"""The menu, derived: optimizers by family, the rest in the order of the site or of its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gen.optimizers import OPTIMIZERS
from gen.pages.addresses import SHELVES, lessons, notebooks


def families() -> dict[str, list[str]]:
    """Return the slugs of each family, named as a heading, both in the site's order."""
    grouped: dict[str, list[str]] = {}
    for slug, cls in OPTIMIZERS.items():
        grouped.setdefault(cls.family[:1].upper() + cls.family[1:], []).append(slug)
    return grouped


def filled(sections: list[Any], docs: Path) -> list[Any]:
    """Return the menu of mkdocs.yml with each section's own pages after its index."""
    below: dict[str, list[Any]] = {
        "learn/index.md": [
            *(address.source for address in lessons(docs)),
            {"Notebooks": ["notebooks/index.md", *(a.source for a in notebooks(docs))]},
            {"To look up": ["glossary.md", "references.md"]},
        ],
        "figures/index.md": ["use-in-a-talk.md"],
        **{
            f"{shelf}/index.md": [address.source for address in found]
            for shelf, found in SHELVES.items()
        },
        "optimizers/index.md": [
            {f: [f"optimizers/{s}.md" for s in slugs]} for f, slugs in families().items()
        ],
    }
    return [
        {title: [index, *below[index]] if index in below else index}
        for entry in sections
        for title, index in entry.items()
    ]
