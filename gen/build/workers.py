"""Many hands: processes that make tasks, and outlive neither their parent nor a crash."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from gen.build.tasks import Made, Task
from gen.cache.fingerprints import ROOT


@dataclass(frozen=True)
class Failure:
    """Why something could not be made, in a sentence that names the line where it happened."""

    reason: str


Outcome = Made | Failure


def outcomes(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Outcome]]:
    """Make `tasks` with `jobs` processes and yield each with what came of it.

    A task begins when all that it comes after have been yielded, and the caller has asked on.

    When a process dies (no memory left, a crash inside a library), those it left undone are made
    again one at a time, each in a new process: so the guilty one is known, and the others are made.
    """
    waiting = list(tasks)
    while waiting:  # once, and once more after each death
        undone: list[Task] = []
        with _pool(min(jobs, len(waiting))) as pool:
            try:
                yield from _until_a_death(pool, jobs, waiting, undone)
            finally:
                pool.shutdown(cancel_futures=True)
        for task in undone:
            yield task, _alone(task)


def _until_a_death(
    pool: ProcessPoolExecutor, jobs: int, waiting: list[Task], undone: list[Task]
) -> Iterator[tuple[Task, Outcome]]:
    """Make those `waiting`, and take them off; if a process dies, note whom it had in `undone`."""
    running: dict[Future[list[Outcome]], list[Task]] = {}
    while (waiting and not undone) or running:
        # One more than there are processes, so that none has to wait while a result is written.
        while len(running) <= jobs and not undone:
            group = next_group(waiting, [task for others in running.values() for task in others])
            if not group:
                break
            waiting[:] = [task for task in waiting if task not in group]
            try:
                running[pool.submit(attempt_all, [task.make for task in group])] = group
            except BrokenProcessPool:
                undone += group
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            group = running.pop(future)  # and with it the result, which may be megabytes
            try:
                yield from zip(group, future.result(), strict=True)
            except BrokenProcessPool:
                undone += group


def next_group(waiting: Sequence[Task], under_way: Sequence[Task]) -> list[Task]:
    """Return who is made next, together: those of one page that can begin, or nobody.

    What others come after goes first, then what takes longest, so that nobody waits in the end.
    """
    unfinished = {task.name for task in (*waiting, *under_way)}
    awaited = frozenset().union(*(task.after for task in waiting))
    pages: dict[str, list[Task]] = {}
    for task in waiting:
        if unfinished.isdisjoint(task.after):
            pages.setdefault(task.page or task.name, []).append(task)

    def urgency(group: list[Task]) -> tuple[bool, int]:
        return any(task.name in awaited for task in group), len(group)

    return max(pages.values(), key=urgency, default=[])


def _alone(task: Task) -> Outcome:
    with _pool(1) as pool:
        try:
            return pool.submit(attempt, task.make).result()
        except BrokenProcessPool:
            return Failure("its process died: out of memory, or a crash inside a library")


def attempt_all(makes: Sequence[Callable[[], Made]]) -> list[Outcome]:
    """Make one thing after the other: what the first has measured, the others remember."""
    return [attempt(make) for make in makes]


def attempt(make: Callable[[], Made]) -> Outcome:
    """Make one thing. A failure is returned: not every exception can be sent to a process."""
    try:
        return make()
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
    # The processes are the parallelism. One thread in each also adds numbers up in one order on
    # every machine.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    # The parent hears Ctrl-C, and ends the work in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
