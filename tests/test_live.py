"""Live figures: what moves in the page is what NumPy computes, to the last bit, and is drawn."""

import functools
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gen.arithmetic import functions
from gen.arithmetic.loop import history, repeat
from gen.arithmetic.vectors import total
from gen.browser.arrays import Sheet
from gen.browser.tracing import UntraceableError
from gen.draw.formats import encode
from gen.draw.live import told
from gen.draw.module import LIBRARIES
from gen.figure import FIGURES
from gen.figures.walks import walked
from gen.optimizers import RACERS
from gen.palette import Hue, tokens
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.turning import Finger, Taken

DOCS = Path(__file__).parent.parent / "docs"
ORIGIN = "http://live.test/"
INDEX = json.loads((DOCS / "figures" / "index.json").read_text())["figures"]
LIVE = [entry["id"] for entry in INDEX if "live.js" in entry["formats"] and entry["id"] in FIGURES]


def held(slug):
    """Return in which directions a figure's first handle moves: "x", "y", "xy" or, without, ""."""
    text = (DOCS / f"figures/{slug}.live.js").read_text(encoding="utf-8")
    handles = json.JSONDecoder().raw_decode(text.partition("about = ")[2])[0]["handles"]
    return "".join(axis for axis in "xy" if handles and handles[0][axis])


KINDS = {held(slug): slug for slug in LIVE}  # one figure of each


@functools.cache
def drawn(slug):
    """Return a figure; a worker draws it once."""
    return FIGURES[slug].draw()


@pytest.fixture(scope="module")
def page(browser):
    """An empty page that can import the site's scripts and figures."""
    page = browser.new_page()

    def serve(route):
        file = DOCS / route.request.url.removeprefix(ORIGIN)
        if file.is_file():
            kind = {".js": "text/javascript", ".svg": "image/svg+xml"}[file.suffix]
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(body="<!doctype html><title>live</title>", content_type="text/html")

    page.route(ORIGIN + "**", serve)
    page.goto(ORIGIN)
    yield page
    page.close()


# Numbers as text: JSON has no NaN, and Playwright wraps each member of an array by itself.
PLAIN = """const plain = (value) =>
  typeof value === "number" || typeof value === "boolean" ? {number: String(Number(value))}
  : value?.data ? {shape: value.shape, numbers: [...value.data].join()}
  : Array.isArray(value) ? value.map(plain)
  : value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
  : value;"""


def array(found):
    """Return what PLAIN made of an array or number."""
    if "number" in found:
        return np.array(float(found["number"]))
    numbers = [float(text) for text in found["numbers"].split(",") if text]
    return np.array(numbers).reshape(found["shape"])


def there(page, sheet, result):
    """Return a traced array's value as the browser computes it."""
    imports = "\n".join(
        f'const {{ {", ".join(names)} }} = await import("{ORIGIN}javascripts/{script}.js");'
        for script, names in LIBRARIES.items()
    )
    constants = "\n".join(f"const {name} = {code};" for code, name in sheet.constants.items())
    body = "\n".join([PLAIN, imports, constants, *sheet.lines, f"return plain({result});"])
    return array(page.evaluate(f"async () => {{ {body} }}"))


def same(a, b):
    """Whether two arrays have one shape and the same numbers, a NaN where the other has one."""
    return np.shape(a) == np.shape(b) and np.array_equal(a, b, equal_nan=True)


