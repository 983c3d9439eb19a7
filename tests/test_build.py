"""The task graph: what is stale and nothing else, whole files or none, killed or not."""

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

import gen.build.run
import gen.cache.records
from gen.build.run import damage, staleness, store
from gen.build.tasks import TEXTS, Made, Task
from gen.build.workers import next_group
from gen.cache.records import read_record, record_path
from gen.optimizers import OPTIMIZERS
from tests.afresh import python_m_gen

ROOT = Path(__file__).parent.parent

# In place of the real encoders.
FORMATS = '''
"""Files made of words."""

def formats(picture, film):
    return {"svg": ("light", "dark"), "json": ("light",)}

def encode(picture, ending):
    themes = formats(picture, False)[ending]
    return {theme: f"{ending} {theme} {picture.text}".encode() * 50 for theme in themes}
'''
SLIDES = '''
"""Slides made of words."""

def stills(picture):
    return {"slide.svg": {theme: f"{theme} {picture.text}".encode() for theme in ("light", "dark")}}

def films(picture):
    return {}

SLIDES = {"slide": stills, "film": films}
'''
# A small register in place of the real one: a few optimizers and surfaces, drawn as text.
OPTIMIZERS_OF_IT = {"sgd": "GradientDescent", "momentum": "Momentum", "adam": "Adam", "sam": "SAM"}
SURFACES_OF_IT = ("QUADRATIC", "BEALE", "HIMMELBLAU", "SADDLE")
REGISTER = {
    "__init__.py": '"""A small register."""\nfrom gen.figures import crowds, paths\n',
    "strokes.py": '''
"""What a run did, as text."""
from dataclasses import dataclass
from gen.simulate import simulate

@dataclass
class Strokes:
    alt: str
    text: str
    width = height = 100
    extra = ("what has its place",)
    column = ()

    @property
    def at_defaults(self):
        return self

def strokes(optimizers, surface):
    runs = [simulate(rule(lr=0.01), surface, surface.start, 20) for rule in optimizers]
    return Strokes("what happens", repr([run.points.tolist() for run in runs]))
''',
    "paths.py": '''
"""Each optimizer by itself."""
from gen.figure import Cast, figure
from gen.figures.strokes import strokes
from gen.optimizers import OPTIMIZERS

CASTS = [Cast((o,), (s,)) for o in OPTIMIZERS for s in ("quadratic", "saddle")]

@figure("{optimizer}-on-{surface}", title="{Optimizer}", page="optimizers/{optimizer}", casts=CASTS)
def path(optimizers, surfaces):
    return strokes(optimizers, surfaces[0])
''',
    "crowds.py": '''
"""Several at once."""
from gen.figure import Cast, figure
from gen.figures.strokes import strokes

CASTS = [Cast(("sgd", "adam"), (s,)) for s in ("quadratic", "beale")]

@figure("race-on-{surface}", title="{Surface}", page="surfaces/{surface}", casts=CASTS)
def crowd(optimizers, surfaces):
    return strokes(optimizers, surfaces[0])
''',
}

CLAIM = "momentum-descends"
DESCENTS = '''
"""A small ledger."""
from gen.claims.ledger import Evidence, at_most, claim
from gen.simulate import simulate

@claim(page="optimizers/momentum", says="Momentum descends.", limits="one run")
def momentum_descends(momentum, quadratic):
    run = simulate(momentum(lr=0.001), quadratic, quadratic.start, 20)
    return Evidence((at_most("loss at the end", run.values[-1], run.values[0]),))
'''


def command(tree, *words, **options):
    """Run the command in a process from the very beginning."""
    environment = {**os.environ, "PYTHONPATH": ""} | options.pop("env", {})
    line = [sys.executable, "-m", "gen", *words]
    return subprocess.run(
        line, cwd=tree, env=environment, capture_output=True, text=True, timeout=120, **options
    )


def stale(tree, *names):
    """Return why each task is stale, by its name, as --list tells it."""
    done = python_m_gen(tree, "--list", *names)
    assert done.returncode == 0, done.stderr
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    return {name: said.removeprefix("stale: ") for name, said in lines if said != "fresh"}


def made(tree):
    """Return all that was made, as bytes by path."""
    files = [
        p
        for folder in ("figures", "javascripts", "stylesheets")
        for p in (tree / "docs" / folder).rglob("*")
    ]
    return {str(path.relative_to(tree)): path.read_bytes() for path in files if path.is_file()}


