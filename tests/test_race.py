"""The live race as a reader uses it: by mouse, touch, keyboard and link, hostile ones too."""

import html
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from gen.measurements.rate_search import RATES
from gen.optimizers import OPTIMIZERS, RACERS
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.criterion import NEARLY, is_the_smallest_of_the_best, judged, nine
from tests.stage import DOCS, ORIGIN, served

FOUR = "sgd,momentum,rmsprop,adam"
ABOUT = f'surface="quadratic" optimizers="{FOUR}" lr="0.05" steps="60"'
CANVAS = "document.querySelector('optimizer-race').parts.canvas"
# As it stands when its ground is drawn, and nothing is left for the next frame.
PICTURE = """async () => {
  const race = document.querySelector("optimizer-race");
  while (race.parts.map.work || race.due) await new Promise(requestAnimationFrame);
  return race.parts.canvas.toDataURL();
}"""
RACE = f"<optimizer-race {ABOUT}></optimizer-race>"


@pytest.fixture
def visit(tab, stage):
    """Return a function that opens a page with `body`; any error in it fails the test."""

    def open_page(query="", body=RACE, **options):
        stage.body = body
        page = tab(ORIGIN, **{"viewport": {"width": 1200, "height": 1000}} | options)
        page.goto(f"{ORIGIN}/{query}")
        page.locator("optimizer-race table").first.wait_for(state="attached")
        page.wait_for_function(f"() => {CANVAS}.width > 300")
        page.locator("optimizer-race:not([searching])").first.wait_for()
        return page

    return open_page


