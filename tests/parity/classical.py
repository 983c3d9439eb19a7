"""Gradient descent, its momenta and the first adaptive rules, against PyTorch and Optax."""

from tests.parity import reference
from tests.parity.walks import optax_walk, torch_walk


@reference("sgd", "torch", "torch.optim.SGD", lr=(1e-4, 3e-3))
def sgd_torch(rule, loss, start, steps):
    import torch

    return torch_walk(lambda w: torch.optim.SGD(w, lr=rule.lr), loss, start, steps)


@reference("sgd", "optax", "optax.sgd", lr=(1e-4, 3e-3))
def sgd_optax(rule, loss, start, steps):
    import optax

    return optax_walk(lambda: optax.sgd(rule.lr), loss, start, steps)


@reference("momentum", "torch", "torch.optim.SGD", option="momentum=β", lr=(1e-4, 1e-3), beta=(0.0, 0.95))
def momentum_torch(rule, loss, start, steps):
    import torch

    return torch_walk(lambda w: torch.optim.SGD(w, lr=rule.lr, momentum=rule.beta), loss, start, steps)


@reference("momentum", "optax", "optax.sgd", option="momentum=β", lr=(1e-4, 1e-3), beta=(0.0, 0.95))
def momentum_optax(rule, loss, start, steps):
    import optax

    return optax_walk(lambda: optax.sgd(rule.lr, momentum=rule.beta), loss, start, steps)


@reference("nesterov", "torch", "torch.optim.SGD", option="nesterov=True", lr=(1e-4, 1e-3), beta=(0.01, 0.95))
def nesterov_torch(rule, loss, start, steps):
    import torch

    return torch_walk(lambda w: torch.optim.SGD(w, lr=rule.lr, momentum=rule.beta, nesterov=True), loss, start, steps)


@reference("nesterov", "optax", "optax.sgd", option="nesterov=True", lr=(1e-4, 1e-3), beta=(0.01, 0.95))
def nesterov_optax(rule, loss, start, steps):
    import optax

    return optax_walk(lambda: optax.sgd(rule.lr, momentum=rule.beta, nesterov=True), loss, start, steps)


@reference("adagrad", "torch", "torch.optim.Adagrad", lr=(1e-3, 1.0))
def adagrad_torch(rule, loss, start, steps):
    import torch

    return torch_walk(lambda w: torch.optim.Adagrad(w, lr=rule.lr, eps=rule.eps), loss, start, steps)


@reference("rmsprop", "torch", "torch.optim.RMSprop", option="alpha=β", lr=(1e-4, 0.1), beta=(0.5, 0.999))
def rmsprop_torch(rule, loss, start, steps):
    import torch

    return torch_walk(lambda w: torch.optim.RMSprop(w, lr=rule.lr, alpha=rule.beta, eps=rule.eps), loss, start, steps)


@reference("rmsprop", "optax", "optax.rmsprop", option="decay=β, eps_in_sqrt=False", lr=(1e-4, 0.1), beta=(0.5, 0.999))
def rmsprop_optax(rule, loss, start, steps):
    import optax

    return optax_walk(
        lambda: optax.rmsprop(rule.lr, decay=rule.beta, eps=rule.eps, eps_in_sqrt=False), loss, start, steps
    )


@reference("adam", "torch", "torch.optim.Adam", lr=(1e-4, 0.1), beta1=(0.0, 0.95), beta2=(0.9, 0.9999))
def adam_torch(rule, loss, start, steps):
    import torch

    betas = (rule.beta1, rule.beta2)
    return torch_walk(lambda w: torch.optim.Adam(w, lr=rule.lr, betas=betas, eps=rule.eps), loss, start, steps)


@reference("adam", "optax", "optax.adam", lr=(1e-4, 0.1), beta1=(0.0, 0.95), beta2=(0.9, 0.9999))
def adam_optax(rule, loss, start, steps):
    import optax

    return optax_walk(lambda: optax.adam(rule.lr, rule.beta1, rule.beta2, rule.eps), loss, start, steps)


ADAMW = {"lr": (1e-4, 0.1), "beta1": (0.0, 0.95), "beta2": (0.9, 0.9999), "weight_decay": (1e-4, 0.5)}


@reference("adamw", "torch", "torch.optim.AdamW", **ADAMW)
def adamw_torch(rule, loss, start, steps):
    import torch

    knobs = {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps, "weight_decay": rule.weight_decay}
    return torch_walk(lambda w: torch.optim.AdamW(w, **knobs), loss, start, steps)


@reference("adamw", "optax", "optax.adamw", **ADAMW)
def adamw_optax(rule, loss, start, steps):
    import optax

    knobs = {"b1": rule.beta1, "b2": rule.beta2, "eps": rule.eps, "weight_decay": rule.weight_decay}
    return optax_walk(lambda: optax.adamw(rule.lr, **knobs), loss, start, steps)
