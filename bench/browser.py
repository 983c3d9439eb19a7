"""The race re-simulated in Chromium, as happens at every move of a dragged start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from bench.measure import Measurement
from gen.browser.engine import engine
from gen.browser.functions import functions
from tests.browser import OPTIONS, find

SCRIPTS = Path(__file__).parent.parent / "docs" / "javascripts"
RACERS, STEPS, TIMES = 12, 500, 100

# Each time starts elsewhere, as a drag does. The first runs let the browser compile what it runs.
DRAG = """async ([racers, steps, times]) => {
  const { optimizers, surfaces, simulate } = await import("http://bench.invalid/engine.js");
  const names = Object.keys(optimizers), { start } = surfaces.rosenbrock, taken = [];
  for (let i = 0; i < times; i++) {
    const from = [start[0] + i / 1000, start[1]], began = performance.now();
    for (let k = 0; k < racers; k++) {
      simulate({ optimizer: names[k % names.length], surface: "rosenbrock", start: from, steps });
    }
    taken.push(performance.now() - began);
  }
  return taken.slice(times / 5).sort((a, b) => a - b)[Math.floor(times * 0.4)];
}"""


WRITTEN = {"engine.js": engine, "functions.js": functions}


def serve(route: Route) -> None:
    """Answer with what rules and functions are in JavaScript, or with a module beside them."""
    name = route.request.url.rpartition("/")[2]
    if name in WRITTEN:
        route.fulfill(body=WRITTEN[name](), content_type="text/javascript")
    elif (SCRIPTS / name).is_file():
        route.fulfill(path=SCRIPTS / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


def measure(quick: bool = False) -> Iterator[Measurement]:
    """Yield the median time of re-simulating a whole race."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=OPTIONS)
        page = browser.new_page()
        page.route("http://bench.invalid/**", serve)
        page.goto("http://bench.invalid/")
        milliseconds = page.evaluate(DRAG, [RACERS, STEPS, 5 if quick else TIMES])
        browser.close()
    yield Measurement(f"race of {RACERS} × {STEPS} steps in the browser", milliseconds, "ms", 4)
