"""What a lesson has: a race of its own, sentences that set it, and exercises that are checked."""

import itertools
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from gen.optimizers import RACERS
from gen.pages import races
from gen.schedules import SCHEDULES
from gen.surfaces import SURFACES
from tests.stage import ORIGIN
from tests.test_directives import page as asking_page
from tests.test_directives import resolve, shown
from tests.test_race import handle, picture

SCRIPTS = "".join(
    f'<script type="module" src="/javascripts/{name}.js"></script>'
    for name in ("race", "sentence", "exercise")
)
LESSON = "{{ race view=lesson surface=quadratic optimizers=sgd,momentum lr=0.05 steps=60 }}"
FRAME = "document.querySelector('optimizer-race').frame"


@pytest.fixture
def visit(tab, stage):
    """Return a function that opens a page of this Markdown; any error in it fails the test."""

    def open_page(markdown, query="", width=1440, style="", **options):
        column = f"<main style='max-width: 688px; margin: auto; {style}'><h1>A lesson</h1>"
        stage.body = f"{SCRIPTS}{column}{shown(markdown)}</main>"
        page = tab(ORIGIN, **{"viewport": {"width": width, "height": 800}} | options)
        page.goto(f"{ORIGIN}/{query}")
        for race in page.locator("optimizer-race").all():
            race.locator(".lines p").first.wait_for()
        page.locator("optimizer-race[searching]").wait_for(state="detached")
        return page

    return open_page


CONTROLS = {
    "play": lambda race: race.get_by_role("button", name="Play"),
    "lr": lambda race: race.get_by_label("Learning rate, as a number", exact=True),
    "rates": lambda race: race.get_by_role("radio", name="the same for all"),
    "optimizers": lambda race: race.get_by_role("button", name="All "),
    "surface": lambda race: race.get_by_role("combobox", name="Surface"),
    "schedule": lambda race: race.get_by_role("combobox", name="Schedule"),
    "steps": lambda race: race.get_by_label("Steps, as a number", exact=True),
    "start": handle,
    "speed": lambda race: race.get_by_role("combobox", name="Speed"),
    "beta": lambda race: race.get_by_role("spinbutton", name="beta: "),
}
NAMED = [*CONTROLS, "play,lr", "lr,beta", "play,lr,beta,schedule", "play,lr,start"]


def test_every_control_that_can_be_named_is_tried_here():
    assert set(races.CONTROLS) == set(CONTROLS) - {"beta"}


@pytest.mark.parametrize("names", NAMED)
def test_exactly_the_named_controls_are_shown(visit, names):
    page = visit(LESSON.replace("}}", f"controls={names} }}}}"))
    seen = {name for name, found in CONTROLS.items() if found(page).is_visible()}
    assert seen == set(names.split(","))


def test_a_race_whose_start_is_not_offered_keeps_it(visit):
    page = visit(LESSON)
    page.locator("optimizer-race canvas").click(position={"x": 60, "y": 50})
    page.wait_for_timeout(350)
    assert page.url == f"{ORIGIN}/"


CROWDS = ("sgd", "sgd,momentum,rmsprop,adam")
HIGH = [*itertools.product(SURFACES, ["play,lr"], CROWDS[1:])]
HIGH += itertools.product(["quadratic", "rosenbrock"], NAMED[-3:], CROWDS)


@pytest.mark.parametrize("width", [1440, 375])
def test_a_lessons_race_is_at_most_520_pixels_high(visit, width):
    page = visit(LESSON, width=width)
    for surface, names, optimizers in HIGH:
        given = {"surface": surface, "optimizers": optimizers, "controls": names}
        page.evaluate(
            """(given) => {
              const race = document.createElement("optimizer-race");
              const about = { ...given, view: "lesson", lr: 0.05 };
              for (const [name, value] of Object.entries(about)) race.setAttribute(name, value);
              document.querySelector("optimizer-race").replaceWith(race);
            }""",
            given,
        )
        page.locator("optimizer-race[ready] .lines p").first.wait_for()
        page.wait_for_function(f"() => {FRAME}.querySelector('canvas').width > 100")
        high, side, sides = page.evaluate(
            f"""() => [document.querySelector("optimizer-race").offsetHeight,
              ...["scrollHeight", "clientHeight"].map((key) => {FRAME}.querySelector(".side")[key])]
            """
        )
        assert high <= 520, given
        if len(optimizers) < len(CROWDS[1]) or names == "play,lr":
            assert side <= sides, given  # more of them scroll beside the map
        assert page.evaluate("document.documentElement.scrollWidth") <= width, given


