"""The pieces of HTML that pages are put together from; each is a template in templates/."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from mkdocs.utils import get_relative_url

from gen.draw.scale import ten_to
from gen.pages.katex import render as formula
from gen.pages.katex import typeset
from gen.pages.references import link_papers


def size(count: int) -> str:
    """Return a number of bytes as a reader says it."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} KB"


def number(value: object, spec: str = "") -> str:
    """Return a measured number for a sentence: three digits, or as `spec` says."""
    if isinstance(value, str):
        return value
    if spec:
        text = format(value, spec)
    elif isinstance(value, int) and not isinstance(value, bool):
        text = f"{value:,}"
    elif isinstance(value, float):
        text = plain(float(f"{value:.3g}"))
    else:
        text = str(value)
    return text.replace("-", "−")


def plain(value: float) -> str:
    """Return a number with all its digits: 0.9999, 2,510, 10⁻⁸."""
    if value and not 1e-4 <= abs(value) < 1e7:
        mantissa, exponent = f"{value:e}".split("e")
        return ("" if float(mantissa) == 1 else f"{float(mantissa):g} × ") + ten_to(int(exponent))
    return f"{value:,.0f}" if value == round(value) else f"{value:,.15g}"


def bounds(check: dict[str, Any]) -> str:
    """Return in words between which numbers a measurement had to be."""
    low, high = check["low"], check["high"]
    if low is None:
        return f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def seen(check: dict[str, Any]) -> str:
    """Return in words what was measured: a number, or the middle and the range of several."""
    found = ["∞" if value is None else number(value) for value in check["measured"]]
    if len(found) < 2:
        return found[0] if found else "not a number"
    low, middle, high = found
    if low == high:
        return f"{low}, all {check['of']}"
    return f"{low} to {high}" + (f", median {middle} of {check['of']}" if check["of"] > 2 else "")


def hue(slug: str) -> Markup:
    """Return the style that gives an element its optimizer's color, light and dark."""
    return Markup(f'style="--hue: var(--optimizer-{slug})"')


def file_link(address: str) -> str:
    """Return a Markdown link to a file in the page's own folder, named as the file is."""
    name = address.rpartition("/")[2]
    return f"[{name}]({name})" if name else ""


@functools.cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(
        loader=loader,
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "size": size,
        "number": number,
        "plain": plain,
        "file_link": file_link,
        "seen": seen,
        "bounds": bounds,
        "papers": lambda text: Markup(link_papers(text)),
        "typeset": lambda text: Markup(typeset(text)),
    }
    made.globals |= {"hue": hue, "formula": lambda *tex: Markup(formula(*tex))}
    return made


def part(name: str, url: str, **values: Any) -> str:
    """Return the template filled in for the page at `url`; in it, `to(address)` is a link."""
    return (
        _environment()
        .get_template(name)
        .render(to=lambda address: get_relative_url(address, url), **values)
    )
