"""The layout of a picture, taken apart: panels can grow or shrink, words keep their size.

A panel whose axes are to one scale, such as a map, keeps its shape: it is firm. A chart is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gen.draw.arranged import true_to_scale
from gen.draw.extent import around, overlaps, union
from gen.draw.group import Group, groups, held
from gen.draw.ink import Box, Mark, Words
from gen.draw.letters import TEXT, wrapped
from gen.draw.panel import Panel
from gen.draw.picture import EDGE, Picture
from gen.draw.stretch import Spans, Way, is_within, span, spans, way
from gen.palette import QUIET

HEAD = 30  # pixels: the line of the title
NUMBER = 28  # pixels: three digits
APART = 16  # pixels between charts that are put beside each other


@dataclass(frozen=True)
class Sizes:
    """How many times as large panels become: the firm ones, and the free ones across and down.

    `rows` is how much further apart, down, what stands beside the firm ones becomes.
    """

    firm: float = 1.0
    rows: float = 1.0
    wide: float = 1.0
    high: float = 1.0


@dataclass(frozen=True, eq=False)
class Layout:
    """Panels, each with the box around it and its words, and all else in groups."""

    panels: tuple[Panel, ...]
    whole: tuple[Box, ...]
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, picture: Picture) -> Layout:
        """Take a picture apart, without title and notes.

        The count of its steps comes last, unless it stands in the line of the title.
        """
        whole = tuple(_with_words(panel) for panel in picture.panels)
        rest = [legible(mark) for mark in picture.extra if not is_note(mark)]
        counter = () if counts_in_title(picture) else groups(picture.final_words())
        return cls(picture.panels, whole, (*groups(rest), *counter))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of all that is in it."""
        return (*self.whole, *(group.box for group in self.groups))

    @property
    def box(self) -> Box:
        """The box around all of it."""
        return union(self.boxes)

    def shifted(self, dx: float, dy: float) -> Layout:
        """Return it further right and down."""
        across, down = Way().shifted(dx), Way().shifted(dy)
        panels = [replace(panel, box=across.box(panel.box, down)) for panel in self.panels]
        return self._with(panels, [group.shifted(dx, dy) for group in self.groups])

    def sized(self, sizes: Sizes) -> Layout:
        """Return it with panels larger or smaller, and all else as far from them as it was."""
        across, down = self._ways(sizes)
        panels = []
        for panel in self.panels:
            box = across.box(panel.box, down)
            if is_firm(panel):
                wide, high = sizes.firm * panel.box.width, sizes.firm * panel.box.height
                box = replace(box, width=wide, height=high)
            panels.append(replace(panel, box=box))
        inner = [(old.box, new.box) for old, new in zip(self.panels, panels, strict=True)]
        return self._with(panels, [held(group, inner, across, down) for group in self.groups])

    def meets_more_than(self, other: Layout) -> bool:
        """Return whether two things meet in it that are apart in the other."""
        return bool((overlaps(self.boxes) & ~overlaps(other.boxes)).any())

    def free(self, axis: int) -> Spans:
        """Return where, across (0) or down (1), stand only panels that may take any shape."""
        firm = [span(panel.box, axis) for panel in self.panels if is_firm(panel)]
        free = [span(panel.box, axis) for panel in self.panels if not is_firm(panel)]
        return spans([*firm, *free], lambda v: is_within(v, free) and not is_within(v, firm))

    def widened(self, room: Box, times: Sequence[float]) -> Layout:
        """Return it with each chart that has a row to itself as many `times` as wide as it can."""
        layout = self
        for i, panel in enumerate(self.panels):
            top, bottom = panel.box.top, panel.box.bottom
            row = [p for p in self.panels if p.box.top < bottom and top < p.box.bottom]
            if is_firm(panel) or len(row) > 1 or any(_inside(g, panel) for g in self.groups):
                continue
            for size in times:
                box = replace(panel.box, width=size * panel.box.width)
                panels = [*layout.panels[:i], replace(panel, box=box), *layout.panels[i + 1 :]]
                wider = layout._with(panels, layout.groups)
                if wider.whole[i].right <= room.right and not wider.meets_more_than(layout):
                    layout = wider
                    break
        return layout

    def beside(self, room: float) -> Layout:
        """Return it with charts that stand under each other beside each other, titles wrapped.

        That is done for so many pixels of `room`.
        """
        lefts = {round(panel.box.left) for panel in self.panels}
        if len(self.panels) < 2 or len(lefts) > 1 or any(map(is_firm, self.panels)):
            return self
        first, step = self.panels[0].box, max(box.width for box in self.whole) + APART
        ups = [panel.box.top - first.top for panel in self.panels]
        ends = [box.bottom for box in self.whole]
        panels = [
            replace(
                panel,
                title="",
                box=replace(panel.box, left=panel.box.left + i * step, top=first.top),
            )
            for i, panel in enumerate(self.panels)
        ]
        moved = []
        for group in self.groups:
            i = sum(group.box.bottom > end for end in ends)  # with the chart that it is over
            under = i == len(ends)  # what is under the last is under all
            moved.append(group.shifted(0 if under else i * step, -ups[-1 if under else i]))
        wide = room / len(panels) - (first.left - self.whole[0].left) - APART
        for old, new in zip(self.panels, panels, strict=True):
            lines = enumerate(reversed(wrapped(old.title, TEXT, wide)))
            left, base = new.box.left, new.box.top - 7
            moved += groups([Words(left, base - (TEXT + 3) * k, line, TEXT) for k, line in lines])
        return self._with(panels, moved)

    def _with(self, panels: Sequence[Panel], groups: Sequence[Group]) -> Layout:
        whole = [
            _regrown(old.box, box, new.box)
            for old, box, new in zip(self.panels, self.whole, panels, strict=True)
        ]
        return Layout(tuple(panels), tuple(whole), tuple(groups))

    def _ways(self, sizes: Sizes) -> tuple[Way, Way]:
        # Words beside a panel have their lines: where they stand, nothing comes closer.
        lines = [span(group.box, 1) for group in self.groups]
        across = self._way(0, [], sizes.wide, sizes.firm)
        return across, self._way(1, lines, sizes.high, sizes.rows)

    def _way(self, axis: int, fixed: Spans, of_free: float, of_firm: float) -> Way:
        own, free = [span(panel.box, axis) for panel in self.panels], self.free(axis)
        found = spans([*own, *fixed], lambda v: is_within(v, own) and not is_within(v, fixed))
        sized = (of_free if is_within((a + b) / 2, free) else of_firm for a, b in found)
        return way((a, b, size) for (a, b), size in zip(found, sized, strict=True))


