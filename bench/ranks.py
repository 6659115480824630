"""Rank-1 and AUC of an attack, each probe's own, and bootstrap intervals over people.

Both figures are means over probes, so that two ways of hiding the same photos are compared
probe by probe. Photos of one person resemble each other: the bootstrap draws people, and
takes all probes of each (Efron, Tibshirani 1993, chapter 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

DRAWS = 4000
"""Samples of the bootstrap."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and the interval around it."""

    mean: float
    low: float
    high: float


def rank_one(scores: Floats, own: Numbers) -> Floats:
    """Give for each probe whether its own person scores highest, 0..1.

    scores: (probes, people), the higher the more alike. own: (probes,) the column of each
    probe's person. Of k people who share the highest score each is right with 1/k, so
    that scores which say nothing are right as often as a guess.
    """
    best = scores == scores.max(axis=1, keepdims=True)
    right = best[np.arange(len(own)), own]
    return np.asarray(right / best.sum(axis=1), np.float64)


def area(scores: Floats, own: Numbers) -> Floats:
    """Give for each probe the share of other people who score lower than its own, ties half.

    Arguments as in `rank_one`. The mean is the area under the ROC curve with a threshold
    of each probe's own; 0.5 is chance.
    """
    mine = scores[np.arange(len(own)), own][:, None]
    lower = (scores < mine).sum(axis=1) + ((scores == mine).sum(axis=1) - 1) / 2
    return np.asarray(lower / (scores.shape[1] - 1), np.float64)


def interval(values: Floats, people: Numbers, level: float) -> Estimate:
    """Give the mean of what was found for the probes, and its percentile interval.

    values: (probes,). people: (probes,) 0..n-1, whose photo each probe is. level: share of
    the samples within the interval, 0..1. The same draws each time.
    """
    count = int(people.max()) + 1
    sums = np.bincount(people, values, count)
    sizes = np.bincount(people, minlength=count)
    drawn = np.random.default_rng(0).integers(0, count, (DRAWS, count))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(values.mean()), float(low), float(high))


METRICS: dict[str, Callable[[Floats, Numbers], Floats]] = {"rank-1": rank_one, "AUC": area}
"""Name of a figure -> what gives it for each probe."""
