"""The notebooks: small files that anyone can run, executed at every build, with our rules."""

import ast
import json
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml
from mkdocs_jupyter.convert import nb2html
from nbclient.exceptions import CellExecutionError

from gen.optimizers import OPTIMIZERS
from gen.pages.notebooks import prepare
from gen.palette import HUES
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "notebooks"
EVERY = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
ADAM = FOLDER / "build-adam-from-nothing.ipynb"
RULES = {
    "sgd": "gradient_descent",
    "momentum": "momentum",
    "rmsprop": "rmsprop",
    "adam": "adam",
}


def code(path):
    """Return the source of each code cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@EVERY
def test_is_committed_as_no_one_has_run_it(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in cells if cell["outputs"]] == []
    assert {cell["execution_count"] for cell in cells} == {None}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


@EVERY
def test_needs_three_packages_and_jupyter_alone(path):
    imports = [node for source in code(path) for node in ast.walk(ast.parse(source))]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= {"numpy", "matplotlib", "imageio", "IPython"}


@EVERY
def test_its_code_fits_the_column_of_its_page(path):
    assert [line for source in code(path) for line in source.splitlines() if len(line) > 76] == []


@pytest.fixture(scope="module")
def adam_from_nothing(tmp_path_factory):
    """Return what the code of the notebook has defined, after running it here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("notebook"))
        patch.setattr(plt, "show", lambda: None)
        plt.switch_backend("agg")
        defined = {}
        for source in code(ADAM):
            exec(source, defined)
        plt.close("all")
    return defined


@pytest.mark.parametrize("slug", RULES)
def test_takes_the_very_steps_of_ours(adam_from_nothing, slug):
    rule, lr = adam_from_nothing[RULES[slug]], 0.3 if slug == "adam" else 0.003
    ours = simulate(OPTIMIZERS[slug](lr=lr), SURFACES["beale"], SURFACES["beale"].start, 200)
    theirs = rule(np.array(SURFACES["beale"].start), lr=lr, steps=200)
    np.testing.assert_allclose(theirs, ours.points, rtol=0, atol=1e-12)


def test_draws_every_rule_in_its_color(adam_from_nothing):
    ours = [HUES[OPTIMIZERS[slug].hue].light for slug in RULES]
    assert list(adam_from_nothing["COLORS"].values()) == ours


def options():
    """Return what mkdocs.yml tells the plugin that matters to running."""
    text = (ROOT / "mkdocs.yml").read_text().replace("!ENV", "")
    plugins = yaml.safe_load(text)["plugins"]
    told = next(plugin["mkdocs-jupyter"] for plugin in plugins if "mkdocs-jupyter" in plugin)
    return {key: told[key] for key in ("execute", "allow_errors")}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs code as a notebook, where Jupyter is set up to mislead."""
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["no-such-python"], "display_name": "Python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for variable in ("JUPYTER_PREFER_ENV_PATH", "JUPYTER_NO_CONFIG", "IPYTHONDIR"):
        monkeypatch.setenv(variable, "")
    prepare()

    def run_code(source):
        notebook = json.loads(ADAM.read_text())
        notebook["cells"] = [next(c for c in notebook["cells"] if c["cell_type"] == "code")]
        notebook["cells"][0]["source"] = source
        path = tmp_path / "notebook.ipynb"
        path.write_text(json.dumps(notebook))
        return nb2html(str(path), **options())

    return run_code


def test_runs_in_the_python_that_builds_the_site(run):
    assert f"here: {sys.executable}" in run("import sys; print('here:', sys.executable)")


def test_an_error_in_a_notebook_fails_the_build(run):
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run("1 / 0")


@EVERY
def test_its_page_offers_the_file_and_describes_every_picture(site, path):
    page = site / "notebooks" / path.stem / "index.html"
    html = page.read_text()
    assert (page.parent / path.name).read_bytes() == path.read_bytes()
    assert f'href="{path.name}" download' in html
    pictures = [tag for tag in html.split("<img ")[1:] if "picture-" in tag.partition(">")[0]]
    assert len(pictures) == len(list(page.parent.glob("picture-*"))) > 0
    assert [tag[:80] for tag in pictures if 'alt=""' in tag.partition(">")[0]] == []


@EVERY
def test_its_page_is_light_until_something_is_asked_for(site, path):
    page = site / "notebooks" / path.stem / "index.html"
    assert len(page.read_bytes()) < 200_000
    assert "data:image" not in page.read_text()


def test_nothing_is_left_beside_the_notebooks(site):
    assert [path.name for path in FOLDER.iterdir() if path.suffix not in {".ipynb", ".md"}] == []
