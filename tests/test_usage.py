"""The snippets on the pages have run as they stand, and taken the steps of our own rule."""

import json

import pytest

from gen.optimizers import OPTIMIZERS
from tests.parity import BAR, fingerprint
from tests.snippets import RECORD, SNIPPETS, Snippet

every_snippet = pytest.mark.parametrize("snippet", SNIPPETS, ids=str)


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_a_page_shows_how_the_optimizer_is_used(slug):
    assert [snippet for snippet in SNIPPETS if snippet.slug == slug]


@every_snippet
def test_a_snippet_is_for_a_library_that_is_run(snippet):
    assert snippet.title in {"PyTorch", "Optax"}


@every_snippet
def test_parity_has_run_the_snippet(snippet):
    """Parity alone runs them: a changed snippet, or a changed rule, has to run anew."""
    rows = json.loads(RECORD.read_text(encoding="utf-8"))
    row = next((row for row in rows if row["snippet"] == snippet.fingerprint), None)
    assert row, f"{snippet} has changed since it last ran; run `nox -s parity`"
    assert (row["page"], row["title"]) == (snippet.page, snippet.title)
    before, after = row["loss"]
    assert after < before
    if snippet.takes_our_steps:
        assert row["rule"] == fingerprint(snippet.slug), f"{snippet}: run `nox -s parity`"
        assert row["difference"] <= BAR


def test_a_snippet_that_fails_names_its_line():
    broken = Snippet("docs/index.md", 12, "PyTorch", "fine = 1\nfine.wrong()\n")
    with pytest.raises(AttributeError) as caught:
        broken.run({})
    assert (str(caught.traceback[-1].path)[-13:], caught.traceback[-1].lineno + 1) == (
        broken.page,
        13,
    )
