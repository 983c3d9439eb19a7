"""The rules around Adam, against PyTorch, Optax and pytorch_optimizer."""

from tests.parity import reference
from tests.parity.walks import optax_reference, torch_walk

ADAM = {"lr": (1e-4, 0.1), "beta1": (0.5, 0.95), "beta2": (0.9, 0.9999)}


def torch_reference(slug, name, make, option="", **knobs):
    """Register a class of torch.optim that `make(torch.optim, parameters, rule)` returns."""

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
torch_reference(
    "adamax",
    "Adamax",
    lambda optim, w, r: optim.Adamax(w, lr=r.lr, betas=betas(r), eps=r.eps),
    **ADAM,
)
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
torch_reference(
    "radam", "RAdam", lambda optim, w, r: optim.RAdam(w, lr=r.lr, betas=betas(r), eps=r.eps), **ADAM
)


@optax_reference("adadelta", "optax.adadelta", lr=(0.1, 1.0), rho=(0.5, 0.99))
def adadelta_optax(optax, rule):
    return optax.adadelta(rule.lr, rho=rule.rho, eps=rule.eps)


@optax_reference("adamax", "optax.adamax", **ADAM)
def adamax_optax(optax, rule):
    return optax.adamax(rule.lr, rule.beta1, rule.beta2, rule.eps)


@optax_reference("adabelief", "optax.adabelief", option="eps_root=ε", **ADAM)
def adabelief_optax(optax, rule):
    return optax.adabelief(rule.lr, rule.beta1, rule.beta2, eps=rule.eps, eps_root=rule.eps)


@optax_reference("yogi", "optax.yogi", **ADAM)
def yogi_optax(optax, rule):
    return optax.yogi(rule.lr, rule.beta1, rule.beta2, rule.eps)


@optax_reference(
    "nadam", "optax.nadam", option="ψ → ∞: its momentum does not warm up", psi=(1e6, 1e7), **ADAM
)
def nadam_optax(optax, rule):
    return optax.nadam(rule.lr, rule.beta1, rule.beta2, rule.eps)


# Told so, it takes the maximum of the uncorrected v, as ours does. It then leaves the correction
# out, which a rate can make up for.
@optax_reference(
    "amsgrad",
    "optax.amsgrad",
    option="bias_correction_nu=False, a rate that makes up for it, ε → 0",
    eps=(1e-18, 1e-17),
    **ADAM,
)
def amsgrad_optax(optax, rule):
    def rate(count):
        return rule.lr * (1 - rule.beta2 ** (count + 1)) ** 0.5

    return optax.amsgrad(rate, rule.beta1, rule.beta2, rule.eps, bias_correction_nu=False)


# Its ε joins the root before the correction of v, so only one that vanishes can be compared.
@optax_reference("radam", "optax.radam", option="ε → 0", eps=(1e-18, 1e-17), **ADAM)
def radam_optax(optax, rule):
    return optax.radam(rule.lr, rule.beta1, rule.beta2, eps=0.0)


def pytorch_optimizer_reference(slug, name, option="", own=()):
    """Register a class of pytorch_optimizer that takes `own` options beside Adam's."""

    @reference(slug, "pytorch_optimizer", f"pytorch_optimizer.{name}", option=option, **ADAM)
    def walk(rule, loss, start, steps):
        import pytorch_optimizer

        knobs = {"lr": rule.lr, "betas": betas(rule), "eps": rule.eps, **dict(own)}
        return torch_walk(
            lambda w: getattr(pytorch_optimizer, name)(w, **knobs), loss, start, steps
        )


pytorch_optimizer_reference("adamax", "AdaMax")
pytorch_optimizer_reference(
    "radam",
    "RAdam",
    "n_sma_threshold=5, degenerated_to_sgd=True: it would wait where we descend",
    {"n_sma_threshold": 5, "degenerated_to_sgd": True},
)
pytorch_optimizer_reference("adabelief", "AdaBelief", "rectify=False", {"rectify": False})
pytorch_optimizer_reference(
    "yogi", "Yogi", "initial_accumulator=10⁻⁶", {"initial_accumulator": 1e-6}
)


@reference(
    "adadelta", "pytorch_optimizer", "pytorch_optimizer.AdaDelta", lr=(0.1, 1.0), rho=(0.5, 0.99)
)
def adadelta_pytorch_optimizer(rule, loss, start, steps):
    from pytorch_optimizer import AdaDelta

    return torch_walk(
        lambda w: AdaDelta(w, lr=rule.lr, rho=rule.rho, eps=rule.eps), loss, start, steps
    )
