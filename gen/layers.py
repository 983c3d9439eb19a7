"""Layers: weights are one vector to the loop, and matrix after matrix to a rule like Muon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from gen.optimizer import Array, Loss, Optimizer, State

Shape = tuple[int, ...]


def split(x: Array, shapes: Sequence[Shape], flat: bool = False) -> list[Array]:
    """Cut weights (..., d) into matrices (..., n, m), a vector being one column, or flat ones."""
    xp, parts, at = x.__array_namespace__(), [], 0
    for shape in shapes:
        size = math.prod(shape)
        part = x if size == x.shape[-1] else x[..., at : at + size]
        if not flat:
            part = part[..., None] if len(shape) == 1 else xp.reshape(part, (*x.shape[:-1], *shape))
        parts.append(part)
        at += size
    return parts


def join(parts: Sequence[Array], shapes: Sequence[Shape], flat: bool = False) -> Array:
    """Undo `split`."""
    if not flat:
        parts = [_flat(part, shape) for part, shape in zip(parts, shapes, strict=True)]
    return parts[0] if len(parts) == 1 else parts[0].__array_namespace__().concat(parts, axis=-1)


def _flat(part: Array, shape: Shape) -> Array:
    if len(shape) == 1:
        return part[..., 0]
    return part.__array_namespace__().reshape(part, (*part.shape[:-2], math.prod(shape)))


@dataclass(frozen=True)
class Layer:
    """The loss as a function of one layer, all others held where they are."""

    loss: Loss
    parts: list[Array]
    index: int
    shapes: Sequence[Shape]
    flat: bool

    def _whole(self, part: Array) -> Array:
        return join(
            [*self.parts[: self.index], part, *self.parts[self.index + 1 :]], self.shapes, self.flat
        )

    def value(self, part: Array) -> Array:
        """Return the loss, of shape (...)."""
        return self.loss.value(self._whole(part))

    def grad(self, part: Array) -> Array:
        """Return the gradient with respect to this layer, of its shape."""
        return split(self.loss.grad(self._whole(part)), self.shapes, self.flat)[self.index]

    def diagonal(self, part: Array) -> Array:
        """Return this layer's share of the Hessian's diagonal, of its shape."""
        return split(self.loss.diagonal(self._whole(part)), self.shapes, self.flat)[self.index]

    def noise(self, part: Array) -> Array:
        """Return this step's standard normal noise, of the layer's shape."""
        return split(self.loss.noise(self._whole(part)), self.shapes, self.flat)[self.index]

    def factors(self, part: Array) -> tuple[Array, Array]:
        """Return the Kronecker factors of this layer's Fisher matrix: of inputs and gradients."""
        return self.loss.factors(self._whole(part), self.index)  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class ByLayer:
    """A rule that acts on one layer, turned into one that acts on all weights in a vector."""

    rule: Optimizer
    shapes: Sequence[Shape]

    @property
    def flat(self) -> bool:
        """Whether the rule wants a layer as a vector."""
        return self.rule.acts_on == "layer"

    def init(self, x: Array) -> State:
        """Return the states of all layers; of several, names end in the layer's number: `m/0`."""
        states = [self._fitted.init(part) for part in split(x, self.shapes, self.flat)]
        return {
            name + self._end(i): array
            for i, state in enumerate(states)
            for name, array in state.items()
        }

    def step(self, x: Array, state: State, t: Array, loss: Loss) -> tuple[Array, State]:
        """Step every layer by its own rule, all from the same point."""
        parts = split(x, self.shapes, self.flat)
        after: list[Array] = []
        states: dict[str, Array] = {}
        for i, part in enumerate(parts):
            end = self._end(i)
            own = {
                name.removesuffix(end): array for name, array in state.items() if name.endswith(end)
            }
            layer: Any = Layer(loss, parts, i, self.shapes, self.flat)
            moved, new = self._fitted.step(part, own, t, layer)
            after.append(moved)
            states |= {name + end: array for name, array in new.items()}
        return join(after, self.shapes, self.flat), states

    @cached_property
    def _fitted(self) -> Optimizer:
        # A sweep's hyperparameters broadcast against vectors; a matrix has one axis more.
        if self.flat:
            return self.rule
        knobs = {knob.name: getattr(self.rule, knob.name) for knob in fields(self.rule)}
        return replace(
            self.rule, **{name: v[..., None] for name, v in knobs.items() if getattr(v, "ndim", 0)}
        )

    def _end(self, i: int) -> str:
        return f"/{i}" if len(self.shapes) > 1 else ""


def fitted(optimizer: Optimizer, loss: Any) -> Any:
    """Return `optimizer` as a rule for all weights of `loss`, by its `shapes` if it acts on layers.

    Raises ValueError if it asks what the loss cannot answer.
    """
    asks = optimizer.asks if optimizer.acts_on == "vector" else (*optimizer.asks, "shapes")
    missing = [question for question in asks if not hasattr(loss, question)]
    if missing:
        raise ValueError(
            f"{optimizer.slug} asks the loss for {', '.join(missing)}, which {loss!r} does not have"
        )
    return optimizer if optimizer.acts_on == "vector" else ByLayer(optimizer, loss.shapes)
