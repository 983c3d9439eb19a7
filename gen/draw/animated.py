"""The race as an animated SVG: no script, a few kilobytes, and the page can pause it and turn it back.

Everything runs on one clock with SMIL. The attributes as written are those of the last step, so that what does not
animate still shows the finished picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from gen.draw.frames import HOLD_SECONDS, STEP_SECONDS
from gen.draw.ink import Box, Trail
from gen.draw.svg import FINE, Svg, polyline
from gen.draw.trails import DOT, HEAD, dots, lost_marks, near
from gen.palette import INK, PAGE

if TYPE_CHECKING:
    from gen.draw.picture import Picture

HOLD = round(HOLD_SECONDS / STEP_SECONDS)
CONTOUR_BYTES = 11_000
ROW = 20  # from digit to digit on the strips of the step counter
BLANK = 10  # the row below the nine
COLUMN = 8.6


def animated(picture: Picture, theme: str) -> bytes:
    """Return the picture as an SVG that plays by itself, again and again."""
    page = Svg(theme, CONTOUR_BYTES)
    for mark in picture.still():
        page.add(mark)
    clock = Clock(picture.steps)
    trails = picture.trails()
    page.parts += [_line(page, trail, clock) for trail in trails]
    page.parts += _dots(page, trails, clock)
    page.parts += [_head(page, trail, clock) for trail in trails]
    page.parts += [_lost(page, trail, clock) for trail in trails if trail.lost >= 0]
    page.parts.append(_counter(page, picture, clock))
    return page.document(picture.width, picture.height, picture.title, picture.alt)


class Clock:
    """One loop: `steps` steps, then the hold."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.loop = f'dur="{(steps + HOLD) * STEP_SECONDS:g}s" repeatCount="indefinite"'

    def smooth(self, values: list[str], final: str) -> str:
        """Return the attributes that go through `values`, one a step, and stay at `final`."""
        return f'{self.loop} values="{";".join(values)}{f";{final}" * HOLD}"'

    def switch(self, attribute: str, before: str, after: str, step: int) -> str:
        """Return an animation that changes `attribute` at `step`."""
        share = f"{step / (self.steps + HOLD):.4f}".lstrip("0")
        return (
            f'<animate attributeName="{attribute}" {self.loop} calcMode="discrete" '
            f'values="{before};{after}" keyTimes="0;{share}"/>'
        )


def _grown(box: Box, by: float = HEAD) -> Box:
    return Box(box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by)


def _line(page: Svg, trail: Trail, clock: Clock) -> str:
    points = near(trail.points)
    whole = np.rint(points * FINE)
    walked = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(whole, axis=0).T))])
    total = int(np.ceil(walked[-1])) + 1
    values = [str(v) for v in np.rint(total - walked).astype(int).tolist()]
    return (
        f'<g clip-path="url(#{page.clip(trail.clip)})"><path d="{polyline(points)}" transform="scale({1 / FINE:g})" '
        f'fill="none" stroke="{page.color(trail.hue)}" stroke-width="{trail.width * FINE:g}" stroke-linejoin="round" '
        f'stroke-dasharray="{total}"><animate attributeName="stroke-dashoffset" {clock.smooth(values, values[-1])}/></path></g>'
    )


def _dots(page: Svg, trails: Iterable[Trail], clock: Clock) -> Iterable[str]:
    """Yield the small markers, all of one step together."""
    trails = list(trails)
    for t in range(1, clock.steps + 1):
        uses = ""
        for trail in trails:
            x, y = near(trail.points)[t] if dots(trail, t) else (np.nan, np.nan)
            if trail.clip.holds([(x, y)])[0]:
                uses += (
                    f'<use href="#{page.glyph(trail.shape)}" fill="{page.color(trail.hue)}" '
                    f'transform="translate({x:.4g} {y:.4g})scale({DOT:g})"/>'
                )
        if uses:
            yield f"<g>{clock.switch('opacity', '0', '1', t)}{uses}</g>"


def _head(page: Svg, trail: Trail, clock: Clock) -> str:
    points = np.rint(near(trail.points) * FINE).astype(int)
    x, y = points[-1].tolist()
    moves = [f"{a},{b}" for a, b in (points - points[-1]).tolist()]
    gone = clock.switch("opacity", "1", "0", trail.lost) if trail.lost >= 0 else ""
    hidden = ' opacity="0"' if gone else ""
    shape = page.glyph(trail.shape)
    return (
        f'<g clip-path="url(#{page.clip(_grown(trail.clip))})"><g transform="scale({1 / FINE:g})">'
        f'<g transform="translate({x} {y})"{hidden}>{gone}'
        f"<animateMotion {clock.smooth(moves, moves[-1])}/>"
        f'<use href="#{shape}" fill="{page.color(PAGE)}" transform="scale({FINE * (HEAD + 1.4):g})"/>'
        f'<use href="#{shape}" fill="{page.color(trail.hue)}" transform="scale({FINE * HEAD:g})"/></g></g></g>'
    )


def _lost(page: Svg, trail: Trail, clock: Clock) -> str:
    inner = Svg._glyph
    marks = "".join(inner(page, glyph) for glyph in lost_marks(trail, near(trail.points)))
    return f"<g>{clock.switch('opacity', '0', '1', trail.lost)}{marks}</g>"


def _counter(page: Svg, picture: Picture, clock: Clock) -> str:
    """Return the step counter: three strips of digits behind windows one digit high."""
    x, y = picture.counter
    digits = len(str(clock.steps))
    strip = "".join(f'<text y="{ROW * k}">{k}</text>' for k in range(10))
    page.defined["strip"] = f'<g id="strip">{strip}</g>'
    look = f'font-size="13" font-weight="600" fill="{page.color(INK)}"'
    parts = [f'<text x="{x:g}" y="{y:g}" {look}>step</text>']
    for place in range(digits):
        left = x + 40 + COLUMN * (digits - 1 - place)
        window = page.clip(Box(left - COLUMN, y - 14, 2 * COLUMN, 18))
        rows = [_row(t, place) for t in [*range(clock.steps + 1), *[clock.steps] * (HOLD - 1)]]
        parts.append(
            f'<g clip-path="url(#{window})"><g transform="translate({left:g} {y:g})" {look} text-anchor="middle">'
            f'<use href="#strip" transform="translate(0 {-ROW * rows[-1]})"><animateTransform attributeName="transform" '
            f'type="translate" calcMode="discrete" {clock.loop} values="{";".join(f"0 {-ROW * r}" for r in rows)}"/></use></g></g>'
        )
    return "".join(parts)


def _row(step: int, place: int) -> int:
    """Return the digit of `step` at a decimal place, blank where it would be a leading zero."""
    return BLANK if place and step < 10**place else step // 10**place % 10
