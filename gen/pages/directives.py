"""What a page may ask for: {{ facts }}, {{ figure zigzag }}, [[adam]]: one function each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import PurePath
from typing import Any

import yaml
from markupsafe import Markup
from mkdocs.utils import get_relative_url

from gen.claims import ABSENT, CLAIMS
from gen.matrices import MATRICES
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.optimizers.source import source
from gen.pages import exercises, figure_page, live, race_pictures, races
from gen.pages import gallery as pictures
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
    shown: list[Drawn] = field(default_factory=list)  # its figures, in their order
    uses: set[str] = field(default_factory=set)  # scripts and styles that the page needs
    at: int = 0  # the character of the Markdown at which it asks
    races: list[races.Race] = field(default_factory=list)  # those that stand, in their order
    races_left: bool = False  # whether one does not stand, as all who race have left
    exercises: int = 0
    site_url: str = ""  # where the site is, if that is known
    cited: bool = False  # whether it says itself how it is cited
    drawings: list[race_pictures.Drawing] = field(default_factory=list)  # for this page alone

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

    @cached_property
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
    page.shown.append(drawn)
    page.uses |= {"figure", "live", "math"} if drawn.live else {"figure"}
    drawings = {theme: page.inline(drawn, theme) for theme in THEMES} if drawn.links else {}
    permalink = page.url != f"figures/{drawn.id}/"
    return page.part("figure.html", figure=drawn, drawings=drawings, permalink=permalink)


def gallery(page: Page, argument: str) -> str:
    """Show every figure under its topic, and what one may choose them by."""
    page.uses.add("gallery")
    found = pictures.items(page.manifest)
    return page.part(
        "figures.html",
        groups=pictures.grouped(found),
        facets=pictures.facets(found),
        count=len(found),
    )


def take_along(page: Page, argument: str) -> str:
    """Show on a figure's own page how to download, cite and embed it, and which are around it."""
    page.cited = True
    found = pictures.items(page.manifest)
    return page.part("take-along.html", **figure_page.about(found, page.slug, page.site_url))


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
    found = _race(page, argument)
    if found is None:
        return ""
    page.uses.add("race")
    name = next(race.id for race in page.races if race.at == page.at)
    attributes = {**found, "id": name}
    if found.get("view") == "lesson":
        own = race_pictures.drawing(f"{page.url}{name}", found)
        page.drawings.append(own)
        return page.part("race.html", attributes=attributes, figure=own, own=True, first=False)
    picture = page.manifest.figures.get(f"race-on-{found['surface']}")
    page.shown += [picture] if picture else []
    return page.part(
        "race.html", attributes=attributes, figure=picture, own=False, first=not page.url
    )


def _race(page: Page, argument: str) -> dict[str, str] | None:
    """Return what a race is given, checked; None if its surface or all who race have left."""
    given = races.words(argument)
    surface = given.get("surface", next(iter(SURFACES)))
    asked = given.get("optimizers", ",".join(RACERS)).split(",")
    racers = [slug for slug in asked if slug in OPTIMIZERS]
    if surface not in SURFACES or not racers:
        return None
    given |= {"surface": surface, "optimizers": ",".join(racers)}
    looks = {name: value for name, value in given.items() if name in races.LOOKS}
    if looks.get("view") == "lesson":
        some_left = len(racers) < len(asked)
        given["controls"] = races.controls(looks.get("controls", "play,lr"), racers, some_left)
    elif "controls" in looks:
        raise ValueError("only a race with view=lesson has controls=")
    if "view" in looks:
        races.one_of("view", looks["view"], races.VIEWS)
    settings = {name: value for name, value in given.items() if name not in races.LOOKS}
    races.check({k: v for k, v in settings.items() if not _left(page, k)}, given)
    return given


def _left(page: Page, name: str) -> bool:
    """Return whether a hyperparameter's optimizer has left."""
    return "." in name and races.left({name: ""}, page.manifest.gone)


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


def exercise(page: Page, body: str) -> str:
    """Ask the reader a question whose answer a run has measured; it answers in Markdown."""
    asked = exercises.read(body)
    address, _, spec = asked.measured.partition("|")
    answer: Any = value(page, address) if address else page.ledger.find(asked.claim)
    if answer is None:
        return ""
    if address and (isinstance(answer, bool) or not isinstance(answer, int | float)):
        raise ValueError(f"answer: of an exercise must be a number, not {answer!r}")
    page.uses.add("exercise")
    page.exercises += 1
    texts: list[str] = []

    def text(words: str) -> Markup:
        texts.append(words)
        return Markup(f"\0{len(texts) - 1}\0")

    html = page.part(
        "exercise.html",
        id=f"exercise-{page.exercises}",
        exercise=asked,
        answer=answer if address else None,
        off=asked.off_by(answer) if address else None,
        said=number(answer, spec.strip()) if address else asked.choices[asked.right],
        text=text,
    )
    # Its sentences are the page's own Markdown, between pieces of HTML that wait.
    pieces = re.split(r"\0(\d+)\0", html)
    return "".join(
        f"\n\n{_answered(page, texts[int(piece)])}\n\n" if i % 2 else _wait(page, piece)
        for i, piece in enumerate(pieces)
    )


