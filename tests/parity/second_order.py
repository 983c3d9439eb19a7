"""Newton, Levenberg-Marquardt, line search, BFGS, L-BFGS, conjugate gradients and the trust region.

SciPy's searches look for Wolfe's second condition too, so its BFGS, L-BFGS-B and CG step elsewhere.
What they have in common with ours is where to go: SciPy's own iterates are fed to our rule one
after another, and SciPy's step is compared with as long a piece of the direction that our rule
takes from there.
"""

import contextlib
import math
import warnings
from dataclasses import dataclass

import numpy as np

from gen.optimizers.l_bfgs import two_loops
from gen.surfaces import SURFACES
from tests.parity import VECTORS, Quadratic, reference
from tests.parity.walks import optax_reference

# So that one of 30 trials will do.
SEARCH = {"lr": (0.3, 3.0), "rho": (0.2, 0.7), "c1": (1e-4, 0.3)}
QUADRATICS = VECTORS[:-1]
TOLD = ("value", "grad", "value_fn")


def padded(points, steps):
    """Return the start and `steps` more points; one who has arrived stays."""
    return np.array([*points, *[points[-1]] * steps])[: steps + 1]


def armijo(rule, loss, x, p, first):
    """Nocedal & Wright, Algorithm 3.1, which gives up after 30 trials."""
    length, here, slope = first, loss.value(x), loss.grad(x) @ p
    for _ in range(30):
        if loss.value(x + length * p) <= here + rule.c1 * length * slope:
            return length
        length *= rule.rho
    return 0.0


@reference(
    "newton",
    "transcription",
    "NumPy loop from Levenberg (1944), δ constant",
    lr=(0.2, 1.0),
    damping=(0.0, 5.0),
)
def newton_transcribed(rule, loss, start, steps):
    points = [start]
    for _ in range(steps):
        x = points[-1]
        h = loss.hess(x) + rule.damping * np.eye(len(x))
        points.append(x - rule.lr * np.linalg.inv(h) @ loss.grad(x))
    return np.array(points)


@dataclass(frozen=True)
class Separable(Quadratic):
    """A quadratic without cross terms plus a fourth power of every distance.

    It is a problem for each coordinate alone.
    """

    def value(self, x):
        away = x - self.minimum
        return (away**2 * np.diag(self.hessian) / 2 + away**4 / 4).sum(axis=-1)

    def grad(self, x):
        away = x - self.minimum
        return away * np.diag(self.hessian) + away**3

    def hess(self, x):
        return self.diagonal(x)[..., None] * np.eye(x.shape[-1])

    def diagonal(self, x):
        return np.diag(self.hessian) + 3 * (x - self.minimum) ** 2


