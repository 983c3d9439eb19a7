"""Noise, Schedule-Free, Prodigy and SAM.

They are held against the authors' packages, Optax, pytorch_optimizer and a plain loop.
"""

from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module

import numpy as np

from gen.losses import Wrapped
from gen.surfaces.quadratic import QUADRATIC
from gen.surfaces.rosenbrock import ROSENBROCK
from tests.parity import STEPS, VECTORS, reference
from tests.parity.walks import double, double_precision, optax_reference, torch_walk


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


@cache
def optax_noise(d):
    """Return the noise (steps, d) that Optax draws from the key 0.

    It is what Optax adds to gradients of zero.
    """
    with double():
        import jax
        import optax

        rule, zero = optax.add_noise(1.0, 0.0, key=0), jax.numpy.zeros(d)
        _, noise = jax.lax.scan(
            lambda state, _: rule.update(zero, state)[::-1], rule.init(zero), length=STEPS
        )
        return np.asarray(noise)


@dataclass(frozen=True)
class OptaxNoise(Wrapped):
    """A loss whose noise is Optax's."""

    t: int = 0

    def noise(self, x):
        return optax_noise(x.shape[-1])[self.t - 1]

    def at(self, t):
        return OptaxNoise(self.loss.at(t), t)


@optax_reference(
    "sgd-with-noise",
    "optax.noisy_sgd",
    option="eta=σ², gamma=0; its draws of noise given to ours",
    losses=tuple(map(OptaxNoise, VECTORS[1::2])),
    lr=(1e-4, 1e-3),
    sigma=(0.01, 10.0),
)
def sgd_with_noise_optax(optax, rule):
    return optax.noisy_sgd(rule.lr, eta=rule.sigma**2, gamma=0.0, key=0)


FREE_SGD = {"lr": (1e-4, 5e-3), "beta": (0.5, 0.95)}
FREE_ADAMW = {"lr": (1e-4, 0.03), "beta1": (0.5, 0.95), "beta2": (0.9, 0.9999)}
DECAY = {"weight_decay": (0.0, 0.3)}
AVERAGE = "x by eval()"


def free_sgd(package, name, make, option=AVERAGE, averaged=True):
    """Register what `make(package, parameters, options)` returns as schedule-free SGD."""

    @reference("schedule-free-sgd", package, f"{package}.{name}", option=option, **FREE_SGD)
    def walk(rule, loss, start, steps):
        options = {"lr": rule.lr, "momentum": rule.beta}
        made = partial(make, import_module(package), options=options)
        return torch_walk(made, loss, start, steps, averaged=averaged)


def free_adamw(package, name, make, option=AVERAGE, averaged=True, **knobs):
    """Register what `make(package, parameters, options)` returns as schedule-free AdamW."""

    @reference(
        "schedule-free-adamw",
        package,
        f"{package}.{name}",
        option=option,
        **FREE_ADAMW,
        **knobs or DECAY,
    )
    def walk(rule, loss, start, steps):
        options = {
            "lr": rule.lr,
            "betas": (rule.beta1, rule.beta2),
            "eps": rule.eps,
            "weight_decay": rule.weight_decay,
        }
        made = partial(make, import_module(package), options=options)
        return torch_walk(made, loss, start, steps, averaged=averaged)


def named(name, **more):
    """Return what makes an optimizer of the class `name` with the shared options and `more`."""
    return lambda package, w, options: getattr(package, name)(w, **options, **more)


def wrapped_sgd(name):
    """Return what wraps PyTorch's SGD into `name`."""

    def make(package, w, options):
        import torch

        return getattr(package, name)(
            torch.optim.SGD(w, lr=options["lr"]), momentum=options["momentum"]
        )

    return make


IN_X = "between steps its weights are x"
for name in ("SGDScheduleFree", "SGDScheduleFreeReference"):
    free_sgd("schedulefree", name, named(name))
free_sgd(
    "schedulefree", "SGDScheduleFreeClosure", named("SGDScheduleFreeClosure"), IN_X, averaged=False
)
free_sgd("pytorch_optimizer", "ScheduleFreeSGD", named("ScheduleFreeSGD"))
for package in ("schedulefree", "pytorch_optimizer"):
    free_sgd(
        package,
        "ScheduleFreeWrapper",
        wrapped_sgd("ScheduleFreeWrapper"),
        f"over torch.optim.SGD; {AVERAGE}",
    )

for name in ("AdamWScheduleFree", "AdamWScheduleFreeReference"):
    free_adamw("schedulefree", name, named(name))