def result(page):
    """Return the table as a dict from title to its cells, when what was done is drawn."""
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    rows = page.locator("optimizer-race tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
POWER = re.compile(r"(?:(.+)×)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def number(text):
    power = POWER.fullmatch(text.replace("−", "-"))
    if power is None:
        return float(text.replace("−", "-"))
    return float(f"{power[1] or 1}e{power[2].translate(RAISED)}")


def picture(page):
    return page.evaluate(PICTURE)


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


PLAYING = "document.querySelector('optimizer-race').parts.player"


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
    page.mouse.move(9, 9)
    page.wait_for_function("() => document.querySelector('optimizer-race').parts.player.playing")
    page.wait_for_function(
        "() => !document.querySelector('optimizer-race').parts.player.playing", timeout=5000
    )


def test_it_waits_for_a_reader_and_a_press_of_play_is_no_pause(visit):
    page = visit(reduced_motion="no-preference", has_touch=True)
    counter = page.locator("optimizer-race output")
    page.wait_for_timeout(200)
    assert counter.inner_text() == "step 0 of 60"
    page.get_by_role("button", name="Play").tap()
    page.wait_for_function(f"() => {PLAYING}.t > 3")
    assert page.evaluate(f"() => {PLAYING}.playing")


FULL = (
    "?surface=beale&optimizers=adam,sam&rates=own&schedule=cosine&steps=77&start=0.5,-0.25"
    "&adam.lr=0.3&adam.beta1=0.8&sam.rho=0.2&speed=2&t=33"
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
    page.locator("optimizer-race .notice").first.wait_for()
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
    "?t=1e9": "t must be from 0 to",
    "?rates=quick": "There is no mode of rates",
    "?schedule=<img src=x onerror=alert(1)>": "There is no schedule",
    "?optimizers=<script>alert(1)</script>": "There is no optimizer",
    "?adam.nosuch=1": "There is no hyperparameter",
    "?__proto__.lr=1": "There is no hyperparameter",
    "?adam.__proto__=1": "There is no hyperparameter",
    "?adam.beta1=7": "adam.beta1 must be from 0",
    "?speed=9": "There is no speed",
}


COMPLAINTS = """async (query) => {
  const engine = await import("/javascripts/engine.js");
  const { plainSettings, readSettings } = await import("/javascripts/race/settings.js");
  return readSettings(engine, plainSettings(engine), new URLSearchParams(query)).complaints;
}"""


def test_a_hostile_link_gets_a_plain_sentence(visit):
    page = visit()
    for query, sentence in HOSTILE.items():
        said = page.evaluate(COMPLAINTS, query)
        assert any(sentence in each for each in said), query


@pytest.mark.parametrize("query", [query for query in HOSTILE if "<" in query])
def test_what_a_hostile_link_asks_for_is_said_as_text(visit, query):
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


AT_A_MINIMUM = "?optimizers=adam,rmsprop,adagrad&start=0,0&adam.eps=0&rmsprop.eps=0&adagrad.eps=0"


def test_a_zero_divided_by_zero_is_called_so(visit):
    cells = result(visit(AT_A_MINIMUM))
    assert len(cells) == 3
    for cell in cells.values():
        assert cell[1] == "0/0 at step 1, not a number"


def test_tells_how_everyone_stands_at_the_step_shown_and_no_more(visit):
    page, surface = visit("?optimizers=sgd,nesterov,rmsprop&lr=0.05"), SURFACES["quadratic"]
    titles = {rule.title: rule for rule in OPTIMIZERS.values()}
    for t in (0, 1, 5, 20, 52, 53, 60):
        page.get_by_label("Step", exact=True).fill(str(t))
        for title, cell in result(page).items():
            run = simulate(titles[title](lr=0.05), surface, surface.start, 60)
            inside = surface.shows(run.points[: t + 1])
            if 0 <= run.diverged_at <= t:
                assert cell[1] == f"diverged at step {run.diverged_at}"
            elif not inside[-1]:
                assert cell[1] == f"left the map at step {np.flatnonzero(inside)[-1] + 1}"
            elif t < 60:
                assert cell[1] == "on its way" or int(cell[1].removeprefix("arrived at step ")) <= t
            assert number(cell[2]) == pytest.approx(run.values[t] - surface.lowest, rel=0.06)


@pytest.mark.parametrize("slug", {s.lowest: slug for slug, s in SURFACES.items()}.values())
def test_table_and_chart_measure_the_loss_from_the_lowest(visit, slug):
    surface = SURFACES[slug]
    page = visit(f"?surface={slug}&optimizers=sgd&lr=0.001&t=0")
    heads = page.locator("optimizer-race thead th").all_inner_texts()
    assert heads[3] == page.locator("optimizer-race figcaption").inner_text()
    start = surface.value(np.array(surface.start)) - surface.lowest
    assert number(result(page)[OPTIMIZERS["sgd"].title][2]) == pytest.approx(start, rel=0.06)


def test_a_rate_that_is_turned_while_it_plays_does_not_stop_it(visit):
    page = visit("?speed=0.25", reduced_motion="no-preference")
    page.mouse.move(9, 9)
    page.wait_for_function(f"() => {PLAYING}.playing && {PLAYING}.t > 3")
    rate = page.get_by_label("Learning rate", exact=True)
    rate.focus()
    before = page.evaluate(f"() => {PLAYING}.t")
    page.keyboard.press("ArrowRight")
    address(page, "lr=")
    assert page.evaluate(f"() => {PLAYING}.playing")
    assert before <= page.evaluate(f"() => {PLAYING}.t") < 60


def test_a_rate_that_is_turned_at_a_step_keeps_the_step(visit):
    page = visit("?t=9")
    page.get_by_label("Learning rate", exact=True).fill("0.6")
    address(page, "lr=")
    assert page.locator("optimizer-race output").inner_text() == "step 9 of 60"


def test_a_race_begins_at_its_start_and_not_at_its_end(visit):
    page = visit(body=f'<div style="height: 3000px"></div>{RACE}', reduced_motion="no-preference")
    assert page.locator("optimizer-race output").inner_text() == "step 0 of 60"
    assert {cell[1] for cell in result(page).values()} == {"on its way"}


def test_a_new_surface_is_raced_from_its_start(visit):
    page = visit("?t=60", reduced_motion="no-preference")
    page.get_by_label("Surface").select_option("booth")
    page.wait_for_function(f"() => {PLAYING}.playing")
    assert page.evaluate(f"() => {PLAYING}.t") < 60


# A search knows a surface by its window, its start and its lowest point alone; tests/test_engine.py
# runs every rule on every surface.
SEARCHED = [slug for slug in ("quadratic", "rosenbrock", "ackley", "softmax") if slug in SURFACES]


def together(surface, steps):
    """Return what each rate gains on average over the four, from the start itself."""
    alone = nine(surface)[:1]
    found = [judged(OPTIMIZERS[slug], surface, alone, steps)[0] for slug in FOUR.split(",")]
    return np.mean(found, axis=0)


@pytest.mark.parametrize("slug", [slug for slug in SEARCHED if slug != "quadratic"])
def test_a_new_surface_takes_the_rate_that_is_best_for_all_together(visit, slug):
    page = visit()
    page.get_by_label("Surface").select_option(slug)
    page.locator("optimizer-race .note", has_text="the best here for all").wait_for()
    taken = float(page.get_by_label("Learning rate, as a number", exact=True).input_value())
    gains = together(SURFACES[slug], 120)
    at = RATES.index(taken)
    assert gains[at] >= gains.max() - 0.02 - NEARLY
    assert (gains[:at] < gains.max() - 0.02 + NEARLY).all()
    address(page, f"lr={taken:g}")


def test_a_rate_that_the_reader_has_set_is_kept_on_a_new_surface(visit):
    page = visit()
    number = page.get_by_label("Learning rate, as a number", exact=True)
    number.fill("0.0123")
    number.press("Enter")
    page.get_by_label("Surface").select_option("booth")
    address(page, "surface=booth")
    page.locator("optimizer-race:not([searching])").first.wait_for()
    assert number.input_value() == "0.0123"


def test_the_pages_own_surface_has_the_pages_own_rate(visit):
    page = visit()
    for slug in ("rastrigin", "quadratic"):
        page.get_by_label("Surface").select_option(slug)
        page.locator("optimizer-race:not([searching])").first.wait_for()
    page.wait_for_function("() => location.search === ''")


def test_rates_for_each_are_set_where_they_are_chosen(visit):
    page = visit()
    page.get_by_role("radio", name="one for each").check()
    for slug in FOUR.split(","):
        label = f"{OPTIMIZERS[slug].title}, lr: "
        page.get_by_role("spinbutton", name=label).wait_for()
    page.get_by_role("spinbutton", name="Adam, lr: ").fill("0.2")
    page.keyboard.press("Enter")
    address(page, "adam.lr=0.2")


HEARS = """() => {
  window.heard = [];
  for (const kind of ["keydown", "keypress", "keyup", "touchmove", "pointermove"])
    document.addEventListener(kind, (event) => heard.push(event.key ?? kind));
}"""
USED = {
    ("spinbutton", "Learning rate, as a number"): [".", "5", "ArrowUp", "Backspace", "n", "?"],
    ("slider", "Learning rate"): ["ArrowLeft", "ArrowUp", "PageDown", "Home"],
    ("slider", "Step"): ["ArrowLeft", "ArrowRight", "End"],
    ("combobox", "Surface"): ["b", "ArrowDown", "s"],
    ("radio", "the same for all"): ["ArrowRight", " "],
    ("checkbox", "Adam"): [" "],
    ("button", "Play"): [" ", "Enter"],
    ("button", re.compile("Start at x")): ["ArrowUp", "Shift+ArrowLeft"],
}


def test_keeps_the_keys_that_it_uses_from_the_page(visit):
    page = visit()
    page.evaluate(HEARS)
    for (role, name), keys in USED.items():
        target = page.get_by_role(role, name=name, exact=isinstance(name, str))
        for key in keys:
            target.focus()
            page.keyboard.press(key)
        assert [key for key in page.evaluate("heard") if key != "Shift"] == [], name


@pytest.mark.parametrize(
    ("label", "given", "key", "found"),
    [
        ("Learning rate", "0.01", "ArrowUp", (0.0101, 0.011)),
        ("Learning rate", "0.01", "ArrowDown", (0.009, 0.0099)),
        ("Learning rate", "50", "ArrowUp", (50, 50)),  # beyond the slider
        ("Learning rate", "50", "ArrowDown", (10, 10)),
        ("Steps", "10", "ArrowUp", (11, 11)),
    ],
)
def test_an_arrow_in_a_field_moves_its_slider_by_a_notch(visit, label, given, key, found):
    page = visit()
    page.locator(".more summary").click()
    field = page.get_by_label(f"{label}, as a number", exact=True)
    field.fill(given)
    field.press(key)
    picture(page)  # when it is drawn, the field is written
    assert found[0] <= float(field.input_value()) <= found[1]


def test_other_keys_go_on_to_the_page(visit):
    page = visit()
    page.evaluate(HEARS)
    page.get_by_label("Learning rate", exact=True).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    assert {"Escape", "f"} <= set(page.evaluate("heard"))


def test_a_finger_on_the_start_does_not_swipe_the_page(visit):
    page = visit(has_touch=True, is_mobile=True)
    page.evaluate(HEARS)
    box, touch = handle(page).bounding_box(), page.context.new_cdp_session(page)
    for kind, dx in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": box["x"] + 22 + dx, "y": box["y"] + 22}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    address(page, "start=")
    assert page.evaluate("heard") == []


SCALES = [
    "transform: scale(1.667); transform-origin: 0 0; width: 700px",
    "transform: scale(0.5); width: 1100px",
    "zoom: 1.4; width: 800px",
    "zoom: 0.6; transform: scale(1.2); width: 1000px",
]


@pytest.mark.parametrize("style", SCALES)
def test_a_pointer_is_right_under_any_scale(visit, style):
    page = visit(
        body=f'<div style="{style}">{RACE}</div>', viewport={"width": 1600, "height": 1500}
    )
    box = page.locator("optimizer-race canvas").first.bounding_box()
    (x0, x1), (y0, y1) = SURFACES["quadratic"].window
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.25 * box["height"]
    page.mouse.click(x, y)
    address(page, "start=")
    start = page.evaluate("() => document.querySelector('optimizer-race').settings.start")
    assert start == pytest.approx([(x0 + x1) / 2, y1 - (y1 - y0) / 4], abs=0.02)
    at = handle(page).bounding_box()
    assert at["x"] + at["width"] / 2 == pytest.approx(x, abs=2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], y, steps=4)
    page.mouse.up()
    moved = page.evaluate("() => document.querySelector('optimizer-race').settings.start")
    assert moved[0] == pytest.approx(x0 + 0.75 * (x1 - x0), abs=0.02)


BETWEEN_LOOKS = """async ([optimizers, steps]) => {
  const engine = { ...(await import("/javascripts/engine.js")) };
  const { searched } = await import("/javascripts/race/search.js");
  const { commonRate } = await import("/javascripts/race/common.js");
  const { begin } = engine, { start } = engine.surfaces.rosenbrock;
  let taken = 0, most = 0;
  engine.begin = (options) => {
    const runner = begin(options), step = runner.step.bind(runner);
    runner.step = (t) => { taken++; return step(t); };
    return runner;
  };
  const rest = { start, steps, schedule: "constant", hyper: {} };
  const settings = { surface: "rosenbrock", optimizers, ...rest };
  const each = optimizers.map((slug) => searched(engine, settings, slug));
  const works = [commonRate(engine, settings), ...each];
  for (const work of works) {
    for (let done = false; !done; most = Math.max(most, taken)) {
      taken = 0;
      done = work.next().done;
    }
  }
  return most;
}"""


@pytest.mark.parametrize("steps", [20, 49, 120])
def test_a_search_looks_at_the_clock_every_fifty_steps(visit, steps):
    assert 0 < visit().evaluate(BETWEEN_LOOKS, [FOUR.split(","), steps]) <= 50


WORST_LINE = """async (slug) => {
  const { survey } = await import("/javascripts/race/contours.js");
  const { atOnce } = await import("/javascripts/race/slices.js");
  const surface = (await import("/javascripts/engine.js")).surfaces[slug];
  const [[x0, x1], [y0, y1]] = surface.window;
  const width = 480, tall = (width * (y1 - y0)) / (x1 - x0);
  const { rise, trace } = atOnce(survey(surface, width, tall));
  let from, lines = [];
  atOnce(trace({
    moveTo: (x, y) => { from = [x, y]; },
    lineTo: (x, y) => {
      const [left, top] = [(from[0] + x) / 2, (from[1] + y) / 2];
      lines.push([x0 + ((x1 - x0) * left) / width, y1 - ((y1 - y0) * top) / tall]);
    },
  }, width, tall));
  return { rise, lines };
}"""


def test_a_contour_lies_where_the_surface_has_its_height(visit):
    page = visit()
    for surface in SURFACES.values():
        found = page.evaluate(WORST_LINE, surface.slug)
        gap = np.maximum(surface.value(np.array(found["lines"])) - surface.lowest, 0)
        height = np.log1p(gap / surface.unit) / found["rise"]
        assert np.abs(height - height.round()).max() < 0.25, surface.slug


def test_nobody_may_race_too(visit):
    page = visit("?optimizers=")
    assert result(page) == {}
    page.wait_for_function(f"() => {CANVAS}.getAttribute('aria-label').includes('Nobody')")


@pytest.mark.parametrize("slug", SEARCHED)
def test_takes_the_smallest_of_the_best_rates(visit, slug):
    page = visit(f"?surface={slug}&rates=tuned&steps=60&optimizers={','.join(RACERS)}")
    rates = page.evaluate("() => document.querySelector('optimizer-race').rates")
    assert list(rates) == list(RACERS)
    for name, rate in rates.items():
        scores, kept = judged(RACERS[name], SURFACES[slug], nine(SURFACES[slug]), 60)
        if rate is None:
            assert not kept.any(), name
        else:
            assert is_the_smallest_of_the_best(rate, scores, kept), name


def test_says_when_no_rate_of_the_search_will_do(visit):
    page = visit("?surface=rosenbrock&start=-2,3&rates=tuned&optimizers=momentum&steps=30")
    surface = SURFACES["rosenbrock"]
    _, kept = judged(OPTIMIZERS["momentum"], surface, nine(surface, (-2, 3)), 30)
    assert not kept.any()
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
    picture(page)
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


def test_a_module_that_does_not_load_leaves_what_is_inside(browser):
    context = browser.new_context()
    page = context.new_page()

    def answer(route):
        path = re.sub(r"[?#].*", "", route.request.url.removeprefix(ORIGIN))
        if path.endswith("engine.js"):
            return route.abort()
        text, kind = served(path, RACE.replace("></", "><p>a picture</p></"))
        return route.fulfill(body=text, content_type=kind)

    page.route("**/*", answer)
    page.goto(ORIGIN)
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("a picture").is_visible()
    context.close()


SCREENS = [{"width": w, "height": h} for w, h in ((1440, 789), (1440, 900), (375, 667))]


def needed(page):
    """Return where the parts end that a reader needs first."""
    parts = (
        page.locator("optimizer-race canvas").first,
        page.locator("optimizer-race").get_by_role("button", name="Play"),
        page.get_by_label("Learning rate, as a number", exact=True),
    )
    return [box["y"] + box["height"] for box in (part.bounding_box() for part in parts)]


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_map_play_and_rate_are_on_the_first_screen_of_the_home_page(browser, origin, size):
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    page.goto(origin)
    page.locator("optimizer-race[ready]").wait_for()
    page.wait_for_function(f"() => {CANVAS}.width > 200")
    assert max(needed(page)) <= size["height"]
    context.close()


def test_the_table_of_everyone_fits_a_phone(browser, origin):
    page = browser.new_page(viewport={"width": 375, "height": 667}, reduced_motion="reduce")
    page.goto(f"{origin}?surface=rastrigin&optimizers={','.join(RACERS)}&t=60")
    page.locator("optimizer-race[ready]:not([searching])").wait_for()
    table = page.locator("optimizer-race .result")
    assert table.evaluate("e => e.scrollWidth - e.clientWidth") == 0
    page.close()


def test_a_page_opened_from_a_disk_keeps_the_picture_of_a_race(browser, site):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("optimizer-race img").first.is_visible()
    page.get_by_text("The race has not started.").wait_for()
    page.close()


def test_from_a_disk_the_embedded_page_says_what_it_needs(browser):
    page = browser.new_page()
    page.goto((DOCS / "embed/race/index.html").as_uri())
    words = page.get_by_text("The race has not started.")
    page.wait_for_timeout(2200)
    assert words.is_visible()
    assert "turned off" not in page.locator("main").inner_text()
    page.close()


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_map_play_and_rate_are_on_the_first_screen(visit, size):
    page = visit("embed/race/index.html", viewport=size)
    assert max(needed(page)) <= size["height"]


HEARS_HEIGHT = "<script>addEventListener('message', ({ data }) => { window.told = data; })</script>"


@pytest.mark.parametrize("optimizers", [FOUR, "adam", ",".join(list(RACERS)[:12])])
def test_the_embed_code_gives_a_frame_that_shows_all(visit, optimizers):
    page = visit(f"?optimizers={optimizers}")
    page.get_by_role("button", name="Copy embed code").click()
    page.locator("optimizer-race .notice").first.wait_for()
    code = re.search("<iframe.*</iframe>", page.locator("optimizer-race .notice").inner_text())[0]
    around = visit(body=RACE + HEARS_HEIGHT + code.replace(' loading="lazy"', ""))
    around.wait_for_function("() => window.told")
    frame = around.frames[1]
    frame.locator("optimizer-race[ready]").wait_for()
    height = around.locator("iframe").bounding_box()["height"]
    content = frame.evaluate("() => document.documentElement.scrollHeight")
    assert content <= height
    assert around.evaluate("() => told.height") == pytest.approx(height, abs=8)


SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_nothing_moves_when_an_embedded_race_arrives(visit, size):
    page = visit("embed/race/index.html", viewport=size)
    page.evaluate(SHIFTS)
    page.wait_for_timeout(100)
    assert page.evaluate("shifted") <= 0.02


ARRIVES = """() => new Promise((told) => {
  const race = document.createElement("optimizer-race");
  const map = () => race.shadowRoot.querySelector(".map canvas");
  new MutationObserver(() => told([map().style.height, map().clientHeight]))
    .observe(race, { attributeFilter: ["ready"] });
  document.body.append(race);
})"""


def test_a_race_has_its_size_as_soon_as_it_is_seen(visit):
    """Before any frame: one that came first would show a map whose height is not its own."""
    page = visit("embed/race/index.html")
    given, high = page.evaluate(ARRIVES)
    assert given == f"{high}px"


def test_an_embedded_race_may_be_a_dark_slide(visit):
    page = visit("embed/race/index.html?view=slide&theme=dark&surface=booth", color_scheme="light")
    race = page.locator("optimizer-race")
    assert race.get_attribute("view") == "slide"
    assert race.evaluate("race => race.frame.dataset.theme") == "dark"
    assert page.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert not page.locator("optimizer-race table").is_visible()
    assert page.evaluate("() => document.documentElement.scrollHeight") <= 1000
    page.get_by_label("Learning rate, as a number", exact=True).fill("0.1")
    page.keyboard.press("Enter")
    address(page, "view=slide&theme=dark")


def test_paper_has_the_whole_race_in_light_on_one_sheet(visit):
    page = visit("?t=7")
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    page.wait_for_function(
        "() => document.querySelector('optimizer-race').frame.dataset.theme === 'dark'"
    )
    page.emulate_media(media="print")
    page.wait_for_function(
        "() => document.querySelector('optimizer-race').frame.dataset.theme === 'light'"
    )
    frame = page.locator("optimizer-race .race")
    assert frame.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert frame.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.get_by_role("button", name="Play").is_visible()


@pytest.mark.parametrize(("steps", "key"), [(10, "ArrowRight"), (12, "ArrowLeft")])
def test_a_key_always_turns_the_number_of_steps(visit, steps, key):
    page = visit(f"?steps={steps}")
    page.locator(".more summary").click()
    slider = page.get_by_label("Steps", exact=True)
    slider.press(key)
    address(page, "steps=11")
    slider.press(key)
    address(page, f"steps={12 if steps == 10 else 10}")


def test_it_is_light_in_the_copy_of_the_page_that_firefox_prints(visit):
    page = visit("?t=7")
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    dark = "race => race.frame.dataset.theme === 'dark'"
    page.wait_for_function(f"() => ({dark})(document.querySelector('optimizer-race'))")
    race = page.locator("optimizer-race")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not race.evaluate(dark), "the copy is taken at once"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert race.evaluate(dark)


def test_the_embedded_race_takes_the_same_link(visit):
    page = visit(f"embed/race/index.html{FULL}")
    assert page.locator("optimizer-race output").inner_text() == "step 33 of 77"


@pytest.mark.parametrize("width", [375, 1200])
def test_fits_the_width_of_the_page(visit, width):
    page = visit(viewport={"width": width, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
