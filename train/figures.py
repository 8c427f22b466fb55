"""Retrieval figures with bootstrap intervals, from the rank of each query's one relevant passage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.float64]
MEASURES = ("recall@1", "recall@5", "recall@10", "nDCG@10")
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over queries and the bounds of its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def ranks(scores: NDArray[np.float32], relevant: list[int]) -> Ranks:
    """Return the rank from 1 of passage relevant[i] among scores[i], shape (queries, passages).

    Equal scores rank in the order of the passages. A relevant passage whose score is not above zero was not found: inf.
    """
    rows = np.arange(len(relevant))
    own = scores[rows, relevant][:, None]
    places = np.arange(scores.shape[1])[None, :]
    before = (scores > own) | ((scores == own) & (places < np.array(relevant)[:, None]))
    found: Ranks = before.sum(1) + 1.0
    found[own[:, 0] <= 0] = np.inf
    return found


def per_query(found: Ranks, measure: str) -> NDArray[np.float64]:
    """Return each query's value of a measure.

    With one relevant passage at rank r, nDCG@10 is 1 / log2(1 + r) for r <= 10 (Järvelin and Kekäläinen, 2002).
    """
    if measure == "nDCG@10":
        return np.where(found <= 10, 1.0 / np.log2(1.0 + np.minimum(found, 10)), 0.0)
    k = int(measure.removeprefix("recall@"))
    return (found <= k).astype(np.float64)


def figure(sets: list[NDArray[np.float64]], seed: int = 0) -> Figure:
    """Return the mean over sets of their means, with queries drawn anew within each set."""
    rng = np.random.default_rng(seed)
    drawn = np.mean(
        [values[rng.integers(0, len(values), (_RESAMPLES, len(values)))].mean(1) for values in sets], axis=0
    )
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(float(np.mean([values.mean() for values in sets])), float(low), float(high))
