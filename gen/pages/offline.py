"""The site as a zip that opens from a folder: `python -m gen.pages.offline SITE ZIP`.

A page of a folder may run scripts, but not load modules, fetch files or open an index by the name
of its folder. Addresses stay as they are online; what a server does is written into the copies.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

INDEX = "index.html"
STARTS = "javascripts/from-folder.js"
SEARCH, SEARCHES = "search/search_index", "javascripts/search-worker.js"
ONLY_ONLINE = re.compile(rf"404\.html|feed\.xml|sitemap\.xml.*|.*\.map|{SEARCH}\.json|{STARTS}")
MODULES = re.compile(r"javascripts/(?!from-folder|search-worker).+\.js|figures/.+\.live\.js")
FETCHED = ".animated.svg"
PACKED = {".gif", ".mp4", ".png", ".woff2"}  # which no zip makes smaller
PRELOADED = re.compile(r'\s*<link rel="(?:modulepreload|preload)"[^>]*>')
MODULE = re.compile(r'<script type="module" src="([^"]+)"></script>')
LINK = re.compile(r'((?:\shref|\ssrc|; url)="?)(?![\w+.-]+:|//)([^"?#]+)')
IMPORT = re.compile(r'((?:\bfrom|\bimport)\s*\(?\s*)"(\.[^"]+\.js)"')
FOLDER = re.compile(r'(new URL\("(?:\.\./)+(?:[\w-]+/)*)"')
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is written


def files(site: Path, wanted: Callable[[str], bool] = bool) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of what `wanted` holds for, in a fixed order."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    modules = {name: module(site, name) for name in names if MODULES.fullmatch(name)}
    brought = json.dumps({"modules": modules, "worker": _worker(site)})
    yield STARTS, f"{_text(site, STARTS)}\nfromFolder.start({brought});\n".encode()
    yield f"{SEARCH}.js", f"var __index = {_search(site)};\n".encode()
    for name in names:
        if ONLY_ONLINE.fullmatch(name) or not wanted(name):
            continue
        text = name.endswith((".html", ".svg"))
        yield name, linked(site, name).encode() if text else (site / name).read_bytes()
        if name.endswith(FETCHED):
            yield f"{name}.js", f"fromFolder.text = {json.dumps(_text(site, name))};\n".encode()


def linked(site: Path, name: str) -> str:
    """Return a page or a drawing whose links name files, not folders, and whose scripts run."""

    def file(found: re.Match[str]) -> str:
        target = site / posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        return (
            f"{found[1]}{found[2].rstrip('/')}/{INDEX}" if (target / INDEX).is_file() else found[0]
        )

    text = LINK.sub(file, _text(site, name))
    if not name.endswith(".html"):
        return text
    start = posixpath.relpath(STARTS, posixpath.dirname(name) or ".")
    text = text.replace("<head>", f'<head>\n    <script src="{start}"></script>', 1)
    return MODULE.sub(_imported, PRELOADED.sub("", text))


def _imported(found: re.Match[str]) -> str:
    # Only an import within a script asks the map of modules; a `src` does not. It needs its dot.
    path = found[1] if found[1].startswith(".") else f"./{found[1]}"
    return f'<script type="module">import "{path}";</script>'


def module(site: Path, name: str) -> str:
    """Return a module in which everything is named from the root, which its reader will know."""

    def rooted(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        return f'{found[1]}"root:{path}"'

    text = IMPORT.sub(rooted, _text(site, name)).replace("import.meta.url", f'"root:{name}"')
    return FOLDER.sub(rf'\1{INDEX}"', text)


def _worker(site: Path) -> str:
    """Return the worker of the search and, where it would load the theme's own, that."""
    theme = next((site / "assets/javascripts/workers").glob("search.*.min.js"))
    return f"globalThis.importScripts = () => {{\n{theme.read_text()}\n}};\n{_text(site, SEARCHES)}"


def _search(site: Path) -> str:
    index = json.loads(_text(site, f"{SEARCH}.json"))
    for doc in index["docs"]:
        page, sign, section = doc["location"].partition("#")
        doc["location"] = f"{page}{INDEX}{sign}{section}"
    return json.dumps(index, separators=(",", ":"))


def _text(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def write(site: Path, archive: Path) -> None:
    """Write the zip, whole or not at all."""
    part = archive.with_name(f".{archive.name}.part")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(part, "w") as zipped:
        for name, content in files(site):
            packed = zipfile.ZIP_STORED if Path(name).suffix in PACKED else zipfile.ZIP_DEFLATED
            entry = zipfile.ZipInfo(f"{archive.stem}/{name}", MOMENT)
            zipped.writestr(entry, content, packed)
    part.replace(archive)


if __name__ == "__main__":
    site, archive = map(Path, sys.argv[1:])
    if not (site / SEARCH).with_suffix(".json").is_file():
        sys.exit(f"error: {site} is no built site: run `mkdocs build` first, or `nox -s offline`")
    try:
        write(site, archive)
    except OSError as error:
        sys.exit(f"error: cannot write {archive}: {error.strerror}")
    print(f"{archive}, {archive.stat().st_size / 1e6:.0f} MB: unpack it and open {INDEX}")
