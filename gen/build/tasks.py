"""Everything that can be made: texts for the browser, measurements, figures, claims."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from itertools import product
from typing import Any

import gen.claims
import gen.figures  # noqa: F401 (they fill the registers)
from gen.cache.fingerprints import ROOT, Sources, digest, homes
from gen.cache.records import record_path
from gen.cast import CATALOGUES
from gen.claims.ledger import CLAIMS, Claim
from gen.draw.arranged import narrow, needs_narrow
from gen.draw.formats import encode, formats
from gen.draw.slides import SLIDES
from gen.figure import FIGURES, Figure
from gen.measurements.register import MEASUREMENTS, Measurement

FIGURE_FOLDER = "docs/figures"
DATA, RECORDED = "docs/data/experiments", "gen.experiments.results"  # whose readers depend on it
ENCODERS = "gen.draw.formats"  # no figure knows them, and all are written by them
SLIDE_ENCODERS = "gen.draw.slides"

# Texts: where each is written, and the module whose function of the same name returns it.
TEXTS = {
    "functions": ("docs/javascripts/functions.js", "gen.browser.functions"),
    "engine": ("docs/javascripts/engine.js", "gen.browser.engine"),
    "tokens": ("docs/stylesheets/tokens.css", "gen.browser.colors"),
}


@dataclass(frozen=True)
class Made:
    """What a task made: files by path, and what is worth knowing of them."""

    files: dict[str, bytes]
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """One thing to make. It answers to its own name and to every one of `tags`."""

    name: str
    make: Callable[[], Made] = field(repr=False)  # sent to another process; it writes nothing
    inputs: dict[str, str] = field(repr=False)  # fingerprints of all that it depends on
    after: frozenset[str] = frozenset()  # the names of those whose results it reads
    tags: frozenset[str] = frozenset()
    page: str = ""  # what is on one page has much in common, and is made in one process
    kind: str = ""  # of SLIDES, if it is one, which is made only on demand


def all_tasks(kinds: Iterable[str] = ()) -> list[Task]:
    """Return every task: the texts, what others read of measurements, figures and claims.

    Of slides there are those of the `kinds` asked for, and those that have been made before.
    """
    sources = Sources()
    figures = [_figure_task(figure, sources) for figure in FIGURES.values()]
    claims = [_claim_task(claim, sources) for claim in CLAIMS.values()]
    read = set().union(*(task.after for task in (*figures, *claims)))
    for measurement in reversed(MEASUREMENTS.values()):  # one may read those registered before it
        if measurement.slug in read:
            read |= _read_by(measurement, sources)
    measured = [_measuring(MEASUREMENTS[slug], sources) for slug in MEASUREMENTS if slug in read]
    texts = [_text_task(name, sources) for name in TEXTS]
    return [*texts, *measured, *figures, *claims, *_slide_tasks(set(kinds), sources)]


def _text_task(name: str, sources: Sources) -> Task:
    module = TEXTS[name][1]
    return Task(name, partial(make_text, name), sources.of([module], everyone=True))


def _measuring(measurement: Measurement, sources: Sources) -> Task:
    return Task(
        measurement.slug,
        partial(make_measurement, measurement.slug),
        measurement.inputs(sources),
        _read_by(measurement, sources),
        _names(measurement.module, measurement.cast.everyone[:1]),
    )


def _figure_task(figure: Figure, sources: Sources) -> Task:
    return Task(
        figure.slug,
        partial(make_figure, figure.slug),
        _drawn_from(figure, ENCODERS, sources),
        _read_by(figure, sources),
        _names(figure.module, (figure.page, *figure.cast.everyone)),
        figure.page,
    )


def _slide_tasks(kinds: Collection[str], sources: Sources) -> Iterator[Task]:
    for figure, kind in product(FIGURES.values(), SLIDES):
        name = f"{figure.slug}.{kind}"
        if kind in kinds or record_path(name).exists():
            names = figure.slug, figure.page, *figure.cast.everyone
            yield Task(
                name,
                partial(make_slides, kind, figure.slug),
                _drawn_from(figure, SLIDE_ENCODERS, sources),
                _read_by(figure, sources),
                _names(figure.module, names),
                figure.page,
                kind,
            )


def _drawn_from(figure: Figure, encoders: str, sources: Sources) -> dict[str, str]:
    cast = figure.cast.slugs
    arguments = [figure.function.__qualname__, figure.title, figure.page, cast, figure.video]
    inputs = sources.of([figure.module, encoders, *homes(cast)]) | _data(figure.module, sources)
    return {**inputs, "its arguments": digest(json.dumps(arguments).encode())}


def _claim_task(claim: Claim, sources: Sources) -> Task:
    inputs = sources.of([claim.module, *homes(claim.cast.slugs)]) | _data(claim.module, sources)
    return Task(
        claim.slug,
        partial(make_claim, claim.slug),
        {**inputs, "its arguments": digest(claim.slug.encode())},
        _read_by(claim, sources),
        _names(claim.module, (claim.page, *claim.cast.everyone)),
        claim.module,
    )


def _read_by(reader: Figure | Measurement | Claim, sources: Sources) -> frozenset[str]:
    """Return the measurements that `reader` reads: of who is in it, on a ground that it shows."""
    return frozenset(
        slug
        for slug, measurement in MEASUREMENTS.items()
        if sources.reads(reader.module, measurement.module)
        and set(measurement.cast.everyone[:1]) <= set(reader.cast.everyone)
        and measurement.cast.meets(reader.cast)
    )


def _data(module: str, sources: Sources) -> dict[str, str]:
    """Return the fingerprints of what experiments have recorded, if a module reads it."""
    files = sorted((ROOT / DATA).glob("*.json")) if sources.reads(module, RECORDED) else []
    return {f"{DATA}/{path.name}": digest(path.read_bytes()) for path in files}


def _names(module: str, others: Iterable[str]) -> frozenset[str]:
    return frozenset({module, module.rpartition(".")[2], *others})


def choose(tasks: Sequence[Task], names: Sequence[str], kinds: Iterable[str] = ()) -> list[Task]:
    """Return the tasks that answer to any of `names`, or all; raise LookupError if none does.

    Slides are among them if they are of `kinds`.
    """
    named = {slug for catalogue in CATALOGUES.values() for slug in catalogue}
    known = named.union(word for task in tasks for word in (task.name, *task.tags))
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f"did you mean {close[0]!r}?" if close else "--list shows what there is"
            raise LookupError(f"nothing is named {name!r}; {hint}")
    wanted = {"", *kinds}
    return [
        task
        for task in tasks
        if task.kind in wanted and (not names or task.tags.union([task.name]).intersection(names))
    ]


def make_text(name: str) -> Made:
    """Write what the browser gets from Python."""
    path, module = TEXTS[name]
    return Made({path: getattr(import_module(module), name)().encode()})


def make_measurement(slug: str) -> Made:
    """Measure what the build keeps for `recall`."""
    return Made({}, {"facts": MEASUREMENTS[slug].measure()})


def make_claim(slug: str) -> Made:
    """Run a claim's experiment."""
    return Made({}, {"found": CLAIMS[slug].facts()})