def edit(path, addition="\n# another line\n"):
    path.write_text(path.read_text() + addition)


def before_drawing(module, statement):
    text = module.read_text()
    module.write_text(text.replace("    return strokes", f"    {statement}\n    return strokes"))


def keep(catalogue, names):
    """Leave only `names` in a catalogue, as if nobody had written the others."""
    text = catalogue.read_text()
    for name in set(re.findall(r"^from gen\.\w+\.\w+ import (\w+)$", text, re.M)) - set(names):
        text = re.sub(rf"^from gen\.\w+\.\w+ import {name}\n|^ +{name},\n", "", text, flags=re.M)
    catalogue.write_text(text)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A tree in which nothing has been made; for those who only look."""
    tree = tmp_path_factory.mktemp("source")
    left = shutil.ignore_patterns("__pycache__", "figures", "claims")
    shutil.copytree(ROOT / "gen", tree / "gen", ignore=left)
    keep(tree / "gen/optimizers/__init__.py", OPTIMIZERS_OF_IT.values())
    keep(tree / "gen/surfaces/__init__.py", SURFACES_OF_IT)
    (tree / "gen" / "figures").mkdir()
    for name, text in REGISTER.items():
        (tree / "gen" / "figures" / name).write_text(text)
    (tree / "gen" / "claims").mkdir()
    for name in ("__init__.py", "ledger.py"):
        shutil.copy(ROOT / "gen" / "claims" / name, tree / "gen" / "claims" / name)
    (tree / "gen" / "claims" / "descents.py").write_text(DESCENTS)
    (tree / "gen" / "draw" / "formats.py").write_text(FORMATS)
    (tree / "gen" / "draw" / "slides.py").write_text(SLIDES)
    (tree / "requirements").mkdir()
    (tree / "requirements" / "figures.txt").write_text("numpy==2.0\n")
    stale(tree)  # compiles all that is imported, once for all copies
    return tree


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    """A tree in which everything has just been made; for those who only look."""
    tree = tmp_path_factory.mktemp("built") / "tree"
    shutil.copytree(source, tree)
    done = python_m_gen(tree, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    return tree


@pytest.fixture
def tree(built, tmp_path):
    """A copy of `built` of one's own."""
    return shutil.copytree(built, tmp_path / "tree")


@pytest.fixture
def clean(source, tmp_path):
    """A copy of `source` of one's own."""
    return shutil.copytree(source, tmp_path / "tree")


RACES = {"race-on-quadratic", "race-on-beale"}
FIGURES = {f"{o}-on-{s}" for o in OPTIMIZERS_OF_IT for s in ("quadratic", "saddle")} | RACES


def test_a_second_run_makes_nothing(tree):
    before = made(tree)
    assert stale(tree) == {}
    assert python_m_gen(tree).stdout.startswith(f"0 made, {len({*FIGURES, *TEXTS, CLAIM})} fresh")
    assert made(tree) == before


def test_editing_an_optimizer_redraws_its_figures_and_its_races_only(tree):
    edit(tree / "gen/optimizers/momentum.py")
    assert set(stale(tree)) == {
        "engine",
        "tokens",
        CLAIM,
        "momentum-on-quadratic",
        "momentum-on-saddle",
    }
    edit(tree / "gen/optimizers/adam.py")
    assert set(stale(tree, "adam", *RACES)) == {"adam-on-quadratic", "adam-on-saddle"} | RACES


def test_editing_a_surface_redraws_what_is_shown_on_it_only(tree):
    edit(tree / "gen/surfaces/beale.py")
    assert stale(tree) == dict.fromkeys(
        ("engine", "race-on-beale"), "gen/surfaces/beale.py changed"
    )


def test_editing_a_figure_module_redraws_its_figures_only(tree):
    edit(tree / "gen/figures/crowds.py")
    assert stale(tree) == dict.fromkeys(
        ("race-on-quadratic", "race-on-beale"), "gen/figures/crowds.py changed"
    )


@pytest.mark.parametrize("file", ["gen/figures/strokes.py", "gen/simulate.py", "gen/optimizer.py"])
def test_editing_what_every_figure_imports_redraws_them_all(tree, file):
    edit(tree / file)
    assert set(stale(tree)) >= FIGURES