ODD = np.array([0.0, -0.0, 1.0, -1.5, 3.0, np.nan, np.inf, -np.inf, 1e-310, 7e22, 1e300, 0.1])
GROUNDS = {
    "odd": ODD.reshape(2, 3, 2),
    "plain": np.linspace(-3, 4, 12).reshape(2, 3, 2),
    "few": np.array([[0.5, -2.0]]),
}
OPERATIONS = {
    "sums and differences": lambda xp, a, b: (a + b) - (b - 2) + (3 - a),
    "products and quotients": lambda xp, a, b: (a * b) / (1 - b) * (2 / a),
    "squares": lambda xp, a, b: a**2 - b**2,
    "signs and roots": lambda xp, a, b: xp.sqrt(xp.abs(a)) * xp.sign(b) + xp.floor(-a),
    "comparisons": lambda xp, a, b: (a < b) | (a >= 1) & ~(b == 0),
    "choices": lambda xp, a, b: xp.where(a <= b, a, -b),
    "larger and smaller": lambda xp, a, b: xp.maximum(xp.abs(a), 0.5) - xp.minimum(xp.abs(b), 2.0),
    "portable functions": lambda xp, a, b: functions.exp(a) + functions.tanh(b) * functions.cos(a),
    "whole and other powers": lambda xp, a, b: functions.real_power(xp.abs(a) + 0.5, b),
    "indices": lambda xp, a, b: a[..., 0] + b[..., -1],
    "slices": lambda xp, a, b: a[..., ::-1] * b[..., :1],
    "new axes": lambda xp, a, b: a[..., None, :] - b[..., :, None],
    "exchanged axes": lambda xp, a, b: a.mT,
    "joined": lambda xp, a, b: xp.concat([a, 2 * a, a[..., :1]], axis=-1),
    "joined before the last": lambda xp, a, b: xp.concat([a, a + 1], axis=-2),
    "stacked": lambda xp, a, b: xp.stack([a, a * a, -a], axis=-1),
    "stacked before the last": lambda xp, a, b: xp.stack([a, a * a], axis=-2),
    "sums up to each": lambda xp, a, b: xp.cumulative_sum(a, axis=-1),
    "products up to each": lambda xp, a, b: xp.cumulative_prod(a, axis=a.ndim - 2),
    "totals": lambda xp, a, b: total(a) * total(a, -2, keepdims=True)[..., 0, 0][..., None],
    "extremes": lambda xp, a, b: xp.max(a, axis=-1) - xp.min(a, axis=-1),
    "first of the largest": lambda xp, a, b: xp.argmax(a, axis=-1) + xp.argmax(a > 0, axis=-1),
    "the largest of all": lambda xp, a, b: xp.max(a) - xp.min(b) + xp.argmax(a),
    "whether all or any": lambda xp, a, b: xp.all(a > -1) | xp.any(b > 3),
    "all and any": lambda xp, a, b: xp.all(a > -1, axis=-1) | xp.any(b > 3, axis=-1),
    "zeros and ones": lambda xp, a, b: xp.zeros_like(a) + xp.ones_like(b),
}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("second", GROUNDS)
@pytest.mark.parametrize("first", GROUNDS)
def test_arrays_in_the_page_are_those_of_numpy_to_the_last_bit(page, first, second, name):
    a, b = GROUNDS[first], GROUNDS[second]
    with np.errstate(all="ignore"):
        expected = np.asarray(OPERATIONS[name](np, a, b), dtype=float)
    sheet = Sheet()
    one = sheet.number("1")  # so that nothing is computed before it is traced
    found = OPERATIONS[name](sheet.namespace(), one * a, one * b)
    assert found.shape == expected.shape
    assert same(there(page, sheet, found.items[0]), expected)


def fibonacci(one):
    """Return loops over numbers and arrays: the last, and all on the way."""
    pair = np.array([1.0, 0.5]) * one
    last = repeat(30, lambda x, y: (x + y, x), pair, 0 * pair)
    found = repeat(50, lambda x: (x * 2,), one, until=lambda x: x > 1000)
    numbers, rows = history(9, lambda n, x: (n + 1, x * n), one, pair)
    return last[0], found[0], numbers, rows


@pytest.mark.parametrize("k", range(4))
def test_loops_in_the_page_are_those_of_numpy(page, k):
    expected = fibonacci(np.float64(1.0))[k]
    sheet = Sheet()
    found = fibonacci(sheet.number("1"))[k]
    assert found.shape == np.shape(expected)
    assert same(there(page, sheet, found.items[0]), expected)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda xp, x: bool(x > 0),
        lambda xp, x: xp.sum(x),
        lambda xp, x: xp.fft(x),
        lambda xp, x: x @ x,
        lambda xp, x: xp.exp(x),
        lambda xp, x: x**3,
        lambda xp, x: x + np.ones(3),
        lambda xp, x: repeat(3, lambda y: (y[:1],), x),
    ],
)
def test_what_a_page_cannot_compute_alike_is_refused_on_its_line(wrong):
    sheet = Sheet()
    with pytest.raises(UntraceableError, match=r"test_live\.py:\d+: "):
        wrong(sheet.namespace(), sheet.number("1") * np.ones(2))


