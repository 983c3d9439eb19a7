"""A feed of the newest figures, in Atom: docs/data/published.json says on which day each came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from gen.pages.manifest import Drawn

FILE, ADDRESS = "data/published.json", "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
NEWEST = 50


def feed(docs: Path, figures: Mapping[str, Drawn], title: str, authors: str, site: str) -> bytes:
    """Return the feed of the site at the address `site`."""
    listed: dict[str, list[str]] = json.loads((docs / FILE).read_text(encoding="utf-8"))
    days = [(day, name) for day in sorted(listed, reverse=True) for name in listed[day]]
    newest = [(day, figures[name]) for day, name in days if name in figures][:NEWEST]
    root = ElementTree.Element("feed", xmlns=ATOM)
    _add(root, "title", f"New figures: {title}")
    _add(root, "id", site)
    _add(root, "link", href=site)
    _add(root, "link", rel="self", href=site + ADDRESS)
    _add(root, "updated", _moment(newest[0][0] if newest else "1970-01-01"))
    _add(_add(root, "author"), "name", authors)
    for day, figure in newest:
        entry, page = _add(root, "entry"), f"{site}figures/{figure.id}/"
        _add(entry, "title", figure.title)
        _add(entry, "id", page)
        _add(entry, "link", href=page)
        _add(entry, "link", rel="enclosure", type="image/png", href=site + figure.file("png"))
        _add(entry, "updated", _moment(day))
        _add(entry, "summary", figure.alt)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(
    parent: ElementTree.Element, tag: str, text: str = "", **about: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, about)
    element.text = text or None
    return element


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
