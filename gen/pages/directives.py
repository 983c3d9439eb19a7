"""What a page may ask for: {{ facts }}, {{ figure zigzag }}, [[adam]]: one function each."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import yaml
from markupsafe import Markup
from mkdocs.utils import get_relative_url

from gen.claims import ABSENT, CLAIMS
from gen.matrices import MATRICES
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.optimizers.source import source
from gen.pages import glossary as words
from gen.pages.addresses import HOME, Address, close_to
from gen.pages.evidence import PAGE, Ledger
from gen.pages.facts import lineage as family_of
from gen.pages.facts import matrix_facts, optimizer_facts, surface_facts
from gen.pages.glossary import Term
from gen.pages.inline import inline
from gen.pages.manifest import Drawn, Manifest
from gen.pages.navigation import families
from gen.pages.parity import agreements
from gen.pages.parts import number, part
from gen.pages.path import KEPT, Stop, across, stops
from gen.pages.references import HERE
from gen.palette import THEMES
from gen.surfaces import SURFACES

Directive = Callable[["Page", str], str]


@dataclass
class Page:
    """The page that asks: where it is, whom it is about, and what is left to fill in."""

    source: str  # "optimizers/adam.md"
    url: str  # "optimizers/adam/"
    manifest: Manifest
    ledger: Ledger
    addresses: dict[str, Address]
    urls: dict[str, str]  # the URL of each source
    blocks: list[str] = field(default_factory=list)  # HTML that waits for Markdown to be done
    uses: set[str] = field(default_factory=set)  # scripts and styles that the page needs

    @property
    def slug(self) -> str:
        """The name of the page's subject."""
        return PurePath(self.source).stem

    @property
    def optimizer(self) -> type[Optimizer]:
        """The optimizer that the page is about."""
        if not self.source.startswith("optimizers/") or self.slug not in OPTIMIZERS:
            raise LookupError("only the page of an optimizer may ask for this")
        return OPTIMIZERS[self.slug]

    @property
    def links(self) -> dict[str, tuple[str, str]]:
        """The URL and title of every page that has a slug."""
        return {
            slug: (self.urls[address.source], address.title)
            for slug, address in self.addresses.items()
        }

    def part(self, name: str, **values: Any) -> str:
        """Return a piece of HTML for this page."""
        return part(name, self.url, links=self.links, urls=self.urls, **values)

    def inline(self, drawn: Drawn, theme: str) -> Markup:
        """Return a figure as part of this page."""
        svg = self.manifest.svg(drawn, theme)
        return Markup(inline(svg, theme, lambda address: get_relative_url(address, self.url)))


def figure(page: Page, argument: str) -> str:
    """Show a figure, with its animation, downloads and permalink."""
    drawn = page.manifest.find(argument)
    if drawn is None:
        return ""
    page.uses.add("figure")
    drawings = {theme: page.inline(drawn, theme) for theme in THEMES} if drawn.links else {}
    permalink = page.url != f"figures/{drawn.id}/"
    return page.part("figure.html", figure=drawn, drawings=drawings, permalink=permalink)


def facts(page: Page, argument: str) -> str:
    """Show the fact box of the page's optimizer, surface or matrix problem."""
    page.uses.add("math")
    if page.source.startswith("surfaces/"):
        return page.part("facts-surface.html", **surface_facts(SURFACES[page.slug]))
    if page.source.startswith("matrices/"):
        return page.part("facts-matrix.html", **matrix_facts(MATRICES[page.slug]))
    return page.part(
        "facts-optimizer.html", **optimizer_facts(page.optimizer), **family_of(page.optimizer)
    )


def hyperparameters(page: Page, argument: str) -> str:
    """Show the knobs of the page's optimizer as a table."""
    page.uses.add("math")
    return page.part("hyperparameters.html", optimizer=page.optimizer)


def paper(page: Page, argument: str) -> str:
    """Cite where the page's optimizer comes from."""
    return page.part("paper.html", paper=page.optimizer.paper)


def lineage(page: Page, argument: str) -> str:
    """Link what the page's optimizer grew out of, what it led to, and the tree of them all."""
    return page.part(
        "lineage.html", **family_of(page.optimizer), tree=page.manifest.figures.get("family-tree")
    )


def parity(page: Page, argument: str) -> str:
    """Show who else computes the page's optimizer.

    On other pages: `{{ parity optimizers }}` or `{{ parity schedules }}`.
    """
    kind = argument or "optimizers"
    key = kind.removesuffix("s")
    groups: dict[str, list[Any]] = {}
    for row in agreements(kind, page.optimizer.slug if not argument else ""):
        groups.setdefault(row[key], []).append(row)
    return page.part("parity.html", groups=groups, heading=key.capitalize() if argument else "")


