"""Arrays that compute nothing and write everything down: a rule that runs on them is JavaScript.

Here each element has a name of its own; gen.browser.arrays writes arrays as a whole. Plain Python
without NumPy, so that the same file also runs inside a web page.
"""

from __future__ import annotations

import inspect
import linecache
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Choices = list[range | int | None]  # the places that each key of an index takes; None: a new axis
FUNCTIONS = ("sqrt", "abs", "sign", "floor")  # what every browser computes alike

ROUNDS = "powers round differently; use power or real_power of gen.arithmetic.functions"


class UntraceableError(TypeError):
    """A rule did something that has no JavaScript.

    The message says where, what, and what to write instead.
    """


# Files whose frames are not the rule's: the tracers, and the loops that they write for it.
TRACERS = {__file__, str(Path(__file__).parents[1] / "arithmetic" / "loop.py")}


def caller() -> tuple[str, int]:
    """Return the file and line that asked for an operation: the first frame outside a tracer."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename in TRACERS:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def refuse(problem: str) -> UntraceableError:
    """Return an error that names the rule's own line."""
    file, line = caller()
    return UntraceableError(f"{file}:{line}: {linecache.getline(file, line).strip()!r}: {problem}")


def traced(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call a rule, and turn what it cannot do with traced arrays into a sentence on its line."""
    try:
        return function(*arguments, **named)
    except UntraceableError:
        raise
    except Exception as error:
        own = Path(inspect.getfile(inspect.unwrap(function)))
        *_, frame = (
            f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename) == own
        )
        raise UntraceableError(
            f"{frame.filename}:{frame.lineno}: {frame.line!r} cannot run in the browser ({error}); "
            "use arithmetic, the functions of xp, and loops of a fixed length"
        ) from error


class Tape:
    """The JavaScript written so far: one `const` a line, under the line of Python behind it."""

    def __init__(self) -> None:
        """Begin empty."""
        self.lines: list[str] = []
        self.count = 0
        self.seen: set[tuple[str, int]] = set()

    def emit(self, code: str, name: str = "") -> str:
        """Append a line that computes `code`, and return the name of its result."""
        file, line = caller()
        source = linecache.getline(file, line).strip()
        if source and (file, line) not in self.seen:
            self.lines.append(f"// {source}")
        self.seen.add((file, line))
        assigned = re.match(r"(\w+)\s*=[^=]", source)
        self.count += 1
        result = f"{name or (assigned[1] if assigned else 'r')}{self.count}"
        self.lines.append(f"const {result} = {code};")
        return result

    def namespace(self) -> Namespace:
        """Return what an array on this tape calls `xp`."""
        return Namespace(self)

    def combine(self, template: str, operands: Sequence[Any]) -> Traced:
        """Emit one line per element: `template` filled with the operands' names or numbers."""
        arrays = [o if isinstance(o, Traced) else Traced(self, (), [literal(o)]) for o in operands]
        shape = broadcast(*(a.shape for a in arrays))
        return Traced(
            self,
            shape,
            [self.emit(template.format(*(a.item(at) for a in arrays))) for at in walk(shape)],
        )

    def pick(self, x: Traced, choices: Choices) -> Traced:
        """Return the elements of `x` at what `choices` has for each axis."""
        places = [range(c, c + 1) if isinstance(c, int) else c for c in choices]
        items = [
            x.item([c[i] for c, i in zip(places, at, strict=True) if c is not None])
            for at in walk([1 if c is None else len(c) for c in places])
        ]
        return Traced(self, lengths(choices), items)

    def loop(
        self,
        times: int,
        body: Callable[..., Any],
        carry: Sequence[Traced],
        until: Callable[..., Any] | None = None,
    ) -> tuple[Traced, ...]:
        """Write a `for` around one call of `body`; its results are the next round's `carry`.

        Return the last ones. The loop ends early where all of `until(*carry)` holds.
        """
        names = []
        for item in [item for array in carry for item in array.items]:
            self.count += 1
            names.append(f"c{self.count}")
            self.lines.append(f"let {names[-1]} = {item};")
        begun, rest = len(self.lines), iter(names)
        kept = tuple(
            Traced(self, array.shape, [next(rest) for _ in array.items]) for array in carry
        )
        after = body(*kept)
        if [array.shape for array in after] != [array.shape for array in kept]:
            raise refuse("a loop must leave its arrays in the shapes in which it found them")
        results = ", ".join(item for array in after for item in array.items)
        self.lines.append(f"[{', '.join(names)}] = [{results}];")
        if until is not None:
            self.lines.append(f"if ({' && '.join(until(*kept).items)}) break;")
        inside = [f"  {line}" for line in self.lines[begun:]]
        self.lines[begun:] = [f"for (let i = 0; i < {times}; i++) {{", *inside, "}"]
        return kept


def literal(value: Any) -> str:
    """Return a Python number as JavaScript.

    Both print the shortest text that reads back as the same double.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, int) else repr(float(value))
    return {"inf": "Infinity", "-inf": "(-Infinity)", "nan": "NaN"}.get(
        text, f"({text})" if text[0] == "-" else text
    )


class Traced:
    """An array whose elements are names on a tape.

    It has a shape and obeys broadcasting, but has no values.
    """

    # Otherwise NumPy would take it apart into elements, and comparisons would become truth values.
    __array_ufunc__ = None

    def __init__(self, tape: Tape, shape: Sequence[int], items: Sequence[str]) -> None:
        """Name the elements, the last axis fastest, as they are called on `tape`."""
        self.tape, self.shape, self.items = tape, tuple(shape), list(items)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def mT(self) -> Traced:  # noqa: N802
        """The same with the last two axes exchanged."""
        shape = (*self.shape[:-2], self.shape[-1], self.shape[-2])
        return Traced(
            self.tape, shape, [self.item((*at[:-2], at[-1], at[-2])) for at in walk(shape)]
        )

    def __array_namespace__(self, api_version: str | None = None) -> Namespace:
        return self.tape.namespace()

    def __bool__(self) -> bool:
        raise refuse(
            "a value is not known while tracing, so it cannot decide an `if` or `and`; use xp.where"
        )

    def __float__(self) -> float:
        raise refuse(
            "a value is not known while tracing; use the functions of xp, not those of math"
        )

    __int__ = __index__ = __float__

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Traced]:
        return (self[i] for i in range(self.shape[0]))

    def item(self, at: Sequence[int]) -> str:
        """Return the name at index `at`.

        Extra leading axes of the index, and axes of length one, are broadcast.
        """
        flat = 0
        for size, i in zip(self.shape, at[len(at) - self.ndim :], strict=True):
            flat = flat * size + (i if size > 1 else 0)
        return self.items[flat]

    def __getitem__(self, key: Any) -> Traced:
        return pick(self, key if isinstance(key, tuple) else (key,))

    def __add__(self, other: Any) -> Traced:
        return combine("{} + {}", self, other)

    def __radd__(self, other: Any) -> Traced:
        return combine("{} + {}", other, self)

    def __sub__(self, other: Any) -> Traced:
        return combine("{} - {}", self, other)

    def __rsub__(self, other: Any) -> Traced:
        return combine("{} - {}", other, self)

    def __mul__(self, other: Any) -> Traced:
        return combine("{} * {}", self, other)

    def __rmul__(self, other: Any) -> Traced:
        return combine("{} * {}", other, self)

    def __truediv__(self, other: Any) -> Traced:
        return combine("{} / {}", self, other)

    def __rtruediv__(self, other: Any) -> Traced:
        return combine("{} / {}", other, self)

    def __neg__(self) -> Traced:
        return combine("-{}", self)

    def __pow__(self, power: Any) -> Traced:
        if isinstance(power, int) and power == 2:  # of NumPy's powers the only exact one
            return combine("{0} * {0}", self)
        raise refuse(ROUNDS)

    def __rpow__(self, base: Any) -> Traced:
        raise refuse(ROUNDS)

    def __mod__(self, other: Any) -> Traced:
        # Of numbers that are not negative: there the two languages agree.
        return combine("{} % {}", self, other)

    def __matmul__(self, other: Traced) -> Traced:
        return self.__array_namespace__().sum(
            self[..., :, :, None] * other[..., None, :, :], axis=-2
        )

    def __lt__(self, other: Any) -> Traced:
        return combine("{} < {}", self, other)

    def __le__(self, other: Any) -> Traced:
        return combine("{} <= {}", self, other)

    def __gt__(self, other: Any) -> Traced:
        return combine("{} > {}", self, other)

    def __ge__(self, other: Any) -> Traced:
        return combine("{} >= {}", self, other)

    def __eq__(self, other: Any) -> Traced:  # type: ignore[override]
        return combine("{} === {}", self, other)

    def __ne__(self, other: Any) -> Traced:  # type: ignore[override]
        return combine("{} !== {}", self, other)

    def __and__(self, other: Any) -> Traced:
        return combine("{} && {}", self, other)

    def __or__(self, other: Any) -> Traced:
        return combine("{} || {}", self, other)

    def __invert__(self) -> Traced:
        return combine("!{}", self)

    __hash__ = None  # type: ignore[assignment]


class Namespace:
    """What a rule calls `xp`: the Array API's functions, as far as the browser has them."""

    float64, int32 = float, int
    inf, nan = float("inf"), float("nan")

    def __init__(self, tape: Tape) -> None:
        """Write on `tape`."""
        self.tape = tape

    def __getattr__(self, name: str) -> Callable[..., Traced]:
        if name in FUNCTIONS:
            return lambda x: combine(f"Math.{name}({{}})", x)
        if name in ("exp", "log", "log10", "sin", "cos", "tanh"):
            raise refuse(f"xp.{name} rounds differently; use {name} of gen.arithmetic.functions")
        public = sorted(
            [*FUNCTIONS, *(n for n, f in vars(type(self)).items() if callable(f) and n[0] != "_")]
        )
        raise refuse(f"xp.{name} has no JavaScript here; there are {', '.join(public)}")

    def call(self, name: str, *operands: Any) -> Traced:
        """Return what a function of the engine makes of each element."""
        return combine(f"{name}({', '.join(['{}'] * len(operands))})", *operands)

    def ldexp(self, x: Any, k: Any) -> Traced:
        """Return x · 2ᵏ, elementwise."""
        return self.call("ldexp", x, k)

    def frexp(self, x: Traced) -> tuple[Traced, Traced]:
        """Return m from ½ to 1 and k with x = m · 2ᵏ, elementwise."""
        pairs = self.call("frexp", x)
        part, k = ([f"{pair}[{i}]" for pair in pairs.items] for i in (0, 1))
        return Traced(self.tape, x.shape, part), Traced(self.tape, x.shape, k)

    def astype(self, x: Traced, dtype: Any) -> Traced:
        """Return `x`: JavaScript has one kind of number."""
        return x

    def maximum(self, x: Any, y: Any) -> Traced:
        """Return the larger of two, elementwise."""
        return combine("Math.max({}, {})", x, y)

    def minimum(self, x: Any, y: Any) -> Traced:
        """Return the smaller of two, elementwise."""
        return combine("Math.min({}, {})", x, y)

    def where(self, condition: Traced, x: Any, y: Any) -> Traced:
        """Return `x` where `condition` holds, else `y`."""
        return combine("{} ? {} : {}", condition, x, y)

    def zeros_like(self, x: Traced) -> Traced:
        """Return zeros of the shape of `x`."""
        return Traced(self.tape, x.shape, ["0"] * len(x.items))

    def ones_like(self, x: Traced) -> Traced:
        """Return ones of the shape of `x`."""
        return Traced(self.tape, x.shape, ["1"] * len(x.items))

    def eye(self, n: int) -> Traced:
        """Return the identity matrix of `n` rows."""
        return Traced(self.tape, (n, n), [str(int(i == j)) for i in range(n) for j in range(n)])

    def stack(self, arrays: Sequence[Traced], axis: int = 0) -> Traced:
        """Join arrays of one shape along a new axis."""
        parts = [pick(a, (*([slice(None)] * (axis % (a.ndim + 1))), None, ...)) for a in arrays]
        axis %= parts[0].ndim
        shape = [*parts[0].shape]
        shape[axis] = len(parts)
        return Traced(
            self.tape,
            shape,
            [parts[at[axis]].item((*at[:axis], 0, *at[axis + 1 :])) for at in walk(shape)],
        )

    def concat(self, arrays: Sequence[Traced], axis: int = 0) -> Traced:
        """Join arrays along an axis that they have."""
        axis %= arrays[0].ndim
        whole = [slice(None)] * axis
        return self.stack(
            [pick(a, (*whole, i, ...)) for a in arrays for i in range(a.shape[axis])], axis=axis
        )

    def sum(self, x: Traced, axis: int = -1, keepdims: bool = False) -> Traced:
        """Add up along one axis, from first to last, as NumPy does for up to eight elements."""
        axis %= x.ndim
        whole = [slice(None)] * x.ndim
        total: Traced | None = None
        for i in range(x.shape[axis]):
            part = pick(x, (*whole[:axis], slice(i, i + 1) if keepdims else i, *whole[axis + 1 :]))
            total = part if total is None else total + part
        if total is None:
            raise refuse("a sum over nothing")
        return total


class TracedLoss:
    """The surface `f` that a traced rule asks: each question becomes one call in JavaScript."""

    shapes = ((2,),)

    def __init__(self, tape: Tape) -> None:
        """Write on `tape`."""
        self.tape = tape

    def _ask(self, question: str, x: Traced, name: str) -> str:
        return self.tape.emit(f"f.{question}({', '.join(x.items)})", name)

    def value(self, x: Traced) -> Traced:
        """Return the height at `x`."""
        return Traced(self.tape, (), [self._ask("value", x, "loss")])

    def grad(self, x: Traced) -> Traced:
        """Return the gradient at `x`, of shape (2,)."""
        name = self._ask("grad", x, "grad")
        return Traced(self.tape, x.shape, [f"{name}[{i}]" for i in range(2)])

    def hess(self, x: Traced) -> Traced:
        """Return the Hessian at `x`, of shape (2, 2)."""
        name = self._ask("hess", x, "hess")
        return Traced(
            self.tape, (*x.shape, 2), [f"{name}[{i}][{j}]" for i in range(2) for j in range(2)]
        )

    def hvp(self, x: Traced, v: Traced) -> Traced:
        """Return the Hessian at `x` times `v`."""
        hess = self.hess(x) * v[..., None, :]
        return hess[..., 0] + hess[..., 1]

    def fisher(self, x: Traced) -> Traced:
        """Return the Fisher matrix at `x`, of shape (2, 2)."""
        name = self._ask("fisher", x, "fisher")
        return Traced(
            self.tape, (*x.shape, 2), [f"{name}[{i}][{j}]" for i in range(2) for j in range(2)]
        )

    def diagonal(self, x: Traced) -> Traced:
        """Return the diagonal of the Hessian at `x`, of shape (2,)."""
        name = self._ask("hess", x, "hess")
        return Traced(self.tape, x.shape, [f"{name}[{i}][{i}]" for i in range(2)])

    def noise(self, x: Traced) -> Traced:
        """Return this step's standard normal noise, of shape (2,).

        `t` is the step in the JavaScript around.
        """
        return Traced(
            self.tape, x.shape, [self.tape.emit(f"f.noise(t, {i})", "noise") for i in range(2)]
        )

    def at(self, t: int) -> TracedLoss:
        """Return itself: nothing here changes from step to step."""
        return self


def walk(shape: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every index of an array of this shape, the last axis fastest."""
    if not shape:
        yield ()
        return
    for i in range(shape[0]):
        for rest in walk(shape[1:]):
            yield (i, *rest)


def broadcast(*shapes: Sequence[int]) -> tuple[int, ...]:
    """Return the common shape, or refuse shapes that have none."""
    size = max(map(len, shapes))
    padded = [(1,) * (size - len(shape)) + tuple(shape) for shape in shapes]
    common = tuple(max(sizes) for sizes in zip(*padded, strict=True))
    if any(n not in (1, c) for shape in padded for n, c in zip(shape, common, strict=True)):
        raise refuse(f"shapes {', '.join(map(str, shapes))} do not broadcast")
    return common


def combine(template: str, *operands: Any) -> Traced:
    """Write down an operation on each element of the operands, which broadcast."""
    tape = next(o.tape for o in operands if isinstance(o, Traced))
    return tape.combine(template, operands)


def pick(x: Traced, key: tuple[Any, ...]) -> Traced:
    """Index by integers, slices, None and one `...`, as NumPy does without its fancy kinds."""
    given = sum(k is not None and k is not Ellipsis for k in key)
    if given > x.ndim:
        raise IndexError(f"{given} indices for {x.ndim} axes")
    middle = key.index(Ellipsis) if Ellipsis in key else len(key)
    full = (*key[:middle], *([slice(None)] * (x.ndim - given)), *key[middle + 1 :])
    sizes = iter(x.shape)
    # For each key the indices that it takes; None is a new axis, which takes nothing of x.
    choices: Choices = [None if k is None else _indices(k, next(sizes)) for k in full]
    return x.tape.pick(x, choices)


def lengths(choices: Choices) -> tuple[int, ...]:
    """Return the shape of what an index leaves: an integer takes its axis away."""
    return tuple(1 if c is None else len(c) for c in choices if not isinstance(c, int))


def _indices(k: Any, size: int) -> range | int:
    if isinstance(k, slice):
        return range(size)[k]
    if not isinstance(k, int):
        raise refuse(f"an index must be a number known in advance, not {k!r}")
    if not -size <= k < size:
        raise IndexError(f"index {k} is outside an axis of length {size}")
    return k % size
