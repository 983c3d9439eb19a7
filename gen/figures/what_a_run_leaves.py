"""How much of the first weights whole recipes leave: rate, decay, schedule and length at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.functions import cos, exp, log
from gen.draw import Axis, Box, Guide, Line, Panel, Picture
from gen.draw.legend import Entry, Legend
from gen.figure import Cast, figure
from gen.palette import HUES, Hue

# Name, steps, highest rate, decay, schedule (of the share of the run), color. ResNet-50's rate is
# taken ten times: its momentum of 0.9 applies each pull ten times in the end.
PARTS = np.linspace(0, 1, 1001)
EPOCH = 5005  # steps that ImageNet takes in batches of 256


def falling(end: float) -> np.ndarray:
    """Return half a cosine from 1 to `end`, at PARTS."""
    return np.asarray(end + (1 - end) * (1 + cos(np.pi * PARTS)) / 2)


def stairs(*drops: float) -> np.ndarray:
    """Return a rate that falls to a tenth at each of `drops`, shares of the run, at PARTS."""
    return np.asarray(exp(-log(10.0) * sum((drop <= PARTS) * 1.0 for drop in drops)))


def gpt3(parts: np.ndarray, growing: float = 0.0) -> np.ndarray:
    """Return GPT-3's rate over its highest: 300 billion tokens, the last 40 at the lowest rate.

    `growing` is over how many billions of tokens the batch grows from a hundredth; a smaller batch
    takes more steps for a token, which counts as a higher rate.
    """
    tokens = 300 * parts
    rate = 0.1 + 0.9 * (1 + cos(np.pi * np.minimum(tokens / 260, 1))) / 2
    batch = np.minimum(0.01 + 0.99 * tokens / growing, 1) if growing else 1.0
    return np.asarray(np.minimum(tokens / 0.375, 1) * rate / batch)


def left(steps: float, lr: float, decay: float, schedule: np.ndarray) -> np.ndarray:
    """Return the share of a weight without gradient that is left, at each point of `schedule`."""
    middle = (schedule[1:] + schedule[:-1]) / 2 / (len(schedule) - 1)
    gone = np.concatenate([[0.0], np.cumsum(middle)])
    return np.asarray(exp(-steps * lr * decay * gone))


GPT3 = 300e9 / 3.2e6, 6e-5, 0.1  # full batches, highest rate, decay
RECIPES: tuple[tuple[str, str, float, float, float, np.ndarray, Hue], ...] = (
    ("optax", "Optax's AdamW, 100,000 steps", 1e5, 1e-3, 1e-4, 1 + 0 * PARTS, HUES["slate"]),
    ("gpt3", "GPT-3, 175 billion", *GPT3, gpt3(PARTS), HUES["blue"]),
    ("pytorch", "PyTorch's AdamW, 100,000 steps", 1e5, 1e-3, 1e-2, 1 + 0 * PARTS, HUES["pink"]),
    ("llama", "LLaMA, 7 billion", 2.5e5, 3e-4, 0.1, falling(0.1), HUES["orange"]),
    (
        "resnet", "ResNet-50, SGD with momentum", 90 * EPOCH, 1.0, 1e-4,
        stairs(30 / 90, 60 / 90, 80 / 90), HUES["green"],
    ),
)  # fmt: skip


@figure(
    "what-a-run-leaves",
    title="What recipes leave of a weight that has no gradient",
    page="learn/weight-decay",
    casts=[Cast(("adamw",), ())],
)
def what_a_run_leaves(optimizers: tuple[type[Any]], title: str) -> Picture:
    """Draw the share of a weight that is left during runs as they were published."""
    numbers, lines = {}, []
    for name, _, steps, lr, decay, schedule, hue in RECIPES:
        shares = left(steps, lr, decay, schedule)
        numbers[name] = float(shares[-1])
        lines.append(Line(np.column_stack([100 * PARTS, shares]), hue))
    # The paper lets batches grow over 4 to 12 billion tokens, depending on the size of the model.
    grown = gpt3(np.linspace(0, 1, 30_001), growing=12.0)
    numbers["gpt3_growing"] = float(left(*GPT3, grown)[-1])
    chart = Panel(
        Box(60, 44, 566, 240),
        Axis(0, 100, "percent of the run"),
        Axis(0, 1.05, "share of the first weight that is left"),
        (Guide(y=0.5), *lines),
    )
    alt = (
        "Of a weight without gradient, Optax's default decay leaves "
        f"{numbers['optax']:.0%} after 100,000 steps, GPT-3's recipe {numbers['gpt3']:.0%}, "
        f"PyTorch's defaults {numbers['pytorch']:.0%} after 100,000 steps, LLaMA's recipe "
        f"{numbers['llama']:.1%}; ResNet-50's leaves nothing that one could see, after a third."
    )
    legend = Legend([Entry(recipe[1], recipe[-1]) for recipe in RECIPES])
    return Picture(title, alt, (chart,), numbers, below=(legend,))
