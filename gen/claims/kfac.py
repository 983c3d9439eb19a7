"""What is said of K-FAC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from gen.arithmetic.eigenvectors import eigen
from gen.arithmetic.matrices import inverse, product, trace
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.measurements.rate_search import BUDGET, STARTS
from gen.problem import draws
from gen.simulate import simulate

PAGE = "optimizers/kfac"


@dataclass(frozen=True)
class Layer:
    """½ tr((W − W*)ᵀ S (W − W*) A): a layer whose Fisher matrix is just its factors' product."""

    inputs: np.ndarray
    outputs: np.ndarray
    goal: np.ndarray

    @property
    def shapes(self) -> tuple[tuple[int, int]]:
        """The one matrix."""
        return ((len(self.outputs), len(self.inputs)),)

    def grad(self, x: np.ndarray) -> np.ndarray:
        """Return the gradient (d,)."""
        away = x.reshape(self.goal.shape) - self.goal
        return np.asarray(product(self.outputs, away, self.inputs)).ravel()

    def value(self, x: np.ndarray) -> np.ndarray:
        """Return the loss."""
        return np.asarray(0.5 * ((x - self.goal.ravel()) * self.grad(x)).sum(axis=-1))

    def factors(self, x: np.ndarray, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Return both factors."""
        return self.inputs, self.outputs

    def at(self, t: int) -> Self:
        """Return itself: it is the same at every step."""
        return self


def damped(problem: Any, damping: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the damped factors of the regression, and what is added to C."""
    c, (n, m) = problem.inputs, problem.shapes[0]
    pi = float(np.sqrt(trace(c).item() / m))
    root = damping**0.5
    return np.eye(n) * (1 + root / pi), c + root * pi * np.eye(m), root * pi


@claim(
    page=PAGE,
    says="The dampings of both factors do not multiply to λ: on the regression all of what they "
    "add together is 16 to 83 times λ.",
    limits="λ of 0.001, the matrix regression",
)
def kfacs_dampings_add_more_than_lambda(kfac: Any, matrix_regression: Any) -> Evidence:
    damping = kfac().damping
    left, right, _ = damped(matrix_regression, damping)
    outer, inner = eigen(left)[0], eigen(right)[0]
    more = (outer[:, None] * inner - eigen(matrix_regression.inputs)[0]) / damping
    return Evidence(
        (
            between("least of what is added ÷ λ", more.min().item(), 15, 17),
            between("most of what is added ÷ λ", more.max().item(), 80, 86),
        ),
        numbers={"least": more.min().item(), "most": more.max().item()},
    )


@claim(
    page=PAGE,
    says="Very large damping leaves plain gradient descent with small steps.",
    limits="the first step on the regression, λ of 10⁶",
)
def very_large_damping_leaves_gradient_descent(kfac: Any, matrix_regression: Any) -> Evidence:
    start = matrix_regression.start
    points = simulate(kfac(lr=1.0, damping=1e6), matrix_regression, start, 1).points
    step, g = points[1] - points[0], matrix_regression.grad(start)
    size = float(np.sqrt((step**2).sum() / (g**2).sum()))
    return Evidence(
        (
            at_least(
                "cosine of step and descent", float(-(step * g).sum() / size / (g**2).sum()), 0.99
            ),
            at_most("length of the step ÷ that of the gradient", size, 1e-4),
        )
    )


@claim(
    page=PAGE,
    says="On the regression K-FAC still gains at a rate of 2.1, more than twice Newton's, and "
    "nothing from 2.2 on, because damping makes its steps shorter.",
    limits="six random starts, 120 steps, rates of 1.78, 1.9, 2.1, 2.2 and 2.37; λ of 0.001",
    without="the damping (λ of 10⁻¹²: then the edge lies between 1.9 and 2.1)",
)
def kfac_gains_up_to_a_little_more_than_twice_newtons_rate(
    kfac: Any, matrix_regression: Any
) -> Evidence:
    rates, left = np.array([1.78, 1.9, 2.1, 2.2, 2.37])[:, None, None], []
    for damping in (kfac().damping, 1e-12):
        rules, starts = kfac(lr=rates, damping=damping), matrix_regression.starts(STARTS)
        run = simulate(rules, matrix_regression, starts, BUDGET)
        left.append(run.values[-30:].max(axis=0) / run.values[0])
    return Evidence(
        (
            at_most("share of the loss left, rates up to 2.1", left[0][:3], 0.001),
            at_least("share of the loss left, from 2.2 on", left[0][3:], 1),
        ),
        (
            at_most("rates up to 1.9, undamped", left[1][:2], 0.001),
            at_least("rates from 2.1 on, undamped", left[1][2:], 1),
        ),
    )


@claim(
    page=PAGE,
    says="If the Fisher matrix of a layer is a product, K-FAC with a rate of 1 and hardly any "
    "damping solves it in one step.",
    limits="one layer of shape 3 × 4, eigenvalues from 1 to 0.001 on both sides, λ of 10⁻¹⁶",
)
def kfac_solves_a_product_in_one_step(kfac: Any) -> Evidence:
    inputs, outputs = (np.diag(np.geomspace(1, 1e-3, n)) for n in (4, 3))
    loss: Any = Layer(inputs, outputs, draws((3, 4), 9))
    end = simulate(kfac(lr=1.0, damping=1e-16), loss, np.zeros(12), 1).points[-1]
    off = np.abs(end.reshape(3, 4) - loss.goal).max().item()
    return Evidence((at_most("distance from the goal", off, 0.001),))


@claim(
    page=PAGE,
    says="K-FAC's step does not depend on the basis in which a layer sees its inputs, as long as "
    "damping is small.",
    limits="one layer of shape 3 × 4, a random basis, 20 steps at the rate 0.1",
    without="the small damping (λ of 1)",
)
def kfac_does_not_see_the_basis_of_its_inputs(kfac: Any) -> Evidence:
    m, goal, off = draws((4, 4), 10), draws((3, 4), 11), []
    for damping in (1e-12, 1.0):
        ends = []
        for inputs, wanted in (
            (np.eye(4), goal),
            (product(m, m.mT), product(goal, inverse(m))),
        ):
            loss: Any = Layer(np.asarray(inputs), np.eye(3), np.asarray(wanted))
            run = simulate(kfac(lr=0.1, damping=damping), loss, np.zeros(12), 20)
            ends.append(run.points[-1].reshape(3, 4))
        off.append(np.abs(product(ends[1], m) - ends[0]).max().item())
    return Evidence(
        (at_most("difference of what both layers do", off[0], 0.001),),
        (at_least("the same with large damping", off[1], 0.05),),
    )


@claim(
    page=PAGE,
    says="On the memory K-FAC is thrown out at gradient descent's best rate, because that is ten "
    "times Newton's.",
    limits="six random starts, the rate 10, 120 steps; out is above the loss of the start",
    without="the large rate (1)",
)
def kfac_is_thrown_out_at_ten_times_newtons_rate(kfac: Any, associative_memory: Any) -> Evidence:
    starts = associative_memory.starts(STARTS)
    early, late = (
        simulate(kfac(lr=lr), associative_memory, starts, BUDGET).values for lr in (10.0, 1.0)
    )
    lowest = associative_memory.lowest
    return Evidence(
        (at_least("highest loss in five steps ÷ at the start", early[:6].max(0) / early[0], 2),),
        (
            at_most(
                "gap left at the end with 1, as a share",
                (late[-1] - lowest) / (late[0] - lowest),
                0.01,
            ),
        ),
    )


@claim(
    page=PAGE,
    says="The product of the two small matrices is the layer's whole Fisher matrix if the inputs "
    "tell nothing of the gradients at the outputs.",
    limits="layers of shape 2 × 2 and 4 × 3, six inputs and five output gradients drawn at random, "
    "in all thirty pairs",
    without="the independence (each input with one output gradient of its own)",
)
def two_small_matrices_are_exact_if_inputs_tell_nothing(kfac: Any) -> Evidence:
    exact, apart = [], []
    for seed, (outputs, inputs) in enumerate(((2, 2), (4, 3))):
        a = draws((6, inputs), 2 * seed)
        s = draws((5, outputs), 2 * seed + 1)
        every = [(x, y) for x in a for y in s]
        exact.append(missed(every))
        apart.append(missed(list(zip(a, s, strict=False))))
    return Evidence(
        (at_most("error of the product ÷ largest entry", exact, 1e-12),),
        (at_least("error of the product ÷ largest entry", apart, 0.1),),
    )


def missed(pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """Return how far the product of both factors is from the Fisher matrix of the pairs."""
    a, s = (np.array(each) for each in zip(*pairs, strict=True))
    gradients = (s[:, :, None] * a[:, None, :]).reshape(len(a), -1)
    whole, inner, outer = (
        np.mean(x[:, :, None] * x[:, None, :], axis=0) for x in (gradients, a, s)
    )
    return float(np.abs(np.kron(outer, inner) - whole).max() / np.abs(whole).max())