ENDS = {
    0.01: "still 0.599 away",  # 2 × 0.99¹²⁰
    0.2: "left the picture at step 1",
    0.06: "arrived after 86 steps",  # the first n with 2 × 0.94ⁿ below a hundredth
}


@pytest.mark.parametrize("lr", ENDS)
def test_a_line_says_what_happened(visit, lr):
    page = visit(LESSON.replace("0.05", str(lr)).replace("60", "120").replace(",momentum", ""))
    line = page.locator("optimizer-race .lines p")
    assert line.inner_text().startswith(f"Gradient descent: {ENDS[lr]}")


def test_the_full_race_is_the_same_race(visit):
    page = visit(LESSON, "?lr=0.03&t=7")
    query = dict(
        parse_qsl(urlsplit(page.locator("optimizer-race .full").evaluate("e => e.href"))[3])
    )
    assert {
        "surface": "quadratic",
        "optimizers": "sgd,momentum",
        "lr": "0.03",
        "t": "7",
    }.items() <= (query.items())


STATES = [
    "lr=0.4",
    "optimizers=sgd,adam lr=0.1",
    "surface=rosenbrock optimizers=momentum lr=0.001 steps=200",
    "rates=own sgd.lr=0.01 momentum.lr=0.02 momentum.beta=0.5",
    "schedule=cosine steps=30 t=12",
    "start=-1,0.5 speed=2",
    "rates=tuned",
]


def settings(page, at=0):
    return page.evaluate(f"[...document.querySelectorAll('optimizer-race')][{at}].settings")


@pytest.mark.parametrize("state", STATES)
def test_a_sentence_sets_the_race_as_its_address_does(visit, state):
    page = visit(f"{LESSON} [like this]{{race {state}}}", "?lr=0.07&momentum.beta=0.1&t=3")
    link = page.get_by_role("link", name="like this")
    href = link.get_attribute("href")
    link.click()
    page.locator("optimizer-race[searching]").wait_for(state="detached")
    page.wait_for_function("() => !location.search.includes('lr=0.07')")
    page.wait_for_timeout(300)  # the address is written once the reader rests
    again = visit(f"{LESSON} [like this]{{race {state}}}", href)
    assert settings(page) == settings(again)
    assert picture(page) == picture(again)
    assert settings(visit(LESSON, page.evaluate("location.search"))) == settings(page)


def test_a_sentence_is_followed_by_keyboard_and_its_outcome_is_announced(visit):
    page = visit(f"{LESSON} [too fast]{{race lr=0.2 optimizers=sgd}}")
    link = page.get_by_role("link", name="too fast")
    for _ in range(2):  # the second time, too
        link.focus()
        page.keyboard.press("Enter")
        page.locator("optimizer-race [role=status].spoken", has_text="left the picture").wait_for(
            state="attached"
        )
        assert link.evaluate("link => link === document.activeElement")


def test_a_sentence_plays_what_it_sets_unless_the_reader_prefers_stillness(visit):
    page = visit(f"{LESSON} [go]{{race lr=0.02}}", reduced_motion="no-preference")
    page.get_by_role("link", name="go").click()
    page.wait_for_function("() => document.querySelector('optimizer-race').parts.player.playing")


@pytest.mark.parametrize(("gap", "moves"), [(0, False), (1500, True)])
def test_the_race_comes_into_sight_only_if_it_is_out_of_it(visit, gap, moves):
    page = visit(f'{LESSON}<div style="height: {gap}px"></div> [go]{{race lr=0.02}}', width=1440)
    link = page.get_by_role("link", name="go")
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.click()
    page.wait_for_function("() => location.search !== ''")
    box = page.locator("optimizer-race").bounding_box()
    assert (page.evaluate("scrollY") != before) == moves
    assert 0 <= box["y"] <= 800 - box["height"]


TWO = (
    f"[first]{{race lr=0.01}} {LESSON} [nearer]{{race lr=0.02}} "
    f"{LESSON.replace('view', 'id=second view')} [last]{{race lr=0.03}} "
    "[named]{race race=race-1 lr=0.04}"
)


