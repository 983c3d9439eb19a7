"""Races and live figures on slides: in a deck of reveal.js, in frames, and on the whole screen."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parent.parent
DOCS, REVEAL = ROOT / "docs", ROOT / "node_modules" / "reveal.js" / "dist"
CODES = ROOT / "node_modules" / "qrcode-generator" / "dist" / "qrcode.mjs"
ORIGIN = "http://talk.test/"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
TYPES |= {".html": "text/html", ".svg": "image/svg+xml"}
SCRIPT = '<script type="module" src="/javascripts/race.js"></script>'
RACE = '<optimizer-race surface="quadratic" optimizers="sgd,adam" steps="60"></optimizer-race>'
SETTINGS = {"surface": "quadratic", "optimizers": "sgd,momentum,rmsprop,adam", "lr": "0.05"}
SLIDE = f"embed/race/?{urlencode({'view': 'slide', 'theme': 'dark', **SETTINGS})}"
INDEX = json.loads((DOCS / "figures" / "index.json").read_text())["figures"]
LIVE = sorted(
    (entry for entry in INDEX if "live.js" in entry["formats"]),
    key=lambda entry: entry["width"] / entry["height"],
)


def file_at(path):
    """Return the file that the site has at a path, or reveal.js for its deck."""
    if path == "vendor/qrcode.js":
        return CODES
    if path.startswith("reveal/"):
        return REVEAL / path.removeprefix("reveal/")
    return DOCS / path / "index.html" if path.endswith("/") else DOCS / path


@pytest.fixture
def opened(browser):
    """Return a function that opens an address, or a page with `body`; errors fail the test."""
    contexts, troubles = [], []

    def open_page(path="", body=RACE, head=SCRIPT, size=(1440, 810), **options):
        context = browser.new_context(
            viewport=dict(zip(("width", "height"), size, strict=True)),
            **{"reduced_motion": "reduce", **options},
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))

        def answer(route):
            asked = re.sub(r"[?#].*", "", route.request.url.removeprefix(ORIGIN))
            file = file_at(asked)
            if asked and file.is_file():
                route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            else:
                text = f'<!doctype html><html lang="en"><title>talk</title>{head}<body>{body}'
                route.fulfill(body=text, content_type="text/html")

        context.route("**/*", answer)
        page.goto(ORIGIN + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def asked(page):
    """Press the button, and return the dialog."""
    page.locator("optimizer-race[ready]").first.wait_for()
    page.get_by_role("button", name="Use in a talk").first.click()
    return shown(page)


def shown(page):
    """Return the dialog, when it is there with all that it says."""
    dialog = page.locator("dialog[open]")
    dialog.locator(".qr svg").wait_for()
    return dialog


def code(dialog, name):
    """Return what is to be copied under a heading."""
    return dialog.locator("details", has_text=name).locator("code").text_content()


DECK = """<div class="reveal"><div class="slides">
<section>Welcome</section><section>{tag}</section>{frame}<section>Thanks</section>
</div></div>
<script src="/reveal/reveal.js"></script>
<script>Reveal.initialize({{width: 960, height: 540, margin: 0, transition: "none"}})</script>"""
STYLES = '<link rel="stylesheet" href="/reveal/reveal.css">'


@pytest.fixture
def deck(opened):
    """Return a deck on its first of four slides, made of what the dialog of a race gives."""
    dialog = asked(opened())
    body = DECK.format(tag=code(dialog, "One script tag"), frame=code(dialog, "reveal.js"))
    page = opened(body=body, head=STYLES)
    page.wait_for_function("() => window.Reveal?.isReady()")
    page.wait_for_function("() => customElements.get('optimizer-race')")
    return page


def slide(page):
    return page.evaluate("Reveal.getIndices().h")


def at(page, number):
    """Go to a slide and return its race, when it stands."""
    page.evaluate("(number) => Reveal.slide(number)", number)
    scope = page.frame_locator("iframe") if number == 2 else page
    race = scope.locator("optimizer-race[ready]")
    scope.locator("canvas[aria-label*='from above']").wait_for()
    return race


LEFT_WHILE_IT_PLAYS = """async (race) => {
  race.toggle();
  const before = race.parts.player.playing;
  Reveal.slide(0);
  await null;
  return [before, race.parts.player.playing];
}"""


def test_in_a_deck_a_hidden_slide_costs_nothing(deck):
    race = deck.locator("optimizer-race")
    deck.wait_for_timeout(200)
    assert race.evaluate("race => [race.begun, race.racers.length, race.due]") == [False, 0, 0]
    assert deck.locator("iframe").get_attribute("src") is None
    at(deck, 1)
    assert race.evaluate(LEFT_WHILE_IT_PLAYS) == [True, False]


def test_in_a_deck_keys_are_its_own_unless_a_control_uses_them(deck):
    for number in (1, 2):  # as an element, and in a frame
        race = at(deck, number)
        rate = race.get_by_label("Learning rate", exact=True)
        rate.focus()
        before = rate.input_value()
        deck.keyboard.press("ArrowRight")
        assert (slide(deck), rate.input_value() > before) == (number, True)
        race.get_by_role("button", name="Play", exact=True).focus()
        deck.keyboard.press("ArrowRight")
        deck.wait_for_function("(number) => Reveal.getIndices().h === number + 1", arg=number)


def test_in_a_deck_a_race_is_dark_and_a_pointer_is_right_although_all_is_scaled(deck):
    for number in (1, 2):
        race = at(deck, number)
        assert race.evaluate("race => race.frame.dataset.theme") == "dark"
        box = race.locator(".map canvas").bounding_box()
        shares = (0.25, 0.75)
        sizes = zip((box["x"], box["y"]), (box["width"], box["height"]), shares, strict=True)
        deck.mouse.click(*(origin + share * size for origin, size, share in sizes))
        found = race.evaluate(
            """(race) => race.parts.map.place(...race.settings.start)
              .map((place, i) => place / [race.parts.map.width, race.parts.map.height][i])"""
        )
        assert found == pytest.approx(shares, abs=0.01)


@pytest.mark.parametrize("size", [(960, 540), (1920, 1080)])
def test_a_slide_fills_its_frame_and_its_type_grows_with_it(opened, size):
    page = opened(SLIDE, size=size)
    race = page.locator("optimizer-race[ready]")
    page.locator("canvas[aria-label*='from above']").wait_for()
    over = "e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]"
    assert race.evaluate(over) == [0, 0]
    assert page.locator("html").evaluate(over) == [0, 0]
    button = page.get_by_role("button", name="Play", exact=True).bounding_box()
    assert button["height"] == pytest.approx(44 * size[1] / 540, rel=0.06)
    canvas = race.locator(".map canvas")
    assert canvas.bounding_box()["width"] > 0.54 * size[0]
    density = canvas.evaluate("e => e.width / e.getBoundingClientRect().width")
    assert density == pytest.approx(1, abs=0.02)  # as sharp as the screen


def test_a_slide_says_first_what_makes_no_sense_in_its_address(opened):
    page = opened("embed/race/?view=slide&theme=none&rates=%3Cb%3E")
    notice = page.locator("optimizer-race .notice")
    notice.wait_for()
    for words in ("There is no theme “none”", "There is no mode of rates “<b>”"):
        assert words in notice.inner_text()
    assert notice.bounding_box()["y"] < 100


def test_the_dialog_is_accessible_and_its_links_open_the_race_as_it_is_set(opened):
    page = opened("?lr=0.07&t=9", body=f"<main><h1>A race</h1>{RACE}</main>")
    dialog = asked(page)
    for summary in dialog.locator("summary").all():
        summary.click()
    for scheme in ("light", "dark"):
        page.evaluate(
            "(scheme) => { document.querySelector('.use-in-a-talk').style.colorScheme = scheme }",
            scheme,
        )
        found = Axe().run(
            page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
        )
        assert [
            (each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]
        ] == []
    link, address = (field.input_value() for field in dialog.locator(".address input").all())
    assert "lr=0.07" in link and "t=9" in link
    assert address.startswith(f"{ORIGIN}embed/race/?view=slide&theme=dark&")
    dialog.get_by_label("light").check()
    assert "theme=light" in code(dialog, "A frame in any page")
    there = opened(address.removeprefix(ORIGIN))
    there.locator("optimizer-race[ready]").wait_for()
    assert there.locator("optimizer-race output").inner_text() == "step 9 of 60"


def test_presented_it_has_the_screen_and_the_keys_until_escape(opened):
    page = opened(body=RACE.replace(" steps", ' speed="0.25" steps'))  # so that it plays for long
    asked(page).get_by_role("button", name="Present").click()
    screen = page.frame_locator("iframe[name=present]")
    screen.locator("canvas[aria-label*='from above']").wait_for()
    page.wait_for_function("() => document.activeElement?.name === 'present'")
    counter = screen.locator("output")
    page.keyboard.press("ArrowLeft")
    assert counter.inner_text() == "step 59 of 60"
    for _ in range(30):  # so that much is left to be played
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    screen.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press("Space")
    screen.get_by_role("button", name="Play", exact=True).wait_for()
    page.keyboard.press("Escape")
    page.locator("iframe").wait_for(state="detached")


HEARS = """<script>
window.told = [];
addEventListener("message", ({data}) => told.push(data));
</script>
<iframe src="ADDRESS" style="width:700px;height:300px"></iframe>"""


def test_a_frame_tells_its_height_and_a_slide_does_not(opened):
    page = opened(body=HEARS.replace("ADDRESS", "/embed/race/"), head="")
    page.wait_for_function("() => told.length > 0")
    message = page.evaluate("told.at(-1)")
    assert (message["source"], message["type"]) == ("optimizer-race", "height")
    still = opened(body=HEARS.replace("ADDRESS", f"/{SLIDE}"), head="")
    still.frame_locator("iframe").locator("canvas[aria-label*='from above']").wait_for()
    assert still.evaluate("told") == []


@pytest.mark.parametrize("entry", [LIVE[0], LIVE[-1]], ids=lambda entry: entry["id"])
def test_a_live_figure_fits_a_slide_and_keeps_it_when_it_is_turned(visit, entry):
    page = visit(
        f"embed/figures/{entry['id']}/?view=slide&theme=dark",
        viewport={"width": 960, "height": 540},
    )
    page.locator(".figure-ready").wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") <= 541
    picture = page.locator(".figure-stage").bounding_box()
    assert picture["height"] > 200
    page.locator(".figure-knob [type=range]").first.press("ArrowRight")
    page.wait_for_function("location.search.split('&').length === 3")
    assert page.evaluate("location.search").startswith("?view=slide&theme=dark&")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_on_a_small_slide_a_live_figure_keeps_its_wide_form(visit):
    entry = LIVE[0]
    page = visit(f"embed/figures/{entry['id']}/?view=slide", viewport={"width": 480, "height": 270})
    page.locator(".figure-ready").wait_for()
    assert "phone" not in page.evaluate("document.querySelector('.figure img').currentSrc")
    layer = page.locator(".figure-live").get_attribute("viewBox")
    assert layer.startswith(f"0 0 {entry['width']} ")


def test_a_live_figures_dialog_and_frame_lead_to_its_state(visit, origin):
    slug = LIVE[0]["id"]
    page = visit(f"figures/{slug}/")
    page.locator(".figure-ready").wait_for()
    page.locator(".figure-knob [type=range]").first.press("ArrowRight")
    page.wait_for_function("location.search !== ''")
    page.locator(".figure-talk").click()
    link, address = (field.input_value() for field in shown(page).locator(".address input").all())
    assert link == page.url
    said = page.locator(".figure-says").inner_text()
    there = visit(address.removeprefix(origin))
    there.locator(".figure-ready").wait_for()
    assert there.locator(".figure-says").inner_text() == said


@pytest.mark.parametrize("query", ["view=%3Cb%3E", "nosuch=1", "theme=", "%00=%ff"])
def test_a_live_figures_frame_says_what_makes_no_sense(visit, query):
    page = visit(f"embed/figures/{LIVE[0]['id']}/?{query}")
    page.locator(".figure-ready").wait_for()
    assert page.locator(".figure-says").inner_text().startswith("There is no ")
