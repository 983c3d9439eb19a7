"""What the tests share: one site, served on this machine, and a browser that hears complaints."""

from __future__ import annotations

import functools
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

ROOT = Path(__file__).parent.parent

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
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, env=environment)


def parameter(item: pytest.Item, name: str) -> object:
    """Return what a test was given under this name, if it was."""
    return item.callspec.params.get(name) if hasattr(item, "callspec") else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker do all tests of a figure, which draw it once, and begin with the longest.

    It has an effect with `--dist loadgroup --no-loadscope-reorder`.
    """
    for item in items:
        of_figures = item.path.name in {"test_figures.py", "test_live.py"}
        if of_figures and (figure := parameter(item, "slug")):
            item.add_marker(pytest.mark.xdist_group(figure))
    first = ("test_a_deleted_optimizer_leaves_no_page", "test_pages_are_accessible")
    items.sort(key=lambda item: not item.name.startswith(first))


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
def browser_type_launch_args(browser_type_launch_args):
    """Use the browser that tests/browser.py has found."""
    return {**browser_type_launch_args, "executable_path": find(), "args": OPTIONS}


@pytest.fixture
def visit(browser, origin):
    """Return a function that opens an address.

    In the end no page may have complained or called out.
    """
    complaints, contexts = [], []

    def heard(message):
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def asked(request):
        if not request.url.startswith((origin, "data:", "blob:")):
            complaints.append(f"asks for {request.url}")

    def open_page(path: str = "", **options):
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        context.on("request", asked)
        page.goto(origin + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
