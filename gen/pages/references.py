"""The papers that the site rests on, and where it cites each: read off the pages and the code."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gen.optimizer import Paper
from gen.optimizers import OPTIMIZERS

FILE = "data/references.yaml"
PAGE = "references.md"
HERE = '<div class="references-wait"></div>'  # filled in when all pages are known
CODE = Path(__file__).parents[1]
HEADING_OR_LINK = re.compile(r'<h[1-6][^>]* id="([^"]+)"|<a\b[^>]* href="(https?://[^"]+)"')
OF_PAPERS = re.compile(r"https://(?:arxiv|doi)\.org/")
NAMED = re.compile(r"\barXiv:(\d{4}\.\d{4,5})|\bdoi:(10\.\d+/[^\s,\"]*[^\s,\".;)])")


@dataclass(frozen=True)
class Place:
    """A page that cites a paper, and the heading under which it does first."""

    url: str
    title: str
    heading: str | None


@dataclass
class Cited:
    """A paper, the pages that cite it, and the sources that name it."""

    paper: Paper
    places: list[Place] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def known(docs: Path) -> dict[str, Paper]:
    """Return every paper by its address: those of the optimizers, and those of the file."""
    listed = yaml.safe_load((docs / FILE).read_text(encoding="utf-8"))
    papers = [cls.paper for cls in OPTIMIZERS.values()]
    papers += [_paper(str(key), about) for key, about in listed.items()]
    return {paper.link: paper for paper in papers}


def _paper(key: str, about: dict[str, Any]) -> Paper:
    if re.fullmatch(r"\d{4}\.\d{4,5}", key):
        return Paper(**about, arxiv=key)
    return Paper(**about, doi=key) if key.startswith("10.") else Paper(**about, url=key)


def citations(content: str) -> Iterator[tuple[str, str | None]]:
    """Yield (address, heading above) of every link of a page that leads away."""
    heading = None
    for found in HEADING_OR_LINK.finditer(content):
        heading = found[1] or heading
        if found[2]:
            yield html.unescape(found[2]), heading


def named_in_code() -> Iterator[tuple[str, str]]:
    """Yield (address, source) of every paper that a source of ours names in words."""
    for path in sorted(CODE.rglob("*.py")):
        for found in NAMED.finditer(path.read_text(encoding="utf-8")):
            source = path.relative_to(CODE.parent).as_posix()
            yield Paper("", 0, "", arxiv=found[1], doi=found[2]).link, source


def collect(
    papers: Mapping[str, Paper], pages: Mapping[Place, str]
) -> tuple[list[Cited], list[str]]:
    """Return what is cited, by year and author, and a line for each paper that nobody lists.

    `pages` has the content of each page by its place, whose heading does not count.
    """
    cited = {link: Cited(paper) for link, paper in papers.items()}
    unlisted: dict[str, str] = {}
    for page, content in pages.items():
        for link, heading in citations(content):
            if link not in cited:
                if OF_PAPERS.match(link):
                    unlisted.setdefault(link, f"/{page.url}")
            elif page.url not in {place.url for place in cited[link].places}:
                cited[link].places.append(Place(page.url, page.title, heading))
    for link, source in named_in_code():
        if link not in cited:
            unlisted.setdefault(link, source)
        elif source not in cited[link].sources:
            cited[link].sources.append(source)
    found = [one for one in cited.values() if one.places or one.sources]
    found.sort(key=lambda one: (one.paper.year, one.paper.authors.lower()))
    return found, [
        f"{where} cites {link}, which is not in docs/{FILE}: add its authors, year and title"
        for link, where in unlisted.items()
    ]


def link_papers(text: str) -> str:
    """Return plain text as HTML in which the papers that it names are links."""
    parts, end = [], 0
    for found in NAMED.finditer(text):
        link = Paper("", 0, "", arxiv=found[1], doi=found[2]).link
        parts += [html.escape(text[end : found.start()]), f'<a href="{link}">{found[0]}</a>']
        end = found.end()
    return "".join(parts) + html.escape(text[end:])
