"""SVG by hand: whole numbers, one path per contour, text that stays text."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from gen.draw.contours import EDGE, RELIEF, blend, tone
from gen.draw.curves import deltas, fitting
from gen.draw.ink import Box, Glyph, Link, Mark, Morph, Mosaic, Path, Points, Terrain, Trail, Words
from gen.draw.mosaic import strokes
from gen.draw.picture import Picture
from gen.draw.simplify import simplified
from gen.draw.trails import finished
from gen.palette import CIRCLE, INK, PAGE, SHADE, SHAPES, Hue

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
# A link shows itself only when pointed at. The class keeps this from links of a page around it.
LINKED = (
    "<style>.way>*,.way+g{opacity:0}.way:is(:hover,:focus-visible)>*,.way:is(:hover,:focus-visible)+g{opacity:1}"
    ".way:focus-visible{outline:0}</style>"
)
BUDGET, MAP = 24_000, 12_000  # bytes for contours; for those of a map where it is small
NAMED = 'aria-labelledby="t d"'  # by its title and description
ROOT = "../"  # from the folder of the figures to the root of the site


def svg(picture: Picture, theme: str, fine: int = 4, budget: int = BUDGET) -> bytes:
    """Return the finished picture as SVG."""
    page = Svg(theme, fine, budget)
    for mark in picture.finished():
        page.add(mark)
    return page.document(picture.width, picture.height, picture.title, picture.alt)


def alone(picture: Picture, theme: str) -> bytes:
    """Return the picture's map without words as SVG."""
    assert picture.alone is not None
    page = Svg(theme, budget=MAP)
    for mark in picture.alone.ink():
        page.add(mark)
    box = picture.alone.box
    return page.document(box.width, box.height, picture.title, picture.alt)


