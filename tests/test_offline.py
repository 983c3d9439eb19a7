"""The site from a folder: races, figures and the search, where no server answers."""

import posixpath
import re
import zipfile
from urllib.parse import urldefrag

import pytest

import gen.pages.offline as offline
from tests.test_pages import Links

LESSON = "learn/what-momentum-remembers/index.html"
MOVES = "race-on-saddle"
WANTED = re.compile(
    rf"(index|embed/race/index|{LESSON[:-5]}|optimizers/momentum/index|figures/{MOVES}/index)\.html"
    rf"|figures/({MOVES}|memory-as-a-sum|pushes-in-the-ravine)[\w.]*\.svg"
    r"|(assets|javascripts|stylesheets|vendor)/.+"
)


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """Return a folder, whose name is no word, with a few pages of the offline copy."""
    to = tmp_path_factory.mktemp("a folder, 50 % & #1")
    for name, content in offline.files(site, WANTED.fullmatch):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(content)
    return to


@pytest.fixture
def page(browser, folder):
    """Return a page that may not complain, nor ask for anything outside of the folder."""
    complaints, page = [], browser.new_page(reduced_motion="reduce")
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: m.type in {"error", "warning"} and complaints.append(m.text))
    inside = (folder.as_uri(), "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(inside) or complaints.append(f"asks for {r.url}"))
    yield page
    page.close()
    missing = [said for said in complaints if "ERR_FILE_NOT_FOUND" not in said]  # not copied here
    assert missing == []


def test_races_figures_and_the_search_work_from_a_folder(page, folder):
    page.goto(f"{folder.as_uri()}/index.html")
    page.locator("optimizer-race[ready]").first.wait_for()
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type("momentum remembers")
    page.locator(f".md-search-result__link[href*='{LESSON}']").first.click()
    page.wait_for_url(f"**/{LESSON}*")
    page.locator(".figure:has([data-live])").first.scroll_into_view_if_needed()
    page.locator(".figure-ready").first.wait_for()
    page.goto(f"{folder.as_uri()}/figures/{MOVES}/index.html")
    page.get_by_role("button", name="Play").first.click()
    page.locator(".figure-animation").wait_for()
    page.goto(f"{folder.as_uri()}/embed/race/index.html?surface=saddle&view=slide")
    page.locator("optimizer-race[ready]").wait_for()


def test_every_link_of_a_copied_page_names_a_file(site, folder):
    pages = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    assert len(pages) == 5
    links = {name: Links((folder / name).read_text()) for name in pages}
    astray = [
        (name, link)
        for name, found in links.items()
        for link in [*found.points, *found.loads]
        if (path := urldefrag(link)[0].partition("?")[0]) and not re.match(r"\w+:|//", link)
        if not (site / posixpath.normpath(posixpath.join(posixpath.dirname(name), path))).is_file()
    ]
    assert astray == []


def test_a_zip_has_all_in_one_folder_and_is_the_same_every_time(tmp_path):
    site = tmp_path / "site"
    for name, text in {
        "index.html": '<head></head><a href="a/#b">',
        "a/index.html": '<head></head><a href="..">',
        "404.html": "",
        "javascripts/from-folder.js": "",
        "javascripts/search-worker.js": "",
        "assets/javascripts/workers/search.1.min.js": "",
        "search/search_index.json": '{"docs": [{"location": "a/#b"}, {"location": ""}]}',
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    first, second = (tmp_path / folder / "it.zip" for folder in ("first", "second"))
    for archive in (first, second):
        offline.write(site, archive)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as zipped:
        assert {name.partition("/")[0] for name in zipped.namelist()} == {"it"}
        assert b'href="a/index.html#b"' in zipped.read("it/index.html")
        assert b'href="../index.html"' in zipped.read("it/a/index.html")
        assert b'"a/index.html#b"' in zipped.read("it/search/search_index.js")
        assert "it/404.html" not in zipped.namelist()
