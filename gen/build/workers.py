"""Many hands: tasks made in parallel, each in a process of its own that outlives neither its parent nor its crash."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from gen.build.tasks import Made, make
from gen.cache.fingerprints import ROOT


@dataclass(frozen=True)
class Failure:
    """Why something could not be made, in a sentence that names the line of ours where it happened."""

    reason: str


def outcomes(groups: Sequence[Sequence[str]], jobs: int) -> Iterator[tuple[str, Made | Failure]]:
    """Make what is named in `groups` with `jobs` processes and yield each as its group is ready.

    A group is made in one process, one after the other, so that what its first has measured the others remember.

    When a process dies (no memory left, a crash inside a library), those it left undone are made again one at a
    time, each in a new process: so the guilty one is known, and the others are made all the same.
    """
    undone: list[str] = []
    with _pool(min(jobs, len(groups))) as pool:
        futures = {pool.submit(attempt_all, group): group for group in groups}
        try:
            for future in as_completed(futures):
                group = futures.pop(future)  # and with it the result, which may be megabytes
                try:
                    yield from zip(group, future.result(), strict=True)
                except BrokenProcessPool:
                    undone += group
        finally:
            pool.shutdown(cancel_futures=True)
    for name in undone:
        yield name, _alone(name)


def _alone(name: str) -> Made | Failure:
    with _pool(1) as pool:
        try:
            return pool.submit(attempt, name).result()
        except BrokenProcessPool:
            return Failure("its process died: out of memory, or a crash inside a library")


def attempt_all(names: Sequence[str]) -> list[Made | Failure]:
    """Make one thing after the other."""
    return [attempt(name) for name in names]


def attempt(name: str) -> Made | Failure:
    """Make one thing. A failure is returned, not raised: not every exception survives the way between processes."""
    try:
        return make(name)
    except Exception as error:
        return Failure(explain(error))


def explain(error: Exception) -> str:
    """Return what went wrong, and the innermost line of ours that it went through."""
    ours = [
        f
        for f in traceback.extract_tb(error.__traceback__)
        if f.filename.startswith(f"{ROOT / 'gen'}{os.sep}")
    ]
    frames = [frame for frame in ours if frame.filename != __file__]
    place = (
        f" ({os.path.relpath(frames[-1].filename, ROOT)}:{frames[-1].lineno}: {frames[-1].line})"
        if frames
        else ""
    )
    return f"{type(error).__name__}: {error}{place}"


def _pool(jobs: int) -> ProcessPoolExecutor:
    # The processes are the parallelism. One thread in each also adds numbers up in one order on every machine.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the parent hears Ctrl-C, and ends the work in order
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
