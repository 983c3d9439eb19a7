"""What the fourth lesson says: L2 in a divisor, half-lives, and weights whose length is free."""

from __future__ import annotations

from typing import Any

import numpy as np

from gen.arithmetic.vectors import norm
from gen.claims.ledger import FAILS, IN_PART, Evidence, at_least, at_most, between, claim
from gen.claims.runs import Script, around, column, scripted, walk

PAGE = "learn/weight-decay"
SIZES = 10.0 ** np.arange(4)  # of gradients


class Pulled:
    """Gradients that turn at every step, of a size for each weight, and a pull toward zero."""

    def __init__(self, sizes: np.ndarray, pull: float) -> None:
        """Take the sizes (n,) and the L2 penalty's factor."""
        self.sizes, self.pull, self.sign = sizes, pull, 1.0

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return this step's gradient and the pull."""
        return np.asarray(self.sign * self.sizes + self.pull * x)

    def at(self, t: int) -> Pulled:
        """Go to a step."""
        self.sign = 1.0 if t % 2 else -1.0
        return self


def lost(rule: Any, pull: float, sizes: np.ndarray = SIZES, steps: int = 400) -> np.ndarray:
    """Return how many factors of e weights of 1 shrink by, beside weights of 0 that move alike."""
    far, near = (
        walk(rule, Pulled(sizes, pull), steps, np.full(len(sizes), start))[0][-1]
        for start in (1.0, 0.0)
    )
    return np.asarray(-np.log(far - near))


@claim(
    page=PAGE,
    says="With L2 inside of Adam a weight decays in inverse proportion to the size of its "
    "gradients, because Adam divides the penalty as well.",
    limits="gradients of 1 to 1,000 that turn at every step, 400 steps, the rate 0.01, λ = 0.05",
    without="the division (L2 in gradient descent)",
)
def l2_in_adam_decays_by_the_gradients_size(adam: Any, sgd: Any) -> Evidence:
    shrunk, plain = (lost(rule(lr=0.01), 0.05) for rule in (adam, sgd))
    return Evidence(
        (between("decay × gradient ÷ (steps × ηλ)", shrunk * SIZES / 0.2, 0.9, 1.1),),
        (between("decay ÷ (steps × ηλ), gradient descent", plain / 0.2, 0.98, 1.02),),
        {"share": float(shrunk[0] / shrunk[-1])},
    )


@claim(
    page=PAGE,
    says="AdamW shrinks all weights alike, whatever the size of their gradients.",
    limits="gradients of 1 to 1,000 that turn at every step, 400 steps, the rate 0.01, λ = 0.05",
)
def adamw_decays_all_weights_alike(adamw: Any) -> Evidence:
    shrunk = lost(adamw(lr=0.01, weight_decay=0.05), 0.0)
    return Evidence((between("decay ÷ (steps × ηλ)", shrunk / 0.2, 0.99, 1.01),))


@claim(
    page=PAGE,
    says="In gradient descent L2 and decay beside the gradient are one and the same.",
    limits="our valley, nine starts, the rate 0.05, λ = 0.1, 120 steps",
)
def in_descent_l2_is_decay(sgd: Any, quadratic: Any) -> Evidence:
    starts = around(quadratic)
    beside = through = starts
    rule, apart = sgd(lr=0.05), [0.0]
    for _ in range(120):
        beside = rule.step((1 - 0.05 * 0.1) * beside, {}, 1, Script([quadratic.grad(beside)]))[0]
        through = rule.step(through, {}, 1, Script([quadratic.grad(through) + 0.1 * through]))[0]
        apart.append(float(np.abs(beside - through).max()))
    return Evidence((at_most("largest distance between the paths", max(apart), 1e-9),))


@claim(
    page=PAGE,
    says="Rates and decays that have the same product have the same half-life.",
    limits="AdamW without gradients, products of 10⁻³, rates from 0.001 to 1, 2,000 steps",
)
def a_half_life_is_set_by_rate_times_decay(adamw: Any) -> Evidence:
    rates = column(1e-3, 1e-2, 1e-1, 1.0)
    x = walk(adamw(lr=rates, weight_decay=1e-3 / rates), _Still(), 2000, np.ones((4, 1)))[0]
    halves = (x[..., 0] <= 0.5).argmax(axis=0)
    return Evidence((between("step at which half is left", halves, 690, 697),))


