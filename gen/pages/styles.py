"""One style sheet for all pages, without the rules of the theme that no page can need.

>>> needed(".md-a{top:0}.md-b,p{top:0}@media print{.md-b{top:0}}", {"md-a"})
'.md-a{top:0}p{top:0}@media print{}'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gen.pages.vendored import katex_styles

SHEET = "stylesheets/all.css"
NAMES = re.compile(r"[A-Za-z_][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# What only counts for other languages, or stops movements while the palette changes: to look for
# that, a browser styles the whole page again as soon as the theme's script has started.
ELSEWHERE = re.compile(r"\[dir=rtl\]|\[data-md-color-switching\]")
# What may hold though a class in it does not occur.
EITHER = re.compile(r":(?:not|is|where|has)\(.*\)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")
FONTS = re.compile(r"url\((?=fonts/)")


def sheet(site: Path, own: Iterable[str]) -> str:
    """Return the styles of the theme, of formulas and our `own`, in this order, in one text."""
    theme = (next(site.glob(f"assets/stylesheets/{name}.*.css")) for name in ("main", "palette"))
    formulas = FONTS.sub("url(../vendor/katex/", katex_styles())
    # A formula may be read in another font until its own has come, as any text.
    formulas = formulas.replace("font-display:block", "font-display:swap")
    texts = [*(path.read_text(encoding="utf-8") for path in theme), formulas]
    texts += [(site / path).read_text(encoding="utf-8") for path in own]
    text = SPACE.sub(" ", COMMENT.sub("", "\n".join(texts)))
    return _used_variables(needed(text, names(site)))


def names(site: Path) -> set[str]:
    """Return every word of the pages and their scripts: what is not there is no class of theirs."""
    files = (path for end in ("html", "js") for path in site.rglob(f"*.{end}"))
    return set().union(*(NAMES.findall(path.read_text(encoding="utf-8")) for path in files))


def needed(css: str, known: set[str]) -> str:
    """Return the rules of which all classes are `known`."""
    return "".join(_needed(css, known))


def _needed(css: str, known: set[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if head.startswith(("@media", "@supports", "@layer")):
            yield f"{head}{{{needed(body, known)}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif kept := [one for one in _selectors(head) if _may_match(one, known)]:
            yield f"{','.join(kept)}{{{body}}}"


def _may_match(selector: str, known: set[str]) -> bool:
    plain = EITHER.sub("", selector)
    return not ELSEWHERE.search(selector) and known.issuperset(CLASS.findall(plain))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield (what stands before the brace, what stands within) of each block."""
    depth = start = opened = 0
    quote = ""
    for place, letter in enumerate(css):
        if quote:
            quote = "" if letter == quote and css[place - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "{":
            opened, depth = (place if not depth else opened), depth + 1
        elif letter == "}":
            depth -= 1
            if not depth:
                yield css[start:opened].strip(), css[opened + 1 : place].strip()
                start = place + 1
        elif letter == ";" and not depth:  # a statement without a block: @charset
            start = place + 1


def _selectors(head: str) -> Iterator[str]:
    """Yield what commas outside of brackets part."""
    depth = start = 0
    for place, letter in enumerate(head):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            yield head[start:place].strip()
            start = place + 1
    yield head[start:].strip()


VARIABLE = re.compile(r"(?<=[{;])\s*(--[\w-]+):((?:url\((?:'[^']*'|\"[^\"]*\"|[^)]*)\)|[^;}])*);?")


def _used_variables(css: str) -> str:
    """Return the styles without the theme's pictures that are named and never shown."""
    used = set(re.findall(r"var\(\s*(--[\w-]+)", css))
    return VARIABLE.sub(
        lambda found: "" if "url(" in found[2] and found[1] not in used else found[0], css
    )
