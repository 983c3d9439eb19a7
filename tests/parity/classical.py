"""Gradient descent, its momenta and the first adaptive rules.

They are held against PyTorch, Optax and pytorch_optimizer.
"""

from tests.parity import reference
from tests.parity.walks import double_precision, optax_reference, torch_walk


def sgdw(rule, loss, start, steps, **knobs):
    from pytorch_optimizer import SGDW

    return torch_walk(lambda w: SGDW(w, lr=rule.lr, **knobs), loss, start, steps)


@reference("sgd", "torch", "torch.optim.SGD", lr=(1e-4, 3e-3))
def sgd_torch(rule, loss, start, steps):
    import torch

    return torch_walk(lambda w: torch.optim.SGD(w, lr=rule.lr), loss, start, steps)


@optax_reference("sgd", "optax.sgd", lr=(1e-4, 3e-3))
def sgd_optax(optax, rule):
    return optax.sgd(rule.lr)


@reference("sgd", "pytorch_optimizer", "pytorch_optimizer.SGDW", lr=(1e-4, 3e-3))
def sgd_pytorch_optimizer(rule, loss, start, steps):
    return sgdw(rule, loss, start, steps)


@reference(
    "momentum", "torch", "torch.optim.SGD", option="momentum=β", lr=(1e-4, 1e-3), beta=(0.0, 0.95)
)
def momentum_torch(rule, loss, start, steps):
    import torch

    return torch_walk(
        lambda w: torch.optim.SGD(w, lr=rule.lr, momentum=rule.beta), loss, start, steps
    )


@optax_reference("momentum", "optax.sgd", option="momentum=β", lr=(1e-4, 1e-3), beta=(0.0, 0.95))
def momentum_optax(optax, rule):
    return optax.sgd(rule.lr, momentum=rule.beta)


@reference(
    "momentum",
    "pytorch_optimizer",
    "pytorch_optimizer.SGDW",
    option="momentum=β",
    lr=(1e-4, 1e-3),
    beta=(0.0, 0.95),
)
def momentum_pytorch_optimizer(rule, loss, start, steps):
    return sgdw(rule, loss, start, steps, momentum=rule.beta)


@reference(
    "nesterov",
    "torch",
    "torch.optim.SGD",
    option="momentum=β, nesterov=True",
    lr=(1e-4, 1e-3),
    beta=(0.01, 0.95),
)
def nesterov_torch(rule, loss, start, steps):
    import torch

    return torch_walk(
        lambda w: torch.optim.SGD(w, lr=rule.lr, momentum=rule.beta, nesterov=True),
        loss,
        start,
        steps,
    )


@optax_reference(
    "nesterov", "optax.sgd", option="momentum=β, nesterov=True", lr=(1e-4, 1e-3), beta=(0.01, 0.95)
)
def nesterov_optax(optax, rule):
    return optax.sgd(rule.lr, momentum=rule.beta, nesterov=True)


@reference(
    "nesterov",
    "pytorch_optimizer",
    "pytorch_optimizer.SGDW",
    option="momentum=β, nesterov=True",
    lr=(1e-4, 1e-3),
    beta=(0.01, 0.95),
)
def nesterov_pytorch_optimizer(rule, loss, start, steps):
    return sgdw(rule, loss, start, steps, momentum=rule.beta, nesterov=True)


@reference("adagrad", "torch", "torch.optim.Adagrad", lr=(1e-3, 1.0))
def adagrad_torch(rule, loss, start, steps):
    import torch

    return torch_walk(
        lambda w: torch.optim.Adagrad(w, lr=rule.lr, eps=rule.eps), loss, start, steps
    )


# Its ε stands inside the root, so only one that vanishes can be compared.
@optax_reference(
    "adagrad",
    "optax.adagrad",
    option="initial_accumulator_value=0, ε → 0: its ε is inside the root",
    lr=(1e-3, 1.0),
    eps=(1e-18, 1e-17),
)
def adagrad_optax(optax, rule):
    return optax.adagrad(rule.lr, initial_accumulator_value=0.0, eps=0.0)


@reference(
    "rmsprop", "torch", "torch.optim.RMSprop", option="alpha=β", lr=(1e-4, 0.1), beta=(0.5, 0.999)
)
def rmsprop_torch(rule, loss, start, steps):
    import torch

    return torch_walk(
        lambda w: torch.optim.RMSprop(w, lr=rule.lr, alpha=rule.beta, eps=rule.eps),
        loss,
        start,
        steps,
    )


@optax_reference(
    "rmsprop",
    "optax.rmsprop",
    option="decay=β, eps_in_sqrt=False",
    lr=(1e-4, 0.1),
    beta=(0.5, 0.999),
)
def rmsprop_optax(optax, rule):
    return optax.rmsprop(rule.lr, decay=rule.beta, eps=rule.eps, eps_in_sqrt=False)


@reference(
    "adam", "torch", "torch.optim.Adam", lr=(1e-4, 0.1), beta1=(0.0, 0.95), beta2=(0.9, 0.9999)
)
def adam_torch(rule, loss, start, steps):
    import torch

    betas = (rule.beta1, rule.beta2)
    return torch_walk(
        lambda w: torch.optim.Adam(w, lr=rule.lr, betas=betas, eps=rule.eps), loss, start, steps
    )


@optax_reference("adam", "optax.adam", lr=(1e-4, 0.1), beta1=(0.0, 0.95), beta2=(0.9, 0.9999))
def adam_optax(optax, rule):
    return optax.adam(rule.lr, rule.beta1, rule.beta2, rule.eps)


def qhadam(rule, loss, start, steps, **knobs):
    from pytorch_optimizer import QHAdam

    knobs = {
        "lr": rule.lr,
        "betas": (rule.beta1, rule.beta2),
        "nus": (1.0, 1.0),
        "eps": rule.eps,
        **knobs,
    }
    with double_precision():
        return torch_walk(lambda w: QHAdam(w, **knobs), loss, start, steps)


@reference(
    "adam",
    "pytorch_optimizer",
    "pytorch_optimizer.QHAdam",
    option="nus=(1, 1), with which it is Adam; the weights of its averages in float64, too",
    lr=(1e-4, 0.1),
    beta1=(0.0, 0.95),
    beta2=(0.9, 0.9999),
)
def adam_pytorch_optimizer(rule, loss, start, steps):
    return qhadam(rule, loss, start, steps)


ADAMW = {
    "lr": (1e-4, 0.1),
    "beta1": (0.0, 0.95),
    "beta2": (0.9, 0.9999),
    "weight_decay": (1e-4, 0.5),
}


@reference("adamw", "torch", "torch.optim.AdamW", **ADAMW)
def adamw_torch(rule, loss, start, steps):
    import torch

    knobs = {
        "lr": rule.lr,
        "betas": (rule.beta1, rule.beta2),
        "eps": rule.eps,
        "weight_decay": rule.weight_decay,
    }
    return torch_walk(lambda w: torch.optim.AdamW(w, **knobs), loss, start, steps)


@optax_reference("adamw", "optax.adamw", **ADAMW)
def adamw_optax(optax, rule):
    knobs = {"b1": rule.beta1, "b2": rule.beta2, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return optax.adamw(rule.lr, **knobs)


@reference(
    "adamw",
    "pytorch_optimizer",
    "pytorch_optimizer.QHAdam",
    option="nus=(1, 1), weight_decouple=True; the weights of its averages in float64, too",
    **ADAMW,
)
def adamw_pytorch_optimizer(rule, loss, start, steps):
    return qhadam(rule, loss, start, steps, weight_decay=rule.weight_decay, weight_decouple=True)
