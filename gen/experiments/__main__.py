"""`python -m gen.experiments [NAME…]`: train what is missing, then write docs/data/experiments."""

from __future__ import annotations

import difflib
import json
import sys
import time
from collections.abc import Sequence

from gen.experiments.catalogue import EXPERIMENTS
from gen.experiments.cells import filled, write
from gen.experiments.experiment import Experiment, summary
from gen.experiments.results import FOLDER


def main(given: Sequence[str]) -> int:
    """Run the experiments of these names, or all; return 2 for a name that there is not."""
    for name in given:
        if name not in EXPERIMENTS:
            close = difflib.get_close_matches(name, EXPERIMENTS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(EXPERIMENTS)}"
            print(f"error: no experiment is named {name!r}; {hint}", file=sys.stderr)
            return 2
    try:
        for slug in given or EXPERIMENTS:
            conduct(EXPERIMENTS[slug])
    except KeyboardInterrupt:
        print("interrupted; what is done is kept", file=sys.stderr)
        return 130
    return 0


def conduct(experiment: Experiment) -> None:
    """Fill an experiment's grid, say how far it is, and write what came out."""
    whole, began, cells = len(experiment.arms) * len(experiment.seeds), time.monotonic(), {}
    for arm, seed, cell, ran in filled(experiment):
        cells[arm, seed] = cell
        how = f"{time.monotonic() - began:.0f} s" if ran else "kept"
        print(f"{experiment.slug}: {len(cells)}/{whole}  {arm}, seed {seed}  ({how})", flush=True)
    text = json.dumps(summary(experiment, cells), ensure_ascii=False)
    write(FOLDER / f"{experiment.slug}.json", laid_out(text).encode())


def laid_out(text: str) -> str:
    """Return JSON with a line for each arm, so that a change is seen in a diff."""
    whole = json.loads(text)
    arms = whole.pop("arms")
    head = json.dumps(whole, ensure_ascii=False, indent=1)[:-2]
    lines = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(arm, separators=(',', ':'))}"
        for name, arm in arms.items()
    )
    return f'{head},\n "arms": {{\n{lines}\n }}\n}}\n'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