def rule(page: Page, argument: str) -> str:
    """Show the page's optimizer's own lines of source."""
    path, lines = source(page.optimizer)
    return f'\n\n```python title="{path}"\n{lines}\n```\n\n'


def race(page: Page, argument: str) -> str:
    """Set up a race of those optimizers that exist, and a picture in its place until it runs."""
    attributes = dict(word.split("=", 1) for word in shlex.split(argument))
    surface = attributes.get("surface", next(iter(SURFACES)))
    racers = [
        slug
        for slug in attributes.get("optimizers", ",".join(OPTIMIZERS)).split(",")
        if slug in OPTIMIZERS
    ]
    if surface not in SURFACES or not racers:
        return ""
    page.uses.add("race")
    attributes |= {"surface": surface, "optimizers": ",".join(racers)}
    return page.part(
        "race.html", attributes=attributes, figure=page.manifest.figures.get(f"race-on-{surface}")
    )


def optimizers(page: Page, argument: str) -> str:
    """List every optimizer under the heading of its family."""
    lists = {
        f: page.part("optimizers.html", optimizers=[OPTIMIZERS[s] for s in slugs])
        for f, slugs in families().items()
    }
    return "".join(f"\n\n## {family}{_wait(page, found)}" for family, found in lists.items())


def surfaces(page: Page, argument: str) -> str:
    """Show every surface by its contours."""
    return page.part("gallery.html", items=_shown(page, SURFACES, "contours-"))


def matrices(page: Page, argument: str) -> str:
    """Show every matrix problem by its race."""
    return page.part("gallery.html", items=_shown(page, MATRICES, "matrix-race-on-"))


def _shown(page: Page, catalogue: Mapping[str, Any], prefix: str) -> list[tuple[Any, Drawn | None]]:
    return [(item, page.manifest.figures.get(prefix + slug)) for slug, item in catalogue.items()]


def lessons(page: Page, argument: str) -> str:
    """Show the path of lessons, and who stands in for those to come."""
    return page.part("path.html", stops=_path(page), across=across, kept=-KEPT)


def around(page: Page) -> str:
    """Return the lessons before and after a lesson, each in a sentence."""
    path = _path(page)
    here = next(place for place, stop in enumerate(path) if stop[2] == page.addresses[page.slug])
    before, after = path[:here][-1:], path[here + 1 :][:1]
    return page.part(
        "around.html", ways=[("Before this", s) for s in before] + [("Next", s) for s in after]
    )


def _path(page: Page) -> list[tuple[int, Stop, Address | None, list[str]]]:
    """Return the stops of the path with the slugs of those who stand in for a lesson."""
    return [(*stop, _present(page, stop[1].instead)) for stop in stops(page.addresses.values())]


def _present(page: Page, slugs: Iterable[str]) -> list[str]:
    """Return those who have not left their catalogue; LookupError for one that never was in it."""
    if unknown := [
        s for s in slugs if s not in page.addresses and not page.manifest.gone.search(s)
    ]:
        raise LookupError(
            f"no page is called {unknown[0]!r}; {close_to(unknown[0], list(page.addresses))}"
        )
    return [slug for slug in slugs if slug in page.addresses]


def notebooks(page: Page, argument: str) -> str:
    """List the notebooks in their order."""
    found = [a for a in page.addresses.values() if a.source.startswith("notebooks/")]
    return page.part("notebooks.html", notebooks=found)


def formula(page: Page, body: str) -> str:
    """Show a formula in symbols and in words, with what every symbol means."""
    given = yaml.safe_load(body)
    if not isinstance(given, dict) or set(given) != {"symbols", "words", "where"}:
        raise ValueError("a formula needs exactly symbols:, words: and where:")
    page.uses |= {"math", "formula"}
    where = {str(symbol): str(meaning) for symbol, meaning in given["where"].items()}
    return page.part(
        "formula.html", symbols=str(given["symbols"]), words=str(given["words"]), where=where
    )


def measured(page: Page, argument: str) -> str:
    """Return a number that a figure or a claim measured; a dash if it left with its optimizer."""
    address, _, spec = argument.partition("|")
    name, _, key = address.strip().partition(".")
    source = (page.ledger if name in CLAIMS or name in ABSENT else page.manifest).find(name)
    if source is None:
        return "–"
    if key not in source.numbers and page.manifest.gone.search(key.replace("_", "-")):
        return "–"
    if key not in source.numbers:
        raise LookupError(f"{name!r} measures no {key!r}; {close_to(key, list(source.numbers))}")
    return number(source.numbers[key], spec.strip())


