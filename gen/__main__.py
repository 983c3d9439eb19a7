"""The one door: `python -m gen [NAME…]` makes the figures, the browser's engine and its colors."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from gen.build.tasks import Task


def positive(text: str) -> int:
    """Return `text` as a number of processes."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Return the command line, read."""
    parser = argparse.ArgumentParser("python -m gen", description=__doc__)
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="a figure, optimizer, surface, page or module"
    )
    parser.add_argument(
        "--list", action="store_true", help="say what is stale and why; make nothing"
    )
    parser.add_argument("--force", action="store_true", help="make what is fresh, too")
    parser.add_argument(
        "--jobs", type=positive, metavar="N", default=os.cpu_count() or 1, help="processes at once"
    )
    slides = parser.add_mutually_exclusive_group()
    slides.add_argument(
        "--slides",
        dest="kinds",
        action="store_const",
        const=("slide", "film"),
        default=(),
        help="make slides of 1920 × 1080, too: PNG and SVG, and GIF and MP4 of what moves",
    )
    slides.add_argument(
        "--stills",
        dest="kinds",
        action="store_const",
        const=("slide",),
        help="make slides that stand still, too: PNG and SVG alone",
    )
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Do what the command line asks; return 1 if something was not made, 2 for a wrong question."""
    options = arguments(given)
    # Only now that the command line is understood: a wrong word should not wait for these imports.
    from gen.build.run import WriteError
    from gen.build.tasks import all_tasks, choose

    tasks = all_tasks(options.kinds)
    try:
        chosen = choose(tasks, options.names, options.kinds)
    except LookupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    try:
        return show(chosen) if options.list else make(tasks, chosen, options.force, options.jobs)
    except WriteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what is done is kept", file=sys.stderr)
        return 130


def show(tasks: Sequence[Task]) -> int:
    """Print what is fresh and what is stale, and why."""
    from gen.build.run import staleness

    width = max((len(task.name) for task in tasks), default=0)
    for task in tasks:
        reason = staleness(task)
        print(f"{task.name:{width}}  {f'stale: {reason}' if reason else 'fresh'}")
    return 0


def make(tasks: Sequence[Task], chosen: Sequence[Task], force: bool, jobs: int) -> int:
    """Make what is stale among `chosen`, say how it went, and name at the end what failed."""
    from gen.build.run import alone, finish, run, staleness

    began, failures = time.monotonic(), []
    with alone():
        stale = [task for task in chosen if force or staleness(task)]
        with progress(len(stale)) as bar:
            for task, failure in run(stale, jobs) if stale else ():
                failures += [(task, failure)] if failure else []
                tell(bar, task.name, bool(failure))
        finish(tasks)
    for task, failure in sorted(failures, key=lambda pair: tasks.index(pair[0])):
        print(f"{task.name} failed: {failure.reason}", file=sys.stderr)
    made, fresh = len(stale) - len(failures), len(chosen) - len(stale)
    print(f"{made} made, {fresh} fresh, {len(failures)} failed in {time.monotonic() - began:.1f} s")
    return 1 if failures else 0


@contextmanager
def progress(total: int) -> Iterator[Progress | None]:
    """Give a progress bar on a terminal, and nothing elsewhere."""
    if not total or not sys.stdout.isatty():
        yield None
        return
    from rich.progress import Progress

    with Progress(transient=True) as bar:
        bar.add_task("", total=total)
        yield bar


def tell(bar: Progress | None, name: str, failed: bool) -> None:
    """Say that one task is done."""
    if bar is None:
        print(f"{name} {'failed' if failed else 'made'}", flush=True)
    else:
        bar.update(bar.task_ids[0], advance=1, description=name)


def heard() -> int:
    """Do what the command line asks, as long as somebody listens: `| head` hangs up early."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whatever else is said, until Python ends, goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
        return 1
    return code


if __name__ == "__main__":
    sys.exit(heard())
