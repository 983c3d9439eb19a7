"""States of figures with knobs, as sentences and links name them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from gen.pages.addresses import close_to
from gen.pages.manifest import Drawn


def query(drawn: Drawn, given: Mapping[str, str]) -> str:
    """Return the query of an address that turns knobs of a figure.

    Raises LookupError for a figure without knobs or an unknown one, ValueError for a value beyond.
    """
    if drawn.live is None:
        raise LookupError(f"the figure {drawn.id!r} has no knobs to be turned")
    knobs = {knob["name"]: knob for knob in drawn.live["knobs"]}
    if not given:
        raise ValueError(f"name a knob of {drawn.id!r}: {', '.join(knobs)}")
    for name, text in given.items():
        if name not in knobs:
            raise LookupError(f"{drawn.id!r} has no knob {name!r}; {close_to(name, list(knobs))}")
        low, high = knobs[name]["low"], knobs[name]["high"]
        if not _between(text, low, high):
            raise ValueError(
                f"{name} of {drawn.id!r} must be from {low:g} to {high:g}, not {text!r}"
            )
    return urlencode(given)


def _between(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False
