"""The notebooks: small files that anyone can run, executed at every build, with our rules."""

import ast
import functools
import html
import http.server
import json
import re
import sys
import threading
from pathlib import Path

import jax
import jax.numpy as jnp
import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml
from mkdocs_jupyter.convert import nb2html
from nbclient.exceptions import CellExecutionError

from gen.measurements.rate_search import search
from gen.networks.digits import Digits
from gen.networks.loss import cross_entropy
from gen.optimizers import OPTIMIZERS
from gen.pages.notebooks import in_colab, prepare, tell_address
from gen.palette import HUES
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.conftest import ROOT, Quiet

FOLDER = ROOT / "docs" / "notebooks"
EVERY = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
ADAM = FOLDER / "build-adam-from-nothing.ipynb"
TUNE = FOLDER / "tune-a-learning-rate-properly.ipynb"
TRAIN = FOLDER / "train-a-network-with-your-own-optimizer.ipynb"
DATA = FOLDER / "read-the-figures-data.ipynb"
RULES = {
    "sgd": "gradient_descent",
    "momentum": "momentum",
    "rmsprop": "rmsprop",
    "adam": "adam",
}
NAMES = {"sgd": "gradient descent", "momentum": "momentum", "rmsprop": "RMSprop", "adam": "Adam"}
# What each rule is named where it is a function of one step, and what ours is given to be it.
FUNCTIONS = {
    "sgd": ("sgd", {}),
    "momentum": ("momentum", {}),
    "adam": ("adam", {}),
    "signsgd": ("mine", {"beta": 0.9}),
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
def test_needs_what_its_first_lines_name_and_jupyter_alone(path):
    imports = [node for source in code(path) for node in ast.walk(ast.parse(source))]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    modules = {name.split(".")[0] for name in names} - {"IPython", *sys.stdlib_module_names}
    first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    told = re.search(r"`pip install ([^`]+)`", first)[1].split()
    assert sorted(told) == sorted(name.replace("sklearn", "scikit-learn") for name in modules)


@EVERY
def test_its_code_fits_the_column_of_its_page(path):
    assert [line for source in code(path) for line in source.splitlines() if len(line) > 76] == []


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Return a function that runs a notebook's code, and returns what it has defined.

    It runs alone in an empty folder, and a network is trained for a few steps.
    """

    @functools.cache
    def run(path):
        defined = {}
        with pytest.MonkeyPatch.context() as patch, np.errstate(all="ignore"), plt.rc_context():
            patch.chdir(tmp_path_factory.mktemp("notebook"))
            patch.setattr(plt, "show", lambda: plt.close("all"))
            plt.switch_backend("agg")
            for source in code(path):
                if "race.gif" in source:
                    continue  # 41 frames, which the build draws anyway
                exec(source.replace("STEPS = 200", "STEPS = 25"), defined)
            plt.close("all")
        return defined

    return run


@pytest.mark.parametrize("slug", RULES)
def test_takes_the_very_steps_of_ours(ran, slug):
    rule, lr = ran(ADAM)[RULES[slug]], 0.3 if slug == "adam" else 0.003
    ours = simulate(OPTIMIZERS[slug](lr=lr), SURFACES["beale"], SURFACES["beale"].start, 200)
    theirs = rule(np.array(SURFACES["beale"].start), lr=lr, steps=200)
    np.testing.assert_allclose(theirs, ours.points, rtol=0, atol=1e-12)


@pytest.mark.parametrize("path", [TUNE, TRAIN], ids=lambda path: path.stem)
@pytest.mark.parametrize("slug", FUNCTIONS)
def test_its_functions_take_the_very_steps_of_ours(ran, path, slug):
    beale, lr = SURFACES["beale"], 0.3 if slug == "adam" else 0.003
    name, given = FUNCTIONS[slug]
    if name not in ran(path):
        pytest.skip("the rule that readers replace stands in one notebook")
    x, state = np.array(beale.start), {}
    theirs = [x]
    for t in range(1, 201):
        x, state = ran(path)[name](x, beale.grad(x), state, t, lr)
        theirs.append(x)
    ours = simulate(OPTIMIZERS[slug](lr=lr, **given), beale, beale.start, 200)
    np.testing.assert_allclose(np.array(theirs), ours.points, rtol=0, atol=1e-12)


@pytest.mark.parametrize("path", [ADAM, TUNE, TRAIN], ids=lambda path: path.stem)
def test_draws_every_rule_in_its_color(ran, path):
    ours = {NAMES[slug]: HUES[OPTIMIZERS[slug].hue].light for slug in RULES}
    theirs = {name: color for name, color in ran(path)["COLORS"].items() if name != "mine"}
    assert theirs == {name: ours[name] for name in theirs}


@pytest.mark.parametrize("slug", ["sgd", "momentum", "adam"])
def test_its_search_chooses_the_very_rates_of_ours(ran, slug):
    assert ran(TUNE)["found"][NAMES[slug]] == search(OPTIMIZERS[slug], SURFACES["rosenbrock"])["lr"]


def test_what_it_says_of_each_trap_is_so(ran):
    own = ran(TUNE)
    assert own["finite"].sum() < len(own["starts"]) / 2
    assert own["narrow"][-1] < own["found"]["Adam"] / 10
    rates = {name: np.array([0.01, rate]) for name, rate in own["found"].items()}
    with np.errstate(all="ignore"):
        scores = {name: own["scores"](own["RULES"][name], rates[name]) for name in rates}
    same, best = ({name: score[i] for name, score in scores.items()} for i in (0, 1))
    assert [max(same, key=same.get), max(best, key=best.get)] == ["Adam", "momentum"]


def test_its_gradient_of_the_network_is_that_of_ours(ran):
    own, net = ran(TRAIN), Digits(hidden=32)
    inputs, answers = own["images"][:99], own["labels"][:99]
    x = own["first_weights"](seed=3)
    w1, b1, w2, b2 = own["parts"](x)

    def ours(parts):
        return cross_entropy(
            net.logits(jnp.concatenate([part.ravel() for part in parts]), inputs), answers
        )

    b1, b2, w1, w2 = jax.grad(ours)([jnp.asarray(part) for part in (b1, b2, w1, w2)])
    theirs = own["loss_and_gradient"](x, inputs, answers)[1]
    for part, grad in zip(own["parts"](theirs), (w1, b1, w2, b2), strict=True):
        np.testing.assert_allclose(part, grad, rtol=0, atol=1e-6)


def printed(site, path):
    """Return what the code of a notebook has printed on its page."""
    html = (site / "notebooks" / path.stem / "index.html").read_text()
    return "".join(re.findall(r'<pre class="output"[^>]*>(.*?)</pre>', html, re.DOTALL))


def test_no_rate_of_the_networks_search_is_at_an_edge(site):
    assert printed(site, TRAIN).count("best rate") == 4
    assert "AT THE EDGE" not in printed(site, TRAIN)


def test_the_example_of_the_figures_is_as_the_figures_were(ran):
    folder, example = ROOT / "docs" / "figures", ran(DATA)["EXAMPLE"]
    every = json.loads((folder / "index.json").read_text())["figures"]
    drawn = {figure["id"]: figure for figure in every}
    for entry in example["index.json"]["figures"]:
        same = set(entry) - {"formats"}
        assert {key: entry[key] for key in same} == {key: drawn[entry["id"]][key] for key in same}
        assert entry["formats"].keys() <= drawn[entry["id"]]["formats"].keys()
    runs = {
        run["title"]: run for run in json.loads((folder / "race-on-beale.json").read_text())["runs"]
    }
    for run in example["race-on-beale.json"]["runs"]:
        assert run["lr"] == runs[run["title"]]["lr"]
        points = runs[run["title"]]["points"][::12][: len(run["points"])]
        np.testing.assert_allclose(run["points"], points, rtol=0, atol=0.01)


def test_reads_the_figures_from_the_site_from_a_file_or_else_the_example(
    ran, tmp_path, monkeypatch
):
    own = ran(DATA)
    monkeypatch.chdir(tmp_path)
    assert own["read"]("index.json") == own["EXAMPLE"]["index.json"]
    Path("index.json").write_text('{"figures": "here"}')
    assert own["read"]("index.json") == {"figures": "here"}
    there = tmp_path / "site" / "figures"
    there.mkdir(parents=True)
    (there / "index.json").write_text('{"figures": "there"}')
    handler = functools.partial(Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setitem(own, "SITE", f"http://127.0.0.1:{server.server_port}/")
        assert own["read"]("index.json") == {"figures": "there"}
        server.shutdown()
    assert own["read"]("index.json") == {"figures": "here"}  # nobody answers any more


def test_during_the_build_it_reads_what_the_build_has_drawn(site):
    count = len(json.loads((site / "figures" / "index.json").read_text())["figures"])
    assert f"{count} figures\n" in printed(site, DATA)


@EVERY
def test_a_reader_downloads_it_with_the_sites_address_where_it_asks_for_one(path, tmp_path):
    copy = tmp_path / "notebooks" / path.stem / path.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(path.read_bytes())
    tell_address(tmp_path, "")
    assert copy.read_bytes() == path.read_bytes()
    tell_address(tmp_path, "https://example.org/optimizers/")
    told = [source for source in code(copy) if source not in code(path)]
    assert told == ['SITE = "https://example.org/optimizers/"'] * (path == DATA)


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        (
            "https://github.com/a/b/",
            "https://colab.research.google.com/github/a/b/blob/HEAD/docs/x",
        ),
        (
            "https://github.com/a/b.git",
            "https://colab.research.google.com/github/a/b/blob/HEAD/docs/x",
        ),
        ("https://example.org/a/b", ""),
        ("", ""),
    ],
)
def test_opens_in_colab_from_github_alone(repository, address):
    assert in_colab(repository, "x") == address


def test_every_notebook_is_listed_where_they_are_listed(site):
    html = (site / "notebooks" / "index.html").read_text()
    assert [p.stem for p in FOLDER.glob("*.ipynb") if f'href="{p.stem}/"' not in html] == []


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


def test_what_a_cell_prints_in_pieces_stands_as_it_was_printed(run):
    pieces = "import sys, time\nfor i in range(3): print(i); sys.stdout.flush(); time.sleep(0.3)"
    assert ">0\n1\n2\n</pre>" in html.unescape(run(pieces))


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
