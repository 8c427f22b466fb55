"""Outcomes → figures with intervals, overall and by language, type and document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

from eval.metrics import (
    CUTOFFS,
    Interval,
    Ranking,
    auroc_interval,
    calibration_error_interval,
    mean_interval,
    quantile_interval,
)
from eval.result import ALL, Outcome, singles

Figures = dict[str, dict[str, Interval]]
_Measure = Callable[[Sequence[Outcome]], Interval]


def slices_of(outcome: Outcome) -> list[str]:
    """The slices that an outcome counts in."""
    names = [ALL, outcome.language, f"type:{outcome.type}", f"type:{outcome.type}:{outcome.language}"]
    names += [f"document:{source}" for source in outcome.sources]
    return names + [f"document:{source}:{outcome.language}" for source in outcome.sources]


def summarise(outcomes: Sequence[Outcome], modes: Iterable[str]) -> Figures:
    """All figures, by name and slice; conversations count only in the figures that begin with "turns."."""
    alone = singles(outcomes)
    answerable = [outcome for outcome in alone if not outcome.unanswerable]
    unanswerable = [outcome for outcome in alone if outcome.unanswerable]
    figures: Figures = {}
    for mode in modes:
        ranked = [outcome for outcome in answerable if mode in outcome.rankings]
        for name, measure in _ranking_measures(mode).items():
            figures[f"{mode}.{name}"] = _by_slice(ranked, measure)
    for name, measure in _ANSWER_MEASURES.items():
        figures[f"answers.{name}"] = _by_slice(answerable, measure)
    for name, chosen in {
        "false_answers": unanswerable,
        "false_answers_near": [outcome for outcome in unanswerable if outcome.near_topic],
        "false_answers_far": [outcome for outcome in unanswerable if not outcome.near_topic],
    }.items():
        figures[f"refusals.{name}"] = _by_language(
            chosen, lambda some: _share(not one.declined for one in some)
        )
    figures["refusals.false_refusals"] = _by_language(
        answerable, lambda some: _share(one.declined for one in some)
    )
    for name, measure in _CONFIDENCE_MEASURES.items():
        figures[f"confidence.{name}"] = _by_language(alone, measure)
    for name, measure in _SYSTEM_MEASURES.items():
        figures[f"system.{name}"] = _by_language(outcomes, measure)
    figures |= _turn_figures(outcomes)
    return {name: slices for name, slices in figures.items() if slices}


def _turn_figures(outcomes: Sequence[Outcome]) -> Figures:
    figures: Figures = {}
    for place, chosen in {
        "first": [outcome for outcome in outcomes if outcome.turn == 1],
        "later": [outcome for outcome in outcomes if outcome.turn > 1],
    }.items():
        answerable = [outcome for outcome in chosen if not outcome.unanswerable]
        figures[f"turns.{place}.correct"] = _by_language(
            answerable, lambda some: _share(one.correct for one in some)
        )
        figures[f"turns.{place}.recall@5"] = _by_language(
            [outcome for outcome in answerable if outcome.rankings],
            lambda some: mean_interval([next(iter(one.rankings.values())).recall[5] for one in some]),
        )
        figures[f"turns.{place}.false_refusals"] = _by_language(
            answerable, lambda some: _share(one.declined for one in some)
        )
        figures[f"turns.{place}.right"] = _by_language(chosen, lambda some: _share(one.right for one in some))
    return figures


def _ranking_measures(mode: str) -> dict[str, _Measure]:
    def mean_of(value: Callable[[Ranking], float]) -> _Measure:
        return lambda some: mean_interval([value(one.rankings[mode]) for one in some])

    measures: dict[str, _Measure] = {}
    for k in CUTOFFS:
        measures[f"recall@{k}"] = mean_of(partial(_at, "recall", k))
        measures[f"complete@{k}"] = mean_of(partial(_at, "complete", k))
        measures[f"found@{k}"] = mean_of(partial(_at, "found", k))
    measures["mrr"] = mean_of(lambda ranking: ranking.reciprocal_rank)
    measures["ndcg@10"] = mean_of(lambda ranking: ranking.ndcg)
    return measures


def _at(name: Literal["recall", "complete", "found"], k: int, ranking: Ranking) -> float:
    return {"recall": ranking.recall, "complete": ranking.complete, "found": ranking.found}[name][k]


def _present(values: Iterable[float | bool | None]) -> list[float]:
    return [float(value) for value in values if value is not None]


def _share(flags: Iterable[bool]) -> Interval:
    return mean_interval([float(flag) for flag in flags])


_ANSWER_MEASURES: Mapping[str, _Measure] = {
    "correct": lambda some: _share(one.correct for one in some),
    "correct_when_answered": lambda some: _share(one.correct for one in some if not one.declined),
    "precision": lambda some: mean_interval(_present(one.precision for one in some)),
    "precision_strict": lambda some: mean_interval(_present(one.precision_strict for one in some)),
    "cited": lambda some: mean_interval(_present(one.cited for one in some)),
    "quoted_chars": lambda some: quantile_interval([one.quoted_chars for one in some if one.quotes], 0.5),
    "quoted_chars_p90": lambda some: quantile_interval([one.quoted_chars for one in some if one.quotes], 0.9),
    "quotes": lambda some: mean_interval([len(one.quotes) for one in some if one.quotes]),
}

_SYSTEM_MEASURES: Mapping[str, _Measure] = {
    "verbatim": lambda some: _of_quotes(some, "verbatim"),
    "marked": lambda some: _of_quotes(some, "marked"),
    "right": lambda some: _share(one.right for one in some),
    "latency_ms_p50": lambda some: quantile_interval([one.latency_ms for one in some], 0.5),
    "latency_ms_p95": lambda some: quantile_interval([one.latency_ms for one in some], 0.95),
}

_CONFIDENCE_MEASURES: Mapping[str, _Measure] = {
    "auroc": lambda some: auroc_interval(
        [one.confidence for one in some], [not one.unanswerable for one in some]
    ),
    "brier": lambda some: mean_interval([(one.confidence - (not one.unanswerable)) ** 2 for one in some]),
    "ece": lambda some: calibration_error_interval(
        [one.confidence for one in some], [not one.unanswerable for one in some]
    ),
}


def _of_quotes(outcomes: Sequence[Outcome], name: str) -> Interval:
    """The share of quotes, over all questions, of which something holds."""
    flags = [
        float(number < getattr(outcome, name))
        for outcome in outcomes
        for number in range(len(outcome.quotes))
    ]
    return mean_interval(flags)


def _by_slice(outcomes: Sequence[Outcome], measure: _Measure) -> dict[str, Interval]:
    members: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for name in slices_of(outcome):
            members.setdefault(name, []).append(outcome)
    return _measured(members, measure)


def _by_language(outcomes: Sequence[Outcome], measure: _Measure) -> dict[str, Interval]:
    members: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for name in (ALL, outcome.language):
            members.setdefault(name, []).append(outcome)
    return _measured(members, measure)


def _measured(members: Mapping[str, Sequence[Outcome]], measure: _Measure) -> dict[str, Interval]:
    found = {name: measure(some) for name, some in members.items()}
    return {
        name: interval for name, interval in found.items() if interval.n and interval.value == interval.value
    }
