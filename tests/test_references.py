"""The list of papers: all that are cited, each where it is cited, and none that nobody cites."""

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from gen.optimizer import Paper
from gen.optimizers import OPTIMIZERS
from gen.pages.references import FILE, Place, citations, collect, known, link_papers

DOCS = Path(__file__).parent.parent / "docs"
ADAM = "https://arxiv.org/abs/1412.6980"
TEXTS = {
    path.relative_to(DOCS.parent).as_posix(): path.read_text(encoding="utf-8")
    for folder, pattern in ((DOCS, "**/*.md"), (DOCS, "notebooks/*.ipynb"), (DOCS, "data/*.yaml"),
                            (DOCS.parent / "gen", "**/*.py"))
    for path in folder.glob(pattern)
    if "figures" not in path.relative_to(folder).parts or folder != DOCS
}  # fmt: skip
LINKS = [
    (page, link)
    for page, text in TEXTS.items()
    for link in re.finditer(
        r"(?P<before>[^\[\]]{,150})\[(?P<names>(?:arXiv|doi):[^]]+)?[^]]*\]"
        r"\((?P<link>https://(?P<host>arxiv|doi)\.org/(?:abs/)?(?P<key>(?:[^()\s]|\([^()]*\))+))\)",
        text,
    )
]
NUMBER = re.compile(r"arxiv(?:\.org/[a-z]+/|[:=] ?\"?)(\d[\w.]*\w)", re.IGNORECASE)
# Cited by the year of a journal or a meeting that came long after the preprint.
PRINTED_LATER = {
    "1401.7020": "SIAM Journal on Optimization 26",
    "1408.3595": "SIAM Journal on Optimization 26",
    "1412.1193": "Journal of Machine Learning Research 21",
    "1506.01186": "IEEE Winter Conference on Applications of Computer Vision",
    "1603.08785": "Optimization Methods and Software 36",
    "1711.05101": "International Conference on Learning Representations",
    "1910.04209": "AAAI Conference on Artificial Intelligence",
}


@pytest.fixture(scope="module")
def listed(site):
    """Return the items of the page of references."""
    page = BeautifulSoup((site / "references/index.html").read_text(), "html.parser")
    return page.select(".references li")


def test_every_paper_in_a_source_of_a_page_is_listed(listed):
    links = {item.a["href"] for item in listed}
    texts = [path.read_text() for path in DOCS.glob("**/*.md") if "figures" not in path.parts]
    asked = {
        link for text in texts for link in re.findall(r"\]\((https://arxiv\.org/abs/[^)]+)\)", text)
    }
    assert len(asked) > 70
    assert asked - links == set()


def test_every_paper_of_an_optimizer_is_listed(listed):
    links = {item.a["href"] for item in listed}
    assert {cls.paper.link for cls in OPTIMIZERS.values()} - links == set()


def test_every_listed_paper_is_cited(listed):
    assert {item.a["href"] for item in listed} == set(known(DOCS))


def test_an_arxiv_number_has_a_month_and_the_digits_of_its_year():
    numbers = {number for text in TEXTS.values() for number in NUMBER.findall(text)}
    numbers |= {paper.arxiv for paper in known(DOCS).values() if paper.arxiv}
    assert len(numbers) > 130
    # A number has four digits after the point up to December 2014, and five since.
    good = re.compile(r"(0[7-9]|1[0-4])(0[1-9]|1[0-2])\.\d{4}|(1[5-9]|2\d)(0[1-9]|1[0-2])\.\d{5}")
    assert [number for number in numbers if not good.fullmatch(number)] == []


def test_a_paper_is_cited_by_its_year():
    papers = [paper for paper in known(DOCS).values() if paper.arxiv]
    far = {paper.arxiv for paper in papers if abs(2000 + int(paper.arxiv[:2]) - paper.year) > 1}
    assert far == set(PRINTED_LATER)


def test_a_link_leads_to_the_paper_that_it_names():
    wrong = [
        (page, link["names"])
        for page, link in LINKS
        if link["names"] and link["names"].lower() != f"{link['host']}:{link['key']}".lower()
    ]
    assert wrong == []


def test_a_page_gives_a_paper_the_year_of_the_list():
    papers = known(DOCS)
    wrong = [
        (page, link["link"])
        for page, link in LINKS
        if (years := re.findall(r"\b(?:1[89]|20)\d\d\b", link["before"]))
        and int(years[-1]) != papers[link["link"]].year
    ]
    assert wrong == []


def test_no_paper_of_an_optimizer_is_written_down_again():
    entries = [str(key) for key in yaml.safe_load((DOCS / FILE).read_text(encoding="utf-8"))]
    own = {
        key
        for cls in OPTIMIZERS.values()
        for key in (cls.paper.arxiv, cls.paper.doi, cls.paper.url)
    }
    assert own.intersection(entries) == set()


def test_papers_stand_by_year_and_then_by_author(listed):
    order = [re.match(r"\s*(.*?) \((\d{4})\)", item.get_text()).groups() for item in listed]
    assert order == sorted(order, key=lambda paper: (paper[1], paper[0].lower()))


def test_a_citation_is_found_under_its_heading():
    page = f'<h1 id="top">A</h1><h2 id="why">B</h2><p><a href="{ADAM}">Adam</a></p>'
    assert list(citations(page)) == [(ADAM, "why")]
    found, _ = collect({ADAM: Paper("K", 2015, "Adam")}, {Place("a/", "A", None): page})
    assert found[0].places == [Place("a/", "A", "why")]


def test_who_cites_an_unlisted_paper_is_told_what_to_add():
    other = "https://arxiv.org/abs/0000.00000"
    _, unlisted = collect(known(DOCS), {Place("a/", "A", None): f'<a href="{other}">x</a>'})
    assert unlisted == [
        f"/a/ cites {other}, which is not in docs/{FILE}: add its authors, year and title"
    ]


def test_papers_named_in_words_become_links():
    said = "see <Li>, arXiv:1712.09913, section 4; doi:10.1093/comjnl/3.3.175."
    arxiv, doi = "https://arxiv.org/abs/1712.09913", "https://doi.org/10.1093/comjnl/3.3.175"
    assert link_papers(said) == (
        f'see &lt;Li&gt;, <a href="{arxiv}">arXiv:1712.09913</a>, section 4; '
        f'<a href="{doi}">doi:10.1093/comjnl/3.3.175</a>.'
    )
