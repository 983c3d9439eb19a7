"""Find a browser to test in: one here, Playwright's, Debian's, or say in a line what to install."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
# A root user, as in a container, has no sandbox to offer.
OPTIONS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    OPTIONS.append("--no-sandbox")


def works(path: str) -> bool:
    """Return whether the browser starts: a download may lack the libraries of the system."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def present() -> Iterator[str]:
    """Yield the browsers that are on this machine."""
    yield from filter(None, (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)))
    yield from (place for place in PLACES if Path(place).exists())


def playwrights_own() -> str:
    """Return where Playwright keeps its Chromium, there or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def attempt(*command: str) -> bool:
    """Run a command that may well fail, and return whether it did not."""
    print("trying:", " ".join(command), flush=True)
    environment = {
        **os.environ,
        "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "15000",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    try:
        return subprocess.run(command, env=environment, timeout=240).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def installed() -> Iterator[str]:
    """Yield what can be installed, one attempt after the other."""
    if attempt(sys.executable, "-m", "playwright", "install", "chromium"):
        yield playwrights_own()
    if shutil.which("apt-get"):
        rights = () if os.geteuid() == 0 else ("sudo", "-n")
        attempt(*rights, "apt-get", "update", "-qq")
        if attempt(
            *rights, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"
        ):
            yield from filter(None, [shutil.which("chromium")])


@functools.cache
def find() -> str:
    """Return the path of a Chromium that starts, installing one if need be, or raise SystemExit."""
    for path in present():
        if works(path):
            return path
    if works(playwrights_own()):
        return playwrights_own()
    for path in installed():
        if works(path):
            return path
    raise SystemExit(
        "no browser to test in: install Chromium or Chrome, or set CHROMIUM to the path of one"
    )


if __name__ == "__main__":
    print("testing in", find())
