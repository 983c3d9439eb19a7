"""Arrays written down as a whole: what a live figure computes is JavaScript on a small runtime.

Where gen.browser.tracing gives each element a name, here an operation on an array of any size is
one call of docs/javascripts/arrays.js; an array without axes is a plain number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gen.browser import tracing
from gen.browser.tracing import (
    Choices,
    Namespace,
    Tape,
    Traced,
    broadcast,
    lengths,
    literal,
    refuse,
)

tracing.TRACERS.add(__file__)

OPERANDS = "abc"


class Whole(Traced):
    """A traced array with one name for all of its elements."""

    tape: Sheet

    @property
    def name(self) -> str:
        """What it is called on its sheet."""
        return self.items[0]

    @property
    def mT(self) -> Traced:  # noqa: N802
        """The same with the last two axes exchanged."""
        steps = strides(self.shape)
        shape = (*self.shape[:-2], self.shape[-1], self.shape[-2])
        return self.tape.strided(self, shape, 0, (*steps[:-2], steps[-1], steps[-2]))

    def __matmul__(self, other: Traced) -> Traced:
        raise refuse("a library adds up in an order of its own; use gen.arithmetic.matrices")


class Sheet(Tape):
    """A tape on which arrays are written as a whole. NumPy's arrays on it are `constants`."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.constants: dict[str, str] = {}  # code -> name

    def namespace(self) -> WholeNamespace:
        """Return what an array on this sheet calls `xp`."""
        return WholeNamespace(self)

    def number(self, name: str) -> Whole:
        """Return a number that the JavaScript around calls `name`."""
        return Whole(self, (), [name])

    def known(self, value: Any) -> Traced:
        """Return anything as a traced array: numbers as they are, NumPy's arrays as constants."""
        if isinstance(value, Traced):
            return value
        array = np.asarray(value)
        if array.ndim == 0:
            return self.number(literal(array.item()))
        numbers = ", ".join(literal(v) for v in array.astype(float).ravel().tolist())
        code = f"array({json.dumps(array.shape)}, [{numbers}])"
        # No variable of Python has a dollar in its name.
        name = self.constants.setdefault(code, f"${len(self.constants) + 1}")
        return Whole(self, array.shape, [name])

    def write(self, code: str, shape: Sequence[int]) -> Whole:
        """Emit what computes an array of `shape`."""
        return Whole(self, shape, [self.emit(code)])

    def combine(self, template: str, operands: Sequence[Any]) -> Traced:
        """Emit one call that does the same to all elements, or one expression of numbers."""
        arrays = [self.known(o) for o in operands]
        shape = broadcast(*(a.shape for a in arrays))
        if not shape:
            return self.write(template.format(*(a.items[0] for a in arrays)), ())
        names = OPERANDS[: len(arrays)]
        code = template.format(*names)
        given = ", ".join(a.items[0] for a in arrays)
        return self.write(
            f"map({json.dumps(shape)}, ({', '.join(names)}) => {code}, {given})", shape
        )

    def pick(self, x: Traced, choices: Choices) -> Traced:
        """Return the elements of `x` at what `choices` has for each axis."""
        steps, offset, kept = iter(strides(x.shape)), 0, []
        for choice in choices:
            step = 0 if choice is None else next(steps)
            if isinstance(choice, int):
                offset += choice * step
            elif choice is None:
                kept.append(0)
            else:
                offset += choice.start * step
                kept.append(choice.step * step)
        return self.strided(x, lengths(choices), offset, kept)

    def strided(self, x: Traced, shape: Sequence[int], offset: int, steps: Sequence[int]) -> Traced:
        """Return the elements of `x` from `offset` on, so many apart along each axis."""
        (name,) = x.items
        if not x.shape:
            return self.write(f"array({json.dumps(shape)}, [{name}])", shape) if shape else x
        if not shape:
            return self.write(f"{name}.data[{offset}]", shape)
        place = f"{json.dumps(shape)}, {offset}, {json.dumps(steps)}"
        return self.write(f"strided({name}, {place})", shape)

    def loop(
        self,
        times: int,
        body: Callable[..., Any],
        carry: Sequence[Any],
        until: Callable[..., Any] | None = None,
    ) -> tuple[Traced, ...]:
        """Write a `for` around one call of `body`; its results are the next round's `carry`.

        Return the last ones. The loop ends early where all of `until(*carry)` holds.
        """
        kept, inside = self._round(body, carry)
        if until is not None:
            begun = len(self.lines)
            found = until(*kept)
            end = found if not found.shape else found.__array_namespace__().all(found)
            inside += [*self.lines[begun:], f"if ({end.items[0]}) break;"]
            del self.lines[begun:]
        self._for(times, inside)
        return kept

    def history(
        self, times: int, body: Callable[..., Any], carry: Sequence[Any]
    ) -> tuple[Traced, ...]:
        """Write the same loop; return every `carry`, the first and that of each round, stacked."""
        kept, inside = self._round(body, carry)
        rows = [f"{array.items[0]}s" for array in kept]
        for array, row in zip(kept, rows, strict=True):
            self.lines.append(f"const {row} = [{array.items[0]}];")
            inside.append(f"{row}.push({array.items[0]});")
        self._for(times, inside)
        return tuple(
            self.write(f"stacked({row}, {json.dumps(array.shape)})", (times + 1, *array.shape))
            for array, row in zip(kept, rows, strict=True)
        )

    def _round(
        self, body: Callable[..., Any], carry: Sequence[Any]
    ) -> tuple[tuple[Whole, ...], list[str]]:
        """Declare what a loop carries, and return it and the lines of one round."""
        kept = []
        for array in map(self.known, carry):
            self.count += 1
            kept.append(Whole(self, array.shape, [f"c{self.count}"]))
            self.lines.append(f"let c{self.count} = {array.items[0]};")
        begun = len(self.lines)
        after = [self.known(array) for array in body(*kept)]
        if [array.shape for array in after] != [array.shape for array in kept]:
            raise refuse("a loop must leave its arrays in the shapes in which it found them")
        names, results = (", ".join(a.items[0] for a in arrays) for arrays in (kept, after))
        inside = [*self.lines[begun:], f"[{names}] = [{results}];"]
        del self.lines[begun:]
        return tuple(kept), inside

    def _for(self, times: int, inside: list[str]) -> None:
        lines = [f"  {line}" for line in inside]
        self.lines += [f"for (let i = 0; i < {times}; i++) {{", *lines, "}"]


