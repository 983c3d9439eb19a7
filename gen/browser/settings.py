"""What may be set of a race, in an address, in an attribute and on a page, and its controls."""

from __future__ import annotations

CONTROLS = ("play", "lr", "rates", "optimizers", "surface", "schedule", "steps", "start", "speed")
# In the order in which an address is read: what a start or a step may be depends on those before.
SETTINGS = ("surface", "optimizers", "rates", "lr", "schedule", "steps", "start", "speed", "t")
RATES = {"same": "the same for all", "own": "one for each", "tuned": "best of a search"}
SPEEDS = ("0.25", "0.5", "1", "2", "4")
STEPS, LEARNING_RATE = (1, 2000), (1e-6, 100.0)
# What holds where nothing is set; besides, the first surface and the first four who race.
USUAL = {"rates": "same", "lr": 0.05, "steps": 120, "schedule": "constant", "speed": 1}

RACE = {
    "controls": CONTROLS,
    "keys": SETTINGS,
    "modes": RATES,
    "speeds": SPEEDS,
    "limits": {
        name: {"low": low, "high": high}
        for name, (low, high) in {"steps": STEPS, "lr": LEARNING_RATE}.items()
    },
    "usual": USUAL,
}
