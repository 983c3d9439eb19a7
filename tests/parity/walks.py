"""How to run another package's optimizer: its own loop, our gradients, float64 throughout."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from gen.layers import split
from tests.parity import STEPS, reference

Make = Callable[[Any, Any], Any]  # (optax, rule) -> optax.GradientTransformation


def torch_walk(
    make: Callable[[list[Any]], Any],
    loss: Any,
    start: np.ndarray,
    steps: int,
    flat: bool = True,
    averaged: bool = False,
) -> np.ndarray:
    """Return the points (steps + 1, d) of `make(parameters)`, a torch.optim.Optimizer.

    There is one parameter for all, or, unless `flat`, one a layer. The closure sets the gradients
    and returns the loss, so an optimizer may ask more than once in a step. Of an optimizer that
    keeps an average, `averaged` returns the points that its eval() shows.
    """
    import torch

    torch.set_num_threads(1)  # there is nothing to share out in so few numbers
    torch.set_default_dtype(torch.float64)  # some keep scalars of their own, in the default type
    shapes = [(len(start),)] if flat else list(loss.shapes)
    layers = [
        torch.nn.Parameter(torch.tensor(part.reshape(shape), dtype=torch.float64))
        for part, shape in zip(split(start, shapes, flat=True), shapes, strict=True)
    ]
    optimizer = make(layers)
    if averaged:
        optimizer.train()
    points = [start]
    for _ in range(steps):

        def closure() -> Any:
            x = whole([layer.detach() for layer in layers])
            for layer, g in zip(layers, split(loss.grad(x), shapes, flat=True), strict=True):
                layer.grad = torch.tensor(g.reshape(layer.shape), dtype=torch.float64)
            return torch.tensor(float(loss.value(x)), dtype=torch.float64)

        closure()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            optimizer.step(closure)
        if averaged:
            optimizer.eval()
        points.append(whole([layer.detach() for layer in layers]))
        if averaged:
            optimizer.train()
    return np.array(points)


@contextlib.contextmanager
def double_precision() -> Iterator[None]:
    """Let PyTorch give float64 to those who insist on float32, here only."""
    import torch

    name, cast = ((torch, "float32", torch.float64), (torch.Tensor, "float", torch.Tensor.double))
    with mock.patch.object(*name), mock.patch.object(*cast):
        yield


def whole(layers: list[Any]) -> np.ndarray:
    """Return all parameters as one vector."""
    return np.concatenate([np.asarray(layer).ravel() for layer in layers])


@contextlib.contextmanager
def double() -> Iterator[None]:
    """Let JAX compute in float64, here only."""
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        yield
    finally:
        jax.config.update("jax_enable_x64", before)


def few_steps_uncompiled(steps: int) -> contextlib.AbstractContextManager[None]:
    """Let JAX not compile what is run only a few times."""
    import jax

    return jax.disable_jit() if steps < STEPS / 10 else contextlib.nullcontext()


def optax_reference(
    slug: str,
    name: str,
    *,
    flat: bool = True,
    averaged: bool = False,
    told: tuple[str, ...] = (),
    **about: Any,
) -> Callable[[Make], Make]:
    """Register `make(optax, rule)`, an optax.GradientTransformation, as `reference` does a run."""

    def register(make: Make) -> Make:
        @reference(slug, "optax", name, **about)
        def walk(rule: Any, loss: Any, start: np.ndarray, steps: int) -> np.ndarray:
            return optax_walk(make, rule, loss, start, steps, flat, averaged, told)

        return make

    return register


def optax_walk(
    make: Make,
    rule: Any,
    loss: Any,
    start: np.ndarray,
    steps: int,
    flat: bool = True,
    averaged: bool = False,
    told: tuple[str, ...] = (),
) -> np.ndarray:
    """Return the points of `make(optax, rule)`; `told` are the keywords that its update wants.

    The parameters are one vector, or, unless `flat`, a list of layers. Of one that keeps an
    average, `averaged` returns the points that are to be evaluated.
    """
    shapes = [(len(start),)] if flat else list(loss.shapes)
    knobs = {knob.name: getattr(rule, knob.name) for knob in rule.hyperparameters()}
    functions = tuple(name for name in told if name.endswith("_fn"))
    with double(), few_steps_uncompiled(steps if functions else STEPS):
        import jax.numpy as jnp
        import optax

        def layers(x: Any) -> list[Any]:
            return [
                part.reshape(shape)
                for part, shape in zip(split(x, shapes, flat=True), shapes, strict=True)
            ]

        def joined(params: list[Any]) -> Any:
            return jnp.concatenate([p.ravel() for p in params])

        answers = {
            "value": lambda x: loss.value(x),
            "grad": lambda x: layers(loss.grad(x)),
            "diagonal": lambda x: layers(loss.diagonal(x)),
            "value_fn": lambda p: loss.value(joined(p)),
            "grad_fn": lambda p, _: layers(loss.grad(joined(p))),
        }
        asked = {name: answers[name] for name in functions}
        # What asks for numbers alone is compiled once, for all losses and hyperparameters.
        advance = advancing(make, averaged, **asked) if asked else compiled(make, averaged)
        params, x, points = layers(jnp.asarray(start)), start, [start]
        state = make(optax, rule).init(params)
        for _ in range(steps):
            told_now = {name: answers[name](x) for name in told if name not in functions}
            params, state, shown = advance(knobs, params, state, layers(loss.grad(x)), told_now)
            x = whole(params)
            points.append(whole(shown))
        return np.array(points)


def advancing(make: Make, averaged: bool, **functions: Callable[..., Any]) -> Callable[..., Any]:
    """Return one step of `make(optax, rule)`, compiled: parameters, state, and what to show."""
    import jax
    import optax

    def advance(knobs: Any, params: Any, state: Any, g: Any, told: Any) -> tuple[Any, Any, Any]:
        rule = make(optax, SimpleNamespace(**knobs))
        updates, state = rule.update(g, state, params, **told, **functions)
        params = optax.apply_updates(params, updates)
        return (
            params,
            state,
            optax.contrib.schedule_free_eval_params(state, params) if averaged else params,
        )

    return jax.jit(advance)


compiled = cache(advancing)