@pytest.mark.parametrize(
    ("name", "rates"),
    {
        "first": (0.01, 0.05),
        "nearer": (0.02, 0.05),
        "last": (0.05, 0.03),
        "named": (0.04, 0.05),
    }.items(),
)
def test_a_sentence_sets_the_race_before_it_else_the_next_or_a_named_one(visit, name, rates):
    page = visit(TWO)
    link = page.get_by_role("link", name=name)
    link.click()
    page.wait_for_function("() => location.search !== ''")
    page.wait_for_timeout(300)
    again = visit(TWO, link.get_attribute("href"))
    for each in (page, again, visit(TWO, page.evaluate("location.search"))):
        assert tuple(settings(each, at)["lr"] for at in (0, 1)) == rates


HOSTILE = {
    "?race=<img src=x onerror=alert(1)>&lr=0.02": 0.02,
    "?race=__proto__&lr=0.02": 0.02,
    "?race=second&race=race-1&lr=0.02": 0.05,  # the first counts
    "?race=&lr=0.02": 0.02,
    "?race=race-1&lr=<script>": 0.05,
}


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_sets_no_more_than_a_race(visit, query):
    page = visit(TWO, query)
    assert settings(page)["lr"] == HOSTILE[query]
    assert page.locator("img:not(.race-waits img), main script").count() == 0  # but pictures


@pytest.mark.parametrize("controls", ["<img src=x>", "__proto__", "lr,nosuch", ""])
def test_an_embedded_lesson_says_which_control_there_is_not(visit, controls):
    page = visit(LESSON)
    page.goto(f"{ORIGIN}/embed/race/?view=lesson&lr=0.02&controls={controls}")
    page.locator("optimizer-race .notice", has_text="There is no control").or_(
        page.locator("optimizer-race .notice", has_text="has no control")
    ).wait_for()
    assert page.locator("img").count() == 0


def test_an_embedded_lesson_has_its_controls(visit):
    page = visit(LESSON)
    page.goto(f"{ORIGIN}/embed/race/?view=lesson&optimizers=momentum&controls=play,beta")
    page.locator("optimizer-race .lines p").wait_for()
    assert {name for name, found in CONTROLS.items() if found(page).is_visible()} == {
        "play",
        "beta",
    }


REFUSED = {
    "[x]{race lr=fast}": r"lr of a race must be from 1e-06 to 100, not 'fast'",
    "[x]{race lr=nan}": "lr of a race",
    "[x]{race lr=200}": "lr of a race",
    "[x]{race rate=0.1}": "no setting 'rate'; did you mean 'rates'",
    "[x]{race optimizers=adamm}": "no optimizer 'adamm'; did you mean 'adam'",
    "[x]{race surface=quadrat}": "no surface 'quadrat'; did you mean 'quadratic'",
    "[x]{race schedule=cos}": "no schedule 'cos'",
    "[x]{race momentum.bet=0.5}": "momentum has no hyperparameter 'bet'; did you mean 'beta'",
    "[x]{race momentum.beta=7}": "momentum.beta of a race must be from 0 to",
    "[x]{race steps=9999}": "steps of a race must be from 1 to 2000",
    "[x]{race t=61}": "t of a race must be from 0 to 60",
    "[x]{race start=9,9}": "start x of a race must be from -2.4 to 1.2",
    "[x]{race start=1}": "start of a race must be two numbers",
    "[x]{race race=race-7 lr=0.1}": "the page has no race 'race-7'; did you mean 'race-1'",
    "[x]{race lr}": "name=value, not 'lr'",
    "[x]{race}": "names a setting",
    "{{ race view=lesson controls=lrr }}": "no control 'lrr'; did you mean 'lr'",
    "{{ race view=lesson optimizers=sgd controls=beta }}": "no control 'beta'",
    "{{ race view=lessons }}": "no view 'lessons'; did you mean 'lesson'",
    "{{ race controls=lr }}": "only a race with view=lesson",
    "{{ race lr=no }}": "lr of a race must be",
    "{{ race id=race-1 }}": "the same id",
}


@pytest.mark.parametrize("asked", REFUSED)
def test_what_a_race_does_not_have_is_refused(asked):
    with pytest.raises((LookupError, ValueError), match=re.escape(REFUSED[asked])):
        resolve(asking_page(), f"{LESSON}\n\n{asked}")


def test_a_sentence_without_a_race_is_refused():
    with pytest.raises(LookupError, match="no race that a sentence could set"):
        resolve(asking_page(), "[x]{race lr=0.1}")