class Svg:
    """Collects elements for one theme.

    Coordinates are whole numbers, `fine` to a pixel; contours may take `budget` bytes.
    """

    def __init__(self, theme: str, fine: int = 4, budget: int = BUDGET) -> None:
        """Begin an empty page."""
        self.theme, self.fine, self.budget = theme, fine, budget
        self.parts: list[
            tuple[str, str]
        ] = []  # (attributes, element): neighbors with equal ones share a group
        self.links: list[str] = []  # they come last, on top of all else
        self.names: dict[tuple[str, str], str] = {}  # (tag, the rest of it) -> name

    def add(self, mark: Mark) -> None:
        """Draw a mark that does not move; a trail or morph is drawn finished."""
        if isinstance(mark, Trail):
            for part in finished(mark):
                self.add(part)
        elif isinstance(mark, Morph):
            for part in mark.at(-1):
                self.add(part)
        elif isinstance(mark, Link):
            self.links.append(self._link(mark))
        else:
            self.parts.append(DRAW[type(mark)](self, mark))

    def raw(self, *elements: str) -> None:
        """Append elements as they are."""
        self.parts += [("", element) for element in elements]

    def color(self, hue: Hue) -> str:
        """Return the hue as this theme's hex, shortened where it can be."""
        return short(getattr(hue, self.theme))

    def n(self, *pixels: float) -> list[int]:
        """Return lengths or coordinates as whole numbers."""
        return [round(float(p) * self.fine) for p in pixels]

    def rect(self, box: Box, attributes: str = "", inner: str = "") -> str:
        """Return a rectangle."""
        x, y, width, height = self.n(box.left, box.top, box.width, box.height)
        end = f">{inner}</rect>" if inner else "/>"
        return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{attributes}{end}'

    def define(self, tag: str, rest: str) -> str:
        """Keep an element for use by its name, which is returned; equal elements are kept once."""
        return self.names.setdefault((tag, rest), f"{tag[0]}{len(self.names)}")

    def clip(self, box: Box) -> str:
        """Return the attribute that clips to `box`."""
        return f' clip-path="url(#{self.define("clipPath", f">{self.rect(box)}</clipPath>")})"'

    def outline(self, points: Points) -> str:
        """Return path data through `points`."""
        p = np.rint(np.asarray(points, dtype=float) * self.fine).astype(int)
        return f"M{p[0, 0]} {p[0, 1]}l{deltas(np.diff(p, axis=0).tolist())}"

    def glyph(self, shape: str, size: float) -> str:
        """Return the name of a marker of this shape and size."""
        if shape == "circle":
            return self.define("circle", f' r="{size * CIRCLE * self.fine:g}"/>')
        return self.define("path", f' d="{self.outline(np.array(SHAPES[shape]) * size)}z"/>')

    def use(self, glyph: Glyph, colored: bool = False) -> str:
        """Return the element that puts a marker in its place."""
        x, y = self.n(glyph.x, glyph.y)
        color = f' fill="{self.color(glyph.hue)}"' if colored else ""
        return f'<use href="#{self.glyph(glyph.shape, glyph.size)}" x="{x}" y="{y}"{color}/>'

    def document(
        self, width: float, height: float, title: str, alt: str, scale: float = 1
    ) -> bytes:
        """Return the file, which asks to be shown `scale` times as large."""
        w, h = self.n(width, height)
        # An image has no parts. Where there are links these can be reached; the rest is a picture.
        role, drawn = ("group", ' aria-hidden="true"') if self.links else ("img", "")
        return "".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" '
                f'width="{width * scale:g}" height="{height * scale:g}" '
                f'role="{role}" {NAMED} stroke-linejoin="round" font-family="{FONT}">',
                f'<title id="t">{escape(title)}</title><desc id="d">{escape(alt)}</desc>',
                "<defs>",
                *(f'<{tag} id="{name}"{rest}' for (tag, rest), name in self.names.items()),
                "</defs>",
                f'<rect width="{w}" height="{h}" fill="{self.color(PAGE)}"/>',
                grouped(
                    drawn,
                    [
                        grouped(look, [element for _, element in parts])
                        for look, parts in groupby(self.parts, itemgetter(0))
                    ],
                ),
                *([LINKED, *self.links] if self.links else []),
                "</svg>\n",
            ]
        ).encode()

    def _path(self, path: Path) -> tuple[str, str]:
        look = ' fill="none"' if path.fill is None else f' fill="{self.color(path.fill)}"'
        if path.stroke is not None:
            look += f' stroke="{self.color(path.stroke)}" stroke-width="{path.width * self.fine:g}"'
        if path.dash:
            look += f' stroke-dasharray="{" ".join(f"{d * self.fine:g}" for d in path.dash)}"'
        if path.opacity < 1:
            look += f' opacity="{path.opacity:g}"'
        if path.clip is not None:
            look += self.clip(path.clip)
        return look, f'<path d="{self.outline(_line(path))}"/>'

    def _glyph(self, glyph: Glyph) -> tuple[str, str]:
        return f' fill="{self.color(glyph.hue)}"', self.use(glyph)

    def _words(self, words: Words) -> tuple[str, str]:
        if not words.text:
            return "", ""
        x, y = self.n(words.x, words.y)
        look = f' font-size="{words.size * self.fine:g}" fill="{self.color(words.hue)}"'
        look += "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
        look += ' font-weight="600"' if words.bold else ""
        where = f'transform="translate({x} {y})rotate(-90)"' if words.turned else f'x="{x}" y="{y}"'
        return look, f"<text {where}>{escape(words.text)}</text>"

    def _link(self, link: Link) -> str:
        color, width = self.color(link.hue), 2 * self.fine
        names = [
            self.define("path", f' d="{self.outline(simplified(line, 0.1))}"/>')
            for line in link.lines
        ]
        lines = "".join(f'<use href="#{name}"/>' for name in names)
        look = f' rx="{5 * self.fine}" fill="{color}" fill-opacity=".12"'
        look += f' stroke="{color}" stroke-width="{width}"'
        # The lines stand outside the link: a browser brings all of what has the focus into view.
        return (
            f'<a class="way" href="{ROOT}{escape(link.address)}"><title>{escape(link.name)}</title>'
            f"{self.rect(link.box, look)}</a>"
            f'<g fill="none" stroke="{color}" stroke-width="{1.25 * width:g}" '
            f'pointer-events="none">{lines}</g>'
        )

    def terrain(self, terrain: Terrain) -> tuple[str, str]:
        """Return the contours of a surface, which may take `budget` bytes."""
        fine, cut = fitting(terrain, self.fine, self.budget)
        scale, edge = self.fine / fine / 2, self.color(SHADE)
        under = [(self.color(hue), self.fine * by / scale) for hue, by in RELIEF]
        each = [(self.define("path", f' d="{d}"/>'), self.color(tone(k))) for k, d in cut]
        fills = "".join(
            "".join(
                f'<use href="#{name}" x="{by:g}" y="{by:g}" fill="{color}"/>' for color, by in under
            )
            + f'<use href="#{name}" fill="{color}" stroke="{edge}"/>'
            for name, color in each
        )
        floor = self.rect(terrain.box, f' fill="{self.color(tone(0))}"')
        look = f'fill-rule="evenodd" stroke-width="{self.fine * EDGE / scale:g}"'
        return self.clip(terrain.box), f'{floor}<g transform="scale({scale:g})" {look}>{fills}</g>'

    def _mosaic(self, mosaic: Mosaic) -> tuple[str, str]:
        rows, columns = mosaic.cells.shape
        box, (left, top) = mosaic.box, self.n(mosaic.box.left, mosaic.box.top)
        wide, high = self.fine * box.width / columns, self.fine * box.height / rows
        lines = [
            (blend(PAGE, hue, share), 1.0, strokes(mosaic.cells == k))
            for k, (hue, share) in enumerate(mosaic.inks)
        ]
        lines.append((INK, 0.3, strokes(mosaic.hatched)))
        paths = "".join(
            f'<path d="{d}" stroke="{self.color(hue)}" stroke-width="{width:g}"/>'
            for hue, width, d in lines
            if d
        )
        place = f"translate({left} {top + high / 2:g})scale({wide:.6g} {high:.6g})"
        return "", f'<g transform="{place}" fill="none" shape-rendering="crispEdges">{paths}</g>'


DRAW: dict[type, Callable[[Svg, Any], tuple[str, str]]] = {
    Path: Svg._path,
    Glyph: Svg._glyph,
    Words: Svg._words,
    Terrain: Svg.terrain,
    Mosaic: Svg._mosaic,
}


@lru_cache(maxsize=1024)  # both themes draw the same
def _line(path: Path) -> np.ndarray:
    """Return the few points of a path that the eye can tell from all of them."""
    return simplified(np.asarray(path.points, dtype=float), 0.1)


def grouped(attributes: str, elements: list[str]) -> str:
    """Return the elements, in a group if they have attributes in common."""
    inner = "".join(elements)
    return f"<g{attributes}>{inner}</g>" if attributes and inner else inner


def short(color: str) -> str:
    """Return #rgb for #rrggbb where that is the same color."""
    return f"#{color[1]}{color[3]}{color[5]}" if color[1::2] == color[2::2] else color
