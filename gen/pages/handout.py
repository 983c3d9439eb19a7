"""A page on paper: where its links lead stands in numbered notes at its end.

>>> content = '<a href="../two/">two</a>, <a href="https://example.org/">one</a>'
>>> print(with_notes(content, "learn/one/").partition("<ol")[0].strip())
<a href="../two/" data-note="1">two</a>, <a href="https://example.org/" data-note="2">one</a>
"""

from __future__ import annotations

import posixpath
import re

from gen.pages.parts import part

# Links in what is not printed, or is no sentence, get no note. A plain link begins with its href;
# that of a card does not.
PIECE = re.compile(
    r"<(?:(?P<apart>figcaption|details|svg|pre)\b.*?</(?P=apart)>"
    r'|div class="depth" data-depth="(?P<depth>\w+)"'
    r'|a href="(?P<link>[^"#?][^"]*)"(?! data-note))',
    re.DOTALL,
)


def with_notes(content: str, url: str, site_url: str = "") -> str:
    """Return the page with a note for every address to which its sentences link.

    A deeper section comes after the others, so at every depth the notes are 1, 2, 3 and so on.
    """
    depth, notes = "idea", dict[str, tuple[int, str]]()

    def numbered(found: re.Match[str]) -> str:
        nonlocal depth
        depth = found["depth"] or depth
        if not found["link"]:
            return found[0]
        number, _ = notes.setdefault(_whole(found["link"], url, site_url), (len(notes) + 1, depth))
        return f'{found[0]} data-note="{number}"'

    body = PIECE.sub(numbered, content)
    return body + part("notes.html", url, notes=notes) if notes else body


def _whole(link: str, url: str, site_url: str) -> str:
    """Return an address as a reader of paper types it."""
    if re.match(r"\w+:", link):
        return link.removeprefix("https://")
    path, sign, section = link.partition("#")
    path = posixpath.normpath(posixpath.join("/", url, path)).strip("/")
    return f"{site_url.removeprefix('https://') or '/'}{path}{'/' if path else ''}{sign}{section}"
