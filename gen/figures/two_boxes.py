"""SOAP on a matrix of two rows: a cloud of gradients, divided along the rows or its own axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from gen.arithmetic import Array
from gen.arithmetic.functions import cos, namespace, sin
from gen.arithmetic.matrices import inverse_root, product
from gen.arithmetic.vectors import stacked
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.draw.live import Case, Handle, Live, Moved
from gen.draw.marks import Content, Note
from gen.figure import Cast, figure
from gen.knobs import Hyperparameter
from gen.optimizer import Optimizer
from gen.palette import GRID, HUES, INK, QUIET, Hue
from gen.problem import draws

SPREAD = np.array([2.0, 0.5])  # of the gradients along their own axes
REACH = 2.0  # of boxes and ellipses, in root mean squares
WIDE = (4.7, 3.2, 3.2)  # from the middle to the edge: of the gradients, and of what is divided
ANGLES = np.linspace(0, 2 * np.pi, 61)
CIRCLE = REACH * np.column_stack([cos(ANGLES), sin(ANGLES)])
SQUARE = REACH * np.array([(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (1.0, 1.0)])
CELLS = ((-0.08, -1.2), (0.56, -1.2), (-0.08, -1.44), (0.56, -1.44))  # of numbers under a panel
TURNS = np.arange(0.0, 91.0, 2.5)

Axes = tuple[Array, Array]  # root mean squares (2,) along two directions, the columns of (2, 2)


def products_of(cloud: Array) -> Array:
    """Return the mean products of the rows, as Shampoo's L has them, of points (n, 2)."""
    return product(cloud.mT, cloud) / cloud.shape[0]


def round_cloud(count: int, seed: int) -> np.ndarray:
    """Return random points (count, 2) whose mean products are the identity."""
    points = draws((count, 2), seed)
    return np.asarray(np.round(product(points, inverse_root(products_of(points), 2)), 3))


CLOUD = round_cloud(32, 86)


def lying(degrees: Array) -> Array:
    """Return the gradients, whose own axes are turned by so many degrees."""
    angle = degrees * (math.pi / 180)
    c, s = cos(angle), sin(angle)
    axes = namespace(degrees).stack([stacked([c, -s]), stacked([s, c])], axis=-2)
    return product(CLOUD * SPREAD + 0 * degrees, axes.mT)


def along_rows(products: Array) -> Axes:
    """Return what Adam divides by: each row by its own root mean square."""
    return namespace(products).sqrt(stacked([products[0, 0], products[1, 1]])), np.eye(2)


def along_own_axes(products: Array) -> Axes:
    """Return what SOAP divides by: the roots of the eigenvalues, along the eigenvectors."""
    xp, off = namespace(products), products[0, 1]
    mean, half = (products[0, 0] + products[1, 1]) / 2, (products[0, 0] - products[1, 1]) / 2
    radius = xp.sqrt(half * half + off * off)
    large = mean + radius
    small = (products[0, 0] * products[1, 1] - off * off) / large
    # Two ways to write one direction; in each case the one in which nothing cancels.
    x, y = xp.where(half >= 0, half + radius, off), xp.where(half >= 0, off, radius - half)
    size = xp.sqrt(x * x + y * y)
    x, y = x / size, y / size
    axes = xp.stack([stacked([x, -y]), stacked([y, x])], axis=-2)
    return xp.sqrt(stacked([large, small])), axes


def divided(points: Array, sizes: Array, axes: Array) -> Array:
    """Return points turned into the axes, divided there, and turned back."""
    return product(product(points, axes) / sizes, axes.mT)


def times_as_long(products: Array) -> Array:
    """Return how many times as long as wide a cloud with these mean products is."""
    sizes, _ = along_own_axes(products)
    return sizes[0] / sizes[1]


def left_by(way: Callable[[Array], Axes], degrees: float) -> float:
    """Return how many times as long as wide a way of dividing leaves the gradients."""
    cloud = lying(np.float64(degrees))
    return float(times_as_long(products_of(divided(cloud, *way(products_of(cloud))))))


