"""One style sheet for all pages, without the rules of the theme that no page can need.

>>> needed(".md-a{top:0}.md-b,p{top:0}@media print{.md-b{top:0}}", {"md-a"})
'.md-a{top:0}p{top:0}@media print{}'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

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
NESTED = {"media", "supports", "layer"}
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
    text = SPACE.sub(" ", "\n".join(texts))
    return _used_variables(needed(text, names(site)))


def names(site: Path) -> set[str]:
    """Return every word of the pages and their scripts: what is not there is no class of theirs."""
    files = (path for end in ("html", "js") for path in site.rglob(f"*.{end}"))
    return set().union(*(NAMES.findall(path.read_text(encoding="utf-8")) for path in files))


def needed(css: str, known: set[str]) -> str:
    """Return the rules of which all classes are `known`."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_needed(rules, known))


def _needed(rules: Iterable[Node], known: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "error":
            raise ValueError(f"a style sheet cannot be read: {rule.message}")
        head, body = _text(rule.prelude), _text(rule.content or [])
        if rule.type == "qualified-rule":
            kept = [one for one in _selectors(rule.prelude) if _may_match(one, known)]
            yield f"{','.join(kept)}{{{body}}}" if kept else ""
        elif rule.content is None:
            continue  # such as @charset
        elif rule.lower_at_keyword in NESTED:
            yield f"@{rule.at_keyword} {head}{{{needed(body, known)}}}"
        else:
            yield f"@{rule.at_keyword} {head}{{{body}}}"


def _selectors(prelude: Iterable[Node]) -> Iterator[str]:
    """Yield the selectors of a list; commas within brackets part nothing."""
    for comma, tokens in groupby(prelude, lambda token: token == ","):
        if not comma:
            yield _text(tokens)


def _text(tokens: Iterable[Node]) -> str:
    """Return tokens as they stood; the library parts some by comments that they do not need."""
    return COMMENT.sub("", tinycss2.serialize(tokens)).strip()


def _may_match(selector: str, known: set[str]) -> bool:
    plain = EITHER.sub("", selector)
    return not ELSEWHERE.search(selector) and known.issuperset(CLASS.findall(plain))


VARIABLE = re.compile(r"(?<=[{;])\s*(--[\w-]+):((?:url\((?:'[^']*'|\"[^\"]*\"|[^)]*)\)|[^;}])*);?")


def _used_variables(css: str) -> str:
    """Return the styles without the theme's pictures that are named and never shown."""
    used = set(re.findall(r"var\(\s*(--[\w-]+)", css))
    return VARIABLE.sub(
        lambda found: "" if "url(" in found[2] and found[1] not in used else found[0], css
    )
