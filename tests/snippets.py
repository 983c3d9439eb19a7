"""The lines of other libraries on the pages: where they stand, and how they run as they stand."""

from __future__ import annotations

import ast
import hashlib
import re
import textwrap
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gen.optimizers import OPTIMIZERS, RACERS

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "docs" / "data" / "snippets.json"  # what `nox -s parity` saw of them
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
FENCE = re.compile(
    r'^( *)```python(?:[^\n]*title="([^"]*)")?[^\n]*\n(.*?)^ *```$', re.DOTALL | re.MULTILINE
)

# What a library does to a matrix alone, or asks of a layer, has no path on two weights in a row.
MATRICES = [
    slug for slug, cls in OPTIMIZERS.items() if cls.family == "matrix" or slug not in RACERS
]
VECTORS = [slug for slug in OPTIMIZERS if slug not in MATRICES]

# What Optax computes under that name is not what we do; the page's conventions say in what.
OTHERWISE = {"nadam", "prodigy", "schedule-free-sgd", "schedule-free-adamw"}

# What the snippets set, in our names; a knob that is not here stands at our default.
WRITTEN = {
    "sgd": {"lr": 0.1},
    "momentum": {"lr": 0.01, "beta": 0.9},
    "nesterov": {"lr": 0.01, "beta": 0.9},
    "adagrad": {"lr": 0.1},
    "sgd-with-noise": {"lr": 0.1, "sigma": 0.0},  # a test's batches are all its data
    "schedule-free-sgd": {"lr": 0.1},
    "sam": {"lr": 0.1},
    "lars": {"weight_decay": 0.0},
}


@dataclass(frozen=True)
class Snippet:
    """A block of Python on a page."""

    page: str
    line: int  # of its first line of code
    title: str  # the library that it uses
    code: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def slug(self) -> str:
        """The optimizer whose page it is on; elsewhere nothing."""
        return Path(self.page).stem if "/optimizers/" in self.page else ""

    @property
    def takes_our_steps(self) -> bool:
        """Whether our own rule takes the same steps on the weights of a surface."""
        return self.slug in VECTORS and (self.title == "PyTorch" or self.slug not in OTHERWISE)

    @cached_property
    def tree(self) -> ast.Module:
        """What is written, with the lines' numbers on the page, so that an error names them."""
        tree = ast.parse(self.code, self.page)
        ast.increment_lineno(tree, self.line - 1)
        return tree

    @property
    def names(self) -> set[str]:
        """The names that it uses."""
        return {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}

    @property
    def choices(self) -> list[ast.stmt]:
        """The optimizers that it makes; one beside another is there to choose from."""
        return [s for s in self.tree.body if isinstance(s, ast.Assign) and _named(s, "optimizer")]

    @property
    def only_makes(self) -> bool:
        """Whether it makes an optimizer and leaves the loop to the reader."""
        return bool(self.choices) and not any(isinstance(s, ast.For) for s in self.tree.body)

    @property
    def around(self) -> list[tuple[str, list[ast.stmt]]]:
        """The loop of gradient descent's page, where it is left to the reader."""
        if not self.only_makes:
            return []
        plain = on_page("sgd", self.title)
        return [(plain.page, [s for s in plain.tree.body if s not in plain.choices])]

    @property
    def fingerprint(self) -> str:
        """A hash of all the lines that run."""
        loop = on_page("sgd", self.title).code if self.only_makes else ""
        return hashlib.blake2b((self.code + loop).encode(), digest_size=8).hexdigest()

    def run(self, names: dict[str, Any], choice: int = 0) -> None:
        """Run what is written, with `names` and of several optimizers the one of number `choice`.

        Where only an optimizer is made, the loop of gradient descent's page follows.
        """
        others = [s for number, s in enumerate(self.choices) if number != choice]
        own = [s for s in self.tree.body if s not in others]
        for page, body in [(self.page, own), *self.around]:
            exec(compile(ast.Module(body, []), str(ROOT / page), "exec"), names)


def _named(assignment: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assignment.targets)


def read(page: Path) -> list[Snippet]:
    """Return the blocks of Python on a page, without the quotations of our own files."""
    text = page.read_text(encoding="utf-8")
    return [
        Snippet(
            page.relative_to(ROOT).as_posix(),
            text.count("\n", 0, found.start(3)) + 1,
            found[2] or "",
            textwrap.dedent(found[3]),
        )
        for found in FENCE.finditer(text)
        if not found[3].lstrip().startswith("--8<--")
    ]


SNIPPETS = [snippet for page in PAGES for snippet in read(page)]


def on_page(slug: str, title: str) -> Snippet:
    """Return the snippet of a library on an optimizer's page."""
    return next(s for s in SNIPPETS if (s.slug, s.title) == (slug, title))
