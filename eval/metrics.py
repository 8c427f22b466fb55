"""Figures from what was retrieved, quoted and declined: pure functions of numbers and strings.

What can be had from ir-measures is had from there; here stands only what it does not know: evidence in groups,
quotes, refusals, calibration, and intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.question_format import comparable
from rag.errors import RagError

Floats = NDArray[np.float64]
CUTOFFS = (1, 5, 10)
RESAMPLES = 1000
SEED = 20250714
RELIABILITY_BINS = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """How one question's evidence was ranked, each figure in [0, 1].

    `recall[k]` is the share of the needed items found within the first k passages, of that group of evidence which
    fared best; `complete[k]` is 1 when all items of one group were found; `found[k]` when any item was.
    `first_ranks` are the ranks (from 1) at which the items of the best group were found, 0 for not at all.
    """

    recall: Mapping[int, float]
    complete: Mapping[int, float]
    found: Mapping[int, float]
    reciprocal_rank: float
    ndcg: float
    first_ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval and the number of observations behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: mean confidence against the share of true events, over n observations."""

    low: float
    high: float
    confidence: float
    share: float
    n: int


def rank_evidence(
    runs: Mapping[str, Sequence[str]], groups: Mapping[str, Sequence[Sequence[Sequence[str]]]]
) -> dict[str, Ranking]:
    """Each question's ranking figures.

    `runs` holds per question the retrieved passages, best first. `groups` holds per question its alternative groups
    of evidence; a group is a list of items, and an item the passages of which each holds it.
    """
    measures = _measures()
    per_item: dict[str, dict[str, int]] = {}
    per_group: dict[str, dict[str, int]] = {}
    item_runs: dict[str, dict[str, float]] = {}
    group_runs: dict[str, dict[str, float]] = {}
    for question_id, alternatives in groups.items():
        scores = {chunk_id: -float(rank) for rank, chunk_id in enumerate(runs.get(question_id, ()), start=1)}
        for g, group in enumerate(alternatives):
            group_key = f"{question_id}|{g}"
            per_group[group_key] = {chunk_id: 1 for item in group for chunk_id in item}
            group_runs[group_key] = scores
            for i, item in enumerate(group):
                item_key = f"{group_key}|{i}"
                per_item[item_key] = dict.fromkeys(item, 1)
                item_runs[item_key] = scores
    of_items = _calculate(measures, per_item, item_runs)
    of_groups = _calculate(measures, per_group, group_runs)
    return {
        question_id: _ranking(question_id, alternatives, runs.get(question_id, ()), of_items, of_groups)
        for question_id, alternatives in groups.items()
    }


def _ranking(
    question_id: str,
    alternatives: Sequence[Sequence[Sequence[str]]],
    run: Sequence[str],
    of_items: Mapping[str, Mapping[str, float]],
    of_groups: Mapping[str, Mapping[str, float]],
) -> Ranking:
    keys = [
        [f"{question_id}|{g}|{i}" for i in range(len(group))] for g, group in enumerate(alternatives) if group
    ]
    recall, complete, found = {}, {}, {}
    for k in CUTOFFS:
        hits = [[of_items[key][f"Success@{k}"] for key in group] for group in keys]
        recall[k] = max((sum(group) / len(group) for group in hits), default=0.0)
        complete[k] = max((min(group) for group in hits), default=0.0)
        found[k] = max((max(group) for group in hits), default=0.0)
    ranks = [
        tuple(next((rank for rank, chunk_id in enumerate(run, 1) if chunk_id in item), 0) for item in group)
        for group in alternatives
    ]
    best = min(ranks, key=lambda group: (group.count(0) / len(group), max(group)), default=())
    of_this = [of_groups[f"{question_id}|{g}"] for g in range(len(alternatives))]
    return Ranking(
        recall,
        complete,
        found,
        max((values["RR"] for values in of_this), default=0.0),
        max((values["nDCG@10"] for values in of_this), default=0.0),
        best,
    )


def _measures() -> list[object]:
    try:
        from ir_measures import RR, Success, nDCG
    except ImportError as error:
        raise RagError(
            "The evaluation cannot run.",
            "The package ir-measures, which computes the retrieval figures, is not installed.",
            'Install the test extra: pip install "yinju[test]"',
        ) from error
    return [*(Success @ k for k in CUTOFFS), RR, nDCG @ 10]


