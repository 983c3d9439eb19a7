"""What the tracer does with arrays without values, and what it says to a rule it cannot follow."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from gen.arithmetic.loop import repeat
from gen.arithmetic.vectors import identity, solve
from gen.browser.engine import engine, identifier, optimizer_source
from gen.browser.tracing import Tape, Traced, UntraceableError, literal
from gen.knobs import learning_rate
from gen.optimizer import Optimizer, Paper
from gen.optimizers import RACERS

ENGINE = Path(__file__).parent.parent / "docs" / "javascripts" / "engine.js"


@dataclass(frozen=True)
class Untraceable(Optimizer):
    """A rule for tests: subclasses do one thing that has no JavaScript."""

    slug = title = family = idea = "untraceable"
    paper = Paper("Nobody", 2026, "Nothing")
    hue, marker = "blue", "circle"
    lr: float = learning_rate(0.1)

    def init(self, x):
        return {}


class Branches(Untraceable):
    def step(self, x, state, t, loss):
        if loss.value(x) > 1:
            return x - self.lr, {}
        return x, {}


class CallsMath(Untraceable):
    def step(self, x, state, t, loss):
        return x * math.sqrt(t), {}


class CallsNumPy(Untraceable):
    def step(self, x, state, t, loss):
        return np.sqrt(x), {}


class AsksForMore(Untraceable):
    def step(self, x, state, t, loss):
        return x.__array_namespace__().fft(x), {}


class LoopsOverAValue(Untraceable):
    def step(self, x, state, t, loss):
        for _ in range(t):
            x = x - self.lr
        return x, {}


class TakesAPower(Untraceable):
    def step(self, x, state, t, loss):
        return x**0.5, {}


class RaisesToAPower(Untraceable):
    def step(self, x, state, t, loss):
        return x * self.lr**t, {}


class CallsExp(Untraceable):
    def step(self, x, state, t, loss):
        return x.__array_namespace__().exp(x), {}


class Misfits(Untraceable):
    def step(self, x, state, t, loss):
        return loss.hess(x)[..., 0, :] + x[None, None, :1, None] + loss.hess(x)[
            :, None, :
        ] * Traced(Tape(), (3,), ["a", "b", "c"]), {}


@pytest.mark.parametrize(
    ("rule", "line", "remedy"),
    [
        (Branches, "if loss.value(x) > 1:", "use xp.where"),
        (CallsMath, "return x * math.sqrt(t), {}", "use the functions of xp"),
        (CallsNumPy, "return np.sqrt(x), {}", "use arithmetic, the functions of xp"),
        (
            AsksForMore,
            "return x.__array_namespace__().fft(x), {}",
            "xp.fft has no JavaScript here; there are abs",
        ),
        (TakesAPower, "return x**0.5, {}", "use power or real_power of gen.arithmetic.functions"),
        (
            RaisesToAPower,
            "return x * self.lr**t, {}",
            "use power or real_power of gen.arithmetic.functions",
        ),
        (
            CallsExp,
            "return x.__array_namespace__().exp(x), {}",
            "xp.exp rounds differently; use exp of gen.arithmetic.functions",
        ),
        (LoopsOverAValue, "for _ in range(t):", "is not known while tracing"),
        (Misfits, "return loss.hess", "do not broadcast"),
    ],
)
def test_names_file_line_and_remedy(rule, line, remedy):
    with pytest.raises(UntraceableError) as caught:
        optimizer_source(rule)
    message = str(caught.value)
    assert "test_tracing.py:" in message
    assert line in message
    assert remedy in message


def test_traces_need_no_numpy():
    source = Path(Traced.__init__.__code__.co_filename).read_text()
    assert "numpy" not in [
        word
        for line in source.splitlines()
        if line.startswith(("import", "from"))
        for word in line.split()
    ]


@pytest.mark.parametrize(
    "key",
    [
        0,
        -1,
        (0, 1),
        (slice(None), 1),
        (..., 0),
        (None, ...),
        (..., None, slice(1, None)),
        slice(0, 1),
    ],
)
def test_indexes_as_numpy_does(key):
    names = np.array([["a", "b"], ["c", "d"], ["e", "f"]])
    picked = Traced(Tape(), (3, 2), list(names.flat))[key]
    assert picked.shape == names[key].shape
    assert picked.items == list(np.ravel(names[key]))


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_stacks_as_numpy_does(axis):
    tape = Tape()
    parts = [Traced(tape, (2,), ["a", "b"]), Traced(tape, (2,), ["c", "d"])]
    stacked = parts[0].__array_namespace__().stack(parts, axis=axis)
    expected = np.stack([["a", "b"], ["c", "d"]], axis=axis)
    assert stacked.shape == expected.shape
    assert stacked.items == list(expected.flat)


@pytest.mark.parametrize("value", [0.1, 1e-10, -3, 2**53, -1e300, 1 / 3])
def test_numbers_read_back_as_they_were(value):
    assert float(literal(value).strip("()")) == value


def test_every_line_of_a_rule_stands_above_its_javascript():
    source = engine()
    assert ENGINE.read_text() == source, "other tests read it where the build has put it"
    for slug, cls in RACERS.items():
        assert f"const {identifier(slug)} = {{" in source
        assert optimizer_source(cls) in source
    assert '// m = self.beta1 * state["m"] + (1 - self.beta1) * g' in source


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_solves_small_systems(d):
    rng = np.random.default_rng(d)
    a, b = rng.normal(size=(50, d, d)), rng.normal(size=(50, d))
    a[0, 0, 0] = 0.0  # needs a pivot, where there is another row to take
    if d > 1:
        np.testing.assert_allclose(solve(a, b), np.linalg.solve(a, b[..., None])[..., 0], rtol=1e-8)
    damped = a + 0.3 * np.eye(d)
    np.testing.assert_allclose(
        solve(a, b, 0.3), np.linalg.solve(damped, b[..., None])[..., 0], rtol=1e-8
    )


def test_a_singular_system_spoils_its_own_row_only():
    a = np.array([np.zeros((2, 2)), np.eye(2)])
    with np.errstate(all="ignore"):
        x = solve(a, np.ones((2, 2)))
    assert not np.isfinite(x[0]).any()
    assert np.array_equal(x[1], [1, 1])


def test_a_loop_is_written_once_and_its_arrays_keep_their_shapes():
    tape = Tape()
    x = Traced(tape, (2,), ["x[0]", "x[1]"])
    total, power = repeat(30, lambda total, power: (total + power, power * 2), 0 * x, x)
    assert total.shape == power.shape == (2,)
    text = "\n".join(tape.lines)
    assert text.count(" * 2;") == 2
    assert text.count("for (let i = 0; i < 30; i++) {") == 1
    assert text.count("let ") == 5
    with pytest.raises(UntraceableError, match="in the shapes in which it found them"):
        repeat(3, lambda total: (total[..., None],), x)


def test_a_square_is_a_product():
    tape = Tape()
    squared = Traced(tape, (1,), ["x"]) ** 2
    assert tape.lines[-1] == f"const {squared.items[0]} = x * x;"


@pytest.mark.parametrize("power", [0, 1, -1, 3, 0.5, 2.0])  # NumPy has others by pow
def test_another_power_is_refused(power):
    with pytest.raises(UntraceableError, match=r"real_power of gen\.arithmetic\.functions"):
        Traced(Tape(), (1,), ["x"]) ** power


@pytest.mark.parametrize("name", ["exp", "log", "log10", "sin", "cos", "tanh"])
def test_what_a_library_rounds_in_its_own_way_is_refused(name):
    with pytest.raises(UntraceableError, match=rf"use {name} of gen\.arithmetic\.functions"):
        getattr(Traced(Tape(), (1,), ["x"]).__array_namespace__(), name)


def doubled(total, rounds):
    return 2 * total, rounds + 1


def beyond_a_hundred(total, rounds):
    return total > 100


def test_a_loop_ends_early_in_numpy_where_all_have_had_enough():
    total, rounds = repeat(30, doubled, np.array([1.0, 3.0]), np.zeros(2), until=beyond_a_hundred)
    assert total.tolist() == [128.0, 384.0]
    assert rounds.tolist() == [7, 7]


def test_a_loop_in_the_browser_asks_after_each_round_whether_all_have_had_enough():
    tape = Tape()
    start = Traced(tape, (2,), ["1", "3"])
    total, _ = repeat(30, doubled, start, 0 * start, until=beyond_a_hundred)
    loop = tape.lines[tape.lines.index("for (let i = 0; i < 30; i++) {") :]
    ends = [line.strip() for line in loop if "break" in line]
    assert len(ends) == 1
    names = re.fullmatch(r"if \((\w+) && (\w+)\) break;", ends[0]).groups()
    for name, item in zip(names, total.items, strict=True):
        assert any(line.strip() == f"const {name} = {item} > 100;" for line in loop)
    assert loop.index("  " + ends[0]) > next(i for i, line in enumerate(loop) if "] = [" in line)


def test_an_identity_is_made_of_numbers():
    assert identity(Traced(Tape(), (2,), ["x[0]", "x[1]"])).shape == (2, 2)
    assert Traced(Tape(), (1,), ["x"]).__array_namespace__().eye(2).items == ["1", "0", "0", "1"]
