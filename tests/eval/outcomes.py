"""Outcomes made by hand for tests of figures, comparisons and reports."""

from __future__ import annotations

from typing import Any

from eval.metrics import Ranking
from eval.result import Evaluation, Outcome, Provenance, Quoted
from eval.summary import summarise


def make_ranking(rank: int) -> Ranking:
    """The ranking of a question with one piece of evidence at a rank; 0 for not found."""
    found = {k: float(0 < rank <= k) for k in (1, 5, 10)}
    return Ranking(found, found, found, 1 / rank if rank else 0.0, 1.0 if rank == 1 else 0.0, (rank,))


def make_outcome(identifier: str, **fields: Any) -> Outcome:
    """A right answer to a Chinese number question whose evidence ranks first, unless told otherwise."""
    unanswerable = fields.get("unanswerable", False)
    declined = fields.get("declined", False)
    quotes = () if declined else (Quoted("ports.md", ("港口简报",), "吞吐量为 415 万吨"),)
    values: dict[str, Any] = {
        "id": identifier, "language": "zh", "type": "number", "question": f"问题{identifier}？", "turn": 0,
        "unanswerable": False, "near_topic": False, "sources": () if unanswerable else ("ports.md",),
        "expected": () if unanswerable else ("415万吨",), "evidence": () if unanswerable else ("吞吐量为415万吨",),
        "unfound": 0, "declined": declined, "confidence": 0.9, "correct": not (unanswerable or declined), "missing": (),
        "quotes": quotes, "quoted_chars": 10 * len(quotes), "precision": None if unanswerable or declined else 1.0,
        "precision_strict": None if unanswerable or declined else 0.5, "cited": None if unanswerable or declined else True,
        "verbatim": len(quotes), "marked": len(quotes), "latency_ms": 20.0,
        "rankings": {} if unanswerable else {"hybrid": make_ranking(1)},
    }  # fmt: skip
    values |= fields
    values.setdefault("standalone_question", values["question"])
    return Outcome(**values)


def make_evaluation(*outcomes: Outcome) -> Evaluation:
    """The evaluation of outcomes, with figures."""
    origin = Provenance(
        "toy", ("toy.jsonl",), "abc123", "toy", "f" * 12, "0" * 64, 2, 5, "3.11", "Linux", 1, 1000, 1.0
    )
    return Evaluation(origin, summarise(outcomes, ["hybrid"]), outcomes)
