"""Adan, Adafactor, LARS and LAMB, signSGD, Lion and Sophia, against everyone who has them."""

import numpy as np

from gen.optimizers.sophia import EVERY
from tests.parity import LAYERS, MATRICES, VECTORS, reference
from tests.parity.walks import optax_walk, torch_walk

ADAN = {"lr": (1e-4, 0.03), "beta1": (0.5, 0.98), "beta2": (0.0, 0.95), "beta3": (0.9, 0.999)}


# Optax leans into the change by 1 − b2 where the authors' code has b2: at their 0.92 that is 0.08. Halfway they meet.
@reference(
    "adan",
    "optax",
    "optax.adan",
    option="b2=½ only, where its 1−b₂ is the authors' β₂; eps_root=0",
    losses=(*VECTORS, *MATRICES),
    **ADAN | {"beta2": (0.5, 0.5)},
)
def adan_optax(rule, loss, start, steps):
    import optax

    knobs = {"b1": rule.beta1, "b2": rule.beta2, "b3": rule.beta3, "eps": rule.eps, "eps_root": 0.0}
    return optax_walk(lambda: optax.adan(rule.lr, **knobs), loss, start, steps)


@reference("adan", "pytorch_optimizer", "pytorch_optimizer.Adan", **ADAN, weight_decay=(0.0, 0.5))
def adan_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Adan

    betas = (rule.beta1, rule.beta2, rule.beta3)
    knobs = {"lr": rule.lr, "betas": betas, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return torch_walk(lambda w: Adan(w, **knobs), loss, start, steps)


ADAFACTOR = {"lr": (1e-3, 0.05), "decay": (0.5, 1.0), "clip": (1.0, 2.0), "eps2": (1e-4, 0.1)}


def adafactor_torch(rule, loss, start, steps, flat):
    import torch

    # PyTorch keeps sums free of its ε₁ and floors their result; as small as ours, neither is ever felt.
    knobs = {"lr": rule.lr, "beta2_decay": -rule.decay, "eps": (rule.eps1, rule.eps2), "d": rule.clip}
    return torch_walk(lambda w: torch.optim.Adafactor(w, **knobs), loss, start, steps, flat=flat)


@reference("adafactor", "torch", "torch.optim.Adafactor on vectors", option="eps=(ε₁, ε₂), d=clip", **ADAFACTOR)
def adafactor_torch_vectors(rule, loss, start, steps):
    return adafactor_torch(rule, loss, start, steps, flat=True)


@reference(
    "adafactor",
    "torch",
    "torch.optim.Adafactor on matrices",
    option="eps=(ε₁, ε₂), d=clip",
    losses=LAYERS,
    **ADAFACTOR,
)
def adafactor_torch_matrices(rule, loss, start, steps):
    return adafactor_torch(rule, loss, start, steps, flat=False)


@reference(
    "adafactor",
    "optax",
    "optax.scale_by_factored_rms and its chain",
    option="min_dim_size_to_factor=2, decay_rate_fn and the relative step in float64",
    losses=LAYERS,
    **ADAFACTOR,
)
def adafactor_optax(rule, loss, start, steps):
    import jax.numpy as jnp
    import optax

    # The chain that optax.adafactor makes, whose own memory is computed in float32.
    def make():
        return optax.chain(
            optax.scale_by_factored_rms(
                decay_rate=rule.decay,
                min_dim_size_to_factor=2,
                epsilon=rule.eps1,
                decay_rate_fn=lambda i, c: 1 - (i + 1.0) ** -c,
            ),
            optax.clip_by_block_rms(rule.clip),
            optax.scale_by_schedule(lambda i: jnp.minimum(rule.lr, 1 / jnp.sqrt(i + 1.0))),
            optax.scale_by_param_block_rms(rule.eps2),
            optax.scale(-1.0),
        )

    return optax_walk(make, loss, start, steps, flat=False)


@reference(
    "adafactor",
    "pytorch_optimizer",
    "pytorch_optimizer.AdaFactor",
    option="betas=(None, 0.9999)",
    losses=LAYERS,
    decay=(0.5, 1.0),
    clip=(0.5, 2.0),
    eps2=(1e-4, 0.1),
)
def adafactor_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import AdaFactor

    knobs = {"betas": (None, 0.9999), "decay_rate": -rule.decay, "clip_threshold": rule.clip}
    return torch_walk(lambda w: AdaFactor(w, **knobs, eps1=rule.eps1, eps2=rule.eps2), loss, start, steps, flat=False)


LARS = {"lr": (0.1, 10.0), "beta": (0.0, 0.95), "trust": (1e-4, 0.01)}
ALL_LAYERS = (*VECTORS, *LAYERS)


@reference("lars", "optax", "optax.lars", option="weight_decay=0", losses=ALL_LAYERS, weight_decay=(0.0, 0.0), **LARS)
def lars_optax(rule, loss, start, steps):
    import optax

    knobs = {"momentum": rule.beta, "trust_coefficient": rule.trust}
    return optax_walk(lambda: optax.lars(rule.lr, **knobs), loss, start, steps, flat=False)


@reference(
    "lars",
    "pytorch_optimizer",
    "pytorch_optimizer.LARS",
    option="on matrices; it leaves vectors to plain momentum",
    losses=MATRICES,
    weight_decay=(0.0, 0.1),
    **LARS,
)
def lars_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import LARS as Theirs  # noqa: N811

    knobs = {"momentum": rule.beta, "trust_coefficient": rule.trust, "weight_decay": rule.weight_decay}
    return torch_walk(lambda w: Theirs(w, lr=rule.lr, **knobs), loss, start, steps, flat=False)


LAMB = {"lr": (1e-4, 0.03), "beta1": (0.0, 0.95), "beta2": (0.9, 0.9999)}


@reference("lamb", "optax", "optax.lamb", losses=ALL_LAYERS, weight_decay=(0.0, 0.5), eps=(1e-8, 1e-2), **LAMB)
def lamb_optax(rule, loss, start, steps):
    import optax

    knobs = {"b1": rule.beta1, "b2": rule.beta2, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return optax_walk(lambda: optax.lamb(rule.lr, **knobs), loss, start, steps, flat=False)


@reference(
    "lamb",
    "pytorch_optimizer",
    "pytorch_optimizer.Lamb",
    option="eps=0, no decay, adam_debias=True: it has no bias correction, which then only changes the length",
    losses=ALL_LAYERS,
    weight_decay=(0.0, 0.0),
    eps=(0.0, 0.0),
    **LAMB,
)
def lamb_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Lamb

    knobs = {"betas": (rule.beta1, rule.beta2), "eps": 0.0, "adam_debias": True}
    return torch_walk(lambda w: Lamb(w, lr=rule.lr, **knobs), loss, start, steps, flat=False)


@reference("signsgd", "optax", "optax.sign_sgd", option="β=0", lr=(1e-4, 0.1))
def signsgd_optax(rule, loss, start, steps):
    import optax

    return optax_walk(lambda: optax.sign_sgd(rule.lr), loss, start, steps)


@reference(
    "signsgd", "pytorch_optimizer", "pytorch_optimizer.SignSGD", option="momentum=β", lr=(1e-4, 0.1), beta=(0.0, 0.95)
)
def signsgd_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import SignSGD

    return torch_walk(lambda w: SignSGD(w, lr=rule.lr, momentum=rule.beta), loss, start, steps)


LION = {"lr": (1e-4, 0.1), "beta1": (0.0, 0.95), "beta2": (0.5, 0.99), "weight_decay": (0.0, 1.0)}


@reference("lion", "optax", "optax.lion", **LION)
def lion_optax(rule, loss, start, steps):
    import optax

    knobs = {"b1": rule.beta1, "b2": rule.beta2, "weight_decay": rule.weight_decay}
    return optax_walk(lambda: optax.lion(rule.lr, **knobs), loss, start, steps)


@reference("lion", "pytorch_optimizer", "pytorch_optimizer.Lion", **LION)
def lion_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Lion

    betas = (rule.beta1, rule.beta2)
    return torch_walk(lambda w: Lion(w, lr=rule.lr, betas=betas, weight_decay=rule.weight_decay), loss, start, steps)


@reference(
    "sophia",
    "pytorch_optimizer",
    "pytorch_optimizer.SophiaH",
    option="the exact diagonal passed as hessian, p=ρ, lr=η/ρ, eps=ε/ρ",
    lr=(1e-4, 0.1),
    beta1=(0.0, 0.96),
    beta2=(0.0, 0.99),
    rho=(0.01, 1.0),
    weight_decay=(0.0, 0.5),
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