def make_figure(slug: str) -> Made:
    """Draw a figure in all formats, and tell what the manifest says of it."""
    drawing = FIGURES[slug].draw()
    files = {ending: encode(drawing, ending) for ending in formats(drawing, FIGURES[slug].video)}
    size: dict[str, Any] = {"width": drawing.width, "height": drawing.at_defaults.height}
    if needs_narrow(drawing):
        small = narrow(drawing).at_defaults
        size["phone"] = [small.width, small.height]
    return _made(slug, files, {"alt": drawing.alt, **size})


def make_slides(kind: str, slug: str) -> Made:
    """Draw a figure's slides of a kind, and tell what the manifest says of them."""
    return _made(slug, SLIDES[kind](FIGURES[slug].draw()), {})


def _made(slug: str, drawn: dict[str, dict[str, bytes]], about: dict[str, Any]) -> Made:
    """Return files by format and theme under their names, and tell of them."""
    files: dict[str, bytes] = {}
    listed: dict[str, dict[str, Any]] = {}
    for ending, themes in drawn.items():
        listed[ending] = {}
        for theme, content in themes.items():
            file = file_name(slug, ending, theme)
            files[f"{FIGURE_FOLDER}/{file}"] = content
            listed[ending][theme] = {"file": file, "bytes": len(content)}
    return Made(files, {**about, "formats": listed})


def file_name(name: str, ending: str, theme: str) -> str:
    """Return the name of a figure's file; in the light theme it is the plain one."""
    return f"{name}.{ending}" if theme == "light" else f"{name}.{theme}.{ending}"
