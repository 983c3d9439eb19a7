"""Every word of the README is a session of nox, does what it runs, and has what it imports."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bench.__main__ import PARTS

ROOT = Path(__file__).parent.parent
EXPERIMENTS, NETWORKS = ROOT / "gen/experiments", ROOT / "gen/networks"
PAGES, PARITY = ROOT / "gen/pages", ROOT / "tests/parity"
TRAINING = {*NETWORKS.rglob("*.py"), *EXPERIMENTS.rglob("*.py")} - {EXPERIMENTS / "results.py"}
GEN = {*ROOT.glob("gen/**/*.py")} - TRAINING
DRAWING = GEN - {*PAGES.rglob("*.py")}
# What each group's session runs. `references` is only ever installed beside `parity`.
RUN = {
    "figures": DRAWING,
    "site": GEN,
    "tests": {*ROOT.glob("gen/**/*.py"), *ROOT.glob("tests/*.py")},
    "parity": DRAWING | {*PARITY.rglob("*.py")},
    "bench": DRAWING | {*ROOT.glob("bench/*.py"), ROOT / "tests/browser.py"},
}
OURS = {"gen", "bench", "tests", *sys.stdlib_module_names}


def test_the_readme_names_every_session_of_nox_and_no_other():
    words = re.findall(r"^\| `nox -s (\w+)`", (ROOT / "README.md").read_text(), re.M)
    sessions = re.findall(r"^@nox.session\ndef (\w+)", (ROOT / "noxfile.py").read_text(), re.M)
    assert sorted(words) == sorted(sessions)


@pytest.mark.parametrize("part", PARTS)
def test_bench_measures_every_part(part):
    line = [sys.executable, "-m", "bench", "--quick", part]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == part


def imports(path):
    """Return the first words of all that a source imports, at once or later."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def declared(group):
    """Return the names of all that a dependency group asks for by itself or by inclusion."""
    for entry in tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"][group]:
        if isinstance(entry, dict):
            yield from declared(entry["include-group"])
        else:
            yield re.split(r"[=<>\[ ]", entry)[0]


@pytest.mark.parametrize("group", RUN)
def test_what_is_imported_is_declared(group):
    asked = {*declared(group), *(declared("references") if group == "parity" else ())}
    of_module = importlib.metadata.packages_distributions()
    for path in RUN[group]:
        for module in set(imports(path)) - OURS:
            names = {*of_module.get(module, ()), module.replace("_", "-")}
            assert asked & {name.lower() for name in names}, f"{path} imports {module}"


@pytest.mark.parametrize("group", [*RUN, "lint"])
def test_what_is_declared_is_locked(group):
    text = (ROOT / f"requirements/{group}.txt").read_text()
    locked = set(re.findall(r"^([\w.-]+)==", text, re.M))
    assert {name.lower() for name in declared(group)} <= locked
    assert "://" not in text  # no address: who installs says from where
