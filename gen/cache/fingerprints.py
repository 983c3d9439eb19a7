"""What a picture depends on: every source that it imports, and the libraries' lock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cached_property
from pathlib import Path

import grimp

import gen

ROOT = Path(gen.__file__).parent.parent

# They import everyone. Followed, these lines would make each figure depend on every optimizer; a
# figure depends on its own cast instead, whose modules are named for it.
CATALOGUES = ("gen.optimizers", "gen.surfaces", "gen.matrices", "gen.figures")

# Another version of a library may draw another picture.
LOCK = ROOT / "requirements" / "figures.txt"


def home(kind: str, slug: str) -> str:
    """Return the module of `kind` ("optimizers", "surfaces"…) that defines `slug`, its stem."""
    return f"gen.{kind}.{slug.replace('-', '_')}"


def homes(slugs: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the modules that define all of `slugs`, which stand under their kinds."""
    return [home(kind, slug) for kind, of_kind in slugs.items() for slug in of_kind]


def digest(content: bytes) -> str:
    """Return a short fingerprint of a file's content."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class Sources:
    """The sources of `gen` as they are now, and who imports whom."""

    def __init__(self) -> None:
        """Read who imports whom; sources are fingerprinted when they are asked for."""
        self.whole = grimp.build_graph("gen", cache_dir=None)
        self.cut = deepcopy(self.whole)
        for catalogue in CATALOGUES:
            for imported in self.cut.find_modules_directly_imported_by(catalogue):
                self.cut.remove_import(importer=catalogue, imported=imported)
        self._known: dict[str, tuple[str, str]] = {}
        self._readings: dict[tuple[str, bool], set[str]] = {}

    @cached_property
    def lock(self) -> dict[str, str]:
        """The fingerprint of the pinned libraries, where they are pinned."""
        return {_name(LOCK): digest(LOCK.read_bytes())} if LOCK.is_file() else {}

    def of(self, modules: Iterable[str], everyone: bool = False) -> dict[str, str]:
        """Return the fingerprints, by file name, of all that `modules` import.

        A catalogue counts only if `everyone` in it does.
        """
        needed = set().union(*(self._read_by(module, everyone) for module in modules))
        return dict(sorted(self._fingerprint(module) for module in needed)) | self.lock

    def reads(self, module: str, other: str) -> bool:
        """Return whether a module imports another, directly or not."""
        return module != other and other in self._read_by(module, everyone=False)

    def _read_by(self, module: str, everyone: bool) -> set[str]:
        """Return a module, all it imports, and the packages they lie in, which run, too."""
        if (module, everyone) not in self._readings:
            graph = self.whole if everyone else self.cut
            imported = {module, *graph.find_upstream_modules(module)}
            packages = {
                name.rsplit(".", depth)[0]
                for name in imported
                for depth in range(1, name.count(".") + 1)
            }
            left_out = set() if everyone else set(CATALOGUES)
            self._readings[module, everyone] = (imported | packages) - left_out
        return self._readings[module, everyone]

    def _fingerprint(self, module: str) -> tuple[str, str]:
        if module not in self._known:
            path = ROOT.joinpath(*module.split("."))
            path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            self._known[module] = (_name(path), digest(path.read_bytes()))
        return self._known[module]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def changes(before: dict[str, str], now: dict[str, str]) -> str:
    """Return which inputs differ, in a few words, or nothing."""
    changed = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    if not changed:
        return ""
    others = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"{changed[0]}{others} changed"
