"""The race as an animated SVG: no script, few kilobytes; the page can pause it and turn it back.

Everything runs on one clock with SMIL. The attributes as written are those of the last step, so
that what does not animate still shows the finished picture. So it is for who asks for less motion:
SMIL does not hear of that, but styles do, and an important one outdoes an animation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from gen.arithmetic.vectors import norm
from gen.draw.ink import Box, Glyph, Morph, Terrain, Trail
from gen.draw.picture import HOLD_SECONDS, Picture
from gen.draw.simplify import simplified
from gen.draw.svg import Svg
from gen.draw.trails import DOT, HEAD, RIM, dots, lost_marks, near
from gen.palette import INK, PAGE

FINE = 2
SIZE = 29_700  # bytes of the whole, if the contours can make it so
MORPHING = 44_700  # the same with shapes that change, each of which is written down once a step
ROW = 20  # from digit to digit on the strips of the step counter
BLANK = 10  # the row below the nine
COLUMN = 8.6
# Classes: what moves, and what stands for it at rest; what appears; a line drawn as a dash that
# grows; a curtain. The second sheet is one by itself, so that a page can take it out again.
CALM = (
    "<style>.rest{display:none}</style>"
    '<style media="(prefers-reduced-motion:reduce)">.rest{display:inline}.move{display:none}'
    ".come{opacity:1!important}.grow{stroke-dasharray:none}.veil{clip-path:none}</style>"
)


def animated(picture: Picture, theme: str) -> bytes:
    """Return the picture as an SVG that plays by itself, again and again."""
    page = Svg(theme, FINE)
    page.raw(CALM)
    grounds: dict[int, Terrain] = {}
    for mark in picture.still():
        if isinstance(mark, Terrain):
            grounds[len(page.parts)] = mark
            page.raw("")
        else:
            page.add(mark)
    clock, trails = Clock(picture.steps, picture.pace), picture.trails()
    roaming = [trail for trail in trails if not trail.curve]
    for _, group in groupby(
        (trail for trail in trails if trail.curve), key=lambda trail: trail.clip
    ):
        page.raw(_curves(page, list(group), clock))
    page.raw(*(_line(page, trail, clock) for trail in roaming))
    for t in range(1, clock.steps + 1):
        marks = "".join(_dots(page, roaming, t, t))
        page.raw(_coming(clock, t, marks) if marks else "")
    page.raw(*(_head(page, trail, clock) for trail in roaming))
    page.raw(*(_lost(page, trail, clock) for trail in trails if trail.lost >= 0))
    page.raw(*(_morph(page, morph, clock) for morph in picture.morphs()))
    page.raw(*_counter(page, picture, clock))
    # The contours come last and get the room that is left, in round numbers: both themes cut alike.
    size = MORPHING if picture.morphs() else SIZE
    room = size - len(page.document(picture.width, picture.height, picture.title, picture.alt))
    page.budget = max(0, room // max(1, len(grounds)) // 500 * 500)
    for place, ground in grounds.items():
        page.parts[place] = page.terrain(ground)
    return page.document(picture.width, picture.height, picture.title, picture.alt)


class Clock:
    """One loop: `steps` steps of `pace` seconds, then the hold."""

    def __init__(self, steps: int, pace: float) -> None:
        """Set the length of the loop."""
        self.steps, self.hold = steps, round(HOLD_SECONDS / pace)
        self.loop = f'dur="{(steps + self.hold) * pace:g}s" repeatCount="indefinite"'

    def share(self, step: int) -> str:
        """Return which part of the loop has passed at `step`."""
        return f"{step / (self.steps + self.hold):.4f}".lstrip("0")

    def smooth(self, values: Sequence[object]) -> str:
        """Return the attributes that go through `values`, one a step, and stay at the last."""
        return (
            f'{self.loop} values="{";".join([*map(str, values), *[str(values[-1])] * self.hold])}"'
        )

    def steady(self, first: object, last: object) -> str:
        """Return the attributes that go evenly from `first` to `last`, and stay there."""
        return f'{self.loop} values="{first};{last};{last}" keyTimes="0;{self.share(self.steps)};1"'

    def shapes(self, values: Sequence[str]) -> str:
        """Return the attributes that go through `values`, one a step; the hold repeats none."""
        times = ";".join([self.share(t) if t else "0" for t in range(self.steps + 1)])
        return f'{self.loop} values="{";".join(values)};{values[-1]}" keyTimes="{times};1"'

    def jumps(self, values: Sequence[object], steps: Sequence[int]) -> str:
        """Return the attributes that take each of `values` at its step."""
        row, times = list(map(str, values)), ""
        if len(row) > self.steps:  # a value for each step needs no list of times
            row += row[-1:] * (self.hold - 1)
        else:
            times = f' keyTimes="{";".join(self.share(t) if t else "0" for t in steps)}"'
        return f'calcMode="discrete" {self.loop} values="{";".join(row)}"{times}'

    def switch(self, before: int, after: int, step: int) -> str:
        """Return an animation that changes the opacity at `step`."""
        return f'<animate attributeName="opacity" {self.jumps([before, after], [0, step])}/>'


def _stroke(page: Svg, trail: Trail) -> str:
    return f'fill="none" stroke="{page.color(trail.hue)}" stroke-width="{trail.width * FINE:g}"'


def _line(page: Svg, trail: Trail, clock: Clock) -> str:
    points = near(trail.points)
    passed = np.concatenate([[0], np.cumsum(norm(np.diff(np.rint(points * FINE), axis=0)))])
    total = int(np.ceil(passed[-1])) + 1
    values = np.rint(total - passed).astype(int).tolist()
    moved = np.append(True, np.diff(passed) > 0)
    look = f'{page.clip(trail.clip)} {_stroke(page, trail)} class="grow" stroke-dasharray="{total}"'
    return (
        f'<path{look} d="{page.outline(points[moved])}">'
        f'<animate attributeName="stroke-dashoffset" {clock.smooth(values)}/></path>'
    )


def _curves(page: Svg, trails: Sequence[Trail], clock: Clock) -> str:
    """Return all curves of a chart, behind a curtain that opens to the right."""
    box, first, last = trails[0].clip, trails[0].points[0, 0], trails[0].points[-1, 0]
    seen = Box(first, box.top, last - first + DOT, box.height)
    (width,) = page.n(last - first)
    curtain = page.rect(seen, inner=f'<animate attributeName="width" {clock.steady(0, width)}/>')
    name = page.define("clipPath", f">{curtain}</clipPath>")
    lines = "".join(f'<path d="{page.outline(_curve(t))}" {_stroke(page, t)}/>' for t in trails)
    dots_of = "".join(
        f'<g fill="{page.color(t.hue)}">{"".join(_dots(page, [t], clock.steps, plain=True))}</g>'
        for t in trails
    )
    inner = f'<g class="veil" clip-path="url(#{name})">{lines}{dots_of}</g>'
    return f"<g{page.clip(box)}>{inner}</g>"


@lru_cache(maxsize=64)  # both themes draw the same
def _curve(trail: Trail) -> np.ndarray:
    return simplified(near(trail.points), 0.25)


def _dots(
    page: Svg, trails: Iterable[Trail], last: int, first: int = 1, plain: bool = False
) -> Iterator[str]:
    """Yield the small markers of the steps from `first` to `last`."""
    for trail in trails:
        for t in range(first, last + 1):
            if dots(trail, t) and trail.clip.holds(trail.points[t : t + 1])[0]:
                x, y = map(float, trail.points[t])
                yield page.use(Glyph(x, y, trail.shape, trail.hue, DOT), colored=not plain)


def _head(page: Svg, trail: Trail, clock: Clock) -> str:
    rim, core = page.glyph(trail.shape, HEAD + RIM), page.glyph(trail.shape, HEAD)
    name = page.define(
        "g", f'><use href="#{rim}" fill="{page.color(PAGE)}"/><use href="#{core}"/></g>'
    )
    points = near(trail.points)
    moves = [f"{x},{y}" for x, y in (FINE * np.rint(points - points[-1]).astype(int)).tolist()]
    gone = clock.switch(1, 0, trail.lost) if trail.lost >= 0 else ""
    hidden = ' opacity="0"' if gone else ""
    x, y = page.n(*points[-1])
    use = f'<use href="#{name}" x="{x}" y="{y}"'
    rest = "" if gone else f'{use} class="rest"/>'
    return (
        f'<g{page.clip(grown(trail.clip))} fill="{page.color(trail.hue)}">'
        f'{use} class="move"{hidden}>{gone}'
        f'<animateMotion calcMode="linear" {clock.smooth(moves)}/></use>{rest}</g>'
    )


def grown(box: Box, by: float = HEAD + RIM) -> Box:
    """Return the box with room for half a marker all around."""
    return Box(box.left - by, box.top - by, box.width + 2 * by, box.height + 2 * by)


def _lost(page: Svg, trail: Trail, clock: Clock) -> str:
    marks = "".join(
        page.use(glyph, colored=True)
        for glyph in lost_marks(trail.clip, near(trail.points), trail.hue)
    )
    return _coming(clock, trail.lost, marks)


def _coming(clock: Clock, step: int, marks: str) -> str:
    """Return what appears at a step."""
    return f'<g class="come">{clock.switch(0, 1, step)}{marks}</g>'


def _morph(page: Svg, morph: Morph, clock: Clock) -> str:
    # The very same letters at every step: only then does a browser know which corner becomes which.
    outlines = [page.outline(corners) + "z" for corners in morph.points]
    look = f'fill="{page.color(morph.fill)}"' if morph.fill else 'fill="none"'
    look += f' fill-opacity="{morph.opacity:g}"' if morph.opacity < 1 else ""
    look += (
        f' stroke="{page.color(morph.stroke)}" stroke-width="{morph.width * FINE:g}"'
        if morph.stroke
        else ""
    )
    last = f'd="{outlines[-1]}"'
    return (
        f"<g{page.clip(morph.clip)} {look}>"
        f'<path class="move" {last}><animate attributeName="d" {clock.shapes(outlines)}/></path>'
        f'<path class="rest" {last}/></g>'
    )


def _counter(page: Svg, picture: Picture, clock: Clock) -> Iterator[str]:
    """Yield the step counter: strips of digits behind windows one digit high."""
    left, base = picture.counter
    x, y = page.n(left, base)
    row = ROW * FINE
    texts = "".join(f'<text y="{row * k}">{k}</text>' for k in range(10))
    strip = page.define("g", f">{texts}</g>")
    look = f'font-size="{13 * FINE}" font-weight="600" fill="{page.color(INK)}"'
    yield f'<text x="{x}" y="{y}" {look}>step</text>'
    digits = len(str(clock.steps))
    (end,) = page.n(left + 42 + COLUMN * (digits - 0.5))
    yield f'<text class="rest" x="{end}" y="{y}" {look} text-anchor="end">{clock.steps}</text>'
    for place in range(digits):
        middle = left + 42 + COLUMN * (digits - 1 - place)
        window = page.clip(Box(middle - COLUMN, base - 14, 2 * COLUMN, 18))
        turns = range(0, clock.steps + 1, 10**place)
        rows = [-row * digit(t, place) for t in turns]
        yield (
            f'<g class="move"{window}><g transform="translate({page.n(middle)[0]} {y})" {look} '
            f'text-anchor="middle"><use href="#{strip}" y="{rows[-1]}">'
            f'<animate attributeName="y" {clock.jumps(rows, turns)}/></use></g></g>'
        )


def digit(step: int, place: int) -> int:
    """Return the digit of `step` at a decimal place, blank where it would be a leading zero."""
    return BLANK if place and step < 10**place else step // 10**place % 10
