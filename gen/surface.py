"""What a loss surface is: one SymPy expression, from which value, slopes and their code follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar

import numpy as np
import sympy
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from gen.arithmetic import functions
from gen.arithmetic.noise import normals
from gen.arithmetic.vectors import stacked, total
from gen.losses import Wrapped
from gen.optimizer import Array, Optimizer

X, Y = sympy.symbols("x y", real=True)

Point = tuple[float, float]

CLOSE = 0.01  # a run has arrived at the step from which it stays this near to a minimum


@dataclass(frozen=True)
class Surface:
    """A function of two variables to descend on. It is its own exact, noiseless `Loss`.

    `window` is ((x low, x high), (y low, y high)), what a picture shows; `start` and `minima` are
    points in it. `unit` scales contours: heights are drawn as log(1 + (value - lowest) / unit), so
    a small unit stretches the bottom of a valley and a large one leaves the value as it is.
    """

    slug: str
    title: str
    idea: str
    expression: sympy.Expr
    window: tuple[Point, Point]
    start: Point
    minima: tuple[Point, ...]
    unit: float
    source: str
    noise_level: float = 0.0  # standard deviation of the noise in each coordinate of every gradient
    formula: str = ""  # LaTeX, where the expression itself is too long to read
    # The Fisher matrix, where `x` are parameters of a distribution.
    metric: sympy.Matrix | None = None

    # To a rule that acts on layers, a point is one vector.
    shapes: ClassVar[tuple[tuple[int, ...], ...]] = ((2,),)

    @cached_property
    def gradient(self) -> list[sympy.Expr]:
        """The two partial derivatives."""
        return [sympy.diff(self.expression, v) for v in (X, Y)]

    @cached_property
    def hessian(self) -> list[sympy.Expr]:
        """The three second derivatives: xx, xy, yy."""
        along_x, along_y = self.gradient
        return [sympy.diff(along_x, X), sympy.diff(along_x, Y), sympy.diff(along_y, Y)]

    @cached_property
    def fisher_matrix(self) -> list[sympy.Expr]:
        """The Fisher matrix: xx, xy, yy.

        Mere coordinates have no distribution, and the identity for a metric.
        """
        m = sympy.eye(2) if self.metric is None else self.metric
        return [m[0, 0], m[0, 1], m[1, 1]]

    @cached_property
    def lowest(self) -> float:
        """The value at the lowest minimum."""
        return min(float(self.expression.subs({X: x, Y: y})) for x, y in self.minima)

    @cached_property
    def curvatures(self) -> tuple[Point, ...]:
        """The smaller and the larger eigenvalue of the Hessian at each minimum."""
        return tuple(eigenvalues(*self._call("hess", np.array(point))) for point in self.minima)

    @property
    def limits(self) -> tuple[float, ...]:
        """2/λmax at each minimum: at larger rates gradient descent cannot rest there."""
        return tuple(2 / most for _, most in self.curvatures)

    @property
    def limit(self) -> float:
        """The largest of them: above it gradient descent can rest in none of the minima."""
        return max(self.limits)

    def shows(self, x: Array) -> Array:
        """Return which of `x` (..., 2) are in the window, of shape (...)."""
        xp = x.__array_namespace__()
        low, high = (xp.asarray(side) for side in zip(*self.window, strict=True))
        return xp.all((x >= low) & (x <= high), axis=-1)

    @cached_property
    def _compiled(self) -> dict[str, Callable[..., Any]]:
        return {}

    def _function(self, name: str) -> Callable[..., Any]:
        """Return what computes an answer; it is compiled when it is first asked for."""
        if name not in self._compiled:
            wanted: dict[str, Callable[[], list[sympy.Expr]]] = {
                "value": lambda: [self.expression],
                "grad": lambda: self.gradient,
                "hess": lambda: self.hessian,
                "fisher": lambda: self.fisher_matrix,
            }
            self._compiled[name] = compile_numeric(name, wanted[name](), self.slug)
        return self._compiled[name]

    def _call(self, name: str, x: Array) -> list[Array]:
        xp, first, second = functions.namespace(x), x[..., 0], x[..., 1]
        # Outside of its domain a surface is NaN or infinite: an answer, and no reason to warn.
        with np.errstate(all="ignore"):
            # A derivative may be constant; adding 0 * x gives it the batch's shape and keeps a NaN.
            found, nothing = self._function(name)(first, second, xp), 0 * (first + second)
            return [result + nothing for result in found]

    def value(self, x: Array) -> Array:
        """Return the height at `x` (..., 2), of shape (...)."""
        return self._call("value", x)[0]

    def grad(self, x: Array) -> Array:
        """Return the gradient at `x` (..., 2), of shape (..., 2)."""
        return stacked(self._call("grad", x))

    def hess(self, x: Array) -> Array:
        """Return the Hessian at `x` (..., 2), of shape (..., 2, 2)."""
        return self._symmetric("hess", x)

    def fisher(self, x: Array) -> Array:
        """Return the Fisher matrix at `x` (..., 2), of shape (..., 2, 2)."""
        return self._symmetric("fisher", x)

    def diagonal(self, x: Array) -> Array:
        """Return the diagonal of the Hessian at `x` (..., 2), exact, of shape (..., 2)."""
        xx, _, yy = self._call("hess", x)
        return stacked([xx, yy])

    def _symmetric(self, name: str, x: Array) -> Array:
        xx, xy, yy = self._call(name, x)
        four = stacked([xx, xy, xy, yy])
        return four.reshape((*xx.shape, 2, 2))

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian at `x` times `v`, both of shape (..., 2)."""
        return total(self.hess(x) * v[..., None, :])

    def noise(self, x: Array) -> Array:
        """Return the noise of step 0, of the shape of `x`; `at(t)` has that of step `t`."""
        return normals(x, 0)

    def at(self, t: int) -> Moment:
        """Return the surface as it answers at step `t`: with that step's noise."""
        return Moment(self, t)


