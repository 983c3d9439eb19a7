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


@schedule_reference("linear", "torch", "LinearLR", "from 1 to 0 in total steps")
def linear_torch(total):
    from torch.optim.lr_scheduler import LinearLR

    return torch_multipliers(lambda o: LinearLR(o, 1.0, 0.0, total_iters=total), total)


@schedule_reference("linear", "optax", "optax.linear_schedule", "from 1 to 0 in total steps")
def linear_optax(total):
    import optax

    return optax_multipliers(lambda: optax.linear_schedule(1.0, 0.0, total), total)


@schedule_reference("exponential", "torch", "ExponentialLR", "gamma=0.01^(1/total)")
def exponential_torch(total):
    from torch.optim.lr_scheduler import ExponentialLR

    return torch_multipliers(lambda o: ExponentialLR(o, 0.01 ** (1 / total)), total)


@schedule_reference("exponential", "optax", "optax.exponential_decay", "a hundredth in total steps")
def exponential_optax(total):
    import optax

    return optax_multipliers(lambda: optax.exponential_decay(1.0, total, 0.01), total)


@schedule_reference("inverse-root", "transcription", "the paper's formula", "divided by its peak")
def inverse_root_paper(total):
    """Neither library has it; section 5.3 of arXiv:1706.03762, whatever the model's width."""
    w = total // 10
    rates = [512**-0.5 * min(step**-0.5, step * w**-1.5) for step in range(1, total + 1)]
    return [rate / max(rates) for rate in rates]


@schedule_reference("restarts", "torch", "CosineAnnealingWarmRestarts", "T_0=total/4")
def restarts_torch(total):
    from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

    return torch_multipliers(lambda o: CosineAnnealingWarmRestarts(o, total // 4), total)


@schedule_reference("restarts", "optax", "optax.sgdr_schedule", "four cycles without warm-up")
def restarts_optax(total):
    import optax

    cycle = {"init_value": 1.0, "peak_value": 1.0, "warmup_steps": 0, "decay_steps": total // 4}
    return optax_multipliers(lambda: optax.sgdr_schedule([cycle] * 4), total)


@schedule_reference(
    "triangular", "torch", "CyclicLR", "base_lr a sixth of max_lr, step_size_up=total/8"
)
def triangular_torch(total):
    from torch.optim.lr_scheduler import CyclicLR

    def make(o):
        return CyclicLR(o, 1 / 6, 1.0, step_size_up=total // 8, cycle_momentum=False)

    return torch_multipliers(make, total)


@schedule_reference("triangular", "optax", "optax.join_schedules", "of eight linear_schedule")
def triangular_optax(total):
    import optax

    h = total // 8
    lines = [optax.linear_schedule(1 / 6, 1.0, h), optax.linear_schedule(1.0, 1 / 6, h)] * 4
    ends = [h * k for k in range(1, 8)]
    return optax_multipliers(lambda: optax.join_schedules(lines, ends), total)


@schedule_reference("one-cycle", "torch", "OneCycleLR", "as it is, without cycling the momentum")
def one_cycle_torch(total):
    from torch.optim.lr_scheduler import OneCycleLR

    return torch_multipliers(
        lambda o: OneCycleLR(o, 1.0, total_steps=total, cycle_momentum=False), total
    )


@schedule_reference(
    "one-cycle",
    "optax",
    "optax.cosine_onecycle_schedule",
    "peak and end one count earlier, as PyTorch has them",
)
def one_cycle_optax(total):
    import optax

    share = (0.3 * total - 1 + 1e-9) / (total - 1)
    return optax_multipliers(
        lambda: optax.cosine_onecycle_schedule(total - 1, 1.0, pct_start=share), total
    )


@schedule_reference(
    "warmup-stable-decay",
    "torch",
    "SequentialLR",
    "LinearLR over w−1 steps, ConstantLR, LinearLR from 1 to 0 over the last fifth",
)
def warmup_stable_decay_torch(total):
    from torch.optim.lr_scheduler import ConstantLR, LinearLR, SequentialLR

    w, d = total // 10, total // 5

    def make(o):
        rise, fall = LinearLR(o, 1 / w, total_iters=w - 1), LinearLR(o, 1.0, 0.0, total_iters=d)
        return SequentialLR(o, [rise, ConstantLR(o, 1.0), fall], milestones=[w - 1, total - d])

    return torch_multipliers(make, total)


@schedule_reference(
    "warmup-stable-decay",
    "optax",
    "optax.join_schedules",
    "linear_schedule, constant_schedule, linear_schedule",
)
def warmup_stable_decay_optax(total):
    import optax

    w, d = total // 10, total // 5
    parts = [
        optax.linear_schedule(1 / w, 1.0, w - 1),
        optax.constant_schedule(1.0),
        optax.linear_schedule(1.0, 0.0, d),
    ]
    return optax_multipliers(lambda: optax.join_schedules(parts, [w - 1, total - d]), total)