@pytest.mark.parametrize("surface", ["rosenbrock", "quadratic", "softmax"])
@pytest.mark.parametrize("slug", [slug for slug in RACERS if slug != "sgd-with-noise"])
def test_a_walk_takes_the_steps_of_simulate(slug, surface):
    ground = SURFACES[surface]
    for rate in (float(RACERS[slug]().lr), 3.0):
        with np.errstate(all="ignore"):
            points, lost = walked(RACERS[slug](lr=np.float64(rate)), ground, ground.start, 40)
        run = simulate(RACERS[slug](lr=rate), ground, ground.start, 40)
        assert np.array_equal(points, run.points)
        assert lost == run.diverged_at


def turned(knob, seed):
    """Return values of a knob worth trying: its ends, and some between."""
    rng = np.random.default_rng(seed)
    between = rng.uniform(size=4)
    if knob.scale == "log":
        return [knob.low, knob.high, *(knob.low * (knob.high / knob.low) ** between)]
    return [knob.low, knob.high, *(knob.low + (knob.high - knob.low) * between)]


def plain(value):
    """Return marks, sentences and arrays as PLAIN would, numbers as arrays."""
    if isinstance(value, Hue):
        return next(name for name, hue in tokens().items() if hue == value)
    if is_dataclass(value):
        own = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        kind = type(value).__name__.lower()
        return own if kind in ("case", "moved") else {"kind": kind, **own}
    if isinstance(value, Mapping):
        return {name: plain(v) for name, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, str) or value is None:
        return value
    return np.asarray(value, dtype=float)


def agree(here, found, where=""):
    """Assert that what the browser found is what is here."""
    if isinstance(here, np.ndarray):
        assert same(array(found), here), where
    elif isinstance(here, Mapping):
        assert here.keys() == found.keys(), where
        for name in here:
            agree(here[name], found[name], f"{where}.{name}")
    elif isinstance(here, list):
        assert len(here) == len(found), where
        for i, (mine, theirs) in enumerate(zip(here, found, strict=True)):
            agree(mine, theirs, f"{where}[{i}]")
    else:
        assert here == found, where


@pytest.mark.parametrize("slug", LIVE)
def test_what_moves_in_the_page_is_what_numpy_computes_to_the_last_bit(page, slug):
    live = drawn(slug).live
    columns = [turned(knob, seed) for seed, knob in enumerate(live.knobs)]
    for values in zip(*columns, strict=True):
        knobs = {knob.name: float(v) for knob, v in zip(live.knobs, values, strict=True)}
        found = page.evaluate(
            f"async (knobs) => {{ {PLAIN} "
            f'const {{ moves }} = await import("{ORIGIN}figures/{slug}.live.js");'
            "return plain(moves(knobs)); }",
            knobs,
        )
        agree(plain(live.at(**knobs)), found)


@pytest.mark.parametrize("slug", LIVE)
def test_a_live_figure_always_says_something(slug):
    live = drawn(slug).live
    for values in zip(*[turned(knob, 7) for knob in live.knobs], strict=True):
        knobs = {knob.name: float(v) for knob, v in zip(live.knobs, values, strict=True)}
        assert any(np.all(case.when) for case in live.at(**knobs).says), knobs


NUMBERS = [
    *(
        0.0,
        -0.0,
        -0.004,
        -0.4,
        999.7,
        1234.5678,
        1.0,
        -1.0,
        0.15,
        1 / 3,
        0.999,
        0.9995,
        1e-4,
        9.9999e-5,
        1e-5,
        -3.2e-9,
        2e-320,
    ),
    *(12345.6, 99999.0, 123456.0, 9.996e5, 3e7, -2.5e12, math.inf, -math.inf, math.nan),
]
TOLD = """async ([texts, spec]) => {
  const { told } = await import("/javascripts/live/told.js");
  return texts.map((text) => told(Number(text.replace("inf", "Infinity")), spec));
}"""