def test_a_sentence_about_one_who_has_left_stays_text(monkeypatch):
    asking = asking_page()
    monkeypatch.setattr(asking.manifest, "gone", re.compile("(^|-)(gone)(-|$)"))
    said = "[so]{race optimizers=sgd,gone} [or so]{race gone.beta=0.5}"
    assert resolve(asking, f"{LESSON}\n\n{said}").endswith("so or so")
    assert resolve(asking, "{{ race optimizers=gone }}\n\n[so]{race lr=0.1}").endswith("so")


def edges():
    """Yield settings at the edge of what the build takes, and beyond it."""
    yield from (("lr", low, high) for low, high in [races.LEARNING_RATE])
    yield ("steps", *races.STEPS)
    for slug, cls in RACERS.items():
        for knob in cls.hyperparameters():
            if knob.name != "lr":
                yield f"{slug}.{knob.name}", min(0, knob.low), knob.high


def test_the_build_and_the_browser_take_the_same_settings(visit):
    page = visit(LESSON)
    complaints = """async (query) => {
      const engine = await import("/javascripts/engine.js");
      const { plainSettings, readSettings } = await import("/javascripts/race/settings.js");
      return readSettings(engine, plainSettings(engine), new URLSearchParams(query)).complaints;
    }"""
    right = [{name: f"{value:.9g}"} for name, *ends in edges() for value in ends]
    right += [{"schedule": slug} for slug in SCHEDULES] + [{"surface": slug} for slug in SURFACES]
    right += [{"rates": mode} for mode in races.RATES] + [{"speed": s} for s in races.SPEEDS]
    wrong = [{name: f"{high * 1.01 + 1:.9g}"} for name, _, high in edges()]
    wrong += [{name: f"{low - 1:.9g}"} for name, low, _ in edges()]
    for given in right:
        races.check(given, {})
        assert page.evaluate(complaints, given) == []
    for given in wrong:
        with pytest.raises(ValueError, match="must be from"):
            races.check(given, {})
        assert len(page.evaluate(complaints, given)) == 1


NUMERIC = """```exercise
question: What is the rate of [[sgd]]?
answer: {{ number one.rate }}
within: 5%
hints:
  - too small: It is more than you think.
    too large: It is less than you think.
  - Look at the figure.
reason: The figure has {{ number one.steps }} steps.
```"""
CHOICE = """```exercise
question: Which of them?
choices:
  the first: Not this, because.
  the $x$-th:
  the last: Nor this one.
answer: the $x$-th
claim: descents-edge-is-two-over-the-curvature
reason: It is so.
```"""


