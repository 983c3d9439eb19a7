"""A page for every figure, one of them all, and a way on from every address that moved."""

from __future__ import annotations

from collections.abc import Iterator

from gen.figure import FIGURES
from gen.pages.manifest import Drawn, Manifest
from gen.pages.parts import part


def figure_pages(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (source, Markdown) of each figure's own page, and of the gallery."""
    for drawn in manifest.figures.values():
        url = f"figures/{drawn.id}/"
        yield f"figures/{drawn.id}.md", part("permalink.md", url, figure=drawn, home=_home(drawn))
    yield "figures/index.md", part("gallery.md", "figures/")


def _home(drawn: Drawn) -> str:
    """Return the slug of the page that the figure belongs to."""
    return FIGURES[drawn.id].page.rpartition("/")[2]


def redirects(moved: dict[str, str], manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (old file, the file that stands there now) for `moved`: old figure ids to new ones."""
    for old, new in moved.items():
        for themes in manifest.figures[new].formats.values():
            for variant in themes.values():
                yield f"figures/{variant['file'].replace(new, old, 1)}", variant["file"]


def moved_page(new: str) -> str:
    """Return a page that leads on to where the figure is now."""
    return part("moved.html", "figures/old/", new=f"figures/{new}/")