free_adamw(
    "schedulefree",
    "AdamWScheduleFreeClosure",
    named("AdamWScheduleFreeClosure"),
    IN_X,
    averaged=False,
)
# It puts Adam's correction into the rate, and so into the weights of the average and the decay.
free_adamw(
    "schedulefree",
    "AdamWScheduleFreePaper",
    named("AdamWScheduleFreePaper", weight_lr_power=0),
    f"weight_lr_power=0, no decay, ε → 0; {AVERAGE}",
    weight_decay=(0.0, 0.0),
    eps=(1e-18, 1e-17),
)
free_adamw("pytorch_optimizer", "ScheduleFreeAdamW", named("ScheduleFreeAdamW"))

EVALUATED = "x by schedule_free_eval_params()"


@optax_reference(
    "schedule-free-sgd",
    "optax.contrib.schedule_free_sgd",
    option=f"b1=β; {EVALUATED}",
    averaged=True,
    **FREE_SGD,
)
def schedule_free_sgd_optax(optax, rule):
    return optax.contrib.schedule_free_sgd(rule.lr, b1=rule.beta)


@optax_reference(
    "schedule-free-adamw",
    "optax.contrib.schedule_free_adamw",
    option=EVALUATED,
    averaged=True,
    **FREE_ADAMW,
    **DECAY,
)
def schedule_free_adamw_optax(optax, rule):
    knobs = {"b1": rule.beta1, "b2": rule.beta2, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return optax.contrib.schedule_free_adamw(rule.lr, **knobs)


PRODIGY = {"lr": (0.5, 1.5), "beta1": (0.5, 0.95), "beta2": (0.9, 0.9999), "d0": (1e-6, 1e-3)}


@reference("prodigy", "pytorch_optimizer", "pytorch_optimizer.Prodigy", **PRODIGY)
def prodigy(rule, loss, start, steps):
    from pytorch_optimizer import Prodigy

    knobs = {
        "lr": rule.lr,
        "betas": (rule.beta1, rule.beta2),
        "eps": rule.eps,
        "d0": rule.d0,
        "weight_decay": 0.0,
    }
    return torch_walk(lambda w: Prodigy(w, **knobs), loss, start, steps)


@optax_reference(
    "prodigy",
    "optax.contrib.prodigy",
    option="estim_lr0=d₀; a rate that undoes its bias correction",
    **PRODIGY,
)
def prodigy_optax(optax, rule):
    def rate(count):
        t = count + 1
        return rule.lr * (1 - rule.beta1**t) / (1 - rule.beta2**t) ** 0.5

    knobs = {"betas": (rule.beta1, rule.beta2), "eps": rule.eps, "estim_lr0": rule.d0}
    return optax.contrib.prodigy(rate, **knobs)


SAM = {"lr": (1e-4, 2e-3), "rho": (0.01, 0.1)}
SAM_ADAM = {"lr": (1e-4, 0.03), "rho": (0.01, 0.1), "beta1": (0.5, 0.95), "beta2": (0.9, 0.9999)}


def optax_sam(optax, base, rho):
    """Return Optax's SAM over `base`, with one step of the adversary inside.

    10⁻¹² guards its norm, and ours.
    """
    adversary = optax.chain(optax.normalize_by_update_norm(eps=1e-12), optax.sgd(rho))
    return optax.contrib.sam(base, adversary, opaque_mode=True)


@optax_reference(
    "sam",
    "optax.contrib.sam",
    option="over optax.sgd, opaque_mode=True, 10⁻¹² added to the norm",
    told=("grad_fn",),
    **SAM,
)
def sam(optax, rule):
    return optax_sam(optax, optax.sgd(rule.lr), rule.rho)


@optax_reference(
    "sam-adam",
    "optax.contrib.sam",
    option="over optax.adam, opaque_mode=True, 10⁻¹² added to the norm",
    told=("grad_fn",),
    **SAM_ADAM,
)
def sam_adam(optax, rule):
    adam = optax.adam(rule.lr, rule.beta1, rule.beta2, rule.eps)
    return optax_sam(optax, adam, rule.rho)


@reference(
    "sam",
    "pytorch_optimizer",
    "pytorch_optimizer.SAM",
    option="over torch.optim.SGD; its norm in float64, not float32",
    **SAM,
)
def sam_pytorch_optimizer(rule, loss, start, steps):
    import torch
    from pytorch_optimizer import SAM as Theirs  # noqa: N811

    with double_precision():
        return torch_walk(
            lambda w: Theirs(w, torch.optim.SGD, rho=rule.rho, lr=rule.lr), loss, start, steps
        )


@reference(
    "sam-adam",
    "pytorch_optimizer",
    "pytorch_optimizer.SAM",
    option="over torch.optim.Adam; its norm in float64, not float32",
    **SAM_ADAM,
)
def sam_adam_pytorch_optimizer(rule, loss, start, steps):
    import torch
    from pytorch_optimizer import SAM as Theirs  # noqa: N811

    adam = {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps}
    with double_precision():
        return torch_walk(
            lambda w: Theirs(w, torch.optim.Adam, rho=rule.rho, **adam), loss, start, steps
        )
