"""Who the site is: how it is cited, what a shared link shows, and where its sources are."""

import html.parser
import itertools
import json
import re
import tomllib
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.exceptions import PluginError

from gen.pages.cards import tags
from gen.pages.citation import escaped, key, work
from gen.pages.feed import ATOM, NEWEST, feed
from gen.pages.identity import ROOT, Identity, identity
from gen.pages.manifest import Drawn

SITE, REPOSITORY, COMMIT = "https://example.org/", "https://example.org/us/it", "0123abc" * 5
FILES = {"light": {"file": "one.png", "bytes": 2048}}
FIGURE = Drawn("one", "1 < 2 & 3", 'A "line" <falls>.', 640, 480, {"png": FILES}, {})
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)))


def test_the_readme_shows_a_race_as_it_is_drawn():
    drawn = ROOT / "docs/figures/race-on-rosenbrock.animated.svg"
    shown = ROOT / re.search(r"!\[.+\]\((.+\.svg)\)", (ROOT / "README.md").read_text())[1]
    assert shown.read_bytes() == drawn.read_bytes(), f"copy it: cp {drawn} {shown}"


def test_the_citation_file_says_what_the_project_says():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    name = re.search(r"^site_name: (.+)$", (ROOT / "mkdocs.yml").read_text(), re.M)[1]
    assert (cited["version"], cited["title"]) == (project["version"], name)
    assert cited["cff-version"] == "1.2.0"
    assert project["license"] in cited["license"]
    assert all(author["name"] in (ROOT / "LICENSE").read_text() for author in cited["authors"])


@given(TEXTS, st.sampled_from(["", "https://example.org/a_b/"]))
def test_a_bibtex_entry_is_whole_whatever_the_title(title, address):
    entry = work().bibtex(title, "learn/momentum/", address)
    left = [text.count("{") - text.count("}") for text in itertools.accumulate(entry)]
    assert all(count > 0 for count in left[len("@misc{") : -1]) and left[-1] == 0
    assert not re.search(r"(?<!\\)[$&#%]", entry)


class Tags(html.parser.HTMLParser):
    """Collect what the meta tags of a page say."""

    def __init__(self, text):
        super().__init__()
        self.said = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        if tag == "meta" and "content" in about:
            self.said[about.get("property") or about.get("name")] = about["content"]


@given(TEXTS, TEXTS)
def test_a_card_says_what_it_was_given(title, description):
    said = Tags(tags(title, description, f"{SITE}a/", SITE, FIGURE)).said
    assert (said["og:title"], said["og:description"]) == (title, description)
    assert (said["og:image"], said["og:image:alt"]) == (f"{SITE}figures/one.png", FIGURE.alt)


def test_without_an_address_a_card_has_no_picture():
    said = Tags(tags("A", "B", "", "", FIGURE)).said
    assert not {"og:image", "og:url"} & set(said)
    assert said["twitter:card"] == "summary"


def test_the_feed_has_the_newest_figures_that_are_drawn(tmp_path):
    days = {f"2026-11-{day:02}": [f"figure-{day}", f"gone-{day}"] for day in range(1, 29)}
    days["2026-12-01"] = [f"late-{i}" for i in range(NEWEST - 2)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/published.json").write_text(json.dumps(days))
    names = [name for listed in days.values() for name in listed if not name.startswith("gone")]
    text = feed(tmp_path, dict.fromkeys(names, FIGURE), "T", "A & B", SITE)
    root = ElementTree.fromstring(text)
    moments = [entry.findtext(f"{{{ATOM}}}updated") for entry in root.iter(f"{{{ATOM}}}entry")]
    assert len(moments) == NEWEST
    assert moments == sorted(moments, reverse=True)
    assert root.findtext(f"{{{ATOM}}}updated") == moments[0] == "2026-12-01T00:00:00Z"
    assert moments[-2:] == ["2026-11-28T00:00:00Z", "2026-11-27T00:00:00Z"]
    titles = {entry.findtext(f"{{{ATOM}}}title") for entry in root.iter(f"{{{ATOM}}}entry")}
    assert titles == {FIGURE.title}


def test_every_published_figure_has_its_day():
    lines = (ROOT / "tests/permalinks.txt").read_text().splitlines()
    days = json.loads((ROOT / "docs/data/published.json").read_text())
    dated = [name for names in days.values() for name in names]
    assert len(dated) == len(set(dated))
    missing = {line.split()[0] for line in lines} - set(dated)
    assert missing == set(), "add them with python -m tests.permalinks"


@pytest.mark.parametrize(
    ("site", "repository", "commit", "said"),
    [
        ("javascript://x/", "", "", "SITE_URL must be an address"),
        ('https://x/"><script>', "", "", "SITE_URL must be an address"),
        ("", "git@example.org:us/it.git", "", "REPO_URL must be an address"),
        ("", "https://example.org/us it", "", "REPO_URL must be an address"),
        ("", REPOSITORY, "main", "COMMIT must be the hash of a commit"),
        ("", REPOSITORY, "0123abc; rm", "COMMIT must be the hash of a commit"),
    ],
)
def test_what_cannot_be_an_address_is_refused_by_its_name(site, repository, commit, said):
    config = SimpleNamespace(site_url=site, repo_url=repository)
    with pytest.raises(PluginError, match=said):
        identity(config, {"COMMIT": commit})


def test_a_silent_environment_makes_no_addresses():
    who = identity(SimpleNamespace(site_url=None, repo_url=None), {})
    assert who == Identity("", "", "")
    assert who.linked("<code>gen/simulate.py</code>") == "<code>gen/simulate.py</code>"


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/us/it", f"https://github.com/us/it/blob/{COMMIT}"),
        ("https://codeberg.org/us/it/", f"https://codeberg.org/us/it/src/commit/{COMMIT}"),
        ("https://bitbucket.org/us/it", f"https://bitbucket.org/us/it/src/{COMMIT}"),
    ],
)
def test_a_source_file_is_a_link_to_it_at_the_commit(repository, address):
    who = identity(SimpleNamespace(site_url="", repo_url=repository), {"COMMIT": COMMIT})
    named = "<code>gen/simulate.py, line 7</code> <code>gen/missing.py</code>"
    path = "gen/simulate.py"
    assert who.linked(named) == (
        f'<code><a href="{address}/{path}#L7">{path}, line 7</a></code> <code>gen/missing.py</code>'
    )


@pytest.mark.parametrize("page", ["", "learn/schedules/", "figures/family-tree/", "references/"])
def test_every_page_says_how_it_is_cited_and_what_its_link_shows(site, page):
    text = (site / page / "index.html").read_text()
    said = Tags(text).said
    assert said["og:title"] and said["og:description"]
    assert f"@misc{{{key(page)}," in text
    assert escaped(work().version) in text
