"""What is said of the associative memory."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from gen.arithmetic.eigenvectors import eigen, singular
from gen.claims.ledger import Evidence, at_least, at_most, between, claim
from gen.claims.runs import scores
from gen.claims.soap import first_move
from gen.matrices.associative_memory import SIZE, AssociativeMemory
from gen.measurements.rate_search import BUDGET, RATES, STARTS, searched, tuned
from gen.simulate import simulate

PAGE = "matrices/associative-memory"


class Even(AssociativeMemory):
    """The memory with keys that are asked for equally often."""

    @cached_property
    def often(self) -> np.ndarray:
        """How often each key is asked for."""
        return np.full(SIZE, 1 / SIZE)


class Sure(AssociativeMemory):
    """The memory without wrong answers."""

    @cached_property
    def targets(self) -> np.ndarray:
        """How often each answer is given to each key."""
        return np.eye(SIZE)

    @property
    def lowest(self) -> float:
        """The loss that no map reaches."""
        return 0.0


def first_half(rule: Any, problem: Any, starts: np.ndarray, steps: int = BUDGET) -> np.ndarray:
    """Return the steps (2, starts) at which half of both views is there for the first time."""
    run = simulate(rule, problem, starts, steps)
    there = problem.learned(problem.whole(run.points)) > 0.5
    return np.where(there.any(axis=0), there.argmax(axis=0), steps + 1).T


@claim(
    page=PAGE,
    says="Gradient descent learns the rarest key later than the commonest, because it is asked for "
    "less often.",
    limits="six random starts, gradient descent's best rate; the step from which half is known",
    without="the difference (all keys equally often)",
)
def descent_learns_the_rarest_key_later_because_it_is_rare(
    sgd: Any, associative_memory: Any
) -> Evidence:
    rule, starts = tuned(sgd, associative_memory), associative_memory.starts(STARTS)
    common, rare = first_half(rule, associative_memory, starts)
    equal = np.abs(np.diff(first_half(rule, Even(), starts), axis=0))
    return Evidence(
        (at_least("steps by which the rarest is later", rare - common, 3),),
        (at_most("steps between them with equal keys", equal, 1),),
    )


@claim(
    page=PAGE,
    says="In its first move gradient descent learns an eighth as much of the rarest key as of the "
    "commonest, Adam less than half, Muon a little more than half, K-FAC nearly two thirds, "
    "Shampoo and SOAP four fifths.",
    limits="six random starts, each at its best rate; SOAP's first move is its second step",
)
def how_much_of_the_rarest_key_a_first_move_learns(
    sgd: Any, adam: Any, muon: Any, kfac: Any, shampoo: Any, soap: Any, associative_memory: Any
) -> Evidence:
    bounds = (
        (sgd, 0.1, 0.15),
        (adam, 0.2, 0.5),
        (muon, 0.5, 0.6),
        (kfac, 0.55, 0.7),
        (shampoo, 0.7, 0.9),
        (soap, 0.7, 0.9),
    )
    return Evidence(
        tuple(
            between(
                f"rarest ÷ commonest, {rule.title}",
                first_move(rule, associative_memory, 2 if rule is soap else 1),
                low,
                high,
            )
            for rule, low, high in bounds
        )
    )


@claim(
    page=PAGE,
    says="On the memory Muon gains less than gradient descent, at a constant rate and at one that "
    "falls.",
    limits="six random starts, 120 steps, each at its best rate; gradient descent's is constant",
)
def muon_does_not_win_on_the_memory(muon: Any, sgd: Any, associative_memory: Any) -> Evidence:
    ours = [
        max(searched(muon, associative_memory, schedule=falls)["scores"])
        for falls in (None, "cosine")
    ]
    theirs = max(searched(sgd, associative_memory)["scores"])
    return Evidence((at_least("decades behind", theirs - np.array(ours), 1),))


@claim(
    page=PAGE,
    says="At gradient descent's best rate, the largest of the search, Adam, K-FAC and Muon gain "
    "less than half a decade, and Shampoo gains as much as at its own.",
    limits="six random starts, 120 steps",
)
def one_rate_for_all_on_the_memory(
    sgd: Any, adam: Any, kfac: Any, muon: Any, shampoo: Any, associative_memory: Any
) -> Evidence:
    rate = tuned(sgd, associative_memory).lr
    starts = associative_memory.starts(STARTS)
    gains = [
        scores(rule(lr=rate), associative_memory, starts) for rule in (adam, kfac, muon, shampoo)
    ]
    return Evidence(
        (
            between("the rate ÷ the largest of the search", rate / RATES[-1], 1, 1),
            at_most("decades of Adam, K-FAC and Muon", np.array(gains[:3]), 0.5),
            at_least("decades of Shampoo", float(gains[3]), 5.5),
        )
    )


@claim(
    page=PAGE,
    says="LARS and LAMB gain less than gradient descent, and Adafactor more than momentum.",
    limits="six random starts, 120 steps, each at its best rate",
)
def who_scales_the_memorys_layer_gains_less(
    sgd: Any, momentum: Any, lars: Any, lamb: Any, adafactor: Any, associative_memory: Any
) -> Evidence:
    gains = {
        rule: max(searched(rule, associative_memory)["scores"])
        for rule in (sgd, momentum, lars, lamb, adafactor)
    }
    return Evidence(
        (
            at_least("LARS and LAMB behind", gains[sgd] - np.array([gains[lars], gains[lamb]]), 1),
            between("Adafactor behind descent", gains[sgd] - gains[adafactor], 0.2, 0.8),
            at_least("Adafactor before momentum", gains[adafactor] - gains[momentum], 0.3),
        )
    )


@claim(
    page=PAGE,
    says="Seven singular values of the first gradient are in proportion to the frequencies, and "
    "the eighth is zero; 8 of the 64 directions are flat at the solution.",
    limits="the gradient at zero weights; proportional to two percent",
)
def the_memorys_first_gradient_is_as_uneven_as_the_keys(associative_memory: Any) -> Evidence:
    gradient = associative_memory.grad(np.zeros(64)).reshape(SIZE, SIZE)
    values = singular(gradient)[1]
    shares = values[:7] / associative_memory.often[:7]
    flat = np.abs(eigen(associative_memory.hess(associative_memory.solution))[0]) < 1e-9
    return Evidence(
        (
            at_most("spread of value ÷ frequency", float(np.ptp(shares) / shares.mean()), 0.02),
            at_most("the eighth", float(values[7]), 1e-9),
            between("flat directions", int(flat.sum()), 8, 8),
        )
    )


@claim(
    page=PAGE,
    says="Without the wrong answers the loss falls on and on; with them it comes to an end.",
    limits="gradient descent at its best rate, one start, 300 steps and 1,200",
    without="the wrong answers (none)",
)
def without_wrong_answers_the_loss_falls_on(sgd: Any, associative_memory: Any) -> Evidence:
    rule, start = tuned(sgd, associative_memory), associative_memory.start
    usual, sure = (simulate(rule, p, start, 1200).values for p in (associative_memory, Sure()))
    return Evidence(
        (at_most("what the loss loses after step 300", float(usual[300] - usual[-1]), 1e-5),),
        (at_most("loss at 1,200 ÷ at 300, without them", float(sure[-1] / sure[300]), 0.5),),
    )
