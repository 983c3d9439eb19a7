"""The criterion of the rate search by another hand: plain loops over one run after the other."""

import itertools
import math

import numpy as np

from gen.measurements.rate_search import RATES
from gen.simulate import simulate
from gen.surface import Surface

NEARLY = 1e-9  # decades: what the library's logarithm may change in a score


def nine(surface, start=None):
    """Return the start, and eight a fiftieth of the window away, none of them outside."""
    low, high = np.array(surface.window).T
    offsets = [(0, 0), *(each for each in itertools.product((-1, 0, 1), repeat=2) if any(each))]
    middle = np.array(surface.start if start is None else start)
    return np.clip(middle + 0.02 * (high - low) * np.array(offsets), low, high)


def decades(losses, lowest):
    """Return how far one run stays below its start in the last quarter of its steps, up to six."""
    before = losses[0] - lowest
    last = math.ceil((len(losses) - 1) / 4)
    after = max(max(losses[-last:]) - lowest, 0.0)
    if not after < before:
        return 0.0
    left = after / before  # it may be too small a number to be one
    return min(-math.log10(left), 6.0) if left > 0 else 6.0


def lost(points, losses, diverged_at, loss):
    """Return whether one run diverged, left the picture or, without one, rose above its start."""
    if diverged_at >= 0:
        return True
    if isinstance(loss, Surface):
        low, high = np.array(loss.window).T
        return not ((points >= low) & (points <= high)).all()
    return max(losses) > losses[0]


def judged(rule, loss, starts, steps):
    """Return the score of each of RATES, and whether it keeps the first start's run."""
    scores, kept = [], []
    run = simulate(rule(lr=np.array(RATES)[:, None, None]), loss, starts, steps)
    for i in range(len(RATES)):
        gains = []
        for j in range(len(starts)):
            losses = run.values[:, i, j].tolist()
            gone = lost(run.points[:, i, j], losses, run.diverged_at[i, j], loss)
            gains.append(None if gone else decades(losses, loss.lowest))
        kept.append(gains[0] is not None)
        scores.append(sum(gain or 0.0 for gain in gains) / len(gains) if kept[-1] else 0.0)
    return np.array(scores), np.array(kept)


def is_the_smallest_of_the_best(rate, scores, kept):
    """Return whether `rate` is the one to choose, give or take NEARLY; 0.02 decades are nothing."""
    taken, best = RATES.index(rate), scores.max()
    before = scores[:taken][kept[:taken]]
    return (
        kept[taken]
        and scores[taken] >= best - 0.02 - NEARLY
        and (before < best - 0.02 + NEARLY).all()
    )
