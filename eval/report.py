"""An evaluation as a report: Markdown here, one HTML page in eval/html.py, and the JSON behind both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.gates import GateResult
from eval.result import Evaluation, Outcome, write_evaluation
from eval.tables import (
    Table,
    answers_table,
    gates_table,
    headline,
    latency_table,
    misses,
    origin_rows,
    refusals_table,
    retrieval_table,
    slices_table,
    turns_table,
    variants_table,
    what_went_wrong,
)
from eval.variants import Variant

ABLATION_NOTE = "The same questions with one part taken away at a time."
ROBUSTNESS_NOTE = (
    "The same questions in noisy words, and the same documents among unrelated passages made by rule."
)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report shows; tables of variants may be empty."""

    evaluation: Evaluation
    gates: tuple[GateResult, ...] = ()
    ablations: tuple[Variant, ...] = ()
    robustness: tuple[Variant, ...] = ()


def write_report(report: Report, folder: Path) -> None:
    """Write report.md, report.html and report.json into a folder."""
    from eval.html import render_html

    folder.mkdir(parents=True, exist_ok=True)
    write_evaluation(report.evaluation, folder / "report.json")
    (folder / "report.md").write_text(render_markdown(report), encoding="utf-8")
    (folder / "report.html").write_text(render_html(report), encoding="utf-8")


def report_tables(report: Report) -> list[Table]:
    """All tables with rows, in order."""
    evaluation = report.evaluation
    tables = [
        gates_table(report.gates),
        retrieval_table(evaluation),
        answers_table(evaluation),
        refusals_table(evaluation),
        turns_table(evaluation),
        slices_table(evaluation, "type:", "type"),
        slices_table(evaluation, "document:", "document"),
        variants_table("Ablation", report.ablations, ABLATION_NOTE),
        variants_table("Robustness", report.robustness, ROBUSTNESS_NOTE),
        latency_table(evaluation),
    ]
    return [table for table in tables if table.rows]


def render_markdown(report: Report) -> str:
    """The report as Markdown."""
    parts = ["# Evaluation", headline(report.evaluation)]
    parts.append("\n".join(f"- {name}: {value}" for name, value in origin_rows(report.evaluation)))
    for table in report_tables(report):
        parts += [f"## {table.title}", _markdown_table(table)]
        if table.note:
            parts.append(table.note)
    wrong = misses(report.evaluation)
    parts.append(f"## Misses ({len(wrong)} of {len(report.evaluation.outcomes)})")
    parts += [_markdown_miss(outcome) for outcome in wrong]
    return "\n\n".join(parts) + "\n"


def _markdown_table(table: Table) -> str:
    lines = [_row(table.heads), _row(["---"] + ["---:"] * (len(table.heads) - 1))]
    return "\n".join([*lines, *(_row(row) for row in table.rows)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _markdown_miss(outcome: Outcome) -> str:
    lines = [f"**{outcome.id}** ({outcome.language}, {outcome.type}) {_inline(outcome.question)}"]
    if outcome.standalone_question != outcome.question:
        lines.append(f"- understood as: {_inline(outcome.standalone_question)}")
    lines.append(f"- {what_went_wrong(outcome)}; confidence {outcome.confidence:.2f}")
    lines += [
        f"- expected{'' if number in outcome.missing else ' (and found)'}: {_inline(one)}"
        for number, one in enumerate(outcome.expected)
    ]
    lines += [f"- evidence: {_inline(one)}" for one in outcome.evidence]
    lines += [f"- quoted from {quote.source}: {_inline(quote.text)}" for quote in outcome.quotes]
    return "\n".join(lines)


def _inline(text: str) -> str:
    """Text on one line, with what Markdown would take for its own escaped."""
    flat = " ".join(text.split())
    for sign in "\\`*_[]<>#|":
        flat = flat.replace(sign, f"\\{sign}")
    return flat