def reply(page, text):
    page.get_by_label("Your answer").fill(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("text", ["0.1", " .1 ", "0,1", "1/10", "1e-1", "0.105", "0.095", "+0.1"])
def test_a_right_answer_is_followed_by_the_reason(visit, text):
    page = visit(NUMERIC)
    assert not page.get_by_text("1,234 steps").is_visible()
    reply(page, text)
    status = page.get_by_role("status").filter(has_text="Right.")
    assert "The figure has 1,234 steps." in status.inner_text()


@pytest.mark.parametrize(
    ("text", "hint"), [("0.09", "more than"), ("0.106", "less than"), ("-1/10", "more than")]
)
def test_a_miss_gets_the_hint_of_its_side(visit, text, hint):
    page = visit(NUMERIC)
    reply(page, text)
    said = page.locator(".exercise-said").inner_text()
    assert f"It is {hint} you think." in said
    assert "2 tries are left" in said


def test_the_third_miss_gets_the_answer_and_its_reason(visit):
    page = visit(NUMERIC)
    for said in ("2 tries are left", "One try is left. Look at the figure", "0.1 The figure has"):
        reply(page, "7")
        assert said in " ".join(page.locator(".exercise-said").inner_text().split())
    field = page.get_by_label("Your answer")
    assert not field.is_editable()
    field.press("Enter")  # too late
    assert page.locator(".exercise-said").inner_text().startswith("Not so.")


@pytest.mark.parametrize("text", ["", "a lot", "1/0", "1/", "1/2/3", "NaN", "<img src=x>", "0x"])
def test_what_is_no_number_is_no_try(visit, text):
    page = visit(NUMERIC)
    reply(page, text)
    assert page.locator(".exercise-said").inner_text() == "Write a number, such as 0.05 or 1/20."
    reply(page, "7")
    assert "2 tries are left" in page.locator(".exercise-said").inner_text()


def test_a_choice_is_made_by_keyboard(visit):
    page = visit(CHOICE)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    said = page.get_by_role("status")
    assert "Not this, because." in said.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert said.inner_text().startswith("Right.")
    assert page.get_by_role("button", name="Check").evaluate("e => e === document.activeElement")


def test_of_three_choices_the_second_miss_is_the_last(visit):
    page = visit(CHOICE)
    for name in ("the first", "the last"):
        page.get_by_role("radio", name=name).check()
        page.get_by_role("button", name="Check").click()
    assert "It is so." in page.get_by_role("status").inner_text()


def test_two_exercises_do_not_know_of_each_other(visit):
    page = visit(f"{CHOICE}\n\n{NUMERIC}\n\n{CHOICE}")
    page.get_by_role("radio", name="the first").first.check()
    page.get_by_role("radio", name="the last").last.check()
    assert page.get_by_role("radio", name="the first").first.is_checked()


def test_without_scripts_the_answer_is_there_to_be_opened(visit):
    page = visit(LESSON)
    still = page.context.browser.new_context(java_script_enabled=False).new_page()
    still.set_content(shown(NUMERIC))
    assert not still.get_by_label("Your answer").is_visible()
    still.get_by_text("Answer", exact=True).click()
    assert still.get_by_text("1,234 steps").is_visible()
    still.context.close()


@pytest.mark.parametrize("markdown", [NUMERIC, CHOICE])
def test_an_exercise_is_accessible_before_and_after(visit, markdown):
    page = visit(markdown)
    found = Axe().run(page).response["violations"]
    for _ in range(3 if markdown == NUMERIC else 2):
        if markdown == NUMERIC:
            page.get_by_label("Your answer").fill("7")
        else:
            page.get_by_role("radio", name="the first").check()
        page.get_by_role("button", name="Check").click()
    assert "Not so." in page.get_by_role("status").inner_text()
    found += Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_a_lessons_race_is_accessible(visit):
    page = visit(f"{LESSON.replace('}}', 'controls=play,lr,beta,start }}')} [go]{{race lr=0.1}}")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


FIELDS = {
    "question": r"lacks question:",
    "within": r"lacks within:",
    "reason": r"lacks reason:",
    "answer": r"lacks answer:",
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_missing_is_named(field):
    short = re.sub(rf"^{field}:.*\n", "", NUMERIC, flags=re.MULTILINE)
    with pytest.raises(ValueError, match=FIELDS[field]):
        shown(short)


MALFORMED = {
    "answer: 0.1": (r"answer: .*", "answer: of an exercise must be what a run has measured"),
    "answer: {{ number one.rat }}": (r"answer: .*", "measures no 'rat'; did you mean 'rate'"),
    "within: 0%": (r"within: .*", "within: of an exercise must be a share"),
    "within: near": (r"within: .*", "within: of an exercise"),
    "within: 80%": (r"within: .*", "within: of an exercise"),
    "question:": (r"question: .*", "question: of an exercise must be words"),
    "hint: no": (r"reason: .*", "no field 'hint'; did you mean 'hints'"),
    "hints: look": (r"hints:\n(  .*\n)+(?=reason)", "hints: of an exercise must be a list of 2"),
    "  - too big: x": (r"  - Look.*", "exactly too small: and too large:"),
    "reason: a: b: c": (r"reason: .*", "cannot be read at 'reason: a: b: c'"),
}


@pytest.mark.parametrize("line", MALFORMED)
def test_a_field_that_is_malformed_is_named(line):
    pattern, said = MALFORMED[line]
    with pytest.raises((ValueError, LookupError), match=re.escape(said)):
        shown(re.sub(pattern, lambda found: line + "\n" * found[0].endswith("\n"), NUMERIC))


WRONG_CHOICE = {
    "answer: the second": (r"answer: .*", "answer: 'the second' is no choice"),
    "  the first:": (r"  the first: .*", "'the first' needs a hint, unless it is the answer"),
    "claim: no-such": (r"claim: .*", "no claim named 'no-such'"),
}


@pytest.mark.parametrize("line", WRONG_CHOICE)
def test_a_choice_that_is_malformed_is_named(line):
    pattern, said = WRONG_CHOICE[line]
    with pytest.raises((ValueError, LookupError), match=re.escape(said)):
        shown(re.sub(pattern, lambda found: line, CHOICE))
