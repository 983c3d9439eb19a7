"""Everything that can be made: each figure of the register, the browser's engine, the page's colors."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import gen.figures  # noqa: F401 (fills the register)
from gen.cache.fingerprints import Sources, digest, home
from gen.draw.formats import encode, formats
from gen.draw.picture import Picture
from gen.figure import CATALOGUES, FIGURES, Figure
from gen.measurements.standings import inputs, measurements, record_name
from gen.optimizers import RACERS

FIGURE_FOLDER = "docs/figures"
ENCODERS = "gen.draw.formats"  # no figure knows them, and all are written by them
MEASURES = (
    "gen.measurements.standings"  # what it measures, once for each optimizer, many figures show
)

# Texts: where each is written, and the function that returns it.
TEXTS = {
    "engine": ("docs/javascripts/engine.js", "gen.browser.engine"),
    "tokens": ("docs/stylesheets/tokens.css", "gen.browser.colors"),
}


@dataclass(frozen=True)
class Task:
    """One thing to make. It answers to its own name and to every one of `tags`."""

    name: str
    inputs: dict[str, str] = field(repr=False)  # fingerprints of all that it depends on
    tags: frozenset[str] = frozenset()
    turn: int = 0  # who reads what others have measured begins after them


@dataclass(frozen=True)
class Made:
    """What a task made: files by path, and for a figure what the manifest says of its drawing."""

    files: dict[str, bytes]
    about: dict[str, Any] = field(default_factory=dict)


def all_tasks() -> list[Task]:
    """Return every task: the texts and what is measured for several figures, then these in the site's order."""
    sources = Sources()
    texts = [Task(name, sources.of([module], everyone=True)) for name, (_, module) in TEXTS.items()]
    readers = {
        module
        for module in {f.function.__module__ for f in FIGURES.values()}
        if sources.reads(module, MEASURES)
    }
    figures = [_figure_task(figure, sources, readers) for figure in FIGURES.values()]
    shown = {
        slug
        for f in FIGURES.values()
        if f.function.__module__ in readers
        for slug in f.cast.optimizers
    }
    measured = [
        Task(
            record_name(cls),
            inputs(cls, sources),
            frozenset({cls.slug, MEASURES, MEASURES.rpartition(".")[2]}),
            1,
        )
        for slug, cls in RACERS.items()
        if slug in shown
    ]
    return [*texts, *measured, *figures]


def _figure_task(figure: Figure, sources: Sources, readers: Collection[str]) -> Task:
    module, cast = figure.function.__module__, figure.cast
    shown = [home(kind, slug) for kind, slugs in cast.slugs.items() for slug in slugs]
    arguments = [figure.function.__qualname__, figure.title, figure.page, cast.slugs, figure.video]
    wanted = {
        **sources.of([module, ENCODERS, *shown]),
        "its arguments": digest(json.dumps(arguments).encode()),
    }
    tags = {
        figure.page,
        module,
        module.rpartition(".")[2],
        *(slug for slugs in cast.slugs.values() for slug in slugs),
    }
    return Task(figure.slug, wanted, frozenset(tags), 3 if module in readers else 2)


def choose(tasks: Sequence[Task], names: Sequence[str]) -> list[Task]:
    """Return the tasks that answer to any of `names`; all for none. Raises LookupError for a name nobody knows."""
    named = {slug for catalogue in CATALOGUES.values() for slug in catalogue}
    known = named.union(word for task in tasks for word in (task.name, *task.tags))
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f"did you mean {close[0]!r}?" if close else "--list shows what there is"
            raise LookupError(f"nothing is named {name!r}; {hint}")
    return [task for task in tasks if not names or task.tags.union([task.name]).intersection(names)]


def make(name: str) -> Made:
    """Make one thing and return its files; nothing is written."""
    if name in TEXTS:
        path, module = TEXTS[name]
        return Made({path: getattr(import_module(module), name)().encode()})
    if name not in FIGURES:
        return Made({}, measurements(name))
    drawing = FIGURES[name].draw()
    names = file_names(name, drawing, FIGURES[name].video)
    files = {f"{FIGURE_FOLDER}/{file}": encode(drawing, *which) for which, file in names.items()}
    formats: dict[str, dict[str, Any]] = {}
    for (ending, theme), file in names.items():
        formats.setdefault(ending, {})[theme] = {
            "file": file,
            "bytes": len(files[f"{FIGURE_FOLDER}/{file}"]),
        }
    return Made(
        files,
        {"alt": drawing.alt, "formats": formats, "width": drawing.width, "height": drawing.height},
    )


def file_names(name: str, drawing: Picture, film: bool) -> dict[tuple[str, str], str]:
    """Return the file name of each format in each theme; the light one carries the plain name."""
    wanted = [
        (ending, theme) for ending, themes in formats(drawing, film).items() for theme in themes
    ]
    return {
        (e, theme): f"{name}.{e}" if theme == "light" else f"{name}.{theme}.{e}"
        for e, theme in wanted
    }
