"""One number on every machine: what the build has drawn, drawn again as on an older processor."""

import pytest

import gen.figures  # noqa: F401 (fills the register)
from gen.build.tasks import file_name
from gen.cache.fingerprints import digest
from gen.draw.formats import encode, formats
from gen.figure import FIGURES
from gen.measurements.register import MEASUREMENTS, recall
from tests.older import ROOT, elsewhere

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


@pytest.mark.parametrize("half", range(HALVES))
def test_a_figure_is_the_same_bytes_on_any_processor(half):
    """Nor do they depend on the process: the build drew them in others, whose hashes differ."""
    names = cheapest()[half::HALVES]
    there = elsewhere("tests.test_everywhere", f"[drawn(name) for name in {names}]")
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
    assert elsewhere("tests.test_everywhere", f"MEASUREMENTS[{name!r}].measure()") == recall(name)
