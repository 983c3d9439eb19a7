"""How to cite a page: as text and as BibTeX, from what CITATION.cff says of the site.

>>> print(key("learn/schedules/"))
gradient-descent-learn-schedules
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).parents[2] / "CITATION.cff"
# What is a sign of the language in a field of BibTeX, which counts a brace even after a backslash.
SIGNS = {sign: f"\\{sign}" for sign in "$&#%_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
}


@dataclass(frozen=True)
class Work:
    """The site as CITATION.cff has it."""

    title: str
    authors: tuple[str, ...]
    version: str
    year: int

    def text(self, title: str, address: str) -> str:
        """Return the citation of a page in a line; without an address where that is not known."""
        authors, page = ", ".join(self.authors), f"{title}. " if title != self.title else ""
        ends = f". {address}" if address else ""
        return f"{authors} ({self.year}). {page}{self.title}, version {self.version}{ends}"

    def bibtex(self, title: str, url: str, address: str) -> str:
        """Return the citation of the page at `url` as an entry of BibTeX."""
        fields = {
            # In a second pair of braces a name is one name, and a title keeps its capitals.
            "author": " and ".join(f"{{{escaped(author)}}}" for author in self.authors),
            "title": f"{{{escaped(title)}}}",
            "howpublished": escaped(self.title) if title != self.title else "",
            "version": self.version,
            "year": str(self.year),
            "url": address,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return ",\n".join([f"@misc{{{key(url)}", *lines]) + "\n}"


@functools.cache
def work() -> Work:
    """Read CITATION.cff."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    authors = tuple(author["name"] for author in read["authors"])
    return Work(read["title"], authors, read["version"], int(str(read["date-released"])[:4]))


def key(url: str) -> str:
    """Return a name for the entry of the page at `url`."""
    return "-".join(["gradient-descent", *url.strip("/").split("/")]).rstrip("-")


def escaped(text: str) -> str:
    """Return text for a field of BibTeX."""
    return "".join(SIGNS.get(letter, letter) for letter in text)
