"""The page's colors, as CSS custom properties from the palette that draws the figures."""

from __future__ import annotations

from gen import palette
from gen.optimizers import OPTIMIZERS
from gen.palette import HUES, Hue

HEADER = """\
/* gen/browser/colors.py wrote this file from gen/palette.py and the optimizers;
   edit those, not this. */
"""
SELECTORS = {
    "light": ':root,\n[data-md-color-scheme="default"]',
    "dark": '[data-md-color-scheme="slate"]',
}
PAPER = "@media screen {{\n{}}}\n"  # paper is white: dark is for the screen alone


def colors() -> dict[str, Hue]:
    """Return every named color: the hues, what figures are drawn on and with, who has which hue."""
    return {
        **palette.tokens(),
        **{f"optimizer-{slug}": HUES[cls.hue] for slug, cls in OPTIMIZERS.items()},
    }


def tokens() -> str:
    """Return the text of tokens.css."""
    return "\n".join([HEADER, *(_block(theme, selector) for theme, selector in SELECTORS.items())])


def _block(theme: str, selector: str) -> str:
    lines = "".join(f"  --{name}: {getattr(hue, theme)};\n" for name, hue in colors().items())
    block = f"{selector} {{\n{lines}}}\n"
    return block if theme == "light" else PAPER.format(block)
