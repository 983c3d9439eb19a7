"""The task graph's memory and its hand: knows what is stale, and alone writes files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from gen.build.tasks import FIGURE_FOLDER, TEXTS, Made, Task
from gen.build.workers import Failure, outcomes
from gen.cache.fingerprints import ROOT, changes, digest
from gen.cache.records import RECORDS, Record, read_record, record_path, sealed
from gen.claims.ledger import CLAIMS
from gen.figure import FIGURES

MANIFEST = f"{FIGURE_FOLDER}/index.json"
LEDGER = "docs/evidence/claims.json"
LEFTOVER = ".part"


class WriteError(Exception):
    """A file could not be written or removed; the message names it."""


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    try:
        yield path
    except OSError as error:
        raise WriteError(f"cannot write {path}: {error.strerror or error}") from error


def write(name: str, whole: bytes) -> None:
    """Write a file under the root: whole, or not at all."""
    with _writing(ROOT / name) as path:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}{LEFTOVER}")
        try:
            part.write_bytes(whole)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    with _writing(path):
        path.unlink(missing_ok=True)


def stamp(path: Path) -> list[int]:
    """Return a file's size and time: while both stay the same, so does its content."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def content(path: Path) -> bytes | None:
    """Return what is in a file; None if there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def damage(files: dict[str, Any]) -> str:
    """Return what has happened to the files of a record since they were written, or nothing."""
    for name, known in files.items():
        path = ROOT / name
        if not path.is_file():
            return f"{name} is missing"
        if stamp(path) != known["stamp"] and digest(content(path) or b"") != known["digest"]:
            return f"{name} is not as it was written"
    return ""


def staleness(task: Task) -> str:
    """Return why a task must run again, in a few words; nothing when it is fresh."""
    record = read_record(task.name)
    if record is None:
        return "never made"
    return changes(record["inputs"], task.inputs) or damage(record["files"])


def store(task: Task, made: Made) -> None:
    """Write what a task made.

    Its record goes first and comes last, so a run killed in between never happened.
    """
    remove(record_path(task.name))
    files = {}
    for name, written in made.files.items():
        write(name, written)
        files[name] = {"digest": digest(written), "stamp": stamp(ROOT / name)}
    record = {"inputs": task.inputs, "files": files, "about": made.about}
    write(f"{RECORDS}/{task.name}.json", sealed(record))


@contextmanager
def alone() -> Iterator[None]:
    """Hold the records: a second build waits. What a killed one has left over is removed."""
    written = (MANIFEST, LEDGER, *(path for path, _ in TEXTS.values()))
    folders = {RECORDS, *(str(Path(path).parent) for path in written)}
    with _writing(ROOT / RECORDS / ".lock") as path:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            print("another build is at work here; waiting for it to end", file=sys.stderr)
            lock.acquire()
    try:
        for folder in folders:
            for leftover in (ROOT / folder).glob(f".*{LEFTOVER}"):
                remove(leftover)
        yield
    finally:
        lock.release()


def run(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Failure | None]]:
    """Make `tasks` and yield each as it is done. A failure does not stop the others."""
    for task, outcome in outcomes(tasks, jobs):
        if isinstance(outcome, Made):
            store(task, outcome)
        yield task, outcome if isinstance(outcome, Failure) else None


def finish(tasks: Sequence[Task]) -> None:
    """Write the manifest and the ledger, and remove the files of figures that are no more."""
    records = {task.name: read_record(task.name) for task in tasks}
    whole = {
        name: record for name, record in records.items() if record and not damage(record["files"])
    }
    slides = _slides(tasks, whole)
    entries = [
        entry(name, whole[name]["about"], slides.get(name, {})) for name in FIGURES if name in whole
    ]
    found = [ledger_entry(name, whole[name]["about"]) for name in CLAIMS if name in whole]
    for name, listed in ((MANIFEST, {"figures": entries}), (LEDGER, {"claims": found})):
        text = (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()
        if content(ROOT / name) != text:
            write(name, text)
    wanted = {
        MANIFEST,
        *(file for record in records.values() if record for file in record["files"]),
    }
    wanted |= {f"{RECORDS}/{name}.json" for name in records} | {f"{RECORDS}/.lock"}
    for folder in (FIGURE_FOLDER, RECORDS):
        for path in (ROOT / folder).iterdir():
            if path.is_file() and path.relative_to(ROOT).as_posix() not in wanted:
                remove(path)


def _slides(tasks: Sequence[Task], whole: Mapping[str, Record]) -> dict[str, dict[str, Any]]:
    """Return the formats of slides by figure, without those that are older than their sources.

    Figures are drawn again by every build, slides on demand: the two must not disagree.
    """
    slides: dict[str, dict[str, Any]] = {}
    for task in tasks:
        record = whole.get(task.name) if task.kind else None
        if record and not changes(record["inputs"], task.inputs):
            slug = task.name.removesuffix(f".{task.kind}")
            slides.setdefault(slug, {}).update(record["about"]["formats"])
    return slides


def ledger_entry(name: str, about: dict[str, Any]) -> dict[str, Any]:
    """Return what the ledger says of a claim."""
    claim = CLAIMS[name]
    return {
        "id": name,
        "says": claim.says,
        "page": claim.page,
        "limits": claim.limits,
        "cause": claim.without,
        **claim.cast.slugs,
        **about["found"],
        "permalink": f"/evidence/#{name}",
    }


def entry(name: str, about: dict[str, Any], slides: dict[str, Any]) -> dict[str, Any]:
    """Return what the manifest says of a figure and of its slides."""
    figure = FIGURES[name]
    return {
        "id": name,
        "title": figure.title,
        "alt": about["alt"],
        "page": figure.page,
        **figure.cast.slugs,
        "formats": about["formats"] | slides,
        "width": about["width"],
        "height": about["height"],
        **({"phone": about["phone"]} if "phone" in about else {}),
        "permalink": f"/figures/{name}/",
    }