def test_another_version_of_a_library_redraws_everything(tree):
    (tree / "requirements/lint.txt").write_text("ruff==1.0\n")
    assert stale(tree) == {}
    (tree / "requirements/figures.txt").write_text("numpy==2.1\n")
    assert set(stale(tree)) == FIGURES | {*TEXTS, CLAIM}


def test_another_title_redraws_the_figure(tree):
    edit(tree / "gen/optimizers/__init__.py", "\nAdam.title = 'Another'\n")
    said = stale(tree)
    assert set(said) == {"engine", "tokens", "adam-on-quadratic", "adam-on-saddle"}
    assert said["adam-on-saddle"] == "its arguments changed"


def slides_in(tree):
    """Return whose slides the manifest lists."""
    figures = json.loads((tree / "docs/figures/index.json").read_text())["figures"]
    return {figure["id"] for figure in figures if "slide.svg" in figure["formats"]}


def test_slides_are_made_on_demand_and_shown_while_they_are_fresh(tree):
    plain = made(tree).keys()
    assert (
        python_m_gen(tree, "--stills", "race-on-beale")
        .stdout.splitlines()[-1]
        .startswith("1 made, 1 fresh")
    )
    own = {f"docs/figures/race-on-beale.{end}" for end in ("slide.svg", "dark.slide.svg")}
    assert made(tree).keys() == plain | own
    assert stale(tree, "--slides", "race-on-beale") == {"race-on-beale.film": "never made"}
    done = python_m_gen(tree)  # all else, which leaves them alone
    assert done.stdout.startswith("0 made") and slides_in(tree) == {"race-on-beale"}
    edit(tree / "gen/surfaces/beale.py")
    assert python_m_gen(tree, "race-on-beale").stdout.splitlines()[-1].startswith("1 made")
    assert slides_in(tree) == set()  # they are older than the figure
    assert python_m_gen(tree, "--stills").stdout.splitlines()[-1].startswith(f"{len(FIGURES) + 1}")
    assert slides_in(tree) == FIGURES


def test_a_new_optimizer_in_the_catalogue_leaves_the_others_alone(tree):
    folder = tree / "gen/optimizers"
    twin = re.sub(r"\bAdam\b", "Twin", (folder / "adam.py").read_text()).replace(
        'slug = "adam"', 'slug = "twin"'
    )
    (folder / "twin.py").write_text(twin)
    edit(folder / "__init__.py", "\nfrom gen.optimizers.twin import Twin\nOPTIMIZERS.add(Twin)\n")
    assert set(stale(tree)) == {"engine", "tokens", "twin-on-quadratic", "twin-on-saddle"}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "is not as it was written"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b"svg", b"SVG")),
            "is not as it was written",
        ),
    ],
    ids=["deleted", "truncated", "edited"],
)
def test_a_harmed_file_is_made_again(tree, harm, said):
    before, name = made(tree), "docs/figures/sgd-on-saddle.dark.svg"
    harm(tree / name)
    assert stale(tree) == {"sgd-on-saddle": f"{name} {said}"}
    assert python_m_gen(tree).stdout.startswith("sgd-on-saddle made\n1 made")
    assert made(tree) == before


def test_a_file_that_was_only_touched_is_fresh(tree):
    (tree / "docs/figures/sgd-on-saddle.svg").touch()
    assert stale(tree) == {}


def test_list_makes_and_writes_nothing(source):
    before = sorted(source.rglob("*"))
    assert set(stale(source)) == FIGURES | {*TEXTS, CLAIM}
    assert sorted(source.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("adam", {"adam-on-quadratic", "adam-on-saddle", "race-on-quadratic", "race-on-beale"}),
        ("beale", {"race-on-beale"}),
        ("surfaces/beale", {"race-on-beale"}),
        ("crowds", {"race-on-quadratic", "race-on-beale"}),
        ("sam-on-saddle", {"sam-on-saddle"}),
        ("engine", {"engine"}),
        ("himmelblau", set()),
    ],
)
def test_chooses_by_name(source, name, expected):
    assert set(stale(source, name)) == expected


def test_an_unknown_name_is_one_line_that_helps(source):
    done = python_m_gen(source, "adm")
    assert done.returncode == 2
    assert done.stderr == "error: nothing is named 'adm'; did you mean 'adam'?\n"


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5"])
def test_refuses_a_number_of_jobs_that_is_none(source, jobs):
    done = command(source, f"--jobs={jobs}")
    assert done.returncode == 2
    assert f"{jobs!r} is not a positive whole number" in done.stderr


