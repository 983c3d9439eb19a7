"""A page as a handout: notes for its links, at every depth, and nothing torn apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.pages.depths import DEPTHS
from gen.pages.handout import with_notes
from tests.test_pages import LESSON

LINKS = st.lists(st.sampled_from(["../a/", "../b/#c", "https://example.org/d", "#here", "../a/"]))


@given(st.tuples(*[LINKS] * len(DEPTHS)))
def test_at_every_depth_the_notes_are_numbered_without_a_gap(linked):
    sections = [
        f'<div class="depth" data-depth="{depth}">'
        + "".join(f'<a href="{link}">x</a>' for link in links)
        for depth, links in zip(DEPTHS, linked, strict=True)
    ]
    page = with_notes("".join(sections), "learn/one/")
    listed = re.findall(r'<li class="depth" data-depth="(\w+)">', page)
    assert listed == sorted(listed, key=DEPTHS.index)
    marked = [int(number) for number in re.findall(r'data-note="(\d+)"', page)]
    assert set(marked) == set(range(1, len(listed) + 1))
    assert len(marked) == sum(not link.startswith("#") for links in linked for link in links)


@pytest.mark.parametrize(
    ("link", "note"),
    [
        ("../two/#three", "example.org/it/learn/two/#three"),
        ("../../", "example.org/it/"),
        ("https://arxiv.org/abs/1", "arxiv.org/abs/1"),
        ("http://example.org/?a=1&amp;b=2", "http://example.org/?a=1&amp;b=2"),
    ],
)
def test_a_note_is_an_address_that_one_can_type(link, note):
    page = with_notes(f'<a href="{link}">x</a>', "learn/one/", "https://example.org/it/")
    assert f">{note}</li>" in page


def test_what_no_sentence_links_has_no_note():
    apart = '<details><a href="a/">x</a></details><a class="term" href="b/">x</a><a href="#c">x</a>'
    assert with_notes(apart, "learn/one/") == apart


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_lesson_on_paper_shows_every_note_that_it_marks(visit, scheme):
    page = visit(f"{LESSON}?depth=math", color_scheme=scheme)
    assert page.locator(".notes").is_hidden(), "on the screen a link is pressed"
    page.emulate_media(media="print", color_scheme=scheme)
    shown = (
        "links => links.filter((link) => link.checkVisibility()).map((link) => link.dataset.note)"
    )
    marked = page.locator("a[data-note]").evaluate_all(shown)
    notes = page.locator(".notes li:visible").count()
    assert {int(note) for note in marked} == set(range(1, notes + 1))
    assert page.locator(":is(.cite details, .claim-mark, .around):visible").count() == 0
    assert page.locator(".cite p").is_visible()