def eigenvalues(xx: float, xy: float, yy: float) -> Point:
    """Return the smaller and the larger eigenvalue of a symmetric matrix of two rows."""
    middle, half = (xx + yy) / 2, (xx - yy) / 2
    reach = float(np.sqrt(half * half + xy * xy))
    return float(middle - reach), float(middle + reach)


def runs_on_surfaces(optimizer: type[Optimizer]) -> bool:
    """Return whether a surface can answer all that the rule asks; some rules need layers."""
    return all(hasattr(Surface, question) for question in optimizer.asks)


@dataclass(frozen=True)
class Moment(Wrapped):
    """A surface at one step.

    Equal steps and seeds give equal noise, whoever asks: all racers see the same.
    """

    loss: Surface
    t: int
    seed: int = 0

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., 2), with this step's noise if the surface has any."""
        exact = self.loss.grad(x)
        return exact + self.loss.noise_level * self.noise(x) if self.loss.noise_level else exact

    def noise(self, x: Array) -> Array:
        """Return this step's draw of standard normal noise, of the shape of `x`."""
        return normals(x, self.t, self.seed)

    def at(self, t: int) -> Moment:
        """Return the surface at step `t`, with the same seed."""
        return Moment(self.loss, t, self.seed)


class Code(PythonCodePrinter):  # type: ignore[misc]  # SymPy has no types
    """Print an expression as arithmetic that Python and JavaScript both read, in the same order.

    Integer powers become products; exp and its like are those of gen.arithmetic, called by name.
    """

    def __init__(self, library: str) -> None:
        """Take square roots and absolute values from `library`: "xp" or "Math"."""
        super().__init__({"fully_qualified_modules": False})
        self.library = library

    def _print_Pow(self, expr: sympy.Pow, rational: bool = False) -> str:
        if expr.is_number and not expr.is_Rational:
            return self._print_constant(expr)
        base, exponent = expr.as_base_exp()
        factor = self.parenthesize(base, PRECEDENCE["Atom"], strict=True)
        if exponent.is_Rational and exponent.q == 2 and abs(exponent) <= 8:
            root = f"{self.library}.sqrt({self._print(base)})"
            product = "*".join([root] + [factor] * (abs(exponent.p) // 2))
        elif exponent.is_Integer and abs(exponent) <= 8:
            product = "*".join([factor] * abs(int(exponent)))
        else:
            raise ValueError(f"{expr} has no code that rounds alike everywhere; write it as exp")
        return f"({product})" if exponent > 0 else f"(1/({product}))"

    def _print_exp(self, expr: sympy.Function) -> str:
        if expr.is_number:
            return self._print_constant(expr)
        return f"{type(expr).__name__}({self._print(expr.args[0])})"

    def _print_Abs(self, expr: sympy.Function) -> str:
        return f"{self.library}.abs({self._print(expr.args[0])})"

    def _print_constant(self, expr: sympy.Expr) -> str:
        value = float(expr.evalf(30))
        return repr(value) if value >= 0 else f"({value!r})"

    _print_sin = _print_cos = _print_tanh = _print_log = _print_exp
    _print_Pi = _print_Exp1 = _print_constant


def statements(
    expressions: Sequence[sympy.Expr], library: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (name, code) of the shared subexpressions, then the code of each expression."""
    shared, results = _common(tuple(expressions))
    code = Code(library)
    return [(str(name), code.doprint(part)) for name, part in shared], [
        code.doprint(r) for r in results
    ]


@cache
def _common(expressions: tuple[sympy.Expr, ...]) -> tuple[Any, Any]:
    symbols = sympy.numbered_symbols("a")
    return sympy.cse(list(expressions), symbols=symbols, optimizations="basic")  # type: ignore[no-any-return]


def compile_numeric(name: str, expressions: Sequence[sympy.Expr], slug: str) -> Callable[..., Any]:
    """Return a function of (x, y, xp): `expressions`, with any Array API namespace `xp`."""
    shared, results = statements(expressions, "xp")
    lines = [f"    {name} = {part}" for name, part in shared]
    source = "\n".join([f"def {name}(x, y, xp):", *lines, f"    return [{', '.join(results)}]"])
    scope: dict[str, Any] = {called: getattr(functions, called) for called in functions.PORTABLE}
    exec(compile(source, f"<{name} of {slug}>", "exec"), scope)
    return scope[name]  # type: ignore[no-any-return]