def _with_words(panel: Panel) -> Box:
    """Return the box around a panel and its words, and half a number that may come to its edge."""
    edge = replace(panel.box, width=panel.box.width + (0 if panel.bare else NUMBER / 2))
    return union([edge, around(legible(mark) for mark in panel.ink())])


def _inside(group: Group, panel: Panel) -> bool:
    b = group.box
    return bool(panel.box.holds([((b.left + b.right) / 2, (b.top + b.bottom) / 2)])[0])


def is_firm(panel: Panel) -> bool:
    """Return whether both axes of a panel are to one scale, as those of a map are."""
    return panel.surface is not None or panel.bare or true_to_scale(panel)


def counts_in_title(picture: Picture) -> bool:
    """Return whether the steps are counted beside the title."""
    return picture.counter[1] <= HEAD


def is_note(mark: Mark) -> bool:
    """Return whether a mark outside of the panels is a line of a note under them."""
    return isinstance(mark, Words) and (mark.hue, mark.x, mark.anchor) == (QUIET, EDGE, "start")


def legible(mark: Mark) -> Mark:
    """Return a mark, its letters as large as TEXT if they were smaller."""
    return replace(mark, size=TEXT) if isinstance(mark, Words) and mark.size < TEXT else mark


def _regrown(box: Box, whole: Box, new: Box) -> Box:
    """Return a new box with as much around it as was around the old one."""
    left, top = new.left - (box.left - whole.left), new.top - (box.top - whole.top)
    more = whole.width - box.width, whole.height - box.height
    return Box(left, top, new.width + more[0], new.height + more[1])
