"""What the search knows beyond the words of a page: other names for it, and other spellings.

>>> joined("warm-up and K-FAC, not x - y")
['kfac', 'warmup']
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.optimizers.descent import descendants

# How much a match counts, beside Material's 1000 in a title and 1 in the text.
FIELDS = {"aliases": {"boost": 1e3}, "spellings": {"boost": 1.0}}
# Found by what only they have, and else behind the pages.
FIGURE, GALLERY, LOOKED_UP = 0.2, 0.02, 0.2
HYPHENATED = re.compile(r"\b\w+(?:-\w+)+\b")
LETTER = re.compile(r"\\(?:var)?([a-zA-Z]+)")


def joined(text: str) -> list[str]:
    """Return the words with hyphens, written as one: who looks for "warmup" means "warm-up"."""
    return sorted({word.replace("-", "").lower() for word in HYPHENATED.findall(text)})


def knobs(optimizer: type[Optimizer]) -> list[str]:
    """Return what readers call the hyperparameters of a rule: "eps", "epsilon", "beta1"."""
    said: list[str] = []
    for knob in optimizer.hyperparameters():
        letters = "".join(LETTER.findall(knob.symbol))
        index = "".join(re.findall(r"_\{?(\d)", knob.symbol))
        said += [knob.name.replace("_", " "), letters + index, *([letters] if index else [])]
    return list(dict.fromkeys(filter(None, said)))


def boost(slug: str) -> float:
    """Return how far ahead of others the page of a rule stands: the more grew out of it."""
    return 1 + 0.2 * math.log2(1 + len(descendants(slug)))


def about(source: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the search is told of a page: its other names, and how much it counts."""
    shelf, _, name = source.removesuffix(".md").rpartition("/")
    aliases = list(meta.get("aliases", ()))
    if shelf == "figures" and name == "index":
        return {"aliases": aliases, "boost": GALLERY}
    if shelf == "figures":
        return {"aliases": [*aliases, name.replace("-", " ")], "boost": FIGURE}
    if source in ("glossary.md", "references.md"):
        return {"aliases": aliases, "boost": LOOKED_UP}
    if shelf == "optimizers" and name in OPTIMIZERS:
        return {"aliases": [*aliases, *knobs(OPTIMIZERS[name])], "boost": boost(name)}
    return {"aliases": aliases, "boost": 1.0}


def with_names(index: dict[str, Any], pages: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return Material's index with what it was not told; `pages` has `about` of each URL."""
    docs = []
    for doc in index["docs"]:
        url, _, section = doc["location"].partition("#")
        told = pages.get(url, {})
        more: dict[str, Any] = {"boost": told.get("boost", 1.0)}
        names = told.get("sections", {}).get(section) if section else told.get("aliases")
        if names:
            more["aliases"] = " ".join(names)
        if spellings := joined(f"{doc['title']} {doc['text']}"):
            more["spellings"] = " ".join(spellings)
        docs.append({**doc, **more})
    config = {**index["config"], "fields": index["config"]["fields"] | FIELDS}
    return {"config": config, "docs": docs}
