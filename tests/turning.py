"""Take every live figure in hand: its sliders and its picture, by mouse, finger and key.

`nox -s audit` does so at 1440 and 375 pixels, light and dark; tests/test_live.py by key alone.
Where a knob stands is said as a share of its slider: 0 at its low end, 1 at its high one.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from playwright.sync_api import Error

DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
LOOKS = list(itertools.product((DESK, PHONE), ("light", "dark")))
NEAR = 0.02  # of a slider: three digits, and whole pixels
THUMB = 16  # pixels: how wide a slider's is in Chromium
NO_NUMBER = re.compile(r"NaN|Infinity|undefined|(?<![\w.])[-−]0(\.0+)?(?![\d.])")

# What the words of the picture that stands still cover is measured once.
ENTER = """async (figure) => {
  const stage = figure.querySelector(".figure-stage");
  const image = [...stage.querySelectorAll("img")].find((each) => each.offsetParent);
  await image.decode(); // the picture at the defaults has gone
  const host = stage.appendChild(document.createElement("div"));
  host.style = "position: absolute; inset: 0; visibility: hidden";
  host.attachShadow({ mode: "open" }).innerHTML = await (await fetch(image.currentSrc)).text();
  const svg = host.shadowRoot.querySelector("svg");
  svg.style = "width: 100%; height: 100%";
  figure.words = (root) => {
    const { left, top } = stage.getBoundingClientRect();
    return [...root.querySelectorAll("text")].map((text) => {
      const box = text.getBoundingClientRect();
      const spare = box.height / 5; // above and below its letters
      return { says: text.textContent, left: box.left - left, right: box.right - left,
        top: box.top - top + spare, bottom: box.bottom - top - spare };
    });
  };
  figure.still = figure.words(svg);
  host.remove();
  const { about } = await import(new URL(stage.dataset.live, location.href).href);
  return { about, picture: image.currentSrc.split("/").pop(),
    knobs: [...figure.querySelectorAll("[data-knob]")].map((it) => it.dataset.knob) };
}"""
LOOK = """async (figure) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame(); // now what the hand did is heard
  await frame(); // and drawn
  const { clientWidth, clientHeight } = figure.querySelector(".figure-stage");
  const drawn = figure.querySelector(".figure-live > g");
  const words = figure.words(drawn), wrong = [];
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  words.forEach((word, i) => {
    if (word.left < 0 || word.top < 0 || word.right > clientWidth || word.bottom > clientHeight)
      wrong.push(`“${word.says}” leaves the picture`);
    for (const other of [...words.slice(0, i), ...figure.still])
      if (meet(word, other)) wrong.push(`“${word.says}” lies on “${other.says}”`);
  });
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) wrong.push(`the page is ${page.scrollWidth} px wide`);
  const inputs = (type) => [...figure.querySelectorAll(`[type=${type}]`)].map((it) => +it.value);
  return { numbers: inputs("number"), sliders: inputs("range"), drawing: drawn.innerHTML,
    says: figure.querySelector(".figure-says").textContent, asked: location.search,
    wrong, scrolled: scrollY };
}"""
# A browser knows a tap when the finger has gone, and a busy one takes its time.
LISTEN = """() => { window.tapped = Promise.race([
  new Promise((heard) =>
    addEventListener("click", () => heard(true), { once: true, capture: true })),
  new Promise((silent) => setTimeout(silent, 2000, false)),
]); }"""
HEARD = "() => window.tapped"
CENTER = "it => it.scrollIntoView({ block: 'center', behavior: 'instant' })"
KEYS = {  # and where on its slider each leads
    "Home": 0.0,
    "ArrowRight": 0.005,
    "PageUp": 0.105,
    "End": 1.0,
    "ArrowLeft": 0.995,
    "PageDown": 0.895,
}


class Finger:
    """A touch on the glass, with the methods of Playwright's mouse: by touch that has no drag."""

    def __init__(self, page: Any) -> None:
        self.device = page.context.new_cdp_session(page)
        self.place, self.held = (0.0, 0.0), False

    def _tell(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def move(self, x: float, y: float) -> None:
        """Go there; the page hears nothing of a finger in the air."""
        self.place = x, y
        if self.held:
            self._tell("touchMove", self.place)

    def down(self) -> None:
        """Touch what is there."""
        self.held = True
        self._tell("touchStart", self.place)

    def up(self) -> None:
        """Let go."""
        self.held = False
        self._tell("touchEnd")


def share(value: float, low: float, high: float, log: bool) -> float:
    """Return how far along from `low` to `high` a value stands."""
    return math.log(value / low) / math.log(high / low) if log else (value - low) / (high - low)


def back(part: float, low: float, high: float, log: bool) -> float:
    """Return the value that stands there."""
    return low * (high / low) ** part if log else low + part * (high - low)


def spot(box: dict[str, float], x: float, y: float) -> tuple[float, float]:
    """Return a place in a box that is given in shares of its sides."""
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


class Taken:
    """A live figure in a page, and what was found to be wrong with it."""

    def __init__(self, page: Any, slug: str) -> None:
        self.figure = page.wait_for_selector(f"#figure-{slug}.figure-ready")
        found = self.figure.evaluate(ENTER)
        self.handles, self.panels = found["about"]["handles"], found["about"]["panels"]
        self.picture = found["picture"]
        self.knobs = {knob["name"]: knob for knob in map(json.loads, found["knobs"])}
        self.wrong: dict[str, str] = {}  # each fault, and when it was first seen
        self.seen: dict[tuple[float, ...], tuple[str, str]] = {}
        self.first = self.look("at first")

    def all(self, selector: str) -> list[Any]:
        """Return the figure's elements of a kind."""
        return self.figure.query_selector_all(selector)

    def part(self, name: str, value: float) -> float:
        """Return where on its slider a knob's value stands, or its end where it is beyond."""
        knob = self.knobs[name]
        kept = min(max(value, knob["low"]), knob["high"])
        return share(kept, knob["low"], knob["high"], knob["scale"] == "log")

    def look(self, deed: str, **expected: float) -> dict[str, Any]:
        """Return what the figure shows after a deed that leads knobs where they are expected."""
        state = self.figure.evaluate(LOOK)
        state["at"] = dict(zip(self.knobs, state["numbers"], strict=True))
        for fault in [*state["wrong"], *self.faults(state, expected)]:
            self.wrong.setdefault(fault, deed)
        return state

    def faults(self, state: dict[str, Any], expected: dict[str, float]) -> Iterator[str]:
        """Yield where number, slider, address, sentence and drawing do not follow each other."""
        for kind in ("says", "drawing"):
            if found := NO_NUMBER.search(state[kind]):
                yield f"{found[0]} in what it {kind}"
        for (name, value), slider in zip(state["at"].items(), state["sliders"], strict=True):
            found = self.part(name, value)
            if abs(found - slider) > NEAR:
                yield f"{name} is {value:g}, and its slider at {slider:g}"
            if abs(found - expected.get(name, found)) > NEAR:
                yield f"{name} is {value:g}, at {found:.3f}, not at {expected[name]:.3f}"
            if (value != self.knobs[name]["default"]) != (f"{name}=" in state["asked"]):
                yield f"{name} is {value:g}, and the address “{state['asked']}”"
        looks = state["says"], state["drawing"]
        if self.seen.setdefault(tuple(state["numbers"]), looks) != looks:
            yield f"looks different from before at {state['at']}"

    def reset(self) -> None:
        """Press Reset, which undoes all."""
        self.all(".figure-reset")[0].click()
        state = self.look("Reset")
        for kind in ("numbers", "says", "drawing", "asked"):
            if state[kind] != self.first[kind]:
                self.wrong.setdefault(f"{kind} not as at first", "Reset")

    def by_key(self) -> None:
        """Turn each knob by keys to its ends and back a little, and by a number to its middle."""
        fields = zip(self.all("[type=range]"), self.all("[type=number]"), strict=True)
        for (name, knob), (slider, field) in zip(self.knobs.items(), fields, strict=True):
            states = []
            for key, part in KEYS.items():
                slider.press(key)
                states.append(self.look(f"{key} on {name}", **{name: part}))
            numbers = [state["at"][name] for state in states]
            if len({*numbers}) < len(numbers):
                self.wrong.setdefault(f"{name} was {numbers}", ", ".join(KEYS))
            before = states[-1]["at"][name]
            for key, step in (("ArrowUp", 0.005), ("ArrowDown", -0.005)):
                field.press(key)
                at = self.part(name, before) + step
                before = self.look(f"{key} in the field of {name}", **{name: at})["at"][name]
            half = back(0.5, knob["low"], knob["high"], knob["scale"] == "log")
            for number in (f"{half:.3g}", repr(knob["default"])):
                field.fill(number)
                field.press("Enter")
                part = self.part(name, float(number))
                states.append(self.look(f"{number} for {name}", **{name: part}))
            if len({state["drawing"] for state in states}) == 1:
                self.wrong.setdefault("the drawing stays the same", name)
        if len({says for says, _ in self.seen.values()}) == 1:  # of some knobs it says nothing
            self.wrong.setdefault("the sentence stays the same", "all knobs")

    def by_slider(self, hand: Any) -> None:
        """Drag the thumb of every slider to its middle and to both ends."""
        for name, slider in zip(self.knobs, self.all("[type=range]"), strict=True):
            slider.evaluate(CENTER)
            box = slider.bounding_box()
            track = {**box, "x": box["x"] + THUMB / 2, "width": box["width"] - THUMB}
            begins = float(slider.input_value())
            hand.move(*spot(track, begins, 0.5))
            hand.down()
            # Far at first: what moves less than 15 pixels is no drag by a finger.
            for part in ((0.0, 1.0) if begins > 0.5 else (1.0, 0.0)) + (0.5,):
                hand.move(*spot(track, part, 0.5))
                self.look(f"slider of {name} by {called(hand)}", **{name: part})
            hand.up()

    def panes(self) -> Iterator[tuple[dict[str, Any], Any, dict[str, float]]]:
        """Yield each handle, what a hand takes hold of, and the box of its panel on the screen."""
        grips = iter(self.all(".figure-grip"))
        for handle, area in zip(self.handles, self.all(".figure-area"), strict=True):
            area.evaluate(CENTER)
            both = handle["x"] and handle["y"]
            yield handle, next(grips) if both else area, area.bounding_box()

    def leads(self, handle: dict[str, Any], x: float, y: float) -> dict[str, float]:
        """Return where the knobs of a handle belong when it is at a place of its panel."""
        axes, places = self.panels[handle["panel"]], {"x": x, "y": 1 - y}
        ways = [way for way in "xy" if handle[way]]
        return {handle[w]: self.part(handle[w], back(places[w], **axes[w])) for w in ways}

    def by_picture(self, hand: Any) -> None:
        """Drag every handle to the corners, or the ends, of its panel."""
        for handle, held, box in self.panes():
            hand.move(*spot(held.bounding_box(), 0.5, 0.5))
            hand.down()
            ways = [(0.02, 0.98) if handle[way] else (0.5,) for way in "xy"]
            for x, y in itertools.product(*ways):
                hand.move(*spot(box, x, y))
                self.look(f"picture by {called(hand)}", **self.leads(handle, x, y))
            hand.up()

    def by_tap(self, finger: Finger) -> None:
        """Tap every panel: its handle comes."""
        for handle, _, box in self.panes():
            for x, y in ((0.3, 0.3), (0.6, 0.8)):
                finger.move(*spot(box, x, y))
                self.tap(finger)
                self.look("tap", **self.leads(handle, x, y))

    def tap(self, finger: Finger) -> None:
        """Tap until the page has heard it: to a busy one a slow finger is a long press."""
        for _ in range(3):
            self.figure.evaluate(LISTEN)
            finger.down()
            finger.up()
            if self.figure.evaluate(HEARD):
                break

    def by_swipe(self, finger: Finger) -> None:
        """Push the page up by the picture, except where that turns a knob: no knob turns."""
        boxes = [box for handle, _, box in self.panes() if handle["x"]]
        if not self.handles:
            self.figure.evaluate(CENTER)
            boxes = [self.all(".figure-stage")[0].bounding_box()]
        for box in boxes:
            before = self.look("before a swipe")
            x, y = spot(box, 0.9, 0.5)
            finger.move(x, y)
            finger.down()
            for pushed in (15, 30, 60, 90, 120):
                finger.move(x, y - pushed)
            finger.up()
            parts = {name: self.part(name, value) for name, value in before["at"].items()}
            after = self.look("swipe on the picture", **parts)
            if after["scrolled"] < before["scrolled"] + 40:
                self.wrong.setdefault("the page does not scroll", "swipe on the picture")


def called(hand: Any) -> str:
    """Return a word for a hand."""
    return type(hand).__name__.lower()


def taken(page: Any, slug: str, phone: bool, dark: bool) -> dict[str, str]:
    """Turn all of a figure whose page is open; return each fault, and when it was first seen."""
    figure = Taken(page, slug)
    picture = f"{slug}{'.dark' if dark else ''}{'.phone' if phone else ''}.still.svg"
    if figure.picture != picture:
        figure.wrong[f"{figure.picture} is shown, not {picture}"] = "at first"
    finger = Finger(page)
    hand = finger if phone else page.mouse
    figure.by_key()
    figure.by_slider(page.mouse)
    figure.reset()
    figure.by_picture(hand)
    figure.reset()
    if phone:
        figure.by_slider(finger)
        figure.by_tap(finger)
        figure.reset()
        figure.by_swipe(finger)
    return figure.wrong


def wrong_with_figures(browser: Any, origin: str, slugs: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with live figures in each look, in a line each."""
    heard: list[str] = []
    for options, scheme in LOOKS:
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", **options)
        page = context.new_page()
        page.on("console", lambda it: it.type in {"error", "warning"} and heard.append(it.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        for slug in slugs:
            heard.clear()
            try:
                page.goto(f"{origin}figures/{slug}/")
                found = taken(page, slug, options is PHONE, scheme == "dark")
            except Error as error:
                found = {str(error).splitlines()[0]: "stopped"}
            where = f"{slug}, {options['viewport']['width']} px, {scheme}"
            for fault, deed in {**found, **dict.fromkeys(heard, "console")}.items():
                yield f"{where}: {fault} ({deed})"
        context.close()
