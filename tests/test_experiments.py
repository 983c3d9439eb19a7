"""Experiments on networks: resumable to the cell, and of today's code; a short run agrees."""

import itertools
import json
from dataclasses import replace

import pytest

from gen.claims import CLAIMS
from gen.claims import experiments as claims
from gen.experiments import cells
from gen.experiments.__main__ import laid_out
from gen.experiments.catalogue import EXPERIMENTS
from gen.experiments.experiment import Arm, Experiment, summary
from gen.experiments.fingerprint import code
from gen.experiments.results import FOLDER, Found, result, result_of

every = pytest.mark.parametrize("slug", EXPERIMENTS)


def recorded(slug):
    return json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))


@every
def test_what_is_recorded_is_of_this_code(slug):
    """A changed network or rule makes it stale: run `nox -s experiments` and commit the data."""
    wanted = EXPERIMENTS[slug].fingerprint
    assert recorded(slug)["made_from"] == wanted, f"run `nox -s experiments -- {slug}`"
    assert list(recorded(slug)["arms"]) == list(EXPERIMENTS[slug].arms)


@pytest.mark.parametrize("text", ['f"a{b:{c}}d"', "f'{a!r}' f'{b}'", 'f"""a\n{b}\nc"""', 'rf"{a}"'])
def test_an_f_string_is_one_word_in_every_python(text):
    """Else what was recorded in one would count as stale in another."""
    words = "".join(code(f"x = ({text})\n"))
    assert words == f"x=({text})\n".replace("' f'", "'f'")
    assert not {"{", "}"} & set(code(f"x = ({text})\n"))


@every
def test_no_rate_is_chosen_at_the_edge_of_its_sweep(slug):
    for name, arm in result(slug).arms.items():
        assert not arm.tuning or 0 < arm.chosen < len(arm.sweep) - 1, name


@every
def test_rates_are_chosen_by_other_seeds_than_those_reported(slug):
    experiment = EXPERIMENTS[slug]
    assert not set(experiment.tuning) & set(experiment.reporting)


@every
def test_data_stay_small(slug):
    assert (FOLDER / f"{slug}.json").stat().st_size < 16_000


CALLS = []


def counted(arm, steps):
    def train(seed):
        CALLS.append((arm.optimizer, seed))
        return {"loss": [seed + rate for rate in arm.sweep]}

    return train


GRID = Experiment(
    "grid",
    {"a": Arm("sgd", (1.0, 2.0, 3.0)), "b": Arm("adam", (1.0, 2.0, 3.0))},
    tuning=(0,),
    reporting=(1, 2),
    steps=5,
    chosen_by="loss",
    prepare=counted,
    sizes={},
)


def whole(folder, experiment=GRID):
    CALLS.clear()
    return {(arm, seed): cell for arm, seed, cell, _ in cells.filled(experiment, folder)}


@pytest.mark.parametrize("done", range(7))
def test_killed_after_any_cell_it_goes_on_from_there(done, tmp_path):
    list(itertools.islice(cells.filled(GRID, tmp_path), done))
    found = whole(tmp_path)
    assert len(CALLS) == 6 - done
    assert found == whole(tmp_path) and not CALLS


@pytest.mark.parametrize("bytes_left", [0, 10, 33, 50])
def test_a_truncated_cell_is_done_again(bytes_left, tmp_path):
    found = whole(tmp_path)
    path = cells.path_of(GRID, "b", 1, tmp_path)
    path.write_bytes(path.read_bytes()[:bytes_left])
    assert whole(tmp_path) == found
    assert CALLS == [("adam", 1)]


def test_another_budget_or_sweep_is_another_cell(tmp_path):
    whole(tmp_path)
    whole(tmp_path, replace(GRID, steps=6))
    assert len(CALLS) == 6
    whole(tmp_path, replace(GRID, arms=GRID.arms | {"b": Arm("adam", (1.0, 2.0, 4.0))}))
    assert CALLS == [("adam", 0), ("adam", 1), ("adam", 2)]


def test_a_summary_chooses_by_the_tuning_seeds_and_reports_the_others(tmp_path):
    found = summary(GRID, whole(tmp_path))
    assert found["arms"]["a"]["tuning"] == [1.0, 2.0, 3.0]
    assert found["arms"]["a"]["at_chosen"]["loss"] == [2.0, 3.0]
    assert found["arms"]["a"]["reported"]["loss"][2] == [4.0, 4.5, 5.0]
    assert json.loads(laid_out(json.dumps(found))) == found


def read_by(slug, data):
    """Return the claims that read this experiment's data, and which rates of each arm they read.

    These are the chosen one, and those nearest to which a claim looks.
    """
    found, rates = {}, {name: [arm.rate] for name, arm in data.arms.items()}
    names = {id(arm): name for name, arm in data.arms.items()}

    def nearest(arm, rate):
        place = plain_nearest(arm, rate)
        if id(arm) in names:
            rates[names[id(arm)]].append(arm.sweep[place])
        return place

    with pytest.MonkeyPatch.context() as patch:
        asked, plain_nearest = [], Found.nearest
        patch.setattr(Found, "nearest", nearest)
        patch.setattr(
            claims,
            "result",
            lambda name: asked.append(name) or (data if name == slug else result(name)),
        )
        for name, claim in CLAIMS.items():
            if claim.module == claims.__name__:
                asked.clear()
                claim.measure()
                if slug in asked:
                    found[name] = claim
    return found, {name: tuple(dict.fromkeys(asked)) for name, asked in rates.items()}


# Where one seed may say something else than the middle of all.
SEEDS = {"digits-rates": 3}

# Too long to be trained again as a whole: one arm of all of them is, from one seed at one rate.
LONG = ("transformer-optimizers", "transformer-budgets", "transformer-muon")


def test_an_arm_agrees_with_what_is_recorded(tmp_path):
    slug, name = "transformer-budgets", "muon 0.4"
    known = result(slug).arms[name]
    short = EXPERIMENTS[slug].shorter({name: [known.rate]})
    (again,) = summary(short, whole(tmp_path, short))["arms"][name]["at_chosen"]["loss"]
    assert again == pytest.approx(known.at_chosen["loss"][0], rel=0.05)


@pytest.mark.parametrize("slug", LONG)
def test_what_is_long_is_read_by_claims(slug):
    named, _ = read_by(slug, result(slug))
    assert named


@pytest.mark.parametrize("slug", [slug for slug in EXPERIMENTS if slug not in LONG])
def test_a_short_run_agrees_in_its_verdicts(slug, monkeypatch, tmp_path):
    """Few seeds at few rates: digits differ between machines, verdicts do not."""
    named, rates = read_by(slug, result(slug))
    assert named
    short = EXPERIMENTS[slug].shorter(rates, SEEDS.get(slug, 1))
    found = result_of(summary(short, whole(tmp_path, short)))
    monkeypatch.setattr(claims, "result", lambda name: found)
    assert {name: claim.measure().verdict for name, claim in named.items()} == {
        name: claim.verdict for name, claim in named.items()
    }
