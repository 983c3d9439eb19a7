"""What a page asks for is given, or refused with a sentence that says what would be right."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import gen.figures  # noqa: F401
from gen.claims import CLAIMS
from gen.claims.ledger import VERDICTS
from gen.figure import ABSENT
from gen.optimizers import OPTIMIZERS
from gen.optimizers.source import source
from gen.pages.addresses import Address, unlisted
from gen.pages.depths import with_control
from gen.pages.directives import Page, fill, resolve
from gen.pages.evidence import PAGE, Ledger
from gen.pages.facts import asks, keeps
from gen.pages.katex import render
from gen.pages.manifest import Drawn
from gen.pages.navigation import families
from gen.pages.parts import number, plain, size

DOCS = Path(__file__).parent.parent / "docs"


class Drawings:
    """A manifest of one figure, which needs no build."""

    gone = re.compile("(?!)")

    def __init__(self):
        themes = {
            "light": {"file": "one.svg", "bytes": 2048},
            "dark": {"file": "one.dark.svg", "bytes": 2048},
        }
        numbers = {"steps": 1234, "rate": 0.1}
        one = Drawn("one", "One", "A line falls.", 640, 480, {"svg": themes}, numbers)
        knob = {"name": "lr", "low": 0.01, "high": 1.0}
        live = {"knobs": [knob], "says": "It falls.", "height": 454}
        small = {
            "light": {"file": "one.phone.svg", "bytes": 1024},
            "dark": {"file": "one.dark.phone.svg", "bytes": 1024},
        }
        tall = replace(one, formats={**one.formats, "phone.svg": small}, phone=(340, 700))
        self.figures = {"one": one, "tall": tall, "live": replace(one, id="live", live=live)}

    def find(self, name):
        if name in ABSENT:
            return None
        if name not in self.figures:
            raise LookupError(f"no figure named {name!r}")
        return self.figures[name]


def page(source="optimizers/adam.md"):
    addresses = {
        slug: Address(f"optimizers/{slug}.md", cls.title, cls.idea)
        for slug, cls in OPTIMIZERS.items()
    }
    urls = {address.source: address.source.replace(".md", "/") for address in addresses.values()}
    urls |= {PAGE: "evidence/"}
    return Page(source, source.replace(".md", "/"), Drawings(), Ledger(DOCS), addresses, urls)


def shown(markdown, source="optimizers/adam.md"):
    """Return the Markdown resolved, with the blocks in it, as `fill` sees them after Markdown."""
    asking = page(source)
    return fill(
        asking,
        re.sub(
            r"^(directive-\d+-waits)$", r"<p>\1</p>", resolve(asking, markdown), flags=re.MULTILINE
        ),
    )


def test_a_figure_is_shown_in_both_palettes_with_what_happens_in_it():
    html = shown("{{ figure one }}")
    assert 'src="../../figures/one.svg" alt="A line falls." width="640" height="480"' in html
    assert 'src="../../figures/one.dark.svg"' in html


def test_a_phone_gets_the_form_of_a_figure_that_is_made_for_it():
    html = shown("{{ figure tall }}")
    for name in ("one.phone.svg", "one.dark.phone.svg"):
        source = f'srcset="../../figures/{name}" width="340" height="700"'
        assert f'<source media="screen and (max-width: 599px)" {source}>' in html
    assert "<source" not in shown("{{ figure one }}")


def test_a_lessons_race_waits_with_a_picture_of_its_own_racers():
    asking = page("learn/one.md")
    resolve(asking, "{{ race view=lesson surface=beale optimizers=sgd,adamw lr=0.02 steps=60 }}")
    files = {
        address: text.decode() for own in asking.drawings for address, text in own.files().items()
    }
    endings = ("svg", "dark.svg", "phone.svg", "dark.phone.svg")
    assert set(files) == {f"learn/one/race-1.{ending}" for ending in endings}
    titles = {slug: cls.short_title() for slug, cls in OPTIMIZERS.items()}
    for text in files.values():
        assert {slug for slug in titles if f">{titles[slug]}<" in text} == {"sgd", "adamw"}
        assert "step 60" in text and "0.02" in text


@pytest.mark.parametrize(
    "asked", ["figure two", "number two.steps", "number one.stpes", "figur one"]
)
def test_what_does_not_exist_is_refused(asked):
    with pytest.raises(LookupError):
        resolve(page(), f"{{{{ {asked} }}}}")


def test_the_refusal_says_what_was_meant():
    with pytest.raises(LookupError, match="did you mean 'steps'"):
        resolve(page(), "{{ number one.stpes }}")


def test_a_figure_whose_cast_has_left_shows_nothing():
    ABSENT.add("left")
    try:
        assert shown("{{ figure left }}").strip() == ""
        assert shown("{{ number left.steps }}") == "–"
    finally:
        ABSENT.discard("left")


@pytest.mark.parametrize(
    ("asked", "text"), [("one.steps", "1,234"), ("one.rate", "0.1"), ("one.rate|.2f", "0.10")]
)
def test_a_number_comes_from_the_figure(asked, text):
    assert resolve(page(), f"It took {{{{ number {asked} }}}} steps") == f"It took {text} steps"


def test_links_lead_by_slug_and_a_mistyped_one_is_told_the_nearest():
    slug, cls = next(iter(OPTIMIZERS.items()))
    assert resolve(page(), f"[[{slug}]]") == f"[{cls.title}](../optimizers/{slug}.md)"
    assert resolve(page("index.md"), f"[[{slug}|this one]]") == f"[this one](optimizers/{slug}.md)"
    with pytest.raises(LookupError, match=f"no page is called '{slug}x'; did you mean '{slug}'"):
        resolve(page(), f"[[{slug}x|that one]]")


def test_a_link_to_one_who_has_left_stays_text(monkeypatch):
    asking = page()
    monkeypatch.setattr(asking.manifest, "gone", re.compile("(^|-)(gone)(-|$)"))
    assert resolve(asking, "[[gone|that one]] and [[gone]]") == "that one and gone"


@pytest.mark.parametrize("code", ["`{{ figure two }}`", "```\n{{ figure two }}\n[[x]]\n```"])
def test_code_is_left_alone(code):
    assert resolve(page(), code) == code


def test_a_formula_needs_symbols_words_and_a_legend():
    whole = "```formula\nsymbols: x^2\nwords: x squared\nwhere:\n  x: a number\n```"
    assert "x squared" in shown(whole)
    with pytest.raises(ValueError, match="exactly symbols:, words: and where:"):
        resolve(page(), whole.replace("words: x squared\n", ""))


def test_a_formula_that_is_none_is_named():
    with pytest.raises(
        ValueError, match=r"Undefined control sequence: \\foo .* in the formula \\foo$"
    ):
        render(r"\foo")


def test_an_unknown_depth_is_refused():
    with pytest.raises(LookupError, match="did you mean 'math'"):
        with_control('<h1>A</h1><div class="depth" data-depth="maths">', "a/")


def test_a_race_keeps_only_those_who_are_in_the_catalogue():
    slug = next(iter(OPTIMIZERS))
    assert f'optimizers="{slug}"' in shown(f"{{{{ race optimizers={slug},nobody }}}}")
    assert shown("{{ race optimizers=nobody }}").strip() == ""


@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_facts_are_read_off_the_rule(slug):
    cls = OPTIMIZERS[slug]
    path, lines = source(cls)
    assert path.startswith("gen/optimizers/")
    assert "def step(" in lines
    assert "--8<--" not in lines
    assert "gradient" in asks(cls)
    assert keeps(cls)


def test_every_optimizer_is_in_the_menu_once():
    assert sorted(slug for slugs in families().values() for slug in slugs) == sorted(OPTIMIZERS)


def test_a_page_without_its_optimizer_is_left_out():
    assert unlisted("optimizers/nobody.md")
    assert not unlisted("optimizers/index.md")
    assert not unlisted(f"optimizers/{next(iter(OPTIMIZERS))}.md")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234, "1,234"),
        (0.123456, "0.123"),
        (2513.7, "2,510"),
        (3.2e-9, "3.2 × 10⁻⁹"),
        (-0.5, "−0.5"),
    ],
)
def test_numbers_read_as_a_sentence_wants_them(value, text):
    assert number(value) == text


def test_plain_numbers_keep_their_digits_and_sizes_are_short():
    assert [plain(0.9999), plain(1e-8), plain(1.0)] == ["0.9999", "10⁻⁸", "1"]
    assert [size(300), size(145_200), size(2_340_000)] == ["1 KB", "145 KB", "2.3 MB"]


def test_a_claim_is_a_mark_that_leads_to_its_evidence():
    mark = shown(f"It is so.{{{{ claim {next(iter(CLAIMS))} }}}}")
    assert f'href="../../evidence/#{next(iter(CLAIMS))}"' in mark
    assert "evidence: this" in mark


def test_a_sentence_quotes_what_a_claim_has_measured():
    found = next(found for found in Ledger(DOCS).claims.values() if found.numbers)
    key, value = next(iter(found.numbers.items()))
    assert shown(f"{{{{ number {found.id}.{key} }}}}").strip() == number(value)


def test_an_unknown_claim_is_an_error_with_a_hint():
    slug = next(iter(CLAIMS))
    with pytest.raises(LookupError, match=f"no claim named '{slug}x'; did you mean '{slug}'"):
        shown(f"{{{{ claim {slug}x }}}}")


def test_the_ledger_shows_what_failed_first_and_every_claim_once():
    chapters = list(Ledger(DOCS).chapters())
    assert [verdict for verdict, _ in chapters] == list(VERDICTS)
    listed = [found.id for _, pages in chapters for claims in pages.values() for found in claims]
    assert sorted(listed) == sorted(CLAIMS)


def test_a_sentence_turns_a_knob_by_a_link_to_the_figure_in_that_state():
    told = shown("[turn it up]{figure live lr=0.5}")
    assert 'href="../../figures/live/?lr=0.5">turn it up</a>' in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("one lr=0.5", "'one' has no knobs"),
        ("live", "name a knob of 'live': lr"),
        ("live beta=0.5", "'live' has no knob 'beta'"),
        ("live lr=2", "lr of 'live' must be from 0.01 to 1, not '2'"),
        ("live lr=nan", "from 0.01 to 1, not 'nan'"),
        ("live lr=abc", "from 0.01 to 1, not 'abc'"),
        ("live lr", "settings are given as name=value, not 'lr'"),
        ("two lr=1", "no figure named 'two'"),
    ],
)
def test_a_state_that_a_figure_cannot_have_is_an_error(asked, told):
    with pytest.raises((LookupError, ValueError), match=re.escape(told)):
        shown(f"[turn it]{{figure {asked}}}")
