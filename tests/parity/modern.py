"""Noise, Schedule-Free, Prodigy and SAM, against the authors' packages and a plain loop."""

import numpy as np

from gen.surfaces.quadratic import QUADRATIC
from gen.surfaces.rosenbrock import ROSENBROCK
from tests.parity import reference
from tests.parity.walks import optax_walk, torch_walk


@reference(
    "sgd-with-noise",
    "transcription",
    "Robbins & Monro's recursion",
    losses=(QUADRATIC, ROSENBROCK),
    lr=(1e-4, 1e-3),
    sigma=(0.01, 10.0),
)
def sgd_with_noise(rule, loss, start, steps):
    points = [start]
    for t in range(1, steps + 1):
        observed = loss.grad(points[-1]) + rule.sigma * loss.at(t).noise(start)
        points.append(points[-1] - rule.lr * observed)
    return np.array(points)


@reference(
    "schedule-free-sgd",
    "schedulefree",
    "schedulefree.SGDScheduleFree",
    option="x by eval()",
    lr=(1e-4, 5e-3),
    beta=(0.5, 0.95),
)
def schedule_free_sgd(rule, loss, start, steps):
    from schedulefree import SGDScheduleFree

    return torch_walk(lambda w: SGDScheduleFree(w, lr=rule.lr, momentum=rule.beta), loss, start, steps, averaged=True)


@reference(
    "schedule-free-adamw",
    "schedulefree",
    "schedulefree.AdamWScheduleFree",
    option="x by eval()",
    lr=(1e-4, 0.03),
    beta1=(0.5, 0.95),
    beta2=(0.9, 0.9999),
    weight_decay=(0.0, 0.3),
)
def schedule_free_adamw(rule, loss, start, steps):
    from schedulefree import AdamWScheduleFree

    knobs = {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps, "weight_decay": rule.weight_decay}
    return torch_walk(lambda w: AdamWScheduleFree(w, **knobs), loss, start, steps, averaged=True)


PRODIGY = {"lr": (0.5, 1.5), "beta1": (0.5, 0.95), "beta2": (0.9, 0.9999), "d0": (1e-6, 1e-3)}


@reference("prodigy", "pytorch_optimizer", "pytorch_optimizer.Prodigy", **PRODIGY)
def prodigy(rule, loss, start, steps):
    from pytorch_optimizer import Prodigy

    knobs = {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps, "d0": rule.d0, "weight_decay": 0.0}
    return torch_walk(lambda w: Prodigy(w, **knobs), loss, start, steps)


@reference("prodigy", "optax", "optax.contrib.prodigy", option="a rate that undoes its bias correction", **PRODIGY)
def prodigy_optax(rule, loss, start, steps):
    from optax.contrib import prodigy

    def rate(count):
        t = count + 1
        return rule.lr * (1 - rule.beta1**t) / (1 - rule.beta2**t) ** 0.5

    knobs = {"betas": (rule.beta1, rule.beta2), "eps": rule.eps, "estim_lr0": rule.d0}
    return optax_walk(lambda: prodigy(rate, **knobs), loss, start, steps)


def optax_sam(base, rho):
    """Return Optax's SAM over `base`, with one step of the adversary inside."""
    import optax
    from optax import contrib

    return contrib.sam(base, optax.chain(contrib.normalize(), optax.sgd(rho)), opaque_mode=True)


@reference(
    "sam", "optax", "optax.contrib.sam", option="over optax.sgd, opaque_mode=True", lr=(1e-4, 2e-3), rho=(0.01, 0.1)
)
def sam(rule, loss, start, steps):
    import optax

    return optax_walk(lambda: optax_sam(optax.sgd(rule.lr), rule.rho), loss, start, steps, told=("grad_fn",))


@reference(
    "sam-adam",
    "optax",
    "optax.contrib.sam",
    option="over optax.adam, opaque_mode=True",
    lr=(1e-4, 0.03),
    rho=(0.01, 0.1),
    beta1=(0.5, 0.95),
    beta2=(0.9, 0.9999),
)
def sam_adam(rule, loss, start, steps):
    import optax

    adam = optax.adam(rule.lr, rule.beta1, rule.beta2, rule.eps)
    return optax_walk(lambda: optax_sam(adam, rule.rho), loss, start, steps, told=("grad_fn",))