def _calculate(
    measures: list[object], qrels: Mapping[str, Mapping[str, int]], runs: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    import ir_measures

    values: dict[str, dict[str, float]] = {key: {str(measure): 0.0 for measure in measures} for key in qrels}
    # trec_eval knows neither queries without relevant passages nor empty rankings; both score 0.
    known = {key: dict(relevant) for key, relevant in qrels.items() if relevant and runs.get(key)}
    if known:
        for metric in ir_measures.iter_calc(measures, known, {key: dict(runs[key]) for key in known}):
            values[metric.query_id][str(metric.measure)] = float(metric.value)
    return values


def answers_missing(answers: Sequence[Sequence[str]], quotes: Sequence[str]) -> list[int]:
    """Which required answers (from 0) have none of their accepted alternatives in the joined quotes."""
    joined = "\n".join(comparable(quote) for quote in quotes)
    return [
        number
        for number, alternatives in enumerate(answers)
        if not any(comparable(alternative) in joined for alternative in alternatives)
    ]


def auroc(scores: Sequence[float], positives: Sequence[bool]) -> float:
    """The probability that a positive scores above a negative, ties counted half; nan without one of either.

    Mann and Whitney's U over the product of the sizes.
    """
    values, wanted = np.asarray(scores, float), np.asarray(positives, bool)
    above, below = values[wanted], values[~wanted]
    if not len(above) or not len(below):
        return float("nan")
    comparisons = np.sign(above[:, None] - below[None, :])
    return float((comparisons + 1).mean() / 2)


def brier(probabilities: Sequence[float], events: Sequence[bool]) -> float:
    """The mean squared distance of probability and event (Brier, 1950); nan for none."""
    if not probabilities:
        return float("nan")
    return float(np.mean((np.asarray(probabilities, float) - np.asarray(events, float)) ** 2))


def reliability(
    probabilities: Sequence[float], events: Sequence[bool], bins: int = RELIABILITY_BINS
) -> list[Bin]:
    """Bins of equal width over [0, 1] that hold an observation, in order; 1.0 belongs to the last."""
    found = []
    places = [min(int(p * bins), bins - 1) for p in probabilities]
    for number in range(bins):
        members = [i for i, place in enumerate(places) if place == number]
        if members:
            found.append(
                Bin(
                    number / bins,
                    (number + 1) / bins,
                    float(np.mean([probabilities[i] for i in members])),
                    float(np.mean([events[i] for i in members])),
                    len(members),
                )
            )
    return found


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and share of events over the bins, by their sizes; nan for none."""
    total = sum(one.n for one in bins)
    if not total:
        return float("nan")
    return sum(one.n * abs(one.confidence - one.share) for one in bins) / total


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean with its bootstrap interval."""
    return bootstrap(lambda sample: sample.mean(axis=1), values)


def quantile_interval(values: Sequence[float], share: float) -> Interval:
    """A quantile (0.5 is the median) with its bootstrap interval."""
    return bootstrap(lambda sample: np.quantile(sample, share, axis=1), values)


def bootstrap(statistic: Callable[[Floats], Floats], values: Sequence[float]) -> Interval:
    """A statistic of the values with the 2.5 and 97.5 percentiles of resamples; nan for no values.

    `statistic` maps `(samples, n)` to `(samples,)`. The seed is fixed, so that two runs agree.
    """
    if not len(values):
        nan = float("nan")
        return Interval(nan, nan, nan, 0)
    array = np.asarray(values, float)
    drawn = np.random.default_rng(SEED).integers(0, len(array), (RESAMPLES, len(array)))
    low, high = np.percentile(statistic(array[drawn]), [2.5, 97.5])
    return Interval(float(statistic(array[None, :])[0]), float(low), float(high), len(array))


def auroc_interval(scores: Sequence[float], positives: Sequence[bool]) -> Interval:
    """AUROC with its bootstrap interval, positives and negatives resampled apart; nan without one of either."""
    value = auroc(scores, positives)
    wanted = np.asarray(positives, bool)
    if np.isnan(value):
        return Interval(value, value, value, len(scores))
    array, random = np.asarray(scores, float), np.random.default_rng(SEED)
    above, below = array[wanted], array[~wanted]
    comparisons = (np.sign(above[:, None] - below[None, :]) + 1) / 2
    samples = [
        comparisons[
            np.ix_(random.integers(0, len(above), len(above)), random.integers(0, len(below), len(below)))
        ].mean()
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(samples, [2.5, 97.5])
    return Interval(value, float(low), float(high), len(scores))


def calibration_error_interval(probabilities: Sequence[float], events: Sequence[bool]) -> Interval:
    """The expected calibration error over bins of equal width with its bootstrap interval; nan for none."""
    if not len(probabilities):
        return mean_interval([])
    values, happened = np.asarray(probabilities, float), np.asarray(events, float)
    places = np.minimum((values * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)

    def error(rows: NDArray[np.int64]) -> float:
        gaps = np.bincount(places[rows], (values - happened)[rows], RELIABILITY_BINS)
        return float(np.abs(gaps).sum() / len(rows))

    random, everything = np.random.default_rng(SEED), np.arange(len(values))
    samples = [error(random.integers(0, len(values), len(values))) for _ in range(RESAMPLES)]
    low, high = np.percentile(samples, [2.5, 97.5])
    return Interval(error(everything), float(low), float(high), len(values))


def difference_interval(before: Sequence[float], after: Sequence[float]) -> Interval:
    """The mean of after - before over the same questions, paired, with its bootstrap interval."""
    return mean_interval([b - a for a, b in zip(before, after, strict=True)])
