"""Hyperparameters: how a rule declares one, and the declarations that many rules share."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Scale = Literal["log", "linear"]


@dataclass(frozen=True)
class Hyperparameter:
    """One knob: its name in code, symbol in formulas, meaning in words, range worth turning."""

    name: str
    default: float
    symbol: str
    meaning: str
    low: float
    high: float
    scale: Scale


def hyperparameter(
    default: float,
    symbol: str,
    meaning: str,
    *,
    low: float,
    high: float,
    scale: Scale = "log",
    **domain: float,
) -> Any:
    """Declare a hyperparameter of an optimizer: a dataclass field that describes itself.

    `symbol` is LaTeX; `low` to `high` is the range that sliders offer and sweeps cover, on `scale`.
    `domain` is the wider range that the rule is made for: `least=0, below=1`, or `above=0`.
    """
    about = {"symbol": symbol, "meaning": meaning, "low": low, "high": high, "scale": scale}
    return field(default=default, metadata={"about": about, "domain": domain})


BOUNDS = {
    "least": ("at least", operator.ge),
    "above": ("above", operator.gt),
    "below": ("below", operator.lt),
}


def finite(what: str, wanted: str, value: Any) -> np.ndarray:
    """Return `value` as an array of floats, or raise an error: `what` must be `wanted`."""
    try:
        array = np.asarray(float(value) if type(value) is int else value)
    except (OverflowError, ValueError):  # beyond floats, or rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{what} must be {wanted}, not {value!r}")
    with np.errstate(over="ignore"):  # a longer float may be no double
        array = array.astype(float)
    require(np.isfinite(array), what, wanted, array)
    return array


def require(good: np.ndarray, what: str, wanted: str, array: np.ndarray) -> None:
    """Raise ValueError with the first number of `array` that is not `good`."""
    if not good.all():
        raise ValueError(f"{what} must be {wanted}, not {float(array[~good][0])!r}")


def check(what: str, value: Any, domain: Mapping[str, float]) -> None:
    """Raise an error unless `value` is a number, or one for each run (..., 1), of the `domain`."""
    if hasattr(value, "__array_namespace__") and not isinstance(value, np.ndarray | np.generic):
        return  # JAX and the tracer know no numbers yet
    words = " and ".join(f"{BOUNDS[side][0]} {bound}" for side, bound in domain.items())
    wanted = ", ".join(filter(None, ["a finite number", words]))
    array = finite(what, wanted, value)
    if isinstance(value, list | tuple) or array.shape[-1:] not in ((), (1,)):
        raise ValueError(
            f"{what} must be one number, or an array of shape (..., 1) with one for each run, "
            f"not {value!r}"
        )
    for side, bound in domain.items():
        require(BOUNDS[side][1](array, bound), what, wanted, array)


def learning_rate(
    default: float,
    *,
    meaning: str = "learning rate",
    symbol: str = r"\eta",
    low: float = 1e-4,
    high: float = 1.0,
) -> Any:
    """Declare a learning rate: any number, since one that climbs or diverges is worth a look."""
    return hyperparameter(default, symbol, meaning, low=low, high=high)


def memory(default: float, symbol: str, meaning: str, *, high: float = 0.99) -> Any:
    """Declare the share of a running average that each step keeps."""
    linear: Scale = "linear"
    return hyperparameter(
        default, symbol, meaning, low=0.0, high=high, scale=linear, least=0, below=1
    )


def gradient_memory(default: float, *, symbol: str = r"\beta_1") -> Any:
    """Declare how much of its average gradient a rule keeps."""
    return memory(default, symbol, "memory of the gradient")


def square_memory(default: float, *, symbol: str = r"\beta_2") -> Any:
    """Declare how much of its average squared gradient a rule keeps."""
    return memory(default, symbol, "memory of the squared gradient", high=0.9999)


def epsilon(default: float) -> Any:
    """Declare what is added to a divisor."""
    meaning = "guard against division by zero"
    return hyperparameter(default, r"\varepsilon", meaning, low=1e-16, high=1.0, least=0)


def weight_decay(default: float, *, high: float = 1.0) -> Any:
    """Declare how fast weights shrink by themselves."""
    linear: Scale = "linear"
    return hyperparameter(
        default, r"\lambda", "weight decay", low=0.0, high=high, scale=linear, least=0
    )


def first_trial() -> Any:
    """Declare the step that a line search tries first."""
    return learning_rate(1.0, meaning="first trial step", low=1e-2, high=10.0)


def shrink_factor() -> Any:
    """Declare what a line search multiplies its step by after a failed trial."""
    return hyperparameter(
        0.5, r"\rho", "shrink factor", low=0.1, high=0.9, scale="linear", above=0, below=1
    )


def promised_share() -> Any:
    """Declare how much of the decrease that the slope promises a line search insists on."""
    meaning = "share of the promised decrease"
    return hyperparameter(1e-4, r"c_1", meaning, low=1e-5, high=0.5, least=0, below=1)
