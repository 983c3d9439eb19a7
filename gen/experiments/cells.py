"""Cells: what one arm found from one seed, kept as soon as it is done, so that nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from gen.cache.fingerprints import ROOT, digest
from gen.cache.records import sealed
from gen.experiments.experiment import Cell, Experiment

FOLDER = ROOT / "build" / "experiments"


def path_of(experiment: Experiment, arm: str, seed: int, folder: Path = FOLDER) -> Path:
    """Return the file of a cell: another code, another arm's rates or another budget, another."""
    asked = repr((experiment.fingerprint, experiment.arms[arm], experiment.steps))
    return (
        folder / experiment.slug / f"{arm.replace(' ', '-')}-{seed}-{digest(asked.encode())}.json"
    )


def kept(path: Path) -> Cell | None:
    """Return what is in a cell's file; None if there is none, or it was not written to its end."""
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return dict(json.loads(content)) if seal == digest(content).encode() else None


def write(path: Path, content: bytes) -> None:
    """Write a file whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def filled(experiment: Experiment, folder: Path = FOLDER) -> Iterator[tuple[str, int, Cell, bool]]:
    """Yield arm, seed and cell of the whole grid, and whether it had to run; others are read."""
    for arm in experiment.arms:  # all seeds of an arm in turn: it is compiled once
        train = experiment.cells(arm)
        for seed in experiment.seeds:
            path = path_of(experiment, arm, seed, folder)
            known = kept(path)
            cell = known or train(seed)
            if known is None:
                write(path, sealed(cell))
            yield arm, seed, cell, known is None
