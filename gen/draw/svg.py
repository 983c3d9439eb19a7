"""SVG by hand: integer coordinates, one path per contour, text that stays text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import numpy as np

from gen.draw.contours import cuts, edge, simplified, tone
from gen.draw.ink import Box, Glyph, Mark, Path, Terrain, Trail, Words
from gen.draw.shapes import SHAPES
from gen.draw.trails import finished
from gen.palette import HIGH, PAGE, Hue

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
FINE = 4  # coordinates are whole quarter pixels


class Svg:
    """Collects elements for one theme; `budget` is how many bytes the contours may take."""

    def __init__(self, theme: str, budget: int = 30_000) -> None:
        self.theme, self.budget = theme, budget
        self.parts: list[str] = []
        self.clips: dict[Box, str] = {}
        self.defined: dict[str, str] = {}

    def color(self, hue: Hue | None) -> str:
        """Return the hue as this theme's hex, shortened where it can be."""
        return "none" if hue is None else short(getattr(hue, self.theme))

    def add(self, mark: Mark) -> None:
        """Draw a mark that does not move; a trail is drawn finished."""
        self.parts.append(DRAW[type(mark)](self, mark))

    def clip(self, box: Box) -> str:
        """Return the id of a clip to `box`."""
        return self.clips.setdefault(box, f"c{len(self.clips)}")

    def glyph(self, shape: str) -> str:
        """Return the id of a shape's outline, of radius one."""
        points = " ".join(f"{x:g},{y:g}" for x, y in SHAPES[shape])
        self.defined[f"g-{shape}"] = f'<polygon id="g-{shape}" points="{points}"/>'
        return f"g-{shape}"

    def document(self, width: float, height: float, title: str, alt: str) -> bytes:
        """Return the file."""
        clips = (
            f'<clipPath id="{name}"><rect x="{b.left:g}" y="{b.top:g}" width="{b.width:g}" height="{b.height:g}"/></clipPath>'
            for b, name in self.clips.items()
        )
        return "".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
                f'height="{height:g}" role="img" aria-labelledby="t d" font-family="{FONT}">',
                f'<title id="t">{escape(title)}</title><desc id="d">{escape(alt)}</desc>',
                "<defs>",
                *clips,
                *self.defined.values(),
                f'</defs><rect width="{width:g}" height="{height:g}" fill="{self.color(PAGE)}"/>',
                *self.parts,
                "</svg>\n",
            ]
        ).encode()

    def _path(self, path: Path) -> str:
        stroke = "" if path.stroke is None else f' stroke="{self.color(path.stroke)}" stroke-width="{path.width * FINE:g}"'
        dash = f' stroke-dasharray="{" ".join(f"{d * FINE:g}" for d in path.dash)}"' if path.dash else ""
        fade = f' opacity="{path.opacity:g}"' if path.opacity < 1 else ""
        clip = f' clip-path="url(#{self.clip(path.clip)})"' if path.clip else ""
        points = simplified(np.asarray(path.points, dtype=float), 0.1)
        shape = f'<path d="{polyline(points)}" transform="scale({1 / FINE:g})"'
        join = ' stroke-linejoin="round"' if stroke and len(points) > 2 else ""
        # The clip is in pixels, so it belongs to a group around the scaled path.
        body = f'{shape} fill="{self.color(path.fill)}"{stroke}{dash}{join}{fade}/>'
        return f"<g{clip}>{body}</g>" if clip else body

    def _glyph(self, glyph: Glyph) -> str:
        return (
            f'<use href="#{self.glyph(glyph.shape)}" fill="{self.color(glyph.hue)}" '
            f'transform="translate({glyph.x:.4g} {glyph.y:.4g})scale({glyph.size:g})"/>'
        )

    def _words(self, words: Words) -> str:
        if not words.text:
            return ""
        anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
        bold = ' font-weight="600"' if words.bold else ""
        where = f'x="{words.x:.4g}" y="{words.y:.4g}"'
        if words.turned:
            where = f'transform="translate({words.x:.4g} {words.y:.4g})rotate(-90)"'
        return f'<text {where} font-size="{words.size:g}" fill="{self.color(words.hue)}"{anchor}{bold}>{escape(words.text)}</text>'

    def _terrain(self, terrain: Terrain) -> str:
        paths = fitting(terrain, self.budget)
        fills = (f'<path d="{d}" fill="{self.color(tone(k))}"/>' for k, d in enumerate(paths, 1))
        b = terrain.box
        return (
            f'<rect x="{b.left:g}" y="{b.top:g}" width="{b.width:g}" height="{b.height:g}" fill="{self.color(tone(0))}"/>'
            f'<g clip-path="url(#{self.clip(b)})"><g transform="scale({1 / FINE / 2:g})" fill-rule="evenodd" '
            f'stroke="{self.color(HIGH)}" stroke-width="{FINE * 2 * 0.5:g}">{"".join(fills)}</g></g>'
        )

    def _trail(self, trail: Trail) -> str:
        return "".join(DRAW[type(mark)](self, mark) for mark in finished(trail))


DRAW = {Path: Svg._path, Glyph: Svg._glyph, Words: Svg._words, Terrain: Svg._terrain, Trail: Svg._trail}


def short(color: str) -> str:
    """Return #rgb for #rrggbb where that is the same color."""
    return f"#{color[1]}{color[3]}{color[5]}" if color[1::2] == color[2::2] else color


def deltas(points: Iterable[Iterable[int]]) -> str:
    """Return relative coordinates with as few separators as a path needs."""
    text = ""
    for dx, dy in points:
        text += f"{dx}" if dx < 0 or not text else f" {dx}"
        text += f"{dy}" if dy < 0 else f" {dy}"
    return text


def polyline(points: np.ndarray) -> str:
    """Return path data through `points`, in quarter pixels."""
    p = np.rint(points * FINE).astype(int)
    return f"M{p[0, 0]} {p[0, 1]}l{deltas(np.diff(p, axis=0).tolist())}"


def fitting(terrain: Terrain, budget: int) -> list[str]:
    """Return path data of every cut, as exact as fits in `budget` bytes: a rugged surface is drawn coarser."""
    for tolerance in (0.15, 0.25, 0.4, 0.6, 0.9, 1.3, 2.0, 3.0):
        paths = [_curves(rings, edge(terrain.box), tolerance) for rings in cuts(terrain)]
        if sum(map(len, paths)) <= budget:
            break
    return paths


def _curves(rings: Iterable[np.ndarray], border: Box, tolerance: float) -> str:
    return "".join(_curve(simplified(ring, tolerance), border) for ring in rings)


def _curve(ring: np.ndarray, border: Box) -> str:
    """Return a closed quadratic B-spline whose control points are the ring's, in eighths of a pixel.

    Its knots are the midpoints, whole numbers at twice the resolution of the controls, so "t" never drifts.
    A control point that counts three times makes a corner: those on the border.
    """
    p = np.rint(ring[:-1] * FINE).astype(int)
    near = 0.01
    x, y = ring[:-1].T
    corner = (x < border.left + near) | (x > border.right - near) | (y < border.top + near) | (y > border.bottom - near)
    p = np.repeat(p, np.where(corner, 3, 1), axis=0)
    if len(p) < 3:
        return ""
    middles = p + np.roll(p, -1, axis=0)  # doubled
    start = middles[-1]
    first = f"M{start[0]} {start[1]}q{deltas([(2 * p[0] - start).tolist(), (middles[0] - start).tolist()])}"
    return f"{first}t{deltas(np.diff(middles, axis=0).tolist())}z"
