"""The words of the site: a glossary, and a card at the first use of each word on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.element import NavigableString, PageElement
from bs4.formatter import HTMLFormatter

from gen.pages.addresses import close_to

FILE = "data/glossary.yaml"
PAGE = "glossary.md"
# Where a word is not linked: it has a link already, is code or a formula, or names what follows.
APART = ("a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "button", "summary")
CLASSES = {"arithmatex", "admonition-title", "no-terms"}
FIELDS = {"says", "see", "symbol", "forms", "aliases"}


@dataclass(frozen=True)
class Term:
    """A word, what it means, the page that treats it, and how texts and readers write it."""

    name: str
    says: str
    see: str
    symbol: str = ""
    forms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The address of the term within the glossary."""
        return re.sub(r"[^\w-]+", "-", self.name.lower()).strip("-")


Card = Callable[[Term, str], str]  # the HTML of a term that a text writes so


@dataclass(frozen=True)
class Glossary:
    """All terms, in the order of the alphabet."""

    terms: tuple[Term, ...]

    @cached_property
    def forms(self) -> dict[str, Term]:
        """The term of each way to write one."""
        return {_plain(form): term for term in self.terms for form in term.forms}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds a term in a text, the longest that fits; a sentence may begin with it."""
        longest = sorted(
            (form for term in self.terms for form in term.forms), key=len, reverse=True
        )
        words = "|".join(rf"(?i:{re.escape(w[0])}){re.escape(w[1:])}" for w in longest)
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])".replace(r"\ ", r"\s+"))

    def find(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        """Yield every word of the text that is a term."""
        for found in self.pattern.finditer(text):
            yield found, self.forms[_plain(found[0])]


def _plain(form: str) -> str:
    return " ".join(form.split()).lower()


def read(docs: Path) -> Glossary:
    """Return the glossary; raise LookupError for an entry that is none."""
    listed = yaml.safe_load((docs / FILE).read_text(encoding="utf-8"))
    return Glossary(tuple(sorted(_terms(listed), key=lambda term: term.name.lower())))


def _terms(listed: Mapping[str, Mapping[str, Any]]) -> Iterator[Term]:
    for name, about in listed.items():
        if unknown := set(about) - FIELDS:
            raise LookupError(f"{FILE}: {name!r} has an unknown {min(unknown)!r}")
        if missing := {"says", "see"} - set(about):
            raise LookupError(f"{FILE}: {name!r} lacks {min(missing)!r}")
        several = {key: tuple(about.get(key, ())) for key in ("forms", "aliases")}
        forms = several.pop("forms") if "forms" in about else (name,)
        yield Term(
            name, about["says"], about["see"], about.get("symbol", ""), forms, several["aliases"]
        )


class AsWritten(HTMLFormatter):
    """Leaves attributes in their order."""

    def __init__(self) -> None:
        super().__init__(EntitySubstitution.substitute_xml)

    def attributes(self, tag: Tag) -> Iterable[tuple[str, Any]]:
        """Return the attributes of a tag; an empty one is a word by itself."""
        return ((name, None if value == "" else value) for name, value in tag.attrs.items())


def linked(html: str, glossary: Glossary, without: Iterable[str], card: Card) -> str:
    """Return a page's HTML with the first use of each term linked, except of those left out."""
    done = {_named(glossary, name) for name in without}
    tree = BeautifulSoup(html, "html.parser")
    for text in list(tree.find_all(string=True)):
        if type(text) is NavigableString and not _apart(text):
            _link(text, glossary, done, card)
    return tree.decode(formatter=AsWritten())


def _named(glossary: Glossary, name: str) -> Term:
    found = next((term for term in glossary.terms if term.name == name), None)
    if found is None:
        raise LookupError(
            f"the glossary has no {name!r}; {close_to(name, [t.name for t in glossary.terms])}"
        )
    return found


def _apart(text: PageElement) -> bool:
    return any(
        above.name in APART or CLASSES.intersection(above.get_attribute_list("class"))
        for above in text.parents
    )


def _link(text: NavigableString, glossary: Glossary, done: set[Term], card: Card) -> None:
    """Put cards into a text, and its terms among those that are done."""
    parts: list[PageElement] = []
    end = 0
    for found, term in glossary.find(text):
        if term not in done:
            done.add(term)
            parts.append(NavigableString(text[end : found.start()]))
            parts += BeautifulSoup(card(term, found[0]), "html.parser").contents
            end = found.end()
    if parts:
        text.replace_with(*parts, NavigableString(text[end:]))
