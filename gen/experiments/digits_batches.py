"""How the best rate follows the batch size: after as many digits, and after as many steps."""

from __future__ import annotations

from gen.experiments.digits_training import REPORTING, SIZES, TUNING, compiled
from gen.experiments.experiment import Arm, Experiment, Train
from gen.experiments.training import curve

BATCHES = (8, 32, 128)
STEPS = 400  # of the middle batch
AGAIN = "in as many steps"
SWEEPS = {
    "momentum": tuple(0.01 * 2**k for k in range(9)),
    "adam": tuple(0.001 * 2**k for k in range(9)),
}


def prepare(arm: Arm, steps: int) -> Train:
    """Train with one batch size, until as many digits are seen or for as many steps."""
    batch = arm.options["batch"]
    train = compiled(arm.optimizer, arm.sweep, batch)
    taken = steps if arm.options["as many"] == "steps" else steps * BATCHES[1] // batch
    multipliers = curve(arm.options["schedule"], taken)
    return lambda seed: train(seed, multipliers)


def arms() -> dict[str, Arm]:
    """Return each rule at each batch size; the middle one takes as many steps anyhow."""
    found = {}
    for slug, sweep in SWEEPS.items():
        for batch in BATCHES:
            options = {"batch": batch, "schedule": "constant"}
            found[f"{slug} {batch}"] = Arm(slug, sweep, options | {"as many": "digits"})
            if batch != BATCHES[1]:
                found[f"{slug} {batch} {AGAIN}"] = Arm(slug, sweep, options | {"as many": "steps"})
    return found


BATCHES_AND_RATES = Experiment(
    "digits-batches",
    arms(),
    TUNING,
    REPORTING,
    STEPS,
    chosen_by="loss",
    prepare=prepare,
    sizes={**SIZES, "digits": STEPS * BATCHES[1]},
)
