"""JSON: what is in a picture, in numbers; it can be drawn again from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from gen.draw.arranged import narrow
from gen.draw.ink import Link
from gen.draw.picture import Picture


def data(picture: Picture) -> bytes:
    """Return title, alt text, numbers, links and data: the same in every theme."""
    links = [mark.address for mark in picture.ink() if isinstance(mark, Link)]
    whole = {"title": picture.title, "alt": picture.alt, "numbers": picture.numbers, **picture.data}
    whole |= {"links": links} if links else {}
    if picture.live:
        knobs = [vars(knob) for knob in picture.live.knobs]
        whole["live"] = {"knobs": knobs, "says": picture.live.sentence(), "height": picture.height}
        whole["live"]["phone"] = narrow(picture).height
    return (
        json.dumps(rounded(whole), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        + "\n"
    ).encode()


def rounded(value: Any) -> Any:
    """Return `value` with every number at six significant digits, and arrays as lists."""
    if isinstance(value, Mapping):
        return {key: rounded(v) for key, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [rounded(v) for v in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return int(value) if isinstance(value, np.integer) else value