@figure(
    "two-boxes",
    title="Two boxes around one cloud",
    page="optimizers/soap",
    casts=[Cast(("adam", "soap"), ())],
)
def two_boxes(optimizers: tuple[type[Optimizer], type[Optimizer]], title: str) -> Picture:
    """Draw gradients of a matrix of two rows, and what Adam's division and SOAP's make of them."""
    hues = [HUES[cls.hue] for cls in optimizers]
    names = [cls.short_title() for cls in optimizers]
    heads = ("gradients", *(f"divided by {name}" for name in names))
    planes = (_plane(150.0 * i, WIDE[i], head) for i, head in enumerate(heads))

    def moves(turn: Array) -> Moved:
        cloud = lying(turn)
        before = products_of(cloud)
        ways = [along_rows(before), along_own_axes(before)]
        boxes = [product(SQUARE * sizes, axes.mT) for sizes, axes in ways]
        around = product(CIRCLE * ways[1][0], ways[1][1].mT)
        clouds = [divided(cloud, *way) for way in ways]
        after = [products_of(each) for each in clouds]
        drawn = [_box(box, hue) for box, hue in zip(boxes, hues, strict=True)]
        marks = [[*_cloud(cloud, before, around, INK, WIDE[0]), *drawn[::-1]]]
        for i, way in enumerate(ways):
            there = _cloud(clouds[i], after[i], divided(around, *way), hues[i], WIDE[i + 1])
            marks.append([*there, _box(divided(boxes[i], *way), hues[i])])
        told = {"turn": turn, "long": times_as_long(before)}
        told |= {"adam": times_as_long(after[0]), "soap": times_as_long(after[1])}
        return Moved((*marks, (Guide(x=turn),)), _said(told))

    knob = Hyperparameter("turn", 37, r"\varphi", "turn of the cloud, in degrees", 0, 90, "linear")
    live = Live((knob,), moves, (Handle(3, x="turn"),))
    numbers = {name: float(value) for name, value in live.begun.says[1].values.items()}
    numbers |= _worked_through(lying(np.float64(knob.default)))
    kinds = [
        Entry("a column of a gradient", INK, "circle", width=0),
        *(Entry(f"{name}'s box", hue) for name, hue in zip(names, hues, strict=True)),
    ]
    said = "Under each cloud: mean products of its rows. Boxes reach to twice the root mean square."
    return Picture(
        title,
        "A cloud of gradients lies askew. Adam's box around it stands upright, along the rows; "
        "SOAP's box lies as the cloud lies. Each rule makes its own box a square. Before, the "
        f"cloud is {numbers['long']:.1f} times as long as wide. Divided by Adam it is "
        f"{numbers['adam']:.1f} times as long as wide; divided by SOAP it is round. The more the "
        "cloud is turned, up to 45 degrees, the longer Adam leaves it.",
        (*planes, _chart(hues)),
        numbers,
        below=(Legend(kinds), said),
        live=live,
    )


def _said(told: dict[str, Array]) -> tuple[Case, Case]:
    along = "The two boxes are one, and both divisions make the cloud round."
    askew = (
        "At {turn:.0f}° length ÷ width is {long:.1f}; after Adam {adam:.1f}, after SOAP {soap:.1f}."
    )
    return Case(along, told, told["adam"] < 1.005), Case(askew, told)


def _worked_through(cloud: np.ndarray) -> dict[str, float]:
    """Return what the text computes by hand, and how long Adam leaves what is turned a little."""
    products = products_of(cloud)
    (first, second), _ = along_rows(products)
    return {
        "first": float(products[0, 0]),
        "both": float(products[0, 1]),
        "second": float(products[1, 1]),
        "first_root": float(first),
        "second_root": float(second),
        "left": float(products[0, 1] / (first * second)),
        "little": left_by(along_rows, 10.0),
    }


def _chart(hues: Sequence[Hue]) -> Panel:
    """Return how long both divisions leave the cloud, over its turn."""
    lines = (
        Line(np.column_stack([TURNS, [left_by(way, turn) for turn in TURNS]]), hue)
        for way, hue in zip((along_rows, along_own_axes), hues, strict=True)
    )
    box, x = Box(500, 62, 126, 130), Axis(0, 90, "turn, in degrees")
    return Panel(box, x, Axis(0, 5), tuple(lines), title="length ÷ width")


def _plane(left: float, wide: float, head: str) -> Panel:
    """Return a panel without numbers, with an axis for each row of the matrix."""
    marks = (
        Line([(-wide, 0), (wide, 0)], GRID, width=1),
        Line([(0, -wide), (0, wide)], GRID, width=1),
        Note(0.96 * wide, -0.93 * wide, "row 1", anchor="end", hue=QUIET),
        Note(-0.96 * wide, 0.82 * wide, "row 2", hue=QUIET),
    )
    span = Axis(-wide, wide)
    return Panel(Box(left, 62, 130, 130), span, span, marks, title=head, bare=True)


def _cloud(
    points: Array, products: Array, around: Array, hue: Hue, wide: float
) -> tuple[Content, ...]:
    """Return points, the ellipse around them, and under them the mean products of their rows."""
    xp = namespace(products)
    shown = xp.where(xp.abs(products) < 0.005, 0.0, products)  # a zero without a sign
    numbers = (
        Note(x * wide, y * wide, "{v:.2f}", {"v": shown[i // 2, i % 2]}, "end")
        for i, (x, y) in enumerate(CELLS)
    )
    return (Line(around, QUIET, width=1), Line(points, hue, "circle", 1, width=0), *numbers)


def _box(corners: Array, hue: Hue) -> Line:
    return Line(corners, hue, width=2)
