"""A reason that a page gives is a claim whose experiment takes the cause away."""

import re

import pytest

from gen.claims import CLAIMS
from tests.conftest import ROOT

PAGES = sorted(
    page.relative_to(ROOT / "docs").as_posix()
    for pages in ("index", "learn/*", "matrices/*", "optimizers/*", "surfaces/*")
    for page in (ROOT / "docs").glob(f"{pages}.md")
)
REASON = re.compile(r"\b(because|since|that is why|so that|due to|thanks to)\b", re.IGNORECASE)
CLAIM = re.compile(r"\{\{\s*claim\s+([\w-]+)\s*\}\}")
DIRECTIVE = re.compile(r"\{\{.*?\}\}")
# The math layer is algebra. What is no prose: code, formulas in blocks, HTML, figures, races.
MATH = re.compile(r'<div class="depth" data-depth="math" markdown>.*?\n</div>', re.DOTALL)
BLOCK = re.compile(
    r"\A---\n.*?\n---\n|```.*?```|<[^>]+>|^\{\{\s*(?!number|claim)[^}]*\}\}$",
    re.DOTALL | re.MULTILINE,
)
END = re.compile(r"(?<=[.!?])((?:\{\{[^}]*\}\})*)\s+(?=[\[A-Z*`$“\"(])")


def reasons(text):
    """Yield each sentence that gives a reason, outside of the math, and the claims that carry it.

    They are marked in the sentence, or are the next in its paragraph.
    """
    for part in re.split(r"\n\s*\n", BLOCK.sub("\n\n", MATH.sub("", text))):
        sentences = END.sub(r"\1\n", " ".join(part.split())).split("\n")
        for i, sentence in enumerate(sentences):
            if REASON.search(DIRECTIVE.sub("", sentence)):
                later = CLAIM.findall(" ".join(sentences[i + 1 :]))
                yield sentence, CLAIM.findall(sentence) + later[:1]


@pytest.mark.parametrize("page", PAGES)
def test_a_reason_is_a_claim_that_takes_the_cause_away(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert not [
        sentence
        for sentence, slugs in reasons(text)
        if not any(CLAIMS[slug].without for slug in slugs)
    ]


def test_a_reason_is_found_with_the_claims_that_may_carry_it():
    text = "It waits,{{ claim a }} because it is late. It goes.{{ claim b }} It ends.{{ claim c }}"
    assert [slugs for _, slugs in reasons(text)] == [["a", "b"]]
    assert not list(reasons(f'<div class="depth" data-depth="math" markdown>\n{text}\n</div>'))
    assert [slugs for _, slugs in reasons("It is late, since it waits.\n\nOn.{{ claim a }}")] == [
        []
    ]
