"""The tables of a report as rows of words, for Markdown and HTML alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.gates import GateResult
from eval.metrics import Interval
from eval.result import ALL, Evaluation, Outcome, singles
from eval.variants import COLUMNS, LANGUAGES, Variant, verdict

LANGUAGE_NAMES = {"zh": "Chinese", "en": "English", ALL: "all"}
MODE_NAMES = {"dense": "vectors", "sparse": "words", "fused": "both, fused", "hybrid": "both, read (hybrid)"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `rows` have as many cells as `heads`; the first cell of a row names it. `marks` colour rows by place.

    `note` says how to read it.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    marks: tuple[str, ...] = ()


def shown(interval: Interval | None, form: str = "{:.3f}", *, bounds: bool = True) -> str:
    """A figure with its interval, such as 0.931 [0.88, 0.98]; "–" for none."""
    if interval is None or not interval.n or interval.value != interval.value:
        return "–"
    value = form.format(interval.value)
    if not bounds:
        return value
    short = "{:.2f}" if form == "{:.3f}" else form
    return f"{value} [{short.format(interval.low)}, {short.format(interval.high)}]"


def retrieval_table(evaluation: Evaluation) -> Table:
    """Every mode in each language: recall at three depths, MRR and nDCG."""
    names = ("recall@1", "recall@5", "recall@10", "complete@5", "mrr", "ndcg@10")
    rows = []
    for mode in ("dense", "sparse", "fused", "hybrid"):
        for language in LANGUAGES:
            figures = [evaluation.figure(f"{mode}.{name}", language) for name in names]
            if any(figures):
                rows.append((f"{MODE_NAMES[mode]}, {LANGUAGE_NAMES[language]}", *map(shown, figures)))
    return Table(
        "Retrieval",
        ("", "recall@1", "recall@5", "recall@10", "complete@5", "MRR", "nDCG@10"),
        tuple(rows),
        "recall@k: the share of a question's pieces of evidence that the first k passages hold; complete@k: questions "
        "of which they hold all. 95 % bootstrap intervals.",
    )


def answers_table(evaluation: Evaluation) -> Table:
    """Answers by language."""
    return _by_language(
        evaluation,
        "Answers",
        (
            ("answers.correct", "correct", "{:.3f}"),
            ("answers.correct_when_answered", "correct, of those answered", "{:.3f}"),
            ("answers.precision", "quote precision (sentences)", "{:.3f}"),
            ("answers.precision_strict", "quote precision (evidence alone)", "{:.3f}"),
            ("answers.cited", "citations right", "{:.3f}"),
            ("answers.quoted_chars", "quoted characters, median", "{:.0f}"),
            ("answers.quoted_chars_p90", "quoted characters, 90th percentile", "{:.0f}"),
            ("answers.quotes", "quotes an answer", "{:.2f}"),
            ("system.verbatim", "quotes verbatim", "{:.3f}"),
            ("system.marked", "marks lead to the right citation", "{:.3f}"),
        ),
        "correct: every required answer stands in the quotes; a refusal counts as wrong. Quote precision: the share of "
        "the quoted characters that stand in a sentence with evidence, or in the evidence itself.",
    )


def refusals_table(evaluation: Evaluation) -> Table:
    """Refusals and confidence by language."""
    return _by_language(
        evaluation,
        "Refusals and confidence",
        (
            ("refusals.false_refusals", "answerable, but declined", "{:.3f}"),
            ("refusals.false_answers_near", "unanswerable near the topic, but answered", "{:.3f}"),
            ("refusals.false_answers_far", "unanswerable on another topic, but answered", "{:.3f}"),
            ("confidence.auroc", "AUROC of confidence", "{:.3f}"),
            ("confidence.brier", "Brier score", "{:.3f}"),
            ("confidence.ece", "calibration error", "{:.3f}"),
        ),
        "AUROC: how often an answerable question has more confidence than an unanswerable one.",
    )


def turns_table(evaluation: Evaluation) -> Table:
    """Conversations: first turns beside later ones."""
    return _by_language(
        evaluation,
        "Conversations",
        tuple(
            (f"turns.{place}.{name}", f"{place} turns: {title}", "{:.3f}")
            for place in ("first", "later")
            for name, title in (
                ("correct", "correct"),
                ("recall@5", "recall@5"),
                ("false_refusals", "declined wrongly"),
            )
        ),
        "Later turns lean on the ones before them.",
    )


def latency_table(evaluation: Evaluation) -> Table:
    """Latency of one question, warm."""
    return _by_language(
        evaluation,
        "Latency",
        (
            ("system.latency_ms_p50", "median, ms", "{:.0f}"),
            ("system.latency_ms_p95", "95th percentile, ms", "{:.0f}"),
        ),
        "One question after the other in a warm process; the machine may have been busy with other things.",
    )


def slices_table(evaluation: Evaluation, prefix: str, title: str) -> Table:
    """Recall@5 and correct answers by type ("type:") or document ("document:") and language."""
    names = sorted(
        (
            name.removeprefix(prefix)
            for name in evaluation.figures.get("answers.correct", {})
            if _is_slice(name, prefix)
        ),
        key=lambda name: (-count(evaluation, f"{prefix}{name}"), name),
    )
    rows = []
    for name in names:
        cells = []
        for figure in ("hybrid.recall@5", "answers.correct"):
            for language in LANGUAGES:
                interval = evaluation.figure(figure, f"{prefix}{name}:{language}")
                cells.append(f"{interval.value:.2f} (n {interval.n})" if interval else "–")
        rows.append((name, *cells))
    heads = (title, "recall@5 Chinese", "recall@5 English", "correct Chinese", "correct English")
    return Table(f"By {title}", heads, tuple(rows), "Slices are small: read them as hints.")


def gates_table(results: Sequence[GateResult]) -> Table:
    """Every gate, what was reached, and whether it passed."""
    rows = tuple(
        (
            str(result.gate),
            "–" if result.reached is None else f"{result.reached:.3f}",
            "passed" if result.passed else "FAILED",
        )
        for result in results
    )
    return Table(
        "Gates", ("gate", "reached", ""), rows, "", tuple("passed" if r.passed else "failed" for r in results)
    )


def variants_table(title: str, variants: Sequence[Variant], note: str) -> Table:
    """Variants beside the complete run; a difference beyond its interval is marked ▲ or ▼."""
    keys = [f"{key}.{language}" for key in COLUMNS for language in LANGUAGES]
    signs = {"better": " ▲", "worse": " ▼", "tie": "", "": ""}
    rows = tuple(
        (
            one.name + (f" ({one.note})" if one.note else ""),
            *(shown(one.figures.get(key), bounds=False) + signs[verdict(one, key)] for key in keys),
        )
        for one in variants
    )
    heads = tuple(f"{name} {LANGUAGE_NAMES[language]}" for name in COLUMNS.values() for language in LANGUAGES)
    return Table(
        title, ("", *heads), rows, f"{note} ▼ and ▲: the paired difference to the first row is beyond chance."
    )


def misses(evaluation: Evaluation) -> list[Outcome]:
    """Every outcome that a person would not be content with, in the order of the questions."""
    return [outcome for outcome in evaluation.outcomes if not outcome.right]


def what_went_wrong(outcome: Outcome) -> str:
    """Why an outcome is a miss, in a few words."""
    if outcome.unanswerable:
        return "answered, though the documents do not say"
    if outcome.error:
        return "could not be asked"
    ranking = outcome.rankings.get("hybrid")
    found = ranking is not None and ranking.complete[5] == 1.0
    if outcome.declined:
        return (
            "declined, with the evidence among the first five"
            if found
            else "declined, evidence not among the first five"
        )
    part = (
        "part of the answer is missing"
        if len(outcome.missing) < len(outcome.expected)
        else "another sentence was quoted"
    )
    return part if found else f"{part}, evidence not among the first five"


def headline(evaluation: Evaluation) -> str:
    """What was asked of what, in one line."""
    asked = singles(evaluation.outcomes)
    origin = evaluation.provenance
    turns = len(evaluation.outcomes) - len(asked)
    conversations = sum(outcome.turn == 1 for outcome in evaluation.outcomes)
    return (
        f"{len(asked)} questions, {sum(outcome.unanswerable for outcome in asked)} of them without an answer; "
        f"{conversations} conversations with {turns} turns; {origin.documents} documents in {origin.chunks} passages"
    )


def origin_rows(evaluation: Evaluation) -> tuple[tuple[str, str], ...]:
    """What the figures come from, as pairs."""
    origin = evaluation.provenance
    return (
        ("questions", ", ".join(origin.questions) or origin.label),
        ("commit", origin.commit),
        ("model", f"{origin.model} ({origin.fingerprint[:12]})"),
        ("documents", f"{origin.documents}, sha256 {origin.corpus_sha256[:12]}"),
        ("machine", f"{origin.machine}, Python {origin.python}"),
        ("bootstrap", f"{origin.resamples} resamples, seed {origin.seed}"),
        ("seconds", f"{origin.seconds:.0f}"),
    )


def count(evaluation: Evaluation, slice_name: str) -> int:
    """How many answerable questions a slice has."""
    interval = evaluation.figure("answers.correct", slice_name)
    return interval.n if interval else 0


def _is_slice(name: str, prefix: str) -> bool:
    """Whether a slice is one of a prefix over both languages."""
    return name.startswith(prefix) and not name.endswith((":zh", ":en"))


def _by_language(
    evaluation: Evaluation, title: str, figures: Sequence[tuple[str, str, str]], note: str
) -> Table:
    rows = []
    for name, words, form in figures:
        intervals = [evaluation.figure(name, one) for one in (ALL, *LANGUAGES)]
        if any(intervals):
            sizes = "/".join(str(interval.n) if interval else "0" for interval in intervals)
            rows.append((words, *(shown(interval, form) for interval in intervals), sizes))
    return Table(title, ("", "all", "Chinese", "English", "n"), tuple(rows), note)