class WholeNamespace(Namespace):
    """What a live figure calls `xp`: the Array API's functions, as far as its runtime has them."""

    tape: Sheet

    def zeros_like(self, x: Traced) -> Traced:
        """Return zeros of the shape of `x`."""
        return self.tape.known(np.zeros(x.shape))

    def ones_like(self, x: Traced) -> Traced:
        """Return ones of the shape of `x`."""
        return self.tape.known(np.ones(x.shape))

    def eye(self, n: int) -> Traced:
        """Return the identity matrix of `n` rows."""
        return self.tape.known(np.eye(n))

    def stack(self, arrays: Sequence[Any], axis: int = 0) -> Traced:
        """Join arrays of one shape along a new axis."""
        known = [self.tape.known(a) for a in arrays]
        axis %= known[0].ndim + 1
        return self.concat([a[(*[slice(None)] * axis, None, ...)] for a in known], axis)

    def concat(self, arrays: Sequence[Any], axis: int = 0) -> Traced:
        """Join arrays along an axis that they have."""
        known = [self.tape.known(a) for a in arrays]
        axis %= known[0].ndim
        shape = list(known[0].shape)
        if any(
            [*a.shape[:axis], *a.shape[axis + 1 :]] != shape[:axis] + shape[axis + 1 :]
            for a in known
        ):
            raise refuse(f"shapes {', '.join(str(a.shape) for a in known)} do not join")
        shape[axis] = sum(a.shape[axis] for a in known)
        names = ", ".join(a.items[0] for a in known)
        return self.tape.write(f"joined([{names}], {axis}, {json.dumps(shape)})", shape)

    def sum(self, x: Traced, axis: int = -1, keepdims: bool = False) -> Traced:
        """Refuse: a library adds up in an order of its own."""
        raise refuse(
            "a library adds up in an order of its own; use total of gen.arithmetic.vectors"
        )

    def cumulative_sum(self, x: Traced, axis: int = -1) -> Traced:
        """Return the sums of the elements up to each, from the first on."""
        return self._along("cumulative", "(a, b) => a + b", x, axis, x.shape)

    def cumulative_prod(self, x: Traced, axis: int = -1) -> Traced:
        """Return the products of the elements up to each, from the first on."""
        return self._along("cumulative", "(a, b) => a * b", x, axis, x.shape)

    def max(self, x: Traced, axis: int | None = None) -> Traced:
        """Return the largest of all, or along one axis."""
        return self._fold("Math.max", x, axis)

    def min(self, x: Traced, axis: int | None = None) -> Traced:
        """Return the smallest of all, or along one axis."""
        return self._fold("Math.min", x, axis)

    def all(self, x: Traced, axis: int | None = None) -> Traced:
        """Return whether all hold, or all along one axis."""
        return self._fold("Math.min", x, axis) > 0

    def any(self, x: Traced, axis: int | None = None) -> Traced:
        """Return whether one holds, or one along one axis."""
        return self._fold("Math.max", x, axis) > 0

    def argmax(self, x: Traced, axis: int | None = None) -> Traced:
        """Return where the largest of all, or along one axis, is: the first of equals."""
        return self._reduced("first", "", x, axis)

    def _fold(self, function: str, x: Traced, axis: int | None) -> Traced:
        return self._reduced("folded", function, x, axis)

    def _reduced(self, name: str, function: str, x: Traced, axis: int | None) -> Traced:
        if axis is None:
            x, axis = self.tape.strided(x, (math.prod(x.shape),), 0, (1,)), 0
        shape = list(x.shape)
        del shape[axis]
        found = self._along(name, function, x, axis, shape or (1,))
        return found if shape else found[0]

    def _along(
        self, name: str, function: str, x: Traced, axis: int, shape: Sequence[int]
    ) -> Traced:
        parts = [x.items[0], function, str(axis % x.ndim), json.dumps(shape)]
        return self.tape.write(f"{name}({', '.join(filter(None, parts))})", shape)


def strides(shape: Sequence[int]) -> tuple[int, ...]:
    """Return how many elements apart neighbors along each axis are, the last axis fastest."""
    return tuple(math.prod(shape[i + 1 :]) for i in range(len(shape)))
