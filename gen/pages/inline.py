"""A figure written into the page itself: in an image, the links of a drawing would be dead."""

from __future__ import annotations

import re
from collections.abc import Callable

from gen.draw.svg import NAMED, ROOT

NAME = re.compile(r'(\bid="|href="#|url\(#)')
LINK = re.compile(rf'href="{re.escape(ROOT)}([^"]*)"')


def inline(svg: str, theme: str, to: Callable[[str], str]) -> str:
    """Return a drawing for a page from which `to` links, with names that are this theme's own."""
    svg = NAME.sub(rf"\g<1>{theme}-", svg).replace(
        NAMED, NAMED.replace("t d", f"{theme}-t {theme}-d"), 1
    )
    svg = LINK.sub(lambda found: f'href="{to(found[1])}"', svg)
    return svg.replace("<svg ", f'<svg class="on-{theme}" ', 1).strip()