def test_force_makes_again_what_is_chosen(tree):
    assert python_m_gen(tree, "--force", "beale").stdout.startswith(
        "race-on-beale made\n1 made, 0 fresh"
    )


def test_the_manifest_tells_of_every_figure_in_order(built):
    figures = json.loads((built / "docs/figures/index.json").read_text())["figures"]
    ids = [figure["id"] for figure in figures]
    assert ids == [name for name in python_m_gen(built, "--list").stdout.split() if name in FIGURES]
    for figure in figures:
        for themes in figure["formats"].values():
            for file in themes.values():
                assert (built / "docs/figures" / file["file"]).stat().st_size == file["bytes"]
    assert {k: v for k, v in figures[-1].items() if k != "formats"} == {
        "id": ids[-1],
        "title": figures[-1]["title"],
        "alt": "what happens",
        "page": "optimizers/sam",
        "optimizers": ["sam"],
        "surfaces": ["saddle"],
        "matrices": [],
        "width": 100,
        "height": 100,
        "permalink": f"/figures/{ids[-1]}/",
    }


def test_the_ledger_tells_what_each_claim_has_found(built):
    listed = json.loads((built / "docs/evidence/claims.json").read_text())["claims"]
    assert [(entry["id"], entry["verdict"]) for entry in listed] == [(CLAIM, "holds")]
    assert listed[0]["checks"][0]["measured"][0] < listed[0]["checks"][0]["high"]


def test_what_is_no_longer_registered_is_removed(tree):
    register = tree / "gen/figures/__init__.py"
    register.write_text(register.read_text().replace("crowds, ", ""))
    assert python_m_gen(tree, "engine").returncode == 0
    assert not list((tree / "docs/figures").glob("race-*"))
    assert "race" not in (tree / "docs/figures/index.json").read_text()
    assert list((tree / "docs/figures").glob("sgd-on-*"))


def test_a_failing_figure_is_named_with_its_line_and_stops_nobody(clean):
    before_drawing(clean / "gen/figures/crowds.py", "raise ValueError('no paint')")
    done = python_m_gen(clean, "sgd")
    assert done.returncode == 1
    for name in ("race-on-quadratic", "race-on-beale"):
        assert re.search(
            rf"^{name} failed: ValueError: no paint \(gen/figures/crowds.py:10: raise ",
            done.stderr,
            re.M,
        )
    assert (clean / "docs/figures/sgd-on-saddle.json").is_file()
    assert "race" not in (clean / "docs/figures/index.json").read_text()
    assert "race-on-beale" in stale(clean)


def test_a_figure_whose_process_dies_is_named_and_stops_nobody(clean):
    before_drawing(clean / "gen/figures/crowds.py", "__import__('os').abort()")
    done = python_m_gen(clean, "beale", "sgd-on-saddle", "sgd-on-quadratic")
    assert done.returncode == 1
    assert "race-on-beale failed: its process died" in done.stderr
    assert done.stdout.endswith("s\n") and "2 made, 0 fresh, 1 failed" in done.stdout


def test_a_full_disk_is_one_line_and_leaves_no_half_file(clean):
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = command(clean, "sgd-on-saddle", preexec_fn=small_files)
    assert done.returncode == 1
    assert re.fullmatch(
        r"error: cannot write /\S+/docs/figures/sgd-on-saddle\S*: File too large\n", done.stderr
    )
    assert made(clean) == {}
    assert stale(clean, "sgd-on-saddle") == {"sgd-on-saddle": "never made"}


@pytest.mark.parametrize("folder", ["docs/figures", "build"])
def test_an_unwritable_folder_is_one_line_that_names_it(clean, folder):
    path = clean / folder
    path.parent.mkdir(exist_ok=True)
    path.write_text("a file where a folder should be")  # even root cannot write into it
    done = python_m_gen(clean, "sgd-on-saddle")
    assert done.returncode == 1
    assert re.fullmatch(rf"error: cannot write {path}\S*: .*\n", done.stderr)


