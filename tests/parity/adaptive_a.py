"""The rules around Adam, against PyTorch, Optax and pytorch_optimizer."""

from tests.parity import reference
from tests.parity.walks import optax_walk, torch_walk

ADAM = {"lr": (1e-4, 0.1), "beta1": (0.5, 0.95), "beta2": (0.9, 0.9999)}


def torch_reference(slug, name, make, option="", **knobs):
    """Register a class of torch.optim that takes our hyperparameters under `make(torch, parameters, rule)`."""

    @reference(slug, "torch", f"torch.optim.{name}", option=option, **knobs)
    def walk(rule, loss, start, steps):
        import torch

        return torch_walk(lambda w: make(torch.optim, w, rule), loss, start, steps)


def betas(rule):
    """Return both memories as PyTorch wants them."""
    return rule.beta1, rule.beta2


torch_reference(
    "adadelta",
    "Adadelta",
    lambda optim, w, r: optim.Adadelta(w, lr=r.lr, rho=r.rho, eps=r.eps),
    lr=(0.1, 1.0),
    rho=(0.5, 0.99),
)
torch_reference("adamax", "Adamax", lambda optim, w, r: optim.Adamax(w, lr=r.lr, betas=betas(r), eps=r.eps), **ADAM)
torch_reference(
    "amsgrad",
    "Adam",
    lambda optim, w, r: optim.Adam(w, lr=r.lr, betas=betas(r), eps=r.eps, amsgrad=True),
    option="amsgrad=True",
    **ADAM,
)
torch_reference(
    "nadam",
    "NAdam",
    lambda optim, w, r: optim.NAdam(w, lr=r.lr, betas=betas(r), eps=r.eps, momentum_decay=r.psi),
    option="momentum_decay=ψ",
    psi=(0.0, 0.02),
    **ADAM,
)
torch_reference("radam", "RAdam", lambda optim, w, r: optim.RAdam(w, lr=r.lr, betas=betas(r), eps=r.eps), **ADAM)


def optax_reference(slug, make, option="", **knobs):
    """Register a function of Optax, named like ours."""

    @reference(slug, "optax", f"optax.{slug}", option=option, **knobs)
    def walk(rule, loss, start, steps):
        import optax

        return optax_walk(lambda: make(optax, rule), loss, start, steps)


optax_reference(
    "adadelta",
    lambda optax, r: optax.adadelta(r.lr, rho=r.rho, eps=r.eps),
    lr=(0.1, 1.0),
    rho=(0.5, 0.99),
)
optax_reference("adamax", lambda optax, r: optax.adamax(r.lr, r.beta1, r.beta2, r.eps), **ADAM)
optax_reference(
    "adabelief",
    lambda optax, r: optax.adabelief(r.lr, r.beta1, r.beta2, eps=r.eps, eps_root=r.eps),
    option="eps_root=ε",
    **ADAM,
)
optax_reference("yogi", lambda optax, r: optax.yogi(r.lr, r.beta1, r.beta2, r.eps), **ADAM)
optax_reference(
    "nadam",
    lambda optax, r: optax.nadam(r.lr, r.beta1, r.beta2, r.eps),
    option="ψ → ∞: its momentum does not warm up",
    psi=(1e6, 1e7),
    **ADAM,
)
# Its ε joins the root before the correction of v, so only one that vanishes can be compared.
optax_reference(
    "radam", lambda optax, r: optax.radam(r.lr, r.beta1, r.beta2, eps=0.0), option="ε → 0", eps=(1e-18, 1e-17), **ADAM
)


@reference("adabelief", "pytorch_optimizer", "pytorch_optimizer.AdaBelief", option="rectify=False", **ADAM)
def adabelief_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import AdaBelief

    knobs = {"lr": rule.lr, "betas": betas(rule), "eps": rule.eps, "rectify": False}
    return torch_walk(lambda w: AdaBelief(w, **knobs), loss, start, steps)


@reference("yogi", "pytorch_optimizer", "pytorch_optimizer.Yogi", option="initial_accumulator=10⁻⁶", **ADAM)
def yogi_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import Yogi

    knobs = {"lr": rule.lr, "betas": betas(rule), "eps": rule.eps, "initial_accumulator": 1e-6}
    return torch_walk(lambda w: Yogi(w, **knobs), loss, start, steps)
