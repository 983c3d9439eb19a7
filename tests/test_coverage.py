"""What the articles say that this site was asked to surpass: each of it has its place here.

A file of tests/coverage/ is named as an article and lists it row by row, in our own words. `at` is
where we say it, `claims` what the ledger found when it tried the sentence. `for` is the lesson that
will treat it; until that is written, the pages in `at` stand in. `missing` is what no page says.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from gen.claims import CLAIMS
from gen.pages.addresses import addresses
from gen.pages.path import PATH, stops

HERE = Path(__file__).parent
ROWS = [
    {**row, "article": path.stem, "heading": part["heading"]}
    for path in sorted(HERE.glob("coverage/*.yaml"))
    for part in yaml.safe_load(path.read_text(encoding="utf-8"))
    for row in part["rows"]
]
# How many rows each lesson still has to say. A lesson that is written takes its line away.
MISSING = {
    "Second order": 1,
    "Natural gradient": 1,
    "Matrices": 1,
    "Noise and flat minima": 3,
    "SAM": 1,
}


def named(row):
    return f"{row['heading']}: {row['says']}"


def test_every_row_has_a_page_or_says_what_is_missing():
    empty = [named(row) for row in ROWS if not row.get("at") and not row.get("missing")]
    assert empty == []


def test_every_row_leads_to_an_anchor(site):
    parts = [(row, *at.split("#")) for row in ROWS for at in row.get("at", ())]
    pages = {
        source: site / source.removesuffix(".md").removesuffix("index") for _, source, _ in parts
    }
    texts = {source: (page / "index.html").read_text() for source, page in pages.items()}
    lost = [
        f"{named(row)} → {source}#{anchor}"
        for row, source, anchor in parts
        if f'id="{anchor}"' not in texts[source]
    ]
    assert not lost, "\n".join(lost)


def test_every_correction_is_in_the_ledger():
    asked = {claim for row in ROWS for claim in row.get("claims", ())}
    assert asked - set(CLAIMS) == set()


def test_what_is_missing_is_known_and_waits_for_a_lesson():
    assert Counter(row["for"] for row in ROWS if "missing" in row) == MISSING


@pytest.mark.parametrize("number", range(1, len(PATH) + 1))
def test_nothing_waits_for_a_lesson_that_is_there(number):
    found = {
        n: (stop, lesson) for n, stop, lesson in stops(addresses(HERE.parent / "docs").values())
    }
    stop, lesson = found[number]
    waiting = [named(row) for row in ROWS if row.get("for") == stop.name]
    assert lesson is None or not waiting, f"say in tests/coverage where {lesson.source} says it"


def test_every_row_waits_for_a_lesson_of_the_path():
    assert {row["for"] for row in ROWS if "for" in row} <= {stop.name for stop in PATH}
