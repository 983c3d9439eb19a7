"""The live race as a reader uses it: by mouse, touch, keyboard and link, hostile ones too."""

import html
import math
import re
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from gen.measurements.rate_search import RATES
from gen.optimizers import OPTIMIZERS, RACERS
from gen.simulate import simulate
from gen.surfaces import SURFACES

DOCS = Path(__file__).parent.parent / "docs"
ORIGIN = "http://race.test"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}
FOUR = "sgd,momentum,rmsprop,adam"
ABOUT = f'surface="quadratic" optimizers="{FOUR}" lr="0.05" steps="60"'
CANVAS = "document.querySelector('optimizer-race').parts.canvas"
RACE = f"<optimizer-race {ABOUT}></optimizer-race>"


def served(path, body):
    file = DOCS / path.strip("/")
    if path != "/" and file.is_file():
        return file.read_text(), TYPES[file.suffix]
    script = '<script type="module" src="/javascripts/race.js"></script>'
    return (
        f'<!doctype html><html lang="en"><title>race</title>{script}<body>{body}</body></html>',
        "text/html",
    )


@pytest.fixture
def visit(browser):
    """Return a function that opens a page with `body`; any error in it fails the test."""
    contexts, troubles = [], []

    def open_page(query="", body=RACE, **options):
        usual = {"viewport": {"width": 1200, "height": 1000}, "reduced_motion": "reduce"}
        context = browser.new_context(**usual | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda message: message.type == "error" and troubles.append(message.text)
        )

        def answer(route):
            text, kind = served(re.sub(r"[?#].*", "", route.request.url.removeprefix(ORIGIN)), body)
            route.fulfill(body=text, content_type=kind)

        page.route("**/*", answer)
        page.goto(f"{ORIGIN}/{query}")
        page.locator("optimizer-race table").first.wait_for()
        page.wait_for_function(f"() => {CANVAS}.width > 300")
        page.locator("optimizer-race:not([searching])").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def result(page):
    """Return the table as a dict from title to its cells."""
    rows = page.locator("optimizer-race tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def number(text):
    return float(text.replace("−", "-"))


def picture(page):
    return page.evaluate(f"() => {CANVAS}.toDataURL()")


def address(page, part):
    page.wait_for_function("(part) => decodeURIComponent(location.search).includes(part)", arg=part)


def handle(page):
    return page.get_by_role("button", name=re.compile("Start at x"))


def test_shows_what_python_computes(visit):
    cells = result(visit())
    assert list(cells) == [OPTIMIZERS[slug].title for slug in FOUR.split(",")]
    for slug in FOUR.split(","):
        surface = SURFACES["quadratic"]
        run = simulate(OPTIMIZERS[slug](lr=0.05), surface, surface.start, 60)
        assert number(cells[OPTIMIZERS[slug].title][2]) == pytest.approx(run.values[-1], rel=0.06)


def test_the_start_is_dragged_by_mouse(visit):
    page = visit()
    before, box = result(page), handle(page).bounding_box()
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=8)
    page.mouse.up()
    address(page, "start=")
    assert result(page) != before
    assert handle(page).bounding_box()["x"] == pytest.approx(box["x"] + 98, abs=2)


def test_a_click_on_the_map_moves_the_start_there(visit):
    page = visit()
    canvas = page.locator("optimizer-race canvas").first
    canvas.click(position={"x": 200, "y": 150})
    address(page, "start=")
    place, at = canvas.bounding_box(), handle(page).bounding_box()
    assert at["x"] + 22 == pytest.approx(place["x"] + 200, abs=1.5)


def test_the_start_is_dragged_by_finger(visit):
    page = visit(has_touch=True, is_mobile=True)
    box, touch = handle(page).bounding_box(), page.context.new_cdp_session(page)
    x, y = box["x"] + 22, box["y"] + 22
    for kind, dx in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": x + dx, "y": y + dx / 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    address(page, "start=")
    assert handle(page).bounding_box()["x"] > box["x"] + 40


