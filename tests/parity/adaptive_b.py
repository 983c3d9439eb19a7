"""Adan, Adafactor, LARS and LAMB, signSGD, Lion and Sophia, against everyone who has them."""

import math
from unittest import mock

import numpy as np

from gen.optimizers.sophia import EVERY
from tests.parity import LAYERS, MATRICES, VECTORS, reference
from tests.parity.walks import optax_reference, torch_walk

ADAN = {"lr": (1e-4, 0.03), "beta1": (0.5, 0.98), "beta2": (0.0, 0.95), "beta3": (0.9, 0.999)}


# Optax leans into the change by 1 − b2 where the authors' code has b2: at their 0.92 that is 0.08.
# Halfway they meet.
@optax_reference(
    "adan",
    "optax.adan",
    option="b2=½ only, where its 1−b₂ is the authors' β₂; eps_root=0",
    losses=(*VECTORS, *MATRICES),
    **ADAN | {"beta2": (0.5, 0.5)},
)
def adan_optax(optax, rule):
    knobs = {"b1": rule.beta1, "b2": rule.beta2, "b3": rule.beta3, "eps": rule.eps, "eps_root": 0.0}
    return optax.adan(rule.lr, **knobs)


@reference("adan", "pytorch_optimizer", "pytorch_optimizer.Adan", **ADAN, weight_decay=(0.0, 0.5))
def adan_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Adan

    betas = (rule.beta1, rule.beta2, rule.beta3)
    knobs = {"lr": rule.lr, "betas": betas, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return torch_walk(lambda w: Adan(w, **knobs), loss, start, steps)


ADAFACTOR = {"lr": (1e-3, 0.05), "decay": (0.5, 1.0), "clip": (1.0, 2.0), "eps2": (1e-4, 0.1)}


def adafactor_torch(rule, loss, start, steps, flat):
    import torch

    # PyTorch keeps sums free of its ε₁ and floors their result; as small as ours, it is never felt.
    knobs = {
        "lr": rule.lr,
        "beta2_decay": -rule.decay,
        "eps": (rule.eps1, rule.eps2),
        "d": rule.clip,
    }
    return torch_walk(lambda w: torch.optim.Adafactor(w, **knobs), loss, start, steps, flat=flat)


@reference(
    "adafactor",
    "torch",
    "torch.optim.Adafactor on vectors",
    option="lr=ρ, beta2_decay=−c, eps=(ε₁, ε₂)",
    **ADAFACTOR,
)
def adafactor_torch_vectors(rule, loss, start, steps):
    return adafactor_torch(rule, loss, start, steps, flat=True)


@reference(
    "adafactor",
    "torch",
    "torch.optim.Adafactor on matrices",
    option="lr=ρ, beta2_decay=−c, eps=(ε₁, ε₂)",
    losses=LAYERS,
    **ADAFACTOR,
)
def adafactor_torch_matrices(rule, loss, start, steps):
    return adafactor_torch(rule, loss, start, steps, flat=False)


@optax_reference(
    "adafactor",
    "optax.scale_by_factored_rms and its chain",
    option="min_dim_size_to_factor=2, decay_rate_fn and the relative step in float64",
    losses=LAYERS,
    flat=False,
    **ADAFACTOR,
)
def adafactor_optax(optax, rule):
    """Return the chain that optax.adafactor makes, whose own memory is computed in float32."""
    return optax.chain(
        optax.scale_by_factored_rms(
            decay_rate=rule.decay,
            min_dim_size_to_factor=2,
            epsilon=rule.eps1,
            decay_rate_fn=lambda i, c: 1 - (i + 1.0) ** -c,
        ),
        optax.clip_by_block_rms(rule.clip),
        optax.scale_by_schedule(lambda i: ((i + 1.0) ** -0.5).clip(max=rule.lr)),
        optax.scale_by_param_block_rms(rule.eps2),
        optax.scale(-1.0),
    )


@reference(
    "adafactor",
    "pytorch_optimizer",
    "pytorch_optimizer.AdaFactor",
    option="betas=(None, 0.9999): no momentum; decay_rate=−c, clip_threshold=d",
    losses=LAYERS,
    decay=(0.5, 1.0),
    clip=(0.5, 2.0),
    eps2=(1e-4, 0.1),
)
def adafactor_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import AdaFactor

    knobs = {"betas": (None, 0.9999), "decay_rate": -rule.decay, "clip_threshold": rule.clip}
    return torch_walk(
        lambda w: AdaFactor(w, **knobs, eps1=rule.eps1, eps2=rule.eps2),
        loss,
        start,
        steps,
        flat=False,
    )


LARS = {"lr": (0.1, 10.0), "beta": (0.0, 0.95), "trust": (1e-4, 0.01)}
ALL_LAYERS = (*VECTORS, *LAYERS)


@optax_reference(
    "lars",
    "optax.lars",
    option="weight_decay=0",
    losses=ALL_LAYERS,
    flat=False,
    weight_decay=(0.0, 0.0),
    **LARS,
)
def lars_optax(optax, rule):
    knobs = {"momentum": rule.beta, "trust_coefficient": rule.trust}
    return optax.lars(rule.lr, **knobs)


@reference(
    "lars",
    "pytorch_optimizer",
    "pytorch_optimizer.LARS",
    option="momentum=β, trust_coefficient=τ; on matrices: it leaves vectors to plain momentum",
    losses=MATRICES,
    weight_decay=(0.0, 0.1),
    **LARS,
)
def lars_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import LARS as Theirs  # noqa: N811

    knobs = {
        "momentum": rule.beta,
        "trust_coefficient": rule.trust,
        "weight_decay": rule.weight_decay,
    }
    return torch_walk(lambda w: Theirs(w, lr=rule.lr, **knobs), loss, start, steps, flat=False)


LAMB = {"lr": (1e-4, 0.03), "beta1": (0.0, 0.95), "beta2": (0.9, 0.9999)}


@optax_reference(
    "lamb",
    "optax.lamb",
    losses=ALL_LAYERS,
    flat=False,
    weight_decay=(0.0, 0.5),
    eps=(1e-8, 1e-2),
    **LAMB,
)
def lamb_optax(optax, rule):
    knobs = {"b1": rule.beta1, "b2": rule.beta2, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return optax.lamb(rule.lr, **knobs)


@reference(
    "lamb",
    "pytorch_optimizer",
    "pytorch_optimizer.Lamb",
    option="eps=0, no decay, adam_debias=True: it has no bias correction, which then only changes "
    "the length; clamp=∞",
    losses=ALL_LAYERS,
    weight_decay=(0.0, 0.0),
    eps=(0.0, 0.0),
    **LAMB,
)
def lamb_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Lamb

    knobs = {"betas": (rule.beta1, rule.beta2), "eps": 0.0, "adam_debias": True}
    with mock.patch.object(Lamb, "clamp", math.inf):
        return torch_walk(lambda w: Lamb(w, lr=rule.lr, **knobs), loss, start, steps, flat=False)


@optax_reference("signsgd", "optax.sign_sgd", option="β=0", lr=(1e-4, 0.1))
def signsgd_optax(optax, rule):
    return optax.sign_sgd(rule.lr)


SIGNUM = {"lr": (1e-4, 0.1), "beta": (0.0, 0.95)}


@optax_reference("signsgd", "optax.signum", option="beta=β", **SIGNUM)
def signum_optax(optax, rule):
    return optax.signum(rule.lr, beta=rule.beta)


@reference(
    "signsgd",
    "pytorch_optimizer",
    "pytorch_optimizer.Tiger",
    option="beta=β, weight_decay=0",
    **SIGNUM,
)
def signsgd_tiger(rule, loss, start, steps):
    from pytorch_optimizer import Tiger

    return torch_walk(
        lambda w: Tiger(w, lr=rule.lr, beta=rule.beta, weight_decay=0.0), loss, start, steps
    )


@reference(
    "signsgd", "pytorch_optimizer", "pytorch_optimizer.SignSGD", option="momentum=β", **SIGNUM
)
def signsgd_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import SignSGD

    return torch_walk(lambda w: SignSGD(w, lr=rule.lr, momentum=rule.beta), loss, start, steps)


LION = {"lr": (1e-4, 0.1), "beta1": (0.0, 0.95), "beta2": (0.5, 0.99), "weight_decay": (0.0, 1.0)}


@optax_reference("lion", "optax.lion", **LION)
def lion_optax(optax, rule):
    knobs = {"b1": rule.beta1, "b2": rule.beta2, "weight_decay": rule.weight_decay}
    return optax.lion(rule.lr, **knobs)


@reference("lion", "pytorch_optimizer", "pytorch_optimizer.Lion", **LION)
def lion_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Lion

    betas = (rule.beta1, rule.beta2)
    return torch_walk(
        lambda w: Lion(w, lr=rule.lr, betas=betas, weight_decay=rule.weight_decay),
        loss,
        start,
        steps,
    )


SOPHIA = {
    "lr": (1e-4, 0.1),
    "beta1": (0.0, 0.96),
    "beta2": (0.0, 0.99),
    "rho": (0.01, 1.0),
    "weight_decay": (0.0, 0.5),
}


@reference(
    "sophia",
    "pytorch_optimizer",
    "pytorch_optimizer.SophiaH",
    option="the exact diagonal passed as hessian, p=ρ, lr=η/ρ, eps=ε/ρ, weight_decay=λρ",
    **SOPHIA,
)
def sophia_pytorch_optimizer(rule, loss, start, steps):
    import torch
    from pytorch_optimizer import SophiaH

    w = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    # Theirs clips m/h at p, which is ρ times ours: the first version of the paper.
    optimizer = SophiaH(
        [w],
        lr=rule.lr / rule.rho,
        betas=(rule.beta1, rule.beta2),
        weight_decay=rule.weight_decay * rule.rho,
        p=rule.rho,
        eps=rule.eps / rule.rho,
        update_period=10 * steps,
    )
    points = [start]
    for i in range(steps):
        w.grad = torch.tensor(loss.grad(points[-1]))
        due = i % EVERY == 0
        optimizer.step(hessian=[torch.tensor(loss.diagonal(points[-1]))] if due else None)
        points.append(w.detach().numpy().copy())
    return np.array(points)


@optax_reference(
    "sophia",
    "optax.contrib.sophia",
    option="the exact diagonal as hessian_diagonal_fn; b1=0 after optax.ema(β₁), which does not "
    "correct for its start; asked twice a step, because it uses a look only when it is asked again",
    told=("diagonal",),
    **SOPHIA,
)
def sophia_optax(optax, rule):
    exact = optax.GradientTransformationExtraArgs(
        lambda _: (), lambda g, state, params, diagonal: (diagonal, state)
    )
    knobs = {
        "b1": 0.0,
        "b2": rule.beta2,
        "eps": rule.eps,
        "gamma": rule.rho,
        "weight_decay": rule.weight_decay,
    }
    sophia = optax.contrib.sophia(
        rule.lr, **knobs, update_interval=2 * EVERY, hessian_diagonal_fn=exact
    )

    def twice(g, state, params, diagonal):
        _, state = sophia.update(g, state, params, diagonal=diagonal)
        return sophia.update(g, state, params, diagonal=diagonal)

    momentum = optax.ema(rule.beta1, debias=False)
    return optax.chain(momentum, optax.GradientTransformationExtraArgs(sophia.init, twice))
