"""A network's loss in the plane of its own training: 1,210 weights, seen in two directions.

They are the two that it moved most in. `python -m gen.networks.plane` trains the network anew and
writes what the surface is made of; it takes ten seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from gen.networks.digits import TRAIN, Digits, images
from gen.networks.loss import cross_entropy
from gen.optimizer import Array
from gen.optimizers.momentum import Momentum

NETWORK = Digits(hidden=16)
RULE = Momentum(lr=0.05)
# L2: without it the loss would fall forever as the weights grow, and the plane had no minimum.
DECAY = 3e-3
STEPS, EVERY = 1000, 10
ROOM = 1.6  # the window's size over that of the path
BEYOND = 1.12  # the fit is good this far, so that contours can run on beyond the window's edge
FURTHEST, LESS = 0.985, 0.03  # it also knows what lies up to six windows away, with less weight
CELLS, DEGREE = 61, 6
FILE = Path(__file__).parent.parent / "surfaces" / "trained_digits.py"


def penalized(x: Array, inputs: Array, labels: Array) -> Array:
    """Return the cross-entropy with its L2 penalty."""
    return cross_entropy(NETWORK.logits(x, inputs), labels) + DECAY / 2 * jnp.sum(x * x)


def whole(x: Array) -> Array:
    """Return the loss on all training images."""
    inputs, labels = (jnp.asarray(part[:TRAIN]) for part in images())
    return penalized(x, inputs, labels)


def training() -> np.ndarray:
    """Return the weights (n, 1210) before the first and after every `EVERY`th minibatch step."""
    noisy = replace(NETWORK.loss(), function=penalized)

    def advance(carry: tuple[Array, Array], t: Array) -> tuple[tuple[Array, Array], Array]:
        x, state = RULE.step(*carry, t, noisy.at(t))
        return (x, state), x

    start = NETWORK.start()
    _, path = jax.jit(lambda x: jax.lax.scan(advance, (x, RULE.init(x)), jnp.arange(1, STEPS + 1)))(
        start
    )
    return np.concatenate([start[None], path[EVERY - 1 :: EVERY]]).astype(float)


@dataclass(frozen=True)
class Plane:
    """The plane through the last weights that holds most of the way there.

    It is that of Li et al. (2018), section 7.2.
    """

    path: np.ndarray
    directions: np.ndarray  # (2, d), orthonormal
    shares: np.ndarray  # of the squared distance to the last weights, by direction

    @classmethod
    def of(cls, path: np.ndarray) -> Plane:
        """Return the plane of a path, turned so that it starts at the upper left."""
        _, sizes, directions = np.linalg.svd(path - path[-1], full_matrices=False)
        ahead = np.sign(directions[:2] @ (path[0] - path[-1])) * [-1, 1]
        return cls(path, directions[:2] * ahead[:, None], (sizes**2 / np.sum(sizes**2))[:2])

    @property
    def shadow(self) -> np.ndarray:
        """The path seen in the plane, of shape (n, 2); it ends at the origin."""
        return np.asarray((self.path - self.path[-1]) @ self.directions.T)

    @property
    def window(self) -> np.ndarray:
        """A square around the shadow: ((x low, x high), (y low, y high)), to a tenth."""
        low, high = self.shadow.min(axis=0), self.shadow.max(axis=0)
        middle, reach = np.round((low + high) / 2, 1), np.round(ROOM * (high - low).max() / 2, 1)
        return np.round(np.stack([middle - reach, middle + reach], axis=-1), 1)

    def losses(self, points: np.ndarray) -> np.ndarray:
        """Return the network's loss at points (n, 2) of the plane; the window is from -1 to 1."""
        away = self.window.mean(axis=1) + points * np.ptp(self.window, axis=1) / 2
        weights = jnp.asarray(self.path[-1] + away @ self.directions)
        return np.asarray(jax.lax.map(whole, weights, batch_size=64), float)


def grid(reach: float) -> np.ndarray:
    """Return CELLS² points (n, 2) from -reach to reach each way; the picture is from -1 to 1."""
    side = np.linspace(-reach, reach, CELLS)
    return np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)


def beyond() -> np.ndarray:
    """Return CELLS² points over the picture and far around it, denser near it."""
    u = np.cos(np.pi * (np.arange(CELLS) + 0.5) / CELLS) * FURTHEST
    side = u / np.sqrt(1 - u**2)
    return np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)


def powers(points: np.ndarray) -> np.ndarray:
    """Return u^i v^j for i + j up to DEGREE.

    The whole plane is drawn in: u is x / √(1 + x²), between -1 and 1, and v the same of y.
    """
    u, v = (points / np.sqrt(1 + points**2)).T
    return np.stack(
        [u**i * v**j for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)], axis=-1
    )


def fit(plane: Plane) -> np.ndarray:
    """Return the polynomial that is nearest to the logarithm of the loss, to seven digits."""
    near, far = grid(BEYOND), beyond()
    rows = np.concatenate([powers(near), LESS * powers(far)])
    logs = np.concatenate([np.log(plane.losses(near)), LESS * np.log(plane.losses(far))])
    return np.array([float(f"{c:.7g}") for c in np.linalg.lstsq(rows, logs, rcond=None)[0]])


def errors(plane: Plane, coefficients: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return by what part of it the fit misses the loss at each of `points`."""
    return np.asarray(np.abs(np.exp(powers(points) @ coefficients) / plane.losses(points) - 1))


def report() -> str:
    """Train, look, fit, and return the Python file that says what was found."""
    plane = Plane.of(training())
    coefficients = fit(plane)
    missed, around = (
        errors(plane, coefficients, grid(1 - 1 / CELLS)),
        errors(plane, coefficients, beyond()),
    )
    shadow, window = plane.shadow.round(3), plane.window.tolist()
    onto = plane.losses(
        (plane.shadow - plane.window.mean(axis=1)) / (np.ptp(plane.window, axis=1) / 2)
    )
    real = np.asarray(jax.lax.map(whole, jnp.asarray(plane.path)), float)
    facts = {
        "WINDOW": tuple(map(tuple, window)),
        "WEIGHTS": plane.path.shape[1],
        "SHARES": tuple(plane.shares.round(4).tolist()),
        "WORST": float(f"{missed.max():.2g}"),
        "TYPICAL": float(f"{np.sqrt(np.mean(missed**2)):.2g}"),
        "AROUND": float(f"{np.sqrt(np.mean(around**2)):.2g}"),
        "ACCURACY": round(NETWORK.accuracy(jnp.asarray(plane.path[-1])), 4),
        "EVERY": EVERY,
        "DEGREE": DEGREE,
    }
    tables: dict[str, list[object]] = {
        "COEFFICIENTS": coefficients.tolist(),
        "SHADOW": list(map(tuple, shadow.tolist())),
        "ON_THE_PATH": real.round(4).tolist(),
        "IN_THE_PLANE": onto.round(4).tolist(),
    }
    return "\n".join(
        [
            '"""What `python -m gen.networks.plane` measured on a network that learned to read '
            'digits."""\n',
            *(f"{name} = {value!r}" for name, value in facts.items()),
            *(f"{name} = (\n{_rows(table)})" for name, table in tables.items()),
            "",
        ]
    )


def _rows(table: list[object]) -> str:
    return "".join(f"    {row!r},\n" for row in table)


if __name__ == "__main__":
    FILE.write_text(report())