def test_the_start_moves_by_arrow_keys(visit):
    page = visit()
    (x, y), (low, high) = SURFACES["quadratic"].start, SURFACES["quadratic"].window[0]
    handle(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    moved = x + 6 * (high - low) / 100
    address(page, f"start={moved:g},{y:g}")
    said = f"Start at x {moved:.3g}, y {y:g}.".replace("-", "−")
    page.locator("optimizer-race .spoken", has_text=said).wait_for(state="attached")


def test_plays_pauses_scrubs_and_steps(visit):
    page = visit(reduced_motion="no-preference")
    page.wait_for_function(
        "() => !document.querySelector('optimizer-race').parts.player.playing", timeout=15_000
    )
    scrub, counter = page.get_by_label("Step", exact=True), page.locator("optimizer-race output")
    scrub.fill("10")
    assert counter.inner_text() == "step 10 of 60"
    page.get_by_role("button", name="One step forward").click()
    assert counter.inner_text() == "step 11 of 60"
    page.get_by_role("button", name="One step back").click()
    page.get_by_role("button", name="One step back").click()
    assert counter.inner_text() == "step 9 of 60"
    address(page, "t=9")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('optimizer-race').parts.player.t > 12")
    page.get_by_role("button", name="Pause").click()
    stopped = counter.inner_text()
    page.wait_for_timeout(120)
    assert counter.inner_text() == stopped


def test_playback_is_reached_and_used_by_keyboard(visit):
    page = visit()
    page.get_by_label("Step", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("optimizer-race output").inner_text() == "step 59 of 60"
    page.get_by_label("Learning rate", exact=True).focus()
    page.keyboard.press("ArrowRight")
    address(page, "lr=")


def test_reduced_motion_shows_the_finished_paths(visit):
    page = visit()
    assert page.locator("optimizer-race output").inner_text() == "step 60 of 60"
    page.wait_for_timeout(200)
    assert not page.evaluate("() => document.querySelector('optimizer-race').parts.player.playing")


def test_autoplay_ends_within_five_seconds(visit):
    page = visit(reduced_motion="no-preference")
    page.wait_for_function("() => document.querySelector('optimizer-race').parts.player.playing")
    page.wait_for_function(
        "() => !document.querySelector('optimizer-race').parts.player.playing", timeout=5000
    )


FULL = (
    "?surface=beale&optimizers=adam,sam&rates=own&schedule=cosine&steps=77&start=0.5,-0.25"
    "&adam.lr=0.3&adam.beta1=0.8&sam.rho=0.2&t=33"
)


def test_the_same_link_shows_the_same_picture(visit):
    first, second = visit(FULL), visit(FULL)
    assert picture(first) == picture(second)
    assert result(first) == result(second)
    assert first.locator("optimizer-race output").inner_text() == "step 33 of 77"
    assert (
        first.evaluate("() => document.querySelector('optimizer-race').link()")
        == f"{ORIGIN}/{FULL}"
    )


def test_what_the_reader_sets_is_in_the_link(visit):
    page = visit()
    page.get_by_label("Surface").select_option("rosenbrock")
    page.get_by_role("button", name="All ").click()
    page.get_by_role("checkbox", name="Nesterov").check()
    page.get_by_role("radio", name="best of a search").check()
    page.get_by_text("Start, steps, schedule").click()
    page.get_by_role("combobox", name="Schedule").select_option("cosine")
    page.get_by_label("Adam, beta1: memory of the gradient, as a number").fill("0.5")
    page.keyboard.press("Enter")
    address(page, "adam.beta1=0.5")
    again = visit(page.evaluate("() => location.search"))
    assert result(again) == result(page)
    assert picture(again) == picture(page)


def test_a_copied_link_shows_the_same_race_on_any_page(visit):
    page = visit("?lr=0.02&t=7")
    whole = page.evaluate(
        "() => document.querySelector('optimizer-race').link(new URL(location.href), true)"
    )
    elsewhere = visit(f"embed/race/index.html{whole.removeprefix(ORIGIN + '/')}")
    assert result(elsewhere) == result(page)
    assert (
        elsewhere.locator("optimizer-race output").inner_text()
        == page.locator("optimizer-race output").inner_text()
    )


def test_the_embed_code_is_for_this_race(visit):
    page = visit("?lr=0.02")
    page.get_by_role("button", name="Copy embed code").click()
    page.locator("optimizer-race .notice").wait_for()
    said = page.locator("optimizer-race .notice").inner_text()
    source = html.unescape(re.search('src="([^"]+)"', said)[1])
    assert source.startswith(f"{ORIGIN}/embed/race/?")
    assert "lr=0.02" in source
    assert f"optimizers={FOUR}" in source


def test_reset_returns_to_what_the_page_shows(visit):
    page = visit(FULL)
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function("() => location.search === ''")
    assert result(page) == result(visit())


HOSTILE = {
    "?surface=nosuch": "There is no surface",
    "?surface=__proto__": "There is no surface",
    "?surface=constructor&optimizers=toString": "There is no optimizer",
    "?lr=NaN": "lr must be a number",
    "?lr=1e999": "lr must be from",
    "?lr=-1": "lr must be from",
    "?lr=": "lr must be a number",
    "?steps=1000000000": "steps must be from 1 to 2000",
    "?start=nan,2": "start x must be a number",
    "?start=5": "start must be two numbers",
    "?start=1e300,0": "start x must be from",
    "?t=-4": "t must be from 0",
    "?t=1e9": "t must be from 0 to 60",
    "?rates=quick": "There is no mode of rates",
    "?schedule=<img src=x onerror=alert(1)>": "There is no schedule",
    "?optimizers=<script>alert(1)</script>": "There is no optimizer",
    "?adam.nosuch=1": "There is no hyperparameter",
    "?__proto__.lr=1": "There is no hyperparameter",
    "?adam.__proto__=1": "There is no hyperparameter",
    "?adam.beta1=7": "adam.beta1 must be from 0",
}


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_link_gets_a_plain_sentence(visit, query):
    page = visit(query)
    notice = page.locator("optimizer-race .notice")
    assert HOSTILE[query] in notice.inner_text()
    assert notice.locator("*").count() == 0
    assert page.locator("img, body script").count() == 0
    assert len(result(page)) == 4


def test_divergence_is_said(visit):
    cells = result(visit("?lr=0.2"))
    run = simulate(
        OPTIMIZERS["sgd"](lr=0.2), SURFACES["quadratic"], SURFACES["quadratic"].start, 60
    )
    assert run.diverged_at > 0
    assert cells[OPTIMIZERS["sgd"].title][1] == f"diverged at step {run.diverged_at}"


def test_nobody_may_race_too(visit):
    page = visit("?optimizers=")
    assert result(page) == {}
    page.wait_for_function(f"() => {CANVAS}.getAttribute('aria-label').includes('Nobody')")


def scores(optimizer, surface, start, steps):
    """Return by how many decades each rate stays below the start and eight around it, and which do.

    That is where the last quarter of the steps is highest; at most six, none for a run that leaves.
    """
    low, high = np.array(surface.window).T
    around = [[0, 0]] + [[i, j] for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    starts = np.clip(np.array(start) + 0.02 * (high - low) * around, low, high)
    run = simulate(optimizer(lr=np.array(RATES)[:, None, None]), surface, starts, steps)
    left = (run.diverged_at >= 0) | ~surface.shows(run.points).all(axis=0)
    gap = np.maximum(run.values - surface.lowest, 0)
    with np.errstate(all="ignore"):
        gained = np.where(gap < gap[0], np.log10(gap[0] / gap), 0)
    least = np.clip(gained, 0, 6)[-math.ceil(steps / 4) :].min(axis=0)
    return np.where(left, 0, least).mean(axis=1), ~left.all(axis=1)


SAME = 1e-9  # decades: what the library's logarithm may change in a score


@pytest.mark.parametrize("slug", SURFACES)
def test_takes_the_smallest_of_the_best_rates(visit, slug):
    page = visit(f"?surface={slug}&rates=tuned&steps=60&optimizers={','.join(RACERS)}")
    rates = page.evaluate("() => document.querySelector('optimizer-race').rates")
    assert list(rates) == list(RACERS)
    for name, rate in rates.items():
        gained, stayed = scores(RACERS[name], SURFACES[slug], SURFACES[slug].start, 60)
        if rate is None:
            assert not stayed.any()
            continue
        taken = RATES.index(rate)
        assert gained[taken] >= gained.max() - 0.02 - SAME, name
        assert (gained[:taken] < gained.max() - 0.02 + SAME).all(), name


def test_says_when_no_rate_of_the_search_will_do(visit):
    page = visit("?surface=rosenbrock&start=-2,3&rates=tuned&optimizers=momentum&steps=30")
    _, stayed = scores(OPTIMIZERS["momentum"], SURFACES["rosenbrock"], (-2, 3), 30)
    assert not stayed.any()
    note = page.locator("optimizer-race .note").inner_text()
    title = OPTIMIZERS["momentum"].title
    assert f"no rate keeps these in the picture, which take the smallest: {title}." in note
    assert number(result(page)[title][0]) == RATES[0]


def test_a_search_that_was_cut_short_leaves_no_trace(visit):
    page = visit()
    page.evaluate(
        """([optimizers, steps]) => {
          const race = document.querySelector("optimizer-race");
          race.change({surface: "ackley", start: [1, 1], optimizers, steps, rates: "tuned"});
          setTimeout(() => race.change({surface: "booth", start: [-3, 4]}), 40);
        }""",
        [list(RACERS), 300],
    )
    page.locator("optimizer-race[searching]").wait_for()
    page.wait_for_function("() => location.search.includes('booth')")
    page.locator("optimizer-race:not([searching])").wait_for()
    again = visit(page.evaluate("() => location.search"))
    assert result(again) == result(page)
    assert picture(again) == picture(page)


def test_changes_of_one_moment_are_drawn_once(visit):
    page = visit()
    drawn = page.evaluate(
        """async () => {
          const race = document.querySelector("optimizer-race"), { map } = race.parts;
          const frame = () => new Promise(requestAnimationFrame);
          let times = 0;
          const draw = map.draw.bind(map);
          map.draw = (...rest) => { times++; draw(...rest); };
          for (const lr of [0.01, 0.02, 0.03]) race.change({ lr });
          for (let i = 0; i < 5; i++) await frame();
          return times;
        }"""
    )
    assert drawn == 1


def test_an_attribute_that_makes_no_sense_is_named(visit):
    page = visit(body='<optimizer-race surface="moon" lr="fast"></optimizer-race>')
    notice = page.locator("optimizer-race .notice").inner_text()
    assert "There is no surface “moon”" in notice
    assert "lr must be a number, not “fast”" in notice


def test_only_the_first_race_of_a_page_owns_the_address(visit):
    page = visit("?lr=0.01", body=RACE + RACE)
    rates = page.locator("optimizer-race").evaluate_all(
        "all => all.map((race) => race.settings.lr)"
    )
    assert rates == [0.01, 0.05]


def test_a_race_marked_linked_owns_the_address(visit):
    page = visit("?lr=0.01", body=RACE + RACE.replace(" surface", " linked surface"))
    rates = page.locator("optimizer-race").evaluate_all(
        "all => all.map((race) => race.settings.lr)"
    )
    assert rates == [0.05, 0.01]


def test_attributes_set_hyperparameters_too(visit):
    page = visit(body=RACE.replace(" surface", ' adam.beta1="0.5" sgd.nosuch="1" surface'))
    run = simulate(
        OPTIMIZERS["adam"](lr=0.05, beta1=0.5),
        SURFACES["quadratic"],
        SURFACES["quadratic"].start,
        60,
    )
    assert number(result(page)[OPTIMIZERS["adam"].title][2]) == pytest.approx(
        run.values[-1], rel=0.06
    )
    assert (
        "There is no hyperparameter “sgd.nosuch”"
        in page.locator("optimizer-race .notice").inner_text()
    )


def test_a_race_that_was_moved_in_the_page_still_follows_it(visit):
    page = visit(body=f"<main>{RACE}</main>")
    page.evaluate("document.body.prepend(document.querySelector('optimizer-race'))")
    page.set_viewport_size({"width": 500, "height": 900})
    page.wait_for_function(f"() => {CANVAS}.width < 500")
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    page.wait_for_function(
        "() => document.querySelector('optimizer-race').frame.dataset.theme === 'dark'"
    )


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_is_accessible_with_everything_unfolded(visit, scheme):
    page = visit(
        f"?rates=own&lr=0.2&optimizers={','.join(OPTIMIZERS)}",
        body=f"<main><h1>A race</h1>{RACE}</main>",
    )
    page.evaluate("(scheme) => { document.body.dataset.mdColorScheme = scheme }", scheme)
    page.get_by_text("Start, steps, schedule").click()
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_the_page_without_scripts_shows_what_is_inside(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content("<optimizer-race><p>a picture</p></optimizer-race>")
    assert page.get_by_text("a picture").is_visible()
    context.close()


def test_the_embedded_race_takes_the_same_link(visit):
    page = visit(f"embed/race/index.html{FULL}")
    assert page.locator("optimizer-race output").inner_text() == "step 33 of 77"


@pytest.mark.parametrize("width", [375, 1200])
def test_fits_the_width_of_the_page(visit, width):
    page = visit(viewport={"width": width, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