class _Still:
    """A loss without slope."""

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return a slope of zero."""
        return 0 * x

    def at(self, t: int) -> _Still:
        """Return the loss at a step."""
        return self


@claim(
    page=PAGE,
    says="A cosine schedule that ends at zero halves what decay does in a run.",
    limits="AdamW without gradients, rate 0.001 and λ = 1, 2,000 steps",
)
def a_cosine_halves_the_decay(adamw: Any) -> Evidence:
    steps, x = 2000, np.ones(1)
    for t in range(1, steps + 1):
        lr = 1e-3 * (1 + np.cos(np.pi * (t - 1) / steps)) / 2
        x = adamw(lr=lr, weight_decay=1.0).step(x, adamw().init(x), t, _Still())[0]
    steady = (1 - 1e-3) ** steps
    found = float(np.log(x[0]) / np.log(steady))
    return Evidence(
        (between("decay with the cosine ÷ without, as logarithms", found, 0.49, 0.51),),
        numbers={"cosine": float(x[0]), "constant": float(steady)},
    )


@claim(
    page=PAGE,
    says="A decay of 0.0001 does as much in AdamW at its usual rate as it does in gradient descent "
    "with momentum at its usual rate.",
    verdict=FAILS,
    limits="a weight without gradient, 100,000 steps: AdamW at the rate 0.001, momentum of 0.9 "
    "with L2 at the rate 0.1. It does a thousand times less",
)
def a_small_decay_does_as_much_in_adamw(adamw: Any, momentum: Any) -> Evidence:
    steps = 10_000
    beside = walk(adamw(lr=1e-3, weight_decay=1e-4), _Still(), steps, np.ones(1))[0][-1, 0]
    through = walk(momentum(lr=0.1, beta=0.9), Pulled(np.zeros(1), 1e-4), steps, np.ones(1))[0]
    powers = [float(np.log(share)) for share in (beside, through[-1, 0])]
    found = {
        "adamw": float(np.exp(10 * powers[0])),
        "momentum": float(np.exp(10 * powers[1])),
        "times": powers[1] / powers[0],
    }
    return Evidence(
        (at_most("decay in momentum ÷ in AdamW, as logarithms", found["times"], 2),),
        numbers=found,
    )


@claim(
    page=PAGE,
    says="A row of weights that is used only now and then goes on shrinking between its uses.",
    limits="AdamW at the rate 0.01 with λ = 0.1; a gradient of ±1 once in 1,000 steps, 5,000 "
    "steps, from 1",
    without="the decay",
)
def a_rare_row_shrinks_between_its_uses(adamw: Any) -> Evidence:
    pushes = np.zeros((5000, 1))
    pushes[::1000, 0] = (1, -1, 1, -1, 1)
    with_it, without = (
        scripted(adamw(lr=1e-2, weight_decay=decay), pushes, np.ones(1))[-1, 0]
        for decay in (0.1, 0.0)
    )
    return Evidence(
        (at_most("size of what is left", float(np.abs(with_it)), 0.1),),
        (at_least("without decay", float(without), 0.8),),
    )


@claim(
    page=PAGE,
    says="Decay on the bias of a linear model shifts all its predictions toward zero; decay on the "
    "weights alone does not shift their mean.",
    limits="least squares on 200 points whose targets have the mean 10, features of mean 0, "
    "λ = 0.1, gradient descent until it rests",
)
def decay_on_a_bias_shifts_every_prediction() -> Evidence:
    random = np.random.default_rng(0)
    features = random.standard_normal((200, 3))
    features -= features.mean(axis=0)
    targets = features.sum(axis=1) + 10 + 0.1 * random.standard_normal(200)
    errors = []
    for share in (0.1, 0.0):
        w, b = np.zeros(3), 0.0
        for _ in range(3000):
            miss = (features * w).sum(axis=1) + b - targets
            w = w - 0.1 * ((features * miss[:, None]).mean(axis=0) + 0.1 * w)
            b = b - 0.1 * (miss.mean() + share * b)
        errors.append(float(((features * w).sum(axis=1) + b - targets).mean()))
    return Evidence(
        (
            between("mean error, bias decayed", errors[0], -1, -0.8),
            between("mean error, bias left alone", errors[1], -0.01, 0.01),
        ),
        numbers={"error": -errors[0]},
    )


class FreeLength:
    """A bowl of the direction of w alone, with noise: half the squared distance of w/|w| to one."""

    dimension = 16

    def __init__(self) -> None:
        """Draw the noise of all steps."""
        draws = np.random.default_rng(0).standard_normal((4001, self.dimension))
        self.draws, self.noise = draws / self.dimension**0.5, draws[0]
        self.goal = np.eye(self.dimension)[0]

    def value(self, w: np.ndarray) -> np.ndarray:
        """Return the loss, of shape (...)."""
        return np.asarray(1 - w[..., 0] / norm(w)[..., 0])

    def grad(self, w: np.ndarray) -> np.ndarray:
        """Return its gradient plus noise, both across w and over its length."""
        ahead = w / norm(w)
        pull = self.noise - self.goal
        return np.asarray((pull - (pull * ahead).sum(axis=-1, keepdims=True) * ahead) / norm(w))

    def at(self, t: int) -> FreeLength:
        """Take the noise of a step."""
        self.noise = self.draws[t]
        return self


def free(lr: float, decay: float, lengths: np.ndarray, steps: int, growth: float = 1.0) -> Any:
    """Return the weights (steps + 1, n, 16) of descent whose rate grows by a factor each step."""
    loss = FreeLength()
    w = np.full((len(lengths), 16), 0.25) * lengths[:, None]
    path = [w]
    for t in range(1, steps + 1):
        w = (1 - lr * decay) * w - lr * growth ** (2 * t - 1) * loss.at(t).grad(w)
        path.append(w)
    return np.array(path)


def turns(path: np.ndarray) -> np.ndarray:
    """Return by how many radians each step turns."""
    ahead = path / norm(path)
    return np.asarray(norm(ahead[1:] - ahead[:-1])[..., 0])


@claim(
    page=PAGE,
    says="Before a normalization decay settles the length of the weights, from wherever they "
    "begin, and each step then turns them by about √(2ηλ).",
    limits="a noisy loss of the direction of 16 weights, gradient descent at the rate 0.1, λ = "
    "0.02 and 0.01, lengths of 0.5, 2 and 8, steps 3,000 to 4,000",
    without="the decay: lengths only grow, and the turns go on shrinking",
)
def decay_settles_length_and_turn() -> Evidence:
    lengths = np.array([0.5, 2.0, 8.0])
    apart, shares = [], []
    for decay in (0.02, 0.01):
        path = free(0.1, decay, lengths, 4000)
        last = norm(path[-1])[..., 0]
        apart.append(float(last.max() / last.min()))
        shares.append(turns(path[3000:]).mean(axis=0) / (2 * 0.1 * decay) ** 0.5)
    bare = free(0.1, 0.0, lengths, 4000)
    grown = np.diff(norm(bare)[..., 0], axis=0)
    late, early = (turns(bare[first : first + 1001]).mean(axis=0) for first in (3000, 500))
    return Evidence(
        (
            at_most("longest ÷ shortest at last", apart, 1.05),
            between("turn ÷ √(2ηλ)", np.array(shares).ravel(), 0.85, 1.15),
        ),
        (
            at_least("least growth of a length in a step", float(grown.min()), -1e-9),
            at_most("turn late ÷ early, begun at 0.5 and 2", (late / early)[:2], 0.7),
        ),
    )


@claim(
    page=PAGE,
    says="Without decay every step makes weights before a normalization longer.",
    verdict=IN_PART,
    limits="a noisy loss of the direction of 16 weights, nine random starts of length about 4, the "
    "rate 0.01, 300 steps. Of gradient descent every step does; of Adam many steps shorten them",
)
def every_step_lengthens_weights_of_free_length(sgd: Any, adam: Any) -> Evidence:
    start = np.random.default_rng(1).standard_normal((9, 16))
    growths = [
        np.diff(norm(walk(cls(lr=0.01), FreeLength(), 300, start)[0])[..., 0], axis=0)
        for cls in (sgd, adam)
    ]
    descent, divided = ((growth > -1e-12).mean(axis=0) for growth in growths)
    return Evidence(
        (
            at_least("share of steps that lengthen, gradient descent", descent, 1),
            at_least("share of steps that lengthen, Adam", divided, 0.9),
        )
    )


@claim(
    page=PAGE,
    says="Before a normalization, descent with decay takes the same directions as descent without "
    "it whose rate grows a little at every step.",
    limits="a noisy loss of the direction of 16 weights, the rate 0.1, λ = 0.02, 2,000 steps; the "
    "rate grows by 1/(1 − ηλ)² a step, over three thousandfold in all",
    without="the growth of the rate",
)
def decay_is_a_growing_rate_where_length_is_free() -> Evidence:
    start = np.array([2.0])
    with_it = free(0.1, 0.02, start, 2000)
    growing, steady = (free(0.1, 0.0, start, 2000, g) for g in (1 / (1 - 0.002), 1.0))
    ahead = [path / norm(path) for path in (with_it, growing, steady)]
    return Evidence(
        (at_most("largest distance of the directions", np.abs(ahead[1] - ahead[0]), 1e-6),),
        (at_least("with a steady rate", float(np.abs(ahead[2] - ahead[0]).max()), 0.05),),
        {"times": float((1 - 0.002) ** -4000)},
    )


@claim(
    page=PAGE,
    says="In AdamW, too, weights before a normalization come to one length, and a step to one "
    "turn, whatever the loss is multiplied by.",
    limits="a noisy loss of the direction of 16 weights times 0.01, 1 and 100, the rate 0.01, "
    "β₂ = 0.95, λ = 0.2, lengths of 0.5 and 8, steps 3,000 to 4,000",
)
def adamw_turns_by_one_angle(adamw: Any) -> Evidence:
    scales = np.repeat([0.01, 1.0, 100.0], 2)[:, None]
    w = np.full((6, 16), 0.25) * np.tile([0.5, 8.0], 3)[:, None]
    rule, loss = adamw(lr=0.01, beta2=0.95, weight_decay=0.2), FreeLength()
    state, path = rule.init(w), []
    for t in range(1, 4001):
        w, state = rule.step(w, state, t, Script([scales * loss.at(t).grad(w)]))
        if t >= 3000:
            path.append(w)
    found = turns(np.array(path)).mean(axis=0)
    last = norm(np.array(path))[..., 0].mean(axis=0)
    return Evidence(
        (
            at_most("longest ÷ shortest, on average", float(last.max() / last.min()), 1.1),
            at_most("largest turn ÷ smallest", float(found.max() / found.min()), 1.1),
        ),
        numbers={"turn": float(found.mean())},
    )


@claim(
    page=PAGE,
    says="AdamW's wall at 1/λ holds a weight whose gradient always pushes outward, because decay "
    "grows with the weight and the step does not.",
    limits="a gradient of −1 at every step, the rate 0.01, λ of 0.5, 1 and 2, 4,000 steps",
    without="the decay",
)
def decay_stops_a_weight_at_one_over_lambda(adamw: Any) -> Evidence:
    pushes = -np.ones((4000, 1))
    decays = column(0.5, 1.0, 2.0)
    ends = scripted(adamw(lr=0.01, weight_decay=decays), pushes, np.zeros((3, 1)))[-1]
    bare = scripted(adamw(lr=0.01, weight_decay=0.0), pushes, np.zeros(1))[-1, 0]
    return Evidence(
        (between("where it ends × λ", (ends * decays)[:, 0], 0.98, 1.02),),
        (at_least("where it ends without decay", float(bare), 30),),
    )