def value(page: Page, address: str) -> Any:
    """Return what a figure or a claim measured; None if it left with its optimizer."""
    name, _, key = address.strip().partition(".")
    source = (page.ledger if name in CLAIMS or name in ABSENT else page.manifest).find(name)
    if source is None:
        return None
    if key not in source.numbers and page.manifest.gone.search(key.replace("_", "-")):
        return None
    if key not in source.numbers:
        raise LookupError(f"{name!r} measures no {key!r}; {close_to(key, list(source.numbers))}")
    return source.numbers[key]


def measured(page: Page, argument: str) -> str:
    """Return a number that a figure or a claim measured; a dash if it left with its optimizer."""
    address, _, spec = argument.partition("|")
    found = value(page, address)
    return "–" if found is None else number(found, spec.strip())


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
        gallery,
        take_along,
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
    r"|\[\[(?P<slug>[\w-]+)(?:\|(?P<text>[^\]]+))?\]\]"
    r"|\[(?P<sets>[^\[\]]+)\]\{(?P<what>race|figure)\b(?P<state>[^{}]*)\}",
    re.DOTALL | re.MULTILINE,
)
WAITING = re.compile(r"<p>directive-(\d+)-waits</p>")


# What a fenced block of this language becomes, in Markdown.
FENCED: dict[str, Directive] = {
    "formula": lambda page, body: _wait(page, formula(page, body)),
    "exercise": exercise,
}


def resolve(page: Page, markdown: str) -> str:
    """Return the Markdown with everything that it asks for in it; HTML waits until `fill`."""
    _find_races(page, markdown)  # a sentence may set one that comes after it

    def answer(found: re.Match[str]) -> str:
        page.at = found.start()
        return _answer(page, found)

    return ASKED.sub(answer, markdown)


def _answered(page: Page, part_of_it: str) -> str:
    """Return a part of what a directive holds, with everything that it asks for in it."""
    return ASKED.sub(lambda found: _answer(page, found), part_of_it)


def _find_races(page: Page, markdown: str) -> None:
    asked = (found for found in ASKED.finditer(markdown) if found["name"] == "race")
    every = [(found.start(), _race(page, " ".join(found["argument"].split()))) for found in asked]
    standing = [(at, given) for at, given in every if given is not None]
    ids = [given.get("id", f"race-{i}") for i, (_, given) in enumerate(standing, 1)]
    if len(set(ids)) < len(ids):
        raise ValueError(f"two races of a page have the same id: {', '.join(ids)}")
    page.races = [
        races.Race(at, name, given) for name, (at, given) in zip(ids, standing, strict=True)
    ]
    page.races_left = len(standing) < len(every)


def _answer(page: Page, found: re.Match[str]) -> str:
    fence = (found["info"] or "").strip()
    if found["code"] or (found["fence"] and fence not in FENCED):
        return found[0]
    if found["slug"]:
        return link(page, found["slug"], found["text"])
    if found["sets"]:
        return SETS[found["what"]](page, " ".join(found["state"].split()), found["sets"])
    if found["fence"]:
        return FENCED[fence](page, found["body"])
    name, argument = found["name"], " ".join(found["argument"].split())
    if name in TEXT:
        return TEXT[name](page, argument)
    if name in BLOCKS:
        return _wait(page, BLOCKS[name](page, argument))
    raise LookupError(f"nothing is called {{{{ {name} }}}}; {close_to(name, [*BLOCKS, *TEXT])}")


def sentence(page: Page, state: str, text: str) -> str:
    """Return a link that sets a race of the page; plain text if what it names has left."""
    given = races.words(state)
    try:
        race = races.chosen(page.races, given.pop("race", None), page.at)
    except LookupError:
        if page.races_left:
            return text
        raise
    if races.left(given, page.manifest.gone):
        return text
    page.uses.add("sentence")
    return f'<a class="sets-race" href="{races.address(page.races, race, given)}">{text}</a>'


def turned(page: Page, state: str, text: str) -> str:
    """Return a link that turns knobs of a figure; plain text if what it shows has left."""
    slug, _, knobs = state.partition(" ")
    drawn = page.manifest.find(slug)
    if drawn is None:
        return text
    page.uses.add("live")
    address = f"figures/{slug}/?{live.query(drawn, races.words(knobs))}"
    href = get_relative_url(address, page.url)
    return f'<a class="turns-figure" data-figure="{slug}" href="{escape(href)}">{text}</a>'


# What the link of a sentence sets.
SETS = {"race": sentence, "figure": turned}


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
