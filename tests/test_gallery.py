"""The gallery and the pages of figures: what is found there, taken along, and cited."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

import gen.figures  # noqa: F401 (fills the register)
from gen.figure import FIGURES
from gen.optimizers import OPTIMIZERS
from gen.pages.figure_page import about
from gen.pages.gallery import grouped, items
from gen.pages.manifest import Manifest
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.conftest import ROOT

DOCS = ROOT / "docs"
MANIFEST = Manifest(DOCS / "figures")
ITEMS = items(MANIFEST)
DRAWN = {item.drawn.id: item.drawn for item in ITEMS}
# One figure of each function stands for all that it draws.
KINDS = list({FIGURES[slug].function: slug for slug in DRAWN}.values())
RACES = [slug for slug in KINDS if DRAWN[slug].race]

HREFS = "all => all.map((link) => link.getAttribute('href'))"
ASK = """(state) => {
  const form = document.querySelector(".finder-form");
  for (const field of form.elements) if (field.name) field.value = state[field.name] ?? "";
  form.dispatchEvent(new Event("input", { bubbles: true }));
  const found = document.querySelectorAll("#found li");
  return [...found].map((li) => [li.querySelector("a").getAttribute("href"), { ...li.dataset }]);
}"""


def test_every_figure_stands_once_under_its_topic():
    shown = [item.drawn.id for found in grouped(ITEMS).values() for item in found]
    assert sorted(shown) == sorted(MANIFEST.figures)


def test_next_leads_through_all_figures_and_previous_back(site):
    def leads(slug, way):
        page = (site / "figures" / slug / "index.html").read_text()
        return re.findall(rf'<a rel="{way}" href="\.\./([^"]+)/"', page)

    path = [ITEMS[0].drawn.id]
    while onward := leads(path[-1], "next"):
        assert leads(onward[0], "prev") == [path[-1]]
        path += onward
    assert path == list(DRAWN)


@pytest.mark.parametrize("slug", KINDS)
def test_a_file_has_the_pixels_that_its_page_says(slug):
    drawn = DRAWN[slug]
    for ending in {"png", "gif"} & drawn.formats.keys():
        with Image.open(DOCS / drawn.file(ending)) as image:
            assert image.size == drawn.pixels(ending)
    if "mp4" in drawn.formats and slug in RACES:
        frames = imageio_ffmpeg.read_frames(DOCS / drawn.file("mp4"))
        assert next(frames)["size"] == drawn.pixels("mp4")
        frames.close()


@pytest.mark.parametrize("slug", RACES)
def test_the_race_of_a_figure_takes_the_steps_of_the_figure(slug):
    given = dict(parse_qsl(about(ITEMS, slug, "")["race"]))
    surface, start = SURFACES[given["surface"]], [float(x) for x in given["start"].split(",")]
    drawn = json.loads((DOCS / DRAWN[slug].file("json")).read_text())["runs"]
    assert given["optimizers"].split(",") == [run["optimizer"] for run in drawn]
    for run in drawn:
        rule = OPTIMIZERS[run["optimizer"]](lr=float(given[f"{run['optimizer']}.lr"]))
        points = simulate(rule, surface, start, int(given["steps"])).points
        np.testing.assert_allclose(points[: len(run["points"])], run["points"], 1e-4, 1e-4)


@pytest.mark.parametrize("slug", KINDS)
def test_a_figure_is_cited_by_its_title_and_address(slug):
    cited = about(ITEMS, slug, "https://site.example/")["citations"]
    assert len(cited) == 3
    for text in cited.values():
        assert f"https://site.example/figures/{slug}/" in text
    assert "\n" not in cited["On a slide"] and DRAWN[slug].title in cited["On a slide"]


def test_what_is_shown_to_be_copied_is_whole(site):
    page = (site / "figures/momentum-on-rosenbrock/index.html").read_text()
    code = [unescape(text) for text in re.findall(r"<pre><code>(.*?)</code>", page, re.DOTALL)]
    assert any(text.startswith("@misc{") and text.endswith("}") for text in code)
    picture = next(text for text in code if text.startswith("<picture>"))
    assert unescape(re.search('alt="([^"]*)"', picture)[1]) == DRAWN["momentum-on-rosenbrock"].alt


def test_a_figure_is_found_by_the_words_of_its_address(visit):
    page = visit("figures/")
    first = {
        slug: page.evaluate(ASK, {"find": slug.replace("-", " ")})[0][0]
        for slug in [*KINDS, "momentum-on-rosenbrock"]
    }
    assert {slug: href for slug, href in first.items() if href != f"{slug}/"} == {}


def test_a_choice_shows_those_and_as_many_as_it_says(visit):
    page = visit("figures/")
    for select in page.locator(".finder-form select").all():
        name = select.get_attribute("name")
        for text, value in select.evaluate("s => [...s.options].map((o) => [o.text, o.value])")[1:]:
            found = page.evaluate(ASK, {name: value})
            assert len(found) == int(re.search(r"\((\d+)\)$", text)[1]) > 0
            assert all(value in data[name].split(" ") for _, data in found)


def test_the_address_keeps_what_is_chosen(visit):
    page = visit("figures/")
    before = page.evaluate(ASK, {"find": "rate", "optimizer": "adam", "motion": "moves"})
    assert 0 < len(before) < len(DRAWN)
    page.reload()
    after = page.locator("#found li a").evaluate_all(
        "all => all.map((a) => a.getAttribute('href'))"
    )
    assert after == [href for href, _ in before]


def test_an_address_that_means_harm_gets_a_plain_sentence(visit, origin):
    page = visit()
    for query, said in {
        "optimizer=%3Cimg%20src=x%3E": "There is no optimizer “<img src=x>”.",
        "kind=__proto__&topic=": "There is no kind “__proto__”.",
        f"find={'%3Cxyzzy%3E' * 99}": "No figure answers to “<xyzzy>",
        "find=%3F%3F%3F": "No figure answers to “???”.",
        "find=%E0%A4%A&surface=a%20b": "There is no surface “a b”.",
    }.items():
        page.goto(f"{origin}figures/?{query}")
        status = page.locator(".finder-says")
        assert said in status.inner_text() and status.locator("*").count() == 0
        assert page.locator("img[src='x']").count() == 0


def test_the_gallery_is_walked_by_keyboard(visit, origin):
    page = visit("figures/", viewport={"width": 1440, "height": 900})

    def at():
        return page.evaluate("document.activeElement.getAttribute('href')")

    page.keyboard.press("/")
    page.keyboard.type("rosenbrock")
    shown = page.locator("#found li a").evaluate_all(
        "all => all.map((a) => a.getAttribute('href'))"
    )
    places = []
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "Home"):
        page.keyboard.press(key)
        places.append(shown.index(at()))
    assert places[:2] == [0, 1] and places[2] - places[1] == 6 and places[3:5] == [6, 0]
    assert places[5] > 6 and places[6] == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.press("Escape")
    assert page.locator("#find").input_value() == "" and page.url == f"{origin}figures/"
    page.keyboard.type("momentum on rosenbrock")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{origin}figures/momentum-on-rosenbrock/")


def test_without_javascript_the_gallery_is_a_list_of_all(visit):
    page = visit("figures/", java_script_enabled=False)
    assert page.locator(".topic li > a:visible").count() == len(DRAWN)
    assert page.locator(".topic li img[alt]").count() == len(DRAWN)
    assert page.locator(".finder-form:visible").count() == 0


@pytest.mark.parametrize("width", [1440, 375])
def test_the_first_visit_of_the_gallery_is_light_and_short(weigh, width):
    page, sizes = weigh("figures/", viewport={"width": width, "height": 800})
    page.wait_for_function(
        """() => {
          const seen = ({ top, width }) => width > 0 && top < innerHeight;
          const all = [...document.querySelectorAll(".thumbnail img")];
          const near = all.filter((image) => seen(image.getBoundingClientRect()));
          return near.length > 0 && near.every((image) => image.complete);
        }"""
    )  # a slow machine asks for them after the network was quiet
    assert sum(sizes.values()) < 200_000, sorted(sizes.items(), key=lambda item: -item[1])[:8]
    assert any("thumbnail" in url for url in sizes)
    assert page.evaluate("document.documentElement.scrollHeight") < 8000
