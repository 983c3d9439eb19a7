"""`python -m gen` in any source tree, in a new process that does not first read NumPy and SymPy."""

import multiprocessing
import os
import runpy
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Forked from a server that has read the libraries, and nothing of `gen`: that is the tree's own.
FROM_SERVER = multiprocessing.get_context("forkserver")
FROM_SERVER.set_forkserver_preload(
    ["contourpy", "filelock", "grimp", "matplotlib.backends.backend_agg", "numpy", "sympy"]
)


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int | None
    stdout: str
    stderr: str


def python_m_gen(tree: Path, *words: str) -> Done:
    """Run the command line in `tree`, and return how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder, "stdout"), Path(folder, "stderr")
        process = FROM_SERVER.Process(target=_run, args=(tree, words, said))
        process.start()
        process.join(120)
        process.kill()
        process.join()
        return Done(process.exitcode, *(path.read_text() for path in said))


def _run(tree: Path, words: tuple[str, ...], said: tuple[Path, Path]) -> None:
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(tree)
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in {"", str(Path.cwd())})]
    sys.argv[1:] = words
    try:
        runpy.run_module("gen", run_name="__main__", alter_sys=True)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
