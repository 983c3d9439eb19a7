"""The glossary: every word in one place, and a card for it where a page uses it first."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from gen.pages.addresses import addresses
from gen.pages.glossary import linked, read

DOCS = Path(__file__).parent.parent / "docs"
GLOSSARY = read(DOCS)
TERMS = {term.name: term for term in GLOSSARY.terms}
LESSON = "learn/why-plain-descent-is-slow/"
CARD = ".term-card:popover-open"


def card(term, text):
    return f"<b>{term.name}|{text}</b>"


def cards(html, without=()):
    return re.findall("<b>(.*?)</b>", linked(html, GLOSSARY, without, card), re.DOTALL)


@pytest.mark.parametrize("name", TERMS)
def test_a_definition_is_short_and_names_a_page(name):
    term = TERMS[name]
    sentences = re.findall(r"[.?](?= |$)", term.says)
    assert 1 <= len(sentences) <= 3
    assert term.see.partition("#")[0] in addresses(DOCS)


def test_no_form_belongs_to_two_terms():
    forms = [form.lower() for term in GLOSSARY.terms for form in term.forms]
    assert len(forms) == len(set(forms))


def test_the_first_use_is_linked_and_no_other():
    assert cards("<p>A gradient, two gradients.</p><p>Gradient</p>") == ["gradient|gradient"]


def test_the_longest_term_wins_across_lines():
    html = "<p>Hessian-vector products, and the trust\nregion.</p>"
    assert cards(html) == [
        "Hessian-vector product|Hessian-vector products",
        "trust region|trust\nregion",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Gradient</h2>",
        "<p><a href='x'>the gradient</a></p>",
        "<p><code>gradient</code></p>",
        "<table><tr><th>gradient</th></tr></table>",
        r'<p><span class="arithmatex">\(gradient\)</span></p>',
        "<p>pre-gradient gradient-free gradientless</p>",
        "<!-- gradient -->",
    ],
)
def test_what_is_no_text_is_left_alone(html):
    assert cards(html) == []


def test_a_page_can_leave_a_term_out_but_not_one_that_is_none():
    assert cards("<p>noise in a gradient</p>", ["noise"]) == ["gradient|gradient"]
    with pytest.raises(LookupError, match="no 'nose'; did you mean 'noise'"):
        cards("<p>noise</p>", ["nose"])


def test_linking_changes_nothing_else():
    html = '<p class="b" id="a">x &lt; y &amp; <img src="s" alt="n"/> gradient é<i hidden></i></p>'
    unlinked = linked(html, GLOSSARY, (), card).replace("<b>gradient|gradient</b>", "gradient")
    assert unlinked == html


def test_every_page_has_a_card_for_each_word_that_it_links(site):
    pages = {path: path.read_text() for path in site.rglob("index.html")}
    with_terms = {path: text for path, text in pages.items() if 'class="term"' in text}
    assert len(with_terms) > 50
    for path, text in with_terms.items():
        words = BeautifulSoup(text, "html.parser").select("a.term")
        slugs = [word["href"].partition("#")[2] for word in words]
        assert len(slugs) == len(set(slugs)), f"{path} links a word twice"
        assert all("term-card" in word.find_next_sibling()["class"] for word in words), path


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_pointer_and_focus_open_a_card_and_escape_closes_it(visit, how):
    page = visit(LESSON)
    word = page.locator(".term").first
    page.keyboard.press("Tab")  # the reader uses the keyboard
    getattr(word, how)()
    page.locator(CARD).wait_for()
    described = page.locator(f"#{word.get_attribute('aria-describedby')}")
    assert described.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(CARD).count() == 0


def test_the_keyboard_gets_into_a_card_and_back(visit):
    page = visit(LESSON)
    page.keyboard.press("Tab")
    word = page.locator(".term").first
    word.focus()
    page.keyboard.press("Tab")
    assert page.locator(f"{CARD} a:focus").count() == 1
    page.keyboard.press("Escape")
    assert word.evaluate("word => word === document.activeElement")


def test_a_first_tap_shows_the_card_and_a_second_leads_to_the_glossary(visit, origin):
    page = visit(LESSON, has_touch=True, viewport={"width": 375, "height": 667})
    word = page.locator(".term").first
    to = urljoin(page.url, word.get_attribute("href"))
    word.tap()
    assert page.locator(CARD).count() == 1
    assert page.url == origin + LESSON
    word.tap()
    page.wait_for_url(to)


@pytest.mark.parametrize("width", [375, 1440])
def test_every_card_is_inside_the_window(visit, width):
    page = visit(f"{LESSON}?depth=research", viewport={"width": width, "height": 667})
    page.keyboard.press("Tab")
    for word in page.locator(".term").all():
        word.focus()
        box = page.locator(CARD).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= 667


def test_without_javascript_there_is_only_the_text(visit):
    page = visit(LESSON, java_script_enabled=False)
    assert page.locator(".term-card:visible").count() == 0


def test_in_print_there_is_only_the_text(visit):
    page = visit(LESSON)
    page.keyboard.press("Tab")
    page.locator(".term").first.focus()
    page.locator(CARD).wait_for()
    page.emulate_media(media="print")
    assert page.locator(".term-card:visible").count() == 0
