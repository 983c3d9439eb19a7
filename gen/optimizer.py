"""What an optimizer is: hyperparameters as fields, a rule in a few lines of Array API Python."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from gen.arithmetic import Array as Array  # rules take it from here
from gen.knobs import Hyperparameter, check

State = Mapping[str, Array]


class Loss(Protocol):
    """The oracle that a rule may ask, as often as it likes, at points `x` of shape (..., d)."""

    def value(self, x: Array) -> Array:
        """Return the loss, of shape (...)."""

    def grad(self, x: Array) -> Array:
        """Return the gradient, of shape (..., d)."""

    def hess(self, x: Array) -> Array:
        """Return the Hessian, of shape (..., d, d)."""

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times `v`, of shape (..., d)."""

    def diagonal(self, x: Array) -> Array:
        """Return the diagonal of the Hessian, or an unbiased estimate of it, of shape (..., d)."""

    def noise(self, x: Array) -> Array:
        """Return this step's draw of standard normal noise, of the shape of `x`."""

    def at(self, t: int) -> Loss:
        """Return the oracle of step `t`; only a noisy loss differs from step to step."""


@dataclass(frozen=True)
class Paper:
    """Where a rule comes from. `title` is the paper's; `arxiv`, `doi` or `url` leads to it."""

    authors: str
    year: int
    title: str
    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None

    @property
    def link(self) -> str:
        """The address of the paper."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return self.url or ""


@dataclass(frozen=True)
class Optimizer(ABC):
    """An update rule. Subclasses are final, frozen dataclasses; all fields are hyperparameters.

    A hyperparameter is one finite number, or an array (..., 1) that broadcasts against `x`, so that
    a sweep is one run. Either way, numbers that the rule is not made for raise ValueError: each
    field says which (a memory is at least 0 and below 1), and a learning rate may be any. What JAX
    or the tracer passes has no numbers yet, and is not checked.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[str]
    idea: ClassVar[str]
    paper: ClassVar[Paper]
    parents: ClassVar[tuple[str, ...]] = ()  # slugs of the rules it grew out of
    # What `x` is in `init` and `step`: all weights in one vector (..., d), or one layer at a time,
    # flat (..., d) or as a matrix (..., n, m) in which a vector is a single column. gen.layers cuts
    # the weights up and joins them again.
    acts_on: ClassVar[Literal["vector", "layer", "matrix"]] = "vector"
    # Questions beyond those of Loss, which not every loss can answer.
    asks: ClassVar[tuple[str, ...]] = ()
    hue: ClassVar[str]  # a name in gen.palette.HUES
    marker: ClassVar[str]  # a name in gen.palette.MARKERS

    if TYPE_CHECKING:
        lr: Any = 0.0  # every rule has one, and declares it itself, with a default of its own

    def __post_init__(self) -> None:
        for knob in fields(self):
            value = getattr(self, knob.name)
            check(f"{type(self).__name__}.{knob.name}", value, knob.metadata["domain"])

    @classmethod
    def short_title(cls) -> str:
        """Return the title without what stands in parentheses."""
        return cls.title.split(" (")[0]

    @classmethod
    def hyperparameters(cls) -> tuple[Hyperparameter, ...]:
        """Return the knobs in the order in which the rule declares them."""
        knobs: Iterable[Any] = fields(cls)
        return tuple(
            Hyperparameter(knob.name, knob.default, **knob.metadata["about"]) for knob in knobs
        )

    @abstractmethod
    def init(self, x: Array) -> State:
        """Return the state before the first step at `x`, of shape (..., d): a dict of arrays."""

    @abstractmethod
    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        """Return the next point and state; `t` counts from 1. Use xp.where, do not branch."""
