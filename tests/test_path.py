"""The path of lessons: one list, from which the index, the order and the ways onward follow."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from gen.pages.addresses import Address, addresses
from gen.pages.path import PATH, stops

DOCS = Path(__file__).parent.parent / "docs"
KNOWN = addresses(DOCS)
WRITTEN = [lesson for _, _, lesson in stops(KNOWN.values()) if lesson]


def lesson(order, name="one"):
    return Address(f"learn/{name}.md", name, "", order)


def test_the_path_has_every_lesson_in_its_place():
    found = [(number, lesson) for number, _, lesson in stops([lesson(3), lesson(1, "two")])]
    assert [number for number, there in found if there] == [1, 3]
    assert [number for number, _ in found] == list(range(1, len(PATH) + 1))


@pytest.mark.parametrize("orders", [(0,), (len(PATH) + 1,), (2, 2)])
def test_a_place_that_is_not_free_is_refused(orders):
    with pytest.raises(LookupError, match=f"order: {orders[-1]} is not a free place"):
        list(stops(lesson(order) for order in orders))


def words_of_the_idea(source):
    """Count what is read from first to last: not code, exercises, figures, marks and targets."""
    text = "".join(re.findall(r'<div [^>]*"idea" markdown>(.*?)\n</div>', source, re.DOTALL))
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{ *(?:figure|race|claim) [^}]*\}\}|\]\([^)]*\)|\]\{[^}]*\}", "", text)
    return len(re.sub(r"\{\{[^}]*\}\}", "1", text).split())


@pytest.mark.parametrize("address", WRITTEN, ids=lambda address: address.title)
def test_the_idea_of_a_lesson_is_read_in_one_sitting(address):
    words = words_of_the_idea((DOCS / address.source).read_text(encoding="utf-8"))
    assert 600 <= words <= 1200


@pytest.mark.parametrize("stop", PATH, ids=lambda stop: stop.name)
def test_somebody_stands_in_for_a_lesson_that_is_not_written(stop):
    assert set(stop.instead) <= set(KNOWN)
    assert stop.instead or stop.name in {lesson.title for lesson in WRITTEN}


def test_the_index_shows_the_path(visit, origin):
    page = visit("learn/")
    shown = page.locator(".path > li")
    assert shown.count() == len(PATH)
    for address in WRITTEN:
        link = shown.get_by_role("link", name=address.title, exact=True).get_attribute("href")
        to = address.source.removesuffix(".md") + "/"
        assert urljoin(page.url, link) == origin + to


@pytest.mark.parametrize("address", WRITTEN, ids=lambda address: address.title)
def test_a_lesson_leads_on_to_the_next(visit, address):
    page = visit(address.source.removesuffix(".md") + "/")
    onward = page.locator(".around p").filter(has_text="Next")
    assert onward.count() == (address.order < len(PATH))
    assert onward.get_by_role("link").count() > 0 or address.order == len(PATH)