def claim(page: Page, argument: str) -> str:
    """Mark the sentence before as a claim of the ledger; the mark leads to its evidence."""
    found = page.ledger.find(argument)
    return "" if found is None else page.part("claim.html", found=found, evidence=page.urls[PAGE])


def evidence(page: Page, argument: str) -> str:
    """List every claim with what was measured, under its verdict and its page."""
    said = []
    for verdict, pages in page.ledger.chapters():
        said.append(f"\n\n## What {verdict}")
        if not pages:
            said.append("\n\nNothing at present.")
        for about, claims in pages.items():
            path = PurePath(about)
            slug = path.stem if path.stem != "index" else path.parent.name or HOME
            heading = link(page, slug, None)
            said.append(f"\n\n### {heading}{_wait(page, page.part('claims.html', claims=claims))}")
    return "".join(said)


def references(page: Page, argument: str) -> str:
    """Leave a place for the papers that all pages cite, which is known when all are written."""
    return HERE


def glossary(page: Page, argument: str) -> str:
    """List every term under its name, with the page that treats it."""
    return "".join(
        f"\n\n## {term.name} {{: #{term.slug} }}\n\n{f'{term.symbol}: ' if term.symbol else ''}"
        f"{term.says}{_more(page, term)}"
        for term in words.read(page.ledger.docs).terms
    )


def _more(page: Page, term: Term) -> str:
    slug, _, heading = term.see.partition("#")
    to = link(page, slug, None)
    return f" More: {to[:-1]}#{heading})." if to.endswith(")") and heading else f" More: {to}."


def card(page: Page, term: Term, text: str) -> str:
    """Return a word of a text as a link to the glossary, with the card that says what it means."""
    page.uses.add("terms")
    slug, _, heading = term.see.partition("#")
    see = page.addresses.get(slug)
    more = (page.urls[see.source], heading, see.title) if see else None
    return page.part(
        "card.html", term=term, text=text, more=more, glossary=page.urls[words.PAGE]
    ).strip()


BLOCKS: dict[str, Directive] = {
    f.__name__: f
    for f in (
        facts,
        figure,
        race,
        hyperparameters,
        paper,
        lineage,
        parity,
        surfaces,
        matrices,
        lessons,
        notebooks,
        references,
    )
}
# What answers in Markdown, not in HTML.
TEXT: dict[str, Directive] = {
    "number": measured,
    **{f.__name__: f for f in (claim, evidence, rule, optimizers, glossary)},
}

ASKED = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$"
    r"|(?P<code>`[^`\n]+`)"
    r"|\{\{\s*(?P<name>\w+)(?P<argument>[^{}]*)\}\}"
    r"|\[\[(?P<slug>[\w-]+)(?:\|(?P<text>[^\]]+))?\]\]",
    re.DOTALL | re.MULTILINE,
)
WAITING = re.compile(r"<p>directive-(\d+)-waits</p>")


def resolve(page: Page, markdown: str) -> str:
    """Return the Markdown with everything that it asks for in it; HTML waits until `fill`."""
    return ASKED.sub(lambda found: _answer(page, found), markdown)


def _answer(page: Page, found: re.Match[str]) -> str:
    if found["code"] or (found["fence"] and found["info"].strip() != "formula"):
        return found[0]
    if found["slug"]:
        return link(page, found["slug"], found["text"])
    if found["fence"]:
        return _wait(page, formula(page, found["body"]))
    name, argument = found["name"], " ".join(found["argument"].split())
    if name in TEXT:
        return TEXT[name](page, argument)
    if name in BLOCKS:
        return _wait(page, BLOCKS[name](page, argument))
    raise LookupError(f"nothing is called {{{{ {name} }}}}; {close_to(name, [*BLOCKS, *TEXT])}")


def link(page: Page, slug: str, text: str | None) -> str:
    """Return a Markdown link to a page by its slug; plain text if it has left its catalogue."""
    address = page.addresses.get(slug)
    if address is None and page.manifest.gone.search(slug):
        return text or slug
    if address is None:
        raise LookupError(f"no page is called {slug!r}; {close_to(slug, list(page.addresses))}")
    up = "../" * page.source.count("/")
    return f"[{text or address.title}]({up}{address.source})"


def _wait(page: Page, block: str) -> str:
    """Put a block aside, as Markdown in HTML has its own rules, and return what marks its place."""
    page.blocks.append(block)
    return f"\n\ndirective-{len(page.blocks) - 1}-waits\n\n"


def fill(page: Page, content: str) -> str:
    """Return the page's HTML with the blocks in their places."""
    return WAITING.sub(lambda found: page.blocks[int(found[1])], content)