@reference(
    "newton",
    "scipy",
    "scipy.optimize.newton",
    option="as a search for a zero of the gradient, for every coordinate by itself; η=1, δ=0",
    losses=(Separable(1, ((2,),)), Separable(2, ((5,),)), Separable(3, ((10,),))),
)
def newton_scipy(rule, loss, start, steps):
    from scipy.optimize import newton

    points = []

    def curvature(x):
        points.append(np.array(x))
        return loss.diagonal(x)

    # Suppressed is what it thinks of having no tolerance.
    with contextlib.suppress(RuntimeError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        points.append(newton(loss.grad, start, curvature, tol=1e-300, maxiter=steps + 1))
    return padded(points, steps)


@reference(
    "levenberg-marquardt",
    "transcription",
    "NumPy loop from Madsen, Nielsen & Tingleff (2004), Algorithm 3.16",
    option="the Hessian for JᵀJ, μ=1/η at first, what is not positive definite refused",
    lr=(1e-3, 10.0),
)
def marquardt_transcribed(rule, loss, start, steps):
    x, mu, nu, points = start, 1 / rule.lr, 2.0, [start]
    for _ in range(steps):
        try:
            factor = np.linalg.cholesky(loss.hess(x) + mu * np.eye(len(x)))
            h = -np.linalg.solve(factor.T, np.linalg.solve(factor, loss.grad(x)))
            fallen, linear = loss.value(x) - loss.value(x + h), h @ (mu * h - loss.grad(x)) / 2
        except np.linalg.LinAlgError:
            fallen, linear = -1.0, 1.0
        if fallen > 0 and linear > 0:
            x, mu, nu = x + h, mu * max(1 / 3, 1 - (2 * fallen / linear - 1) ** 3), 2.0
        else:
            mu, nu = min(mu * nu, 1e100), min(2 * nu, 1e100)
        points.append(x)
    return np.array(points)


def optax_search(optax, rule):
    return optax.scale_by_backtracking_linesearch(
        max_backtracking_steps=30,
        slope_rtol=rule.c1,
        decrease_factor=rule.rho,
        increase_factor=math.inf,
        max_learning_rate=rule.lr,
    )


@optax_reference(
    "line-search",
    "optax.scale_by_backtracking_linesearch",
    option="increase_factor=∞, max_learning_rate=η, decrease_factor=ρ, slope_rtol=c₁",
    told=TOLD,
    **SEARCH,
)
def line_search_optax(optax, rule):
    return optax.chain(optax.sgd(1.0), optax_search(optax, rule))


@reference(
    "line-search",
    "scipy",
    "scipy.optimize.line_search",
    option="it says of each trial η, ρη, ρ²η, … whether it will do: c1=c₁, c2=1−10⁻⁹; on "
    "quadratics, where Wolfe's second condition then follows from the first",
    losses=QUADRATICS,
    **SEARCH,
)
def line_search_scipy(rule, loss, start, steps):
    from scipy.optimize import line_search

    def accepts(x, p, g):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return line_search(loss.value, loss.grad, x, p, g, c1=rule.c1, c2=1 - 1e-9)[0] == 1.0

    points = [start]
    for _ in range(steps):
        x, g = points[-1], loss.grad(points[-1])
        trials = rule.lr * rule.rho ** np.arange(30)
        length = next((trial for trial in trials if accepts(x, -trial * g, g)), 0.0)
        points.append(x - length * g)
    return np.array(points)


@reference(
    "bfgs",
    "transcription",
    "NumPy loop from Nocedal & Wright (2006), Algorithm 6.1 with 3.1 and (6.20)",
    **SEARCH,
)
def bfgs_transcribed(rule, loss, start, steps):
    x, g, eye = start, loss.grad(start), np.eye(len(start))
    h, fresh, points = eye / max(1.0, np.linalg.norm(g)), True, [start]
    for _ in range(steps):
        p = -h @ g
        s = armijo(rule, loss, x, p, rule.lr) * p
        y = loss.grad(x + s) - g
        x, g = x + s, g + y
        if s @ y > 1e-300:
            if fresh:
                h, fresh = s @ y / (y @ y) * eye, False
            left = eye - np.outer(s, y) / (s @ y)
            h = left @ h @ left.T + np.outer(s, s) / (s @ y)
        elif fresh:
            h = eye / max(1.0, np.linalg.norm(g))
        points.append(x)
    return np.array(points)


def scipy_points(method, loss, start, steps, **options):
    """Return the points of a run of scipy.optimize.minimize that stops only when it must."""
    from scipy.optimize import minimize

    points = [start]
    options = {"maxiter": steps, "gtol": 0.0, **options}
    hess = {"hess": loss.hess} if method == "trust-ncg" else {}
    with np.errstate(all="ignore"):
        minimize(
            lambda x: float(loss.value(x)),
            start,
            jac=loss.grad,
            method=method,
            callback=lambda x: points.append(x.copy()),
            options=options,
            **hess,
        )
    return np.array(points)


def along(points, loss, rule, state, direction):
    """Return SciPy's steps, and pieces as long of our directions from the same points."""
    theirs = np.diff(points, axis=0)
    ours = []
    for t, (x, step) in enumerate(zip(points, theirs, strict=False), start=1):
        with np.errstate(all="ignore"):
            _, state = rule.step(x, state, t, loss)
        p = direction(state, loss.grad(x))
        ours.append(p * (p @ step) / max(p @ p, 1e-300))
    return theirs, np.array(ours)


@reference(
    "bfgs",
    "scipy",
    'scipy.optimize.minimize(method="BFGS")',
    option="from the unscaled identity, as SciPy begins",
    compared="directions",
)
def bfgs_scipy(rule, loss, start, steps):
    state = {**rule.init(start), "fresh": np.zeros(1)}
    points = scipy_points("BFGS", loss, start, steps)
    return along(points, loss, rule, state, lambda s, g: -s["inverse"] @ g)


@optax_reference(
    "l-bfgs",
    "optax.lbfgs",
    option="memory_size=10, the backtracking search of optax for linesearch; on quadratics, "
    "because it also keeps pairs whose s·y is negative",
    losses=QUADRATICS,
    told=TOLD,
    **SEARCH,
)
def lbfgs_optax(optax, rule):
    return optax.lbfgs(memory_size=10, linesearch=optax_search(optax, rule))


@reference(
    "l-bfgs",
    "torch",
    "torch.optim.LBFGS",
    option="history_size=10, max_iter=1, lr from a backtracking search, the loss times 2⁶⁰: it "
    "wants s·y > 10⁻¹⁰",
    **SEARCH,
)
def lbfgs_torch(rule, loss, start, steps):
    import torch

    w = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = torch.optim.LBFGS(
        [w], max_iter=1, history_size=10, tolerance_grad=0.0, tolerance_change=0.0
    )
    points = [start]
    for _ in range(steps):
        x, g = points[-1], loss.grad(points[-1])
        w.data = torch.tensor(x)

        def closure(g=g):
            w.grad = torch.tensor(g) * 2.0**60
            return torch.tensor(0.0)

        optimizer.step(closure)
        if not g.any():
            points.append(x)
            continue
        kept = optimizer.state[w]
        # Without a pair, its first step is at most 1 in the sum of absolute values, ours in length.
        unit, scale = (1.0, 1.0) if kept["old_dirs"] else (2.0**60, 1 / max(1.0, np.linalg.norm(g)))
        p = kept["d"].numpy() / unit
        length = armijo(rule, loss, x, scale * p, rule.lr) * scale
        kept["t"] = length / unit
        points.append(x + length * p)
    return np.array(points)


@reference(
    "l-bfgs",
    "scipy",
    'scipy.optimize.minimize(method="L-BFGS-B")',
    option="maxcor=10, no bounds",
    compared="directions",
)
def lbfgs_scipy(rule, loss, start, steps):
    points = scipy_points("L-BFGS-B", loss, start, steps, maxcor=10, ftol=0.0)
    return along(
        points,
        loss,
        rule,
        rule.init(start),
        lambda s, g: -two_loops(g, s["s"], s["y"], s["inverse"]),
    )


@reference(
    "conjugate-gradient", "scipy", 'scipy.optimize.minimize(method="CG")', compared="directions"
)
def conjugate_scipy(rule, loss, start, steps):
    points = scipy_points("CG", loss, start, steps)
    return along(points, loss, rule, rule.init(start), lambda s, g: s["p"])


@reference(
    "conjugate-gradient",
    "scipy",
    "scipy.sparse.linalg.cg",
    option="on quadratics, where both are the same method; η=1",
    losses=QUADRATICS,
    c1=(1e-5, 0.4),
)
def conjugate_linear(rule, loss, start, steps):
    from scipy.sparse.linalg import cg

    points = [start]
    cg(
        loss.hessian,
        loss.hessian @ loss.minimum,
        start,
        rtol=0.0,
        maxiter=len(start),
        callback=lambda x: points.append(x.copy()),
    )
    return padded(points, steps)


@reference(
    "conjugate-gradient",
    "transcription",
    "NumPy loop from Nocedal & Wright (2006), PR+ (5.45) with Algorithm 3.1",
    option="the first trial at the parabola's bottom",
    **SEARCH,
)
def conjugate_transcribed(rule, loss, start, steps):
    x, g = start, loss.grad(start)
    p, points = -g, [start]
    for _ in range(steps):
        bend = p @ loss.hess(x) @ p
        first = -(g @ p) / bend if bend > 0 else 1 / (np.linalg.norm(p) or 1.0)
        x = x + armijo(rule, loss, x, p, rule.lr * first) * p
        new = loss.grad(x)
        p = max(0.0, new @ (new - g) / (g @ g or 1.0)) * p - new
        g = new
        if p @ g >= 0:
            p = -g
        points.append(x)
    return np.array(points)


TRUST = {"lr": (0.01, 4.0), "limit": (5.0, 1000.0), "accept": (0.0, 0.24)}
KNOBS = "initial_trust_radius=Δ₀, max_trust_radius=Δ_max, eta=ρ_min"


# A quadratic keeps every promise; where promises are broken, all that a radius can do happens.
@reference(
    "trust-region",
    "scipy",
    'scipy.optimize.minimize(method="trust-ncg") on surfaces',
    option=KNOBS,
    losses=tuple(surface for surface in SURFACES.values() if not surface.noise_level),
    **TRUST,
)
@reference(
    "trust-region", "scipy", 'scipy.optimize.minimize(method="trust-ncg")', option=KNOBS, **TRUST
)
def trust_scipy(rule, loss, start, steps):
    knobs = {"initial_trust_radius": rule.lr, "max_trust_radius": rule.limit, "eta": rule.accept}
    return padded(scipy_points("trust-ncg", loss, start, steps, **knobs), steps)
