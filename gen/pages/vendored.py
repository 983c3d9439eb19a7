"""What the pages borrow from npm: fonts and KaTeX's styles, as browsers need them, and QR codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

PACKAGES = Path(__file__).parents[2] / "node_modules"
SERIF = PACKAGES / "@fontsource" / "source-serif-4" / "files"
KATEX = PACKAGES / "katex" / "dist"
OLDER = re.compile(r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("[a-z]+"\)')


def files() -> Iterator[tuple[str, Path]]:
    """Yield (address, file) of what is served as it came."""
    for style in ("400-normal", "600-normal", "400-italic"):
        yield f"vendor/serif-{style}.woff2", SERIF / f"source-serif-4-latin-{style}.woff2"
    yield "vendor/qrcode.js", PACKAGES / "qrcode-generator" / "dist" / "qrcode.mjs"
    for font in sorted((KATEX / "fonts").glob("*.woff2")):
        yield f"vendor/katex/fonts/{font.name}", font


def katex_styles() -> str:
    """Return KaTeX's style sheet without the older formats of its fonts."""
    return OLDER.sub("", (KATEX / "katex.min.css").read_text(encoding="utf-8"))
