"""How to walk with another package's optimizer: its own loop, our gradients, float64 throughout."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gen.layers import split


def torch_walk(
    make: Callable[[list[Any]], Any],
    loss: Any,
    start: np.ndarray,
    steps: int,
    flat: bool = True,
    averaged: bool = False,
) -> np.ndarray:
    """Walk with `make(parameters)`, a torch.optim.Optimizer: one parameter for all, or, unless `flat`, one a layer.

    The closure sets the gradients and returns the loss, so an optimizer may ask more than once in a step. Of an
    optimizer that keeps an average, `averaged` returns the points that its eval() shows.
    """
    import torch

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
            x = whole(layers)
            for layer, g in zip(layers, split(loss.grad(x), shapes, flat=True), strict=True):
                layer.grad = torch.tensor(g.reshape(layer.shape), dtype=torch.float64)
            return torch.tensor(float(loss.value(x)), dtype=torch.float64)

        closure()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            optimizer.step(closure)
        if averaged:
            optimizer.eval()
        points.append(whole(layers))
        if averaged:
            optimizer.train()
    return np.array(points)


def whole(layers: list[Any]) -> np.ndarray:
    """Return all parameters as one vector."""
    return np.concatenate([layer.detach().numpy().ravel() for layer in layers])


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


def optax_walk(
    make: Callable[[], Any],
    loss: Any,
    start: np.ndarray,
    steps: int,
    flat: bool = True,
    told: tuple[str, ...] = (),
) -> np.ndarray:
    """Walk with `make()`, an optax.GradientTransformation; `told` are the keywords that its update wants.

    The parameters are one vector, or, unless `flat`, a list of layers.
    """
    with double():
        import jax
        import jax.numpy as jnp
        import optax

        shapes = [(len(start),)] if flat else list(loss.shapes)

        def layers(x: Any) -> list[Any]:
            return [part.reshape(shape) for part, shape in zip(split(x, shapes, flat=True), shapes, strict=True)]

        def joined(params: list[Any]) -> Any:
            return jnp.concatenate([p.ravel() for p in params])

        def advance(carry: Any, _: Any) -> Any:
            params, state = carry
            x = jnp.concatenate([p.ravel() for p in params])
            g = layers(loss.grad(x))
            more = {
                "value": loss.value(x),
                "grad": g,
                "grad_fn": lambda p, _: layers(loss.grad(joined(p))),
                "value_fn": lambda p: loss.value(joined(p)),
            }
            updates, state = rule.update(g, state, params, **{name: more[name] for name in told})
            params = optax.apply_updates(params, updates)
            return (params, state), jnp.concatenate([p.ravel() for p in params])

        rule = make()
        params = layers(jnp.asarray(start))
        _, points = jax.lax.scan(advance, (params, rule.init(params)), length=steps)
        return np.array([start, *np.asarray(points)])
