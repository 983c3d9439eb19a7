"""Three depths of reading, idea, math and research: the control above a page that has them."""

from __future__ import annotations

import re

from gen.pages.addresses import close_to
from gen.pages.parts import part

DEPTHS = ("idea", "math", "research")
MARKED = re.compile(r'<div class="depth" data-depth="([^"]*)"')


def with_control(content: str, url: str) -> str:
    """Return the page with a control under its title, and a way to the next depth at its end."""
    found = set(MARKED.findall(content))
    if unknown := found - set(DEPTHS):
        raise LookupError(
            f"no depth named {min(unknown)!r}; {close_to(min(unknown), list(DEPTHS))}"
        )
    present = [depth for depth in DEPTHS if depth in found]
    if len(present) < 2:
        return content
    head, title, body = content.partition("</h1>")
    control, more = (
        part("depths.html", url, depths=present),
        part("deeper.html", url, depths=present[1:]),
    )
    return f"{head}{title}\n{control}\n{body}\n{more}"
