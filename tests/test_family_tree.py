"""The family tree shows everyone once, below their origins, and nothing runs through a name."""

import itertools
from unittest.mock import patch
from xml.etree import ElementTree

import numpy as np
import pytest

from gen.draw import Glyph, Link, Words
from gen.draw.formats import encode
from gen.draw.letters import text_width
from gen.figure import FIGURES
from gen.figures.family_tree import NAME, family_tree
from gen.optimizer import Optimizer, Paper
from gen.optimizers import OPTIMIZERS
from gen.optimizers.descent import ancestors, children, descendants, longest_line, parents, since
from gen.pages.inline import inline
from gen.palette import HUES, THEMES

SVG = "{http://www.w3.org/2000/svg}"
FAMILY = [(parent, child) for child in OPTIMIZERS for parent in parents(child)]

every_optimizer = pytest.mark.parametrize("slug", OPTIMIZERS)
both_themes = pytest.mark.parametrize("theme", THEMES)


@pytest.fixture(scope="module")
def tree():
    return FIGURES["family-tree"].draw()


def links(picture):
    return {mark.address.split("/")[1]: mark for mark in picture.ink() if isinstance(mark, Link)}


def marker(picture, slug):
    """Return where an optimizer stands: the one marker inside its link."""
    box = links(picture)[slug].box
    (found,) = (m for m in picture.ink() if isinstance(m, Glyph) and box.holds([(m.x, m.y)])[0])
    return found


def names(picture):
    return [mark for mark in picture.ink() if isinstance(mark, Words) and mark.size == NAME]


def room(words):
    """Return left, top, right and bottom of a name in the widest face."""
    return (
        words.x,
        words.y - 0.8 * words.size,
        words.x + text_width(words.text, words.size),
        words.y + 3,
    )


@both_themes
def test_every_optimizer_leads_to_its_page(tree, theme):
    root = ElementTree.fromstring(encode(tree, "svg")[theme])
    found = {a.get("href"): a.find(f"{SVG}title").text for a in root.iter(f"{SVG}a")}
    assert found == {
        f"../optimizers/{slug}/": f"{cls.short_title()}, {cls.paper.year}"
        for slug, cls in OPTIMIZERS.items()
    }


@every_optimizer
def test_an_optimizer_has_its_own_marker_color_and_name(tree, slug):
    cls, found = OPTIMIZERS[slug], marker(tree, slug)
    assert (found.shape, found.hue) == (cls.marker, HUES[cls.hue])
    assert [w.text for w in names(tree) if links(tree)[slug].box.holds([(w.x, w.y)])[0]] == [
        cls.short_title()
    ]


@pytest.mark.parametrize(("parent", "child"), FAMILY)
def test_a_line_leads_down_from_parent_to_child(tree, parent, child):
    start, end = marker(tree, parent), marker(tree, child)
    (line,) = (
        line
        for line in links(tree)[child].lines
        if np.hypot(line[0, 0] - start.x, line[0, 1] - start.y) < 12
        and np.hypot(line[-1, 0] - end.x, line[-1, 1] - end.y) < 12
    )
    assert (np.diff(line, axis=0) >= -1e-9).all()


@every_optimizer
def test_pointing_at_a_rule_shows_its_whole_descent(tree, slug):
    kin = [
        (p, c)
        for p, c in FAMILY
        if {p, c} <= {slug, *ancestors(slug)} or {p, c} <= {slug, *descendants(slug)}
    ]
    assert len(links(tree)[slug].lines) == len(kin)


def test_down_is_later(tree):
    rows = sorted(OPTIMIZERS, key=lambda slug: marker(tree, slug).y)
    years = [int(link.name[-4:]) for link in map(links(tree).get, rows)]
    assert years == sorted(years)


def test_names_do_not_overlap(tree):
    for a, b in itertools.combinations(map(room, names(tree)), 2):
        assert a[3] <= b[1] or b[3] <= a[1] or a[2] <= b[0] or b[2] <= a[0]


def test_no_line_runs_through_a_name_or_a_marker(tree):
    lines = [line for link in links(tree).values() for line in link.lines]
    pieces = [piece for line in lines for piece in itertools.pairwise(line)]
    x, y = np.concatenate([np.linspace(a, b, 1 + int(np.hypot(*(b - a)))) for a, b in pieces]).T
    for left, top, right, bottom in map(room, names(tree)):
        assert not ((x > left - 3) & (x < right) & (y > top) & (y < bottom)).any()
    for glyph in (mark for mark in tree.ink() if isinstance(mark, Glyph)):
        assert np.hypot(x - glyph.x, y - glyph.y).min() > glyph.size


@every_optimizer
def test_without_an_optimizer_the_others_still_have_their_tree(slug):
    others = {name: rule for name, rule in OPTIMIZERS.items() if name != slug}
    with patch.dict(OPTIMIZERS, others, clear=True):  # which keeps their order, unlike pytest's
        picture = family_tree("The rest")
    assert set(links(picture)) == set(others)
    assert "–" not in picture.alt and f"{len(others)} optimizers" in picture.alt


def test_a_rule_printed_before_its_parent_still_stands_below_it(monkeypatch):
    parent = max(OPTIMIZERS, key=since)
    about = {
        "title": "Late",
        "family": "classical",
        "hue": "blue",
        "marker": "star",
        "parents": (parent,),
    }
    late = type(
        "Late", (Optimizer,), {**about, "slug": "late", "paper": Paper("Nobody", 1900, "Early")}
    )
    monkeypatch.setitem(OPTIMIZERS, "late", late)
    picture = family_tree("One more")
    assert marker(picture, "late").y > marker(picture, parent).y


def test_the_longest_line_is_as_long_as_any_walk_up_the_tree(tree):
    walks = [[slug] for slug in OPTIMIZERS]
    generations = 0
    while walks:
        generations += 1
        walks = [[*walk, parent] for walk in walks for parent in parents(walk[-1])]
    assert (
        tree.numbers["generations"]
        == generations
        == max(len(longest_line(slug)) for slug in OPTIMIZERS)
    )


def test_children_and_parents_agree():
    assert {(p, c) for p in OPTIMIZERS for c in children(p)} == set(FAMILY)


@both_themes
def test_in_a_page_links_lead_from_there_and_names_do_not_meet_the_other_themes(tree, theme):
    text = inline(encode(tree, "svg")[theme].decode(), theme, lambda address: f"here/{address}")
    root = ElementTree.fromstring(text)
    assert {a.get("href") for a in root.iter(f"{SVG}a")} == {
        f"here/optimizers/{slug}/" for slug in OPTIMIZERS
    }
    ids = {element.get("id") for element in root.iter()} - {None}
    used = {use.get("href").removeprefix("#") for use in root.iter(f"{SVG}use")}
    assert all(name.startswith(f"{theme}-") for name in ids)
    assert used | set(root.get("aria-labelledby").split()) <= ids
