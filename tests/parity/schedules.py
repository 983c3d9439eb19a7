"""The schedules, against PyTorch's and Optax's: the multiplier of every step."""

from tests.parity import schedule_reference


def torch_multipliers(make, total):
    """Return the rates that `make(optimizer)`, a scheduler, sets for an optimizer of rate 1."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64)], lr=1.0)
    scheduler, rates = make(optimizer), []
    for _ in range(total):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def optax_multipliers(make, total):
    """Return the values of an Optax schedule, whose count starts at 0."""
    import jax.numpy as jnp

    from tests.parity.walks import double

    with double():
        schedule = make()
        return [float(schedule(jnp.asarray(t, dtype=float))) for t in range(total)]


@schedule_reference("constant", "torch", "ConstantLR", "factor=1")
def constant_torch(total):
    from torch.optim.lr_scheduler import ConstantLR

    return torch_multipliers(lambda o: ConstantLR(o, factor=1.0), total)


@schedule_reference("constant", "optax", "optax.constant_schedule")
def constant_optax(total):
    import optax

    return optax_multipliers(lambda: optax.constant_schedule(1.0), total)


@schedule_reference(
    "step", "torch", "MultiStepLR", "milestones at half and three quarters, gamma=0.1"
)
def step_torch(total):
    from torch.optim.lr_scheduler import MultiStepLR

    return torch_multipliers(lambda o: MultiStepLR(o, [total // 2, total * 3 // 4]), total)


@schedule_reference(
    "step", "optax", "optax.piecewise_constant_schedule", "boundaries at half and three quarters"
)
def step_optax(total):
    import optax

    drops = {total // 2: 0.1, total * 3 // 4: 0.1}
    return optax_multipliers(lambda: optax.piecewise_constant_schedule(1.0, drops), total)


@schedule_reference(
    "warmup", "torch", "LinearLR", "start_factor=1/w, total_iters=w−1 for w steps of warm-up"
)
def warmup_torch(total):
    from torch.optim.lr_scheduler import LinearLR

    w = total // 10
    return torch_multipliers(lambda o: LinearLR(o, start_factor=1 / w, total_iters=w - 1), total)


@schedule_reference("warmup", "optax", "optax.linear_schedule", "from 1/w to 1 in w−1 transitions")
def warmup_optax(total):
    import optax

    w = total // 10
    return optax_multipliers(lambda: optax.linear_schedule(1 / w, 1.0, w - 1), total)


@schedule_reference("cosine", "torch", "CosineAnnealingLR", "T_max=total")
def cosine_torch(total):
    from torch.optim.lr_scheduler import CosineAnnealingLR

    return torch_multipliers(lambda o: CosineAnnealingLR(o, total), total)


@schedule_reference("cosine", "optax", "optax.cosine_decay_schedule", "decay_steps=total")
def cosine_optax(total):
    import optax

    return optax_multipliers(lambda: optax.cosine_decay_schedule(1.0, total), total)


@schedule_reference(
    "warmup-cosine",
    "optax",
    "optax.warmup_cosine_decay_schedule",
    "init 0, counted from 1 where Optax counts from 0",
)
def warmup_cosine_optax(total):
    import optax

    schedule = optax.warmup_cosine_decay_schedule(0.0, 1.0, total // 10, total)
    return optax_multipliers(lambda: lambda t: schedule(t + 1), total)


@schedule_reference(
    "warmup-cosine",
    "torch",
    "SequentialLR",
    "LinearLR over w−1 steps, then CosineAnnealingLR(T_max=total−w)",
)
def warmup_cosine_torch(total):
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

    w = total // 10

    def make(o):
        parts = [LinearLR(o, 1 / w, total_iters=w - 1), CosineAnnealingLR(o, total - w)]
        return SequentialLR(o, parts, milestones=[w - 1])

    return torch_multipliers(make, total)
