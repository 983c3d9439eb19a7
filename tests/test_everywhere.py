"""One number on every machine: what the build has drawn, drawn again as on an older processor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__

import gen.figures  # noqa: F401 (fills the register)
from gen.build.tasks import file_name
from gen.cache.fingerprints import digest
from gen.draw.formats import encode, formats
from gen.figure import FIGURES
from gen.measurements.register import MEASUREMENTS, recall

ROOT = Path(__file__).parent.parent

# What NumPy, OpenBLAS and the C library choose by the processor that they meet: none of it. They
# are told by names that each understands or ignores on any machine.
PLAIN = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(__cpu_dispatch__),
    "OPENBLAS_CORETYPE": "Nehalem",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
}
HALVES = 2  # one for each worker


def cheapest():
    """Return one figure of each function: of those with the fewest in their casts the first."""
    chosen = {}
    for slug, figure in FIGURES.items():
        size = sum(len(slugs) for slugs in figure.cast.slugs.values())
        chosen[figure.function] = min(chosen.get(figure.function, (size, slug)), (size, slug))
    return [slug for _, slug in chosen.values()]


def drawn(name):
    """Return a fingerprint of each file of a figure, by name; no video: its encoder is not ours."""
    drawing = FIGURES[name].draw()
    return {
        file_name(name, ending, theme): digest(content)
        for ending in formats(drawing, film=False)
        for theme, content in encode(drawing, ending).items()
    }


def elsewhere(expression):
    """Return the value of an expression over this module, computed in a process of its own."""
    code = f"import json; from tests.test_everywhere import *; print(json.dumps({expression}))"
    command = [sys.executable, "-c", code]
    environment = os.environ | PLAIN
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("half", range(HALVES))
def test_a_figure_is_the_same_bytes_on_any_processor(half):
    names = cheapest()[half::HALVES]
    there = elsewhere(f"[drawn(name) for name in {names}]")
    differing = [
        file
        for files in there
        for file, fingerprint in files.items()
        if digest((ROOT / "docs/figures" / file).read_bytes()) != fingerprint
    ]
    assert sum(map(len, there)) >= 3 * len(names)
    assert differing == []


def test_a_measurement_is_the_same_on_any_processor():
    """What the build keeps is read by figures of many pages, and would hide what is measured."""
    name = next(slug for slug in MEASUREMENTS if recall(slug) is not None)
    assert elsewhere(f"MEASUREMENTS[{name!r}].measure()") == recall(name)
