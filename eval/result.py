"""What an evaluation leaves behind: one outcome for each question, figures over them, and what they were got from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from eval.metrics import Interval, Ranking
from rag.errors import RagError

FORMAT = "yinju-evaluation-1"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as it was shown."""

    source: str
    section: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what was expected, and what came back.

    `turn` is 0 for a single question and counts from 1 in a conversation. `expected` has one string for each required
    answer, its alternatives behind one another; `missing` numbers (from 0) those that no quote holds. `precision` is
    the share of quoted characters that stand in sentences with evidence, `precision_strict` in the evidence itself;
    both, and `cited`, are None where nothing was quoted or nothing could be. `unfound` numbers the evidence that is
    not in the index. `verbatim` counts the quotes that stand in their source; `marked` those whose mark leads to a
    citation of their own document and section.
    """

    id: str
    language: str
    type: str
    question: str
    standalone_question: str
    turn: int
    unanswerable: bool
    near_topic: bool
    sources: tuple[str, ...]
    expected: tuple[str, ...]
    evidence: tuple[str, ...]
    unfound: int
    declined: bool
    confidence: float
    correct: bool
    missing: tuple[int, ...]
    quotes: tuple[Quoted, ...]
    quoted_chars: int
    precision: float | None
    precision_strict: float | None
    cited: bool | None
    verbatim: int
    marked: int
    latency_ms: float
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    error: str = ""

    @property
    def right(self) -> bool:
        """Whether a person would be content: a right answer, or an honest refusal."""
        return self.declined if self.unanswerable else self.correct


@dataclass(frozen=True, slots=True)
class Provenance:
    """What figures were got from: without it a number cannot be compared with another."""

    label: str
    questions: tuple[str, ...]
    commit: str
    model: str
    fingerprint: str
    corpus_sha256: str
    documents: int
    chunks: int
    python: str
    machine: str
    seed: int
    resamples: int
    seconds: float
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures by name and slice ("all", "zh", "type:number", ...), the outcomes they sum up, and their origin."""

    provenance: Provenance
    figures: Mapping[str, Mapping[str, Interval]]
    outcomes: tuple[Outcome, ...]

    def figure(self, name: str, slice_name: str = ALL) -> Interval | None:
        """A figure, or None when nothing was there to compute it from."""
        interval = self.figures.get(name, {}).get(slice_name)
        return interval if interval is not None and interval.n else None


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as plain JSON values; a figure that cannot be computed is null."""
    return {
        "format": FORMAT,
        "provenance": asdict(evaluation.provenance),
        "figures": {
            name: {key: _interval_json(interval) for key, interval in slices.items()}
            for name, slices in evaluation.figures.items()
        },
        "outcomes": [_outcome_json(outcome) for outcome in evaluation.outcomes],
    }


def write_evaluation(evaluation: Evaluation, path: Path) -> None:
    """Write the evaluation as one JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(to_json(evaluation), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_evaluation(path: Path) -> Evaluation:
    """The evaluation of a JSON file; RagError when it is none."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values.get("format") != FORMAT:
            raise ValueError(f"its format is {values.get('format')!r}, not {FORMAT!r}")
        return Evaluation(
            Provenance(**_known(Provenance, values["provenance"])),
            {
                name: {key: Interval(**interval) for key, interval in slices.items() if interval}
                for name, slices in values["figures"].items()
            },
            tuple(_outcome(outcome) for outcome in values["outcomes"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RagError(
            f"Cannot read the evaluation in {path}.",
            f"{error}.",
            "Name a report.json that `rag eval --report DIR` has written.",
        ) from error


def _interval_json(interval: Interval) -> dict[str, Any] | None:
    if interval.value != interval.value:  # nan, which JSON does not know
        return None
    return {
        "value": round(interval.value, 5), "low": round(interval.low, 5), "high": round(interval.high, 5), "n": interval.n
    }  # fmt: skip


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    values = asdict(outcome)
    values["latency_ms"] = round(outcome.latency_ms, 3)
    return values


def _outcome(values: Mapping[str, Any]) -> Outcome:
    plain = _known(Outcome, values)
    plain["quotes"] = tuple(Quoted(q["source"], tuple(q["section"]), q["text"]) for q in values["quotes"])
    plain["rankings"] = {mode: _ranking(ranking) for mode, ranking in values["rankings"].items()}
    return Outcome(**plain)


def _ranking(values: Mapping[str, Any]) -> Ranking:
    by_cutoff = {
        name: {int(k): float(v) for k, v in values[name].items()} for name in ("recall", "complete", "found")
    }
    return Ranking(
        **by_cutoff,
        reciprocal_rank=values["reciprocal_rank"],
        ndcg=values["ndcg"],
        first_ranks=tuple(values["first_ranks"]),
    )


def _known(kind: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in values.items()
        if key in names
    }


def singles(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of questions that stand by themselves."""
    return [outcome for outcome in outcomes if outcome.turn == 0]
