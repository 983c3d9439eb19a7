"""The ledger: every claim is what it was found to be, everywhere, and stands on a page."""

import re
from pathlib import Path

import pytest

import gen.figures  # noqa: F401 (fills the register)
from gen import simulate
from gen.cache.records import read_record
from gen.cast import CATALOGUES
from gen.claims import ABSENT, CLAIMS
from gen.claims.ledger import FAILS, HOLDS, IN_PART, Claim, Evidence, at_least, at_most, between
from gen.figure import FIGURES
from gen.pages.parts import number
from tests.moved import moved_point
from tests.older import elsewhere
from tests.quotes import QUOTED

DOCS = Path(__file__).parent.parent / "docs"
PARTS = 4  # of the claims, so that all workers have their share
MARK = re.compile(r"\{\{\s*claim\s+([\w-]+)\s*\}\}")


@pytest.mark.parametrize("slug", CLAIMS)
def test_a_claim_is_what_it_is_said_to_be(slug):
    assert read_record(slug)["about"]["found"]["verdict"] == CLAIMS[slug].verdict


def found_from_moved_starts(slugs):
    """Return what these claims find when the start of every run is moved a little."""
    simulate._point = moved_point(simulate._point)
    return {slug: CLAIMS[slug].facts() for slug in slugs}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_claim_stays_when_starts_move_and_the_processor_is_older(part):
    slugs = list(CLAIMS)[part::PARTS]
    found = elsewhere("tests.test_claims", f"found_from_moved_starts({slugs})")
    assert {slug: facts["verdict"] for slug, facts in found.items()} == {
        slug: CLAIMS[slug].verdict for slug in slugs
    }
    restless = []
    for name in slugs:
        kept = read_record(name)["about"]["found"]["numbers"]
        for key, spec in QUOTED.get(name, ()):
            shown = number(kept[key], spec), number(found[name]["numbers"][key], spec)
            restless += [(name, key, shown)] if shown[0] != shown[1] else []
    assert not restless


@pytest.mark.parametrize("slug", CLAIMS)
def test_a_claim_is_marked_on_its_page(slug):
    text = (DOCS / f"{CLAIMS[slug].page}.md").read_text(encoding="utf-8")
    assert slug in MARK.findall(text)


def test_everybody_whom_a_claim_names_is_there_and_nothing_shares_a_name():
    assert ABSENT == {}
    assert not set(CLAIMS) & set(FIGURES)
    slugs = [slug for catalogue in CATALOGUES.values() for slug in catalogue]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("slug", [slug for slug, claim in CLAIMS.items() if claim.without])
def test_a_reason_has_an_experiment_without_its_cause(slug):
    assert read_record(slug)["about"]["found"]["without"]


REASONS = re.compile(r"\b(because|since|that is why|so that|due to|thanks to)\b", re.IGNORECASE)


@pytest.mark.parametrize("slug", CLAIMS)
def test_a_claim_that_gives_a_reason_takes_the_cause_away(slug):
    claim = CLAIMS[slug]
    assert claim.without or not REASONS.search(claim.says)


YES, NO = at_least("x", 1, 0), at_most("x", 1, 0)


@pytest.mark.parametrize(
    ("checks", "without", "verdict"),
    [
        ((YES, YES), (), HOLDS),
        ((YES, NO), (), IN_PART),
        ((NO, NO), (), FAILS),
        ((YES,), (YES,), HOLDS),
        ((YES,), (YES, NO), IN_PART),
        ((YES, YES), (NO,), FAILS),  # the effect stays without its cause
        ((NO,), (YES,), FAILS),
    ],
)
def test_a_verdict_follows_from_the_checks(checks, without, verdict):
    assert Evidence(checks, without).verdict == verdict


@pytest.mark.parametrize("value", [float("nan"), [1.0, float("nan")]])
def test_what_is_not_a_number_keeps_no_bound(value):
    assert not between("x", value, -float("inf"), float("inf")).holds


def test_a_check_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="nothing was measured of 'x'"):
        at_least("x", [], 0)


@pytest.mark.parametrize(
    ("found", "without"),
    [(Evidence(()), ""), (Evidence((YES,)), "the cause"), (Evidence((YES,), (YES,)), "")],
)
def test_evidence_of_another_kind_than_the_claims_is_an_error(found, without):
    claim = Claim("x", "index", "It is so.", HOLDS, "here", without, None, lambda: found)
    with pytest.raises(ValueError, match="if and only if it names the cause"):
        claim.measure()