@pytest.mark.parametrize("spec", ["", ".0f", ".1f", ".3f", ",.0f", ",.2f", ".0%", ".1%"])
def test_numbers_in_sentences_are_written_alike_here_and_in_the_page(page, spec):
    rng = np.random.default_rng(3)
    numbers = [*NUMBERS, *(10.0 ** rng.uniform(-8, 8, 200) * rng.choice([-1, 1], 200))]
    found = page.evaluate(TOLD, [[repr(float(n)) for n in numbers], spec])
    assert found == [told(n, spec) for n in numbers]


NEAR = """async ([low, high, log, value]) => {
  const { slider } = await import("/javascripts/race/dom.js");
  return slider({ label: "", low, high, log, change() {} }).near(value);
}"""


@pytest.mark.parametrize(
    ("low", "high", "log", "value", "told"),
    [
        (0.0, 0.99, False, 0.123456, 0.123),
        (1e-4, 1.0, True, 0.0123456, 0.0123),
        (0.9, 0.9999, False, 0.963456, 0.9635),  # a step of the slider is half a thousandth
        (0.9, 0.9999, False, 0.99978, 0.9998),
        (0.0, 0.9999, False, 0.99978, 0.9998),  # not 1
        (0.0, 0.9999, False, 1.0, 0.9999),
        (-2.0, 2.0, False, -7.0, -2.0),
        (-2.0, 2.0, False, 0.0, 0.0),
    ],
)
def test_a_hand_turns_a_knob_as_finely_as_its_slider(page, low, high, log, value, told):
    assert page.evaluate(NEAR, [low, high, log, value]) == told


def picture(page, body, width, height):
    """Return what a browser shows of some SVG or images, in gray."""
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f'<base href="{ORIGIN}"><body style="margin:0">{body}</body>')
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
    return np.asarray(Image.open(io.BytesIO(shot)).convert("L"), dtype=float)


@pytest.mark.parametrize("slug", LIVE)
def test_at_its_defaults_a_live_figure_looks_as_it_is_drawn(browser, slug):
    drawing = drawn(slug)
    width, height = drawing.width, drawing.height
    page = browser.new_page()
    page.route(
        ORIGIN + "**",
        lambda route: route.fulfill(
            body=(DOCS / route.request.url.removeprefix(ORIGIN)).read_bytes(),
            content_type="text/javascript",
            headers={"access-control-allow-origin": "*"},
        ),
    )
    whole_svg = encode(drawing, "svg")["light"].decode()
    still = encode(drawing, "still.svg")["light"].decode()
    knobs = {knob.name: knob.default for knob in drawing.live.knobs}
    page.goto("about:blank")
    marks = page.evaluate(
        f"""async (knobs) => {{
          const {{ about, moves }} = await import("{ORIGIN}figures/{slug}.live.js");
          const {{ Ink }} = await import("{ORIGIN}javascripts/live/marks.js");
          const ink = new Ink(about, "it");
          return ink.clips() + ink.all(moves(knobs).marks);
        }}""",
        knobs,
    )
    colors = "".join(f"--{name}:{hue.light};" for name, hue in tokens().items())
    font = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
    layer = (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'style="position:absolute;left:0;top:0;{colors}font-family:{font}">{marks}</svg>'
    )
    whole = picture(page, whole_svg, width, height)
    bare = picture(page, still, width, height)
    laid = picture(page, still + layer, width, height)
    page.close()
    moving = np.abs(whole - bare) > 24
    assert moving.any(), "nothing moves"
    assert (np.abs(whole - laid) > 96).sum() < 0.05 * moving.sum()


def shown(page, slug):
    """Return the figure when it has come alive."""
    page.wait_for_selector(f"#figure-{slug}.figure-ready")
    return page.locator(f"#figure-{slug}")


