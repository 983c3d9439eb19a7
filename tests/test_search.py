"""The search as readers use it: what they type, and which pages come first."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import gen.figures  # noqa: F401 (fills the register)
from gen.figure import FIGURES
from gen.pages.addresses import SHELVES

# What readers type: the pages of which one must be among the first three.
QUERIES = dict(
    line.rsplit(": ", 1)
    for line in (Path(__file__).parent / "queries.txt").read_text().splitlines()
    if not line.startswith("#")
)
# Ask the worker of the page itself, with the index of the page itself, as the search field does.
ASK = """async ([queries, first]) => {
  const { base, search } = JSON.parse(document.querySelector("#__config").textContent);
  const worker = new Worker(search);
  const answer = (message) => new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage(message);
  });
  const index = await (await fetch(`${base}/search/search_index.json`)).json();
  await answer({ type: 0, data: { ...index, options: { suggest: false } } });
  const found = {};
  for (const query of queries) {
    const { data } = await answer({ type: 2, data: query });
    found[query] = data.items.slice(0, first).map(([first]) => first.location.split("#")[0]);
  }
  return found;
}"""


def missed(page, wanted, first=3):
    """Return what was typed, and found, where none of the pages wanted is among the first."""
    found = page.evaluate(ASK, [list(wanted), first])
    return {query: found[query] for query in wanted if not {*found[query]} & {*wanted[query]}}


def test_what_readers_type_leads_to_the_page_they_want(visit):
    assert len(QUERIES) >= 60
    assert missed(visit(), {query: pages.split() for query, pages in QUERIES.items()}) == {}


def test_every_page_is_found_by_its_title(visit):
    pages = [address for shelf in SHELVES.values() for address in shelf]
    wanted = {address.title: [address.source.removesuffix(".md") + "/"] for address in pages}
    assert missed(visit(), wanted) == {}


def test_a_figure_is_found_by_its_words(visit, site):
    names = list(
        {figure.function: slug for slug, figure in FIGURES.items()}.values()
    )  # of each kind
    wanted = {name.replace("-", " "): [f"figures/{name}/"] for name in names}
    assert missed(visit(), wanted, first=len(FIGURES)) == {}  # many pages are about the same


def test_the_index_has_of_a_figure_what_it_shows_and_no_more(site):
    """How to cite and embed it is alike on all: it would be most of what a reader must load."""
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    figures = [each["location"] for each in index if each["location"].startswith("figures/")]
    assert {f"figures/{name}/" for name in FIGURES} <= set(figures)
    assert not [at for at in figures if "/#" in at.removeprefix("figures/")]


def letters(text):
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("path", ["", "optimizers/muon/", "surfaces/rosenbrock/"])
def test_the_index_has_nothing_that_is_excluded(site, path):
    """Material takes what is excluded for ended at the first end of a tag of its name."""
    article = BeautifulSoup((site / path / "index.html").read_text(), "html.parser").article
    for excluded in article.select("[data-search-exclude], script, style"):
        excluded.decompose()
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    indexed = [each for each in index if each["location"].partition("#")[0] == path]
    found = [f"{each['title']} {each['text']}" for each in indexed]
    said = BeautifulSoup(" ".join(found), "html.parser").get_text()
    assert sorted(letters(said)) == sorted(letters(article.get_text()))


@pytest.mark.parametrize("width", [1920, 1440, 1280, 1220, 960, 375])
def test_an_open_search_moves_nothing_and_shows_its_results_whole(visit, width):
    page = visit("optimizers/adam/", viewport={"width": width, "height": 800})
    boxes = """() => [...document.querySelectorAll(".md-header, .wordmark, .sections a")]
      .map((part) => part.getBoundingClientRect().toJSON())"""
    before = page.evaluate(boxes)
    field = page.locator("[data-md-component=search-query]")
    field.click() if width >= 960 else page.locator(".md-header__button[for=__search]").click()
    field.press_sequentially("adam")
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    page.wait_for_timeout(400)  # while the field opens
    assert page.evaluate(boxes) == before
    shown = result.bounding_box()
    assert shown["x"] >= 0 and shown["x"] + shown["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