def test_killed_at_any_moment_the_next_runs_end_in_the_same_bytes(clean, built):
    rng, killed = random.Random(8), 0
    for _ in range(4):
        line = [sys.executable, "-m", "gen", "--jobs", "2"]
        process = subprocess.Popen(line, cwd=clean, stdout=subprocess.PIPE, text=True)
        for _ in range(rng.randint(1, 2)):
            process.stdout.readline()
        try:
            process.wait(rng.uniform(0, 0.02))
        except subprocess.TimeoutExpired:
            killed += 1
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)  # the pipe closes when the last of its workers is gone
    assert killed >= 3
    (clean / "docs/stylesheets").mkdir(parents=True, exist_ok=True)
    (clean / "docs/stylesheets/.tokens.css.part").write_text("a leftover")
    assert python_m_gen(clean).returncode == 0
    assert made(clean) == made(built)


def test_of_two_builds_at_once_the_second_says_that_it_waits(tree):
    with FileLock(tree / "build/records/.lock"):
        process = subprocess.Popen(
            [sys.executable, "-m", "gen"], cwd=tree, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr.readline() == "another build is at work here; waiting for it to end\n"
        assert process.poll() is None
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_stopped_before_any_one_of_its_writes_a_task_is_stale_again(tmp_path, monkeypatch):
    monkeypatch.setattr(gen.build.run, "ROOT", tmp_path)
    monkeypatch.setattr(gen.cache.records, "ROOT", tmp_path)
    replace, countdown = os.replace, 0
    task = Task("figure", Made, {"source": "new"})
    files = {f"docs/{name}": name.encode() * 9 for name in "abc"}

    def faltering(*paths):
        nonlocal countdown
        countdown -= 1
        if countdown < 0:
            raise KeyboardInterrupt
        replace(*paths)

    monkeypatch.setattr(os, "replace", faltering)
    for moment in range(len(files) + 1):
        countdown = 99
        store(Task("figure", Made, {"source": "old"}), Made(dict.fromkeys(files, b"old")))
        countdown = moment
        with pytest.raises(KeyboardInterrupt):
            store(task, Made(files))
        assert staleness(task) == "never made"
        assert not list(tmp_path.rglob("*.part"))
    countdown = 99
    store(task, Made(files))
    assert staleness(task) == ""
    assert damage({"docs/d": {}}) == "docs/d is missing"


@given(st.data())
def test_a_task_begins_when_those_it_comes_after_have_ended_and_beside_its_page(data):
    names = "abcdefghij"
    tasks = [
        Task(
            name,
            Made,
            {},
            after=data.draw(
                st.frozensets(st.sampled_from(names[:i])) if i else st.just(frozenset())
            ),
            page=data.draw(st.sampled_from(("", "adam", "sgd"))),
        )
        for i, name in enumerate(names)
    ]
    waiting, running, ended = tasks, [], set()
    while waiting or running:
        group = next_group(waiting, [task for others in running for task in others])
        assert group or running  # or else all would wait forever
        if (group and data.draw(st.booleans())) or not running:
            assert all(task.after <= ended for task in group)
            assert len({task.page or task.name for task in group}) == 1
            waiting = [task for task in waiting if task not in group]
            left = [task for task in waiting if task.page and task.page == group[0].page]
            assert not any(task.after <= ended for task in left)
            running.append(group)
        else:
            ended |= {task.name for task in running.pop()}
    assert ended == set(names)


DAMAGES = {
    "half of it": lambda record: record[: len(record) // 2],
    "nothing": lambda record: b"",
    "no line of its own": lambda record: record.replace(b"\n", b""),
    "not text": lambda record: b"\xff\xfe" + record,
    "a number": lambda record: b"7",
    "a list": lambda record: b"[]",
    "too deep to read": lambda record: b"[" * 100_000,
    "wrong types": lambda record: b'{"inputs": 1, "files": 2, "about": 3}',
    "an empty entry": lambda record: (
        b'{"inputs": {}, "files": {"docs/figures/a": {}}, "about": {}}'
    ),
    "a file elsewhere": lambda record: record.replace(b"docs/figures", b"../elsewhere"),
    "another number": lambda record: record.replace(b'"width": 100', b'"width": "100"'),
}


@pytest.mark.parametrize("harm", DAMAGES.values(), ids=DAMAGES)
def test_a_record_that_is_not_as_it_was_written_is_none(monkeypatch, tmp_path, harm):
    monkeypatch.setattr(gen.build.run, "ROOT", tmp_path)
    monkeypatch.setattr(gen.cache.records, "ROOT", tmp_path)
    task, about = Task("figure", Made, {"source": "1"}), {"width": 100}
    store(task, Made({"docs/figures/figure.svg": b"<svg/>"}, about))
    assert read_record("figure")["about"] == about
    path = record_path("figure")
    path.write_bytes(harm(path.read_bytes()))
    assert read_record("figure") is None
    assert staleness(task) == "never made"


def test_whatever_was_harmed_the_next_build_mends_it(tree):
    before, records = made(tree), tree / "build/records"
    (records / "sgd-on-saddle.json").write_text('{"inputs": 1, "files": 2, "about": 3}')
    (records / "sgd-on-quadratic.json").write_text("[]")
    (tree / "docs/figures/index.json").write_bytes(b"\xff")
    done = python_m_gen(tree)
    assert done.stdout.splitlines()[-1].startswith("2 made"), done.stderr
    assert made(tree) == before


@pytest.mark.parametrize(
    "name",
    [
        "build/records/race-on-beale.json",
        "docs/figures/index.json",
        "docs/figures/race-on-beale.svg",
    ],
)
def test_a_folder_where_a_file_should_be_is_one_line_that_names_it(tree, name):
    (tree / name).unlink()
    (tree / name).mkdir()
    done = python_m_gen(tree)
    assert done.returncode == 1
    assert re.fullmatch(rf"error: cannot write {tree / name}: .*\n", done.stderr)


@pytest.mark.parametrize("words", [["--list"], ["--force", "tokens", "sgd"]])
def test_hangs_up_in_silence_when_nobody_listens(tree, words):
    line = [sys.executable, "-u", "-m", "gen", *words]
    process = subprocess.Popen(line, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 1


@pytest.fixture
def whole(tmp_path):
    """A copy of the sources with the real register."""
    shutil.copytree(ROOT / "gen", tmp_path / "gen")
    return tmp_path


def test_two_clean_builds_of_the_real_thing_are_the_same_bytes(whole):
    moving = "zigzag-and-condition-number"  # it waits for no measurement
    names, results = ("engine", "tokens", moving), []
    for seed in ("1", "2"):
        assert command(whole, *names, "--jobs=1", env={"PYTHONHASHSEED": seed}).returncode == 0
        results.append(made(whole))
        shutil.rmtree(whole / "docs")
        shutil.rmtree(whole / "build")
    assert results[0] == results[1]
    endings = {"gif", "animated.svg", "mp4", "svg", "png", "json"}
    assert {f"docs/figures/{moving}.{ending}" for ending in endings} <= results[0].keys()


def forget(tree, cls):
    """Delete an optimizer as a maintainer would: its file, and its name in the catalogue."""
    catalogue = tree / "gen/optimizers/__init__.py"
    lines = [
        line
        for line in catalogue.read_text().splitlines()
        if not line.endswith(f" import {cls.__name__}")
    ]
    catalogue.write_text(
        re.sub(rf"\b{cls.__name__},\s?|, {cls.__name__}\b", "", "\n".join(lines) + "\n")
    )
    tree.joinpath(*cls.__module__.split(".")).with_suffix(".py").unlink()


def test_a_deleted_optimizer_is_gone_everywhere_and_nothing_breaks(whole):
    forget(whole, OPTIMIZERS["adam"])
    listed = python_m_gen(whole, "--list")
    assert listed.returncode == 0, listed.stderr
    assert not re.search(r"(?<!sam-)\badam\b", listed.stdout)  # Sam-Adam is another rule
    without = ("contours-quadratic", "zigzag-and-condition-number")  # figures that never had him
    done = python_m_gen(whole, "engine", "tokens", *without)
    assert done.returncode == 0, done.stderr
    assert not re.search(
        r"\badam:|const adam\b|\"adam\":", (whole / "docs/javascripts/engine.js").read_text()
    )
    assert "--optimizer-adam:" not in (whole / "docs/stylesheets/tokens.css").read_text()
    figures = json.loads((whole / "docs/figures/index.json").read_text())["figures"]
    assert {figure["id"] for figure in figures} == set(without)


@pytest.mark.parametrize("slug", {cls.family: slug for slug, cls in OPTIMIZERS.items()}.values())
def test_the_last_of_each_family_can_go(whole, slug):
    forget(whole, OPTIMIZERS[slug])
    done = python_m_gen(whole, "--list")
    assert done.returncode == 0, done.stderr
    assert not re.search(rf"(?<![\w-]){slug}(-on-|$)|-of-{slug}(?![\w-])", done.stdout, re.M)
