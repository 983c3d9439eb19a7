"""What stands on a figure's own page below it: how to take it along, cite it, and draw it again."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from gen.figure import FIGURES, Figure
from gen.matrices import MATRICES
from gen.optimizers import OPTIMIZERS
from gen.pages import citation
from gen.pages.gallery import SINGLE, Item
from gen.pages.manifest import FORMATS
from gen.surfaces import SURFACES


def about(items: Sequence[Item], slug: str, site_url: str) -> dict[str, Any]:
    """Return what the page of a figure tells, among all `items` of the gallery."""
    at = next(i for i, item in enumerate(items) if item.drawn.id == slug)
    item, figure = items[at], FIGURES[slug]
    drawn = item.drawn
    return {
        "figure": drawn,
        "before": items[at - 1].drawn if at else None,
        "after": items[at + 1].drawn if at + 1 < len(items) else None,
        "race": query(drawn.race) if drawn.race else "",
        "more": more(item),
        "names": FORMATS,
        "citations": citations(drawn.title, f"figures/{slug}/", site_url),
        "embedded": "animated.svg" if drawn.moves else "svg",
        "site_url": site_url,
        **drawn_by(figure),
    }


def query(settings: Mapping[str, str]) -> str:
    """Return settings of a race as a query."""
    return urlencode(settings, safe=",")


def more(item: Item) -> list[tuple[str, str]]:
    """Return links into the gallery, to figures that have something in common with this one."""
    links = [("topic", item.topic.slug, item.topic.title)]
    if item.kind.slug != SINGLE:
        links.append(("kind", item.kind.slug, item.kind.title))
    links += [("optimizer", slug, OPTIMIZERS[slug].title) for slug in item.optimizers[:1]]
    links += [("surface", slug, ground(slug)) for slug in item.grounds if len(item.grounds) < 4]
    return [(urlencode({name: value}), said) for name, value, said in links]


def ground(slug: str) -> str:
    """Return the title of a surface or a matrix problem."""
    return SURFACES[slug].title if slug in SURFACES else MATRICES[slug].title


def citations(title: str, url: str, site_url: str) -> dict[str, str]:
    """Return how to cite a figure: as text, as an entry of BibTeX, and in a line for a slide."""
    work, address = citation.work(), f"{site_url}{url}" if site_url else ""
    where = f", {address}" if address else ""
    return {
        "In a text": work.text(title, address),
        "BibTeX": work.bibtex(title, url, address),
        "On a slide": f"Figure: “{title}”, {work.title} ({work.year}), CC BY 4.0{where}",
    }


def drawn_by(figure: Figure) -> dict[str, str]:
    """Return the function that draws a figure, the file that it is in, and what it says it does."""
    says = (inspect.getdoc(figure.function) or "").partition("\n")[0]
    return {
        "function": figure.function.__name__,
        "source": f"{figure.module.replace('.', '/')}.py",
        "does": says[:1].lower() + says[1:],
    }
