"""What the tests share: one site, served on this machine, and a browser that hears complaints."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.browser import OPTIONS, find
from tests.stage import Stage

ROOT = Path(__file__).parent.parent
WHO = {"SITE_URL", "REPO_URL", "COMMIT"}

# What is compiled here runs for less time than better code of it would take to compile.
QUICK = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {QUICK}".strip()

# A slow machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def build(tree: Path, to: Path) -> subprocess.CompletedProcess[str]:
    """Build the pages of a source tree, strictly."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",  # with --quiet it would hear no warnings
        "--site-dir",
        str(to),
    ]
    # Tests know a site without an address of its own, whatever its maintainer has set.
    ours = {name: value for name, value in os.environ.items() if name not in WHO}
    environment = {**ours, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, env=environment)


def parameter(item: pytest.Item, name: str) -> object:
    """Return what a test was given under this name, if it was."""
    return item.callspec.params.get(name) if hasattr(item, "callspec") else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker do all tests of a figure, which draw it once, and begin with the longest.

    While one worker builds the site for the first of them that needs it, another does those that
    do without. It has an effect with `--dist loadgroup --no-loadscope-reorder`.
    """
    for item in items:
        of_figures = item.path.name in {"test_figures.py", "test_live.py"}
        if of_figures and (figure := parameter(item, "slug")):
            item.add_marker(pytest.mark.xdist_group(figure))
    items.sort(key=_turn)


LONGEST = ("test_a_claim_stays_when_starts_move", "test_pages_are_accessible")
THEN = "test_a_deleted_optimizer_leaves_no_page"


def _turn(item: pytest.Item) -> tuple[int, int]:
    """Return what an item's place in the order goes by: workers are given one after the other."""
    if item.name.startswith(LONGEST):
        return 0, int(parameter(item, "part"))
    return (1 if item.name.startswith(THEN) else 2), 0


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """Return the folder of the site, built once for the run, whichever worker comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / "site", shared / "site-is-built"
    with FileLock(shared / "site.lock"):
        if not done.exists():
            subprocess.run([sys.executable, "-m", "gen"], cwd=ROOT, check=True)
            result = build(ROOT, folder)
            assert result.returncode == 0, result.stderr
            done.touch()
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files, and 404.html where there is none, as GitHub Pages does."""

    protocol_version = "HTTP/1.1"  # over connections that stay

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass

    def send_error(self, code: int, *arguments: object) -> None:
        if code != 404:
            return super().send_error(code, *arguments)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


@pytest.fixture(scope="session")
def origin(site):
    """Return the address of the site on this machine."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def stage():
    """Return the server of pages that are a test's own."""
    server = Stage()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, stage):
    """Use the browser that tests/browser.py has found."""
    return {
        **browser_type_launch_args,
        "executable_path": find(),
        "args": [*OPTIONS, stage.rule],
    }


@pytest.fixture(scope="session")
def contexts(browser):
    """Return a function from options to a context: a new one would load and compile all anew."""
    kept = {}

    def context(**options):
        key = repr(sorted(options.items()))
        kept[key] = kept.get(key) or browser.new_context(**options)
        return kept[key]

    yield context
    for each in kept.values():
        each.close()


FORGET = "() => { try { localStorage.clear(); } catch {} }"  # a page from a disk has none


@pytest.fixture
def tab(browser, contexts):
    """Return a function that opens an empty tab for the pages of one origin.

    In the end none may have complained or called out. With `fresh`, its browser has seen nothing.
    """
    complaints, tabs, strangers = [], [], []

    def heard(message):
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def open_tab(home, fresh=False, **options):
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(**options) if fresh else contexts(**options)
        strangers.extend([context] if fresh else [])
        page = context.new_page()
        tabs.append(page)

        def asked(request):
            if not request.url.startswith((home, "data:", "blob:")):
                complaints.append(f"asks for {request.url}")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        return page

    yield open_tab
    for page in tabs:
        page.evaluate(FORGET)
        page.close()
    for context in strangers:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def visit(tab, origin):
    """Return a function that opens an address of the site."""

    def open_page(path: str = "", **options):
        page = tab(origin, **options)
        page.goto(origin + path)
        return page

    return open_page


@pytest.fixture
def weigh(tab, origin):
    """Return a function that opens an address in a browser that has seen nothing.

    It returns the page, and how many bytes came from each address, compressed.
    """

    def first_visit(path: str = "", **options):
        page, sizes = tab(origin, fresh=True, **options), {}

        def note(response):
            if response.ok:
                body = response.body()
                sizes[response.url] = min(len(body), len(gzip.compress(body, 6)))

        page.on("response", note)
        page.goto(origin + path)
        page.wait_for_load_state("networkidle")
        return page, sizes

    return first_visit