def said(figure):
    return figure.locator(".figure-says").inner_text()


@pytest.mark.parametrize("slug", LIVE)
def test_every_knob_turns_its_figure_by_slider_number_and_key_and_reset_undoes_it(visit, slug):
    figure = Taken(visit(f"figures/{slug}/"), slug)
    for knob in drawn(slug).live.knobs:
        shown = figure.knobs[knob.name]
        assert (shown["low"], shown["high"], shown["default"]) == (
            knob.low,
            knob.high,
            knob.default,
        )
    figure.by_key()
    figure.all("[type=range]")[0].press("End")
    figure.reset()
    assert not figure.wrong


@pytest.mark.parametrize("slug", KINDS.values())
def test_an_address_leads_to_a_state(visit, slug):
    knob = drawn(slug).live.knobs[0]
    page = visit(f"figures/{slug}/?{knob.name}={knob.high!r}")
    own = shown(page, slug).locator(".figure-knob").first
    assert float(own.locator("[type=number]").input_value()) == knob.high


def test_an_address_beyond_the_end_is_told_the_end(visit):
    figure = shown(visit("figures/bias-correction/?beta2=1"), "bias-correction")
    assert "it can be 0 to 0.9999. " in said(figure)


@pytest.mark.parametrize("wrong", ["abc", "NaN", "1e999", "-1e9", "", "%3Cimg%20src%3Dx%3E"])
def test_a_hostile_address_is_told_so(visit, wrong):
    slug = LIVE[0]
    knob = drawn(slug).live.knobs[0]
    figure = shown(visit(f"figures/{slug}/?{knob.name}={wrong}"), slug)
    assert said(figure).startswith("The address asks for ")
    assert float(figure.locator("[type=number]").first.input_value()) == knob.default
    assert figure.locator(".figure-says img").count() == 0


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.parametrize("slug", [KINDS[axes] for axes in ("x", "y", "xy") if axes in KINDS])
def test_a_panel_can_be_taken_by_mouse_and_by_finger(visit, slug, touch):
    options = {"has_touch": True, "is_mobile": True} if touch else {}
    page = visit(f"figures/{slug}/", viewport={"width": 375, "height": 700}, **options)
    figure = Taken(page, slug)
    figure.by_picture(Finger(page) if touch else page.mouse)
    figure.reset()
    if touch:
        figure.by_tap(Finger(page))
        figure.by_swipe(Finger(page))
    assert not figure.wrong


def test_pictures_and_stylesheet_agree_on_where_a_phone_ends():
    template = (DOCS.parent / "gen/pages/templates/still.html").read_text(encoding="utf-8")
    edge = re.search(r'set phone = "([^"]+)"', template)[1]
    styles = (DOCS / "stylesheets/parts.css").read_text(encoding="utf-8")
    assert f"@media screen and {edge} {{\n  .figure-stage[data-phone]" in styles


def test_without_javascript_the_figure_stands_and_says_what_it_shows(visit):
    slug = LIVE[0]
    page = visit(f"figures/{slug}/", java_script_enabled=False)
    assert said(page.locator(f"#figure-{slug}")) == drawn(slug).live.sentence()
    assert page.locator(".figure-stage img").first.evaluate("i => i.complete && i.naturalWidth > 0")
    assert not page.locator(".figure-knobs").is_visible()


def test_a_sentence_turns_a_figure_of_its_page_and_its_link_leads_to_that_state(visit, origin):
    page = visit("learn/why-plain-descent-is-slow/")
    link = page.locator("a.turns-figure").first
    slug, address = link.get_attribute("data-figure"), link.evaluate("a => a.href")
    before = said(page.locator(f"#figure-{slug}"))
    link.click()
    figure = shown(page, slug)
    page.wait_for_function(
        "([slug, address]) => document.querySelector(`#figure-${slug} .figure-permalink`).href"
        " === address",
        arg=[slug, address],
    )
    there = visit(address.removeprefix(origin))
    assert said(shown(there, slug)) == said(figure) != before
