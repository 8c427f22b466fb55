"""Variants of one run, each beside the run that it departs from: the rows of an ablation or robustness table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.metrics import Interval, difference_interval
from eval.result import Evaluation, Outcome, singles

LANGUAGES = ("zh", "en")
# What a table of variants shows, with its heads.
COLUMNS = {
    "recall@1": "recall@1",
    "recall@5": "recall@5",
    "mrr": "MRR",
    "correct": "correct",
    "false_refusals": "false refusals",
    "auroc": "AUROC",
}
_LESS_IS_BETTER = ("false_refusals",)


@dataclass(frozen=True, slots=True)
class Variant:
    """One row: figures by name and language, and their paired differences to the complete run (after - before)."""

    name: str
    figures: Mapping[str, Interval]
    differences: Mapping[str, Interval]
    note: str = ""


def variant(
    name: str, evaluation: Evaluation, mode: str, baseline: Evaluation | None, note: str = ""
) -> Variant:
    """The row of an evaluation; without a baseline there are no differences.

    Questions are paired by id, because a variant may word them differently.
    """
    figures, differences = {}, {}
    before = {outcome.id: outcome for outcome in singles(baseline.outcomes)} if baseline else {}
    for figure in (
        f"{mode}.recall@1",
        f"{mode}.recall@5",
        f"{mode}.mrr",
        "answers.correct",
        "refusals.false_refusals",
    ):
        short = figure.removeprefix(f"{mode}.").removeprefix("answers.").removeprefix("refusals.")
        for language in LANGUAGES:
            interval = evaluation.figure(figure, language)
            if interval is None:
                continue
            figures[f"{short}.{language}"] = interval
            pairs = [
                (before[after.id], after)
                for after in singles(evaluation.outcomes)
                if after.id in before and after.language == language and not after.unanswerable
            ]
            if pairs:
                differences[f"{short}.{language}"] = difference_interval(
                    [_value(old, short, _mode_of(old, mode)) for old, _ in pairs],
                    [_value(new, short, mode) for _, new in pairs],
                )
    for language in LANGUAGES:
        # An area over all questions has no difference question by question.
        if (interval := evaluation.figure("confidence.auroc", language)) is not None:
            figures[f"auroc.{language}"] = interval
    return Variant(name, figures, differences, note)


def verdict(row: Variant, key: str) -> str:
    """Return "tie" when the interval of a figure's difference holds 0, else "better" or "worse"; "" without one."""
    difference = row.differences.get(key)
    if difference is None:
        return ""
    if difference.low <= 0 <= difference.high:
        return "tie"
    return "better" if (difference.value > 0) != key.startswith(_LESS_IS_BETTER) else "worse"


def _mode_of(outcome: Outcome, mode: str) -> str:
    """A baseline holds the hybrid ranking whatever the variant's own mode is."""
    return "hybrid" if "hybrid" in outcome.rankings else mode


def _value(outcome: Outcome, figure: str, mode: str) -> float:
    if figure == "correct":
        return float(outcome.correct)
    if figure == "false_refusals":
        return float(outcome.declined)
    ranking = outcome.rankings[mode]
    return {"recall@1": ranking.recall[1], "recall@5": ranking.recall[5], "mrr": ranking.reciprocal_rank}[
        figure
    ]
