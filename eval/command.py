"""What `rag eval` does: run the suite, print a summary or JSON, write the report, check the gates, or draft questions."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.gates import GateResult, check_gates, read_gates
from eval.questions import QuestionFile
from eval.result import ALL, Evaluation, to_json
from eval.runner import Bench, evaluate, read_questions, require_evidence, shipped_questions

PASSED, FAILED = 0, 1

# (figure, what it is called, whether it is a share) in the order of the printed summary.
SUMMARY: tuple[tuple[str, str, str], ...] = (
    ("dense.recall@5", "recall@5, vectors only", "{:.3f}"),
    ("sparse.recall@5", "recall@5, words only", "{:.3f}"),
    ("fused.recall@5", "recall@5, both, unread", "{:.3f}"),
    ("hybrid.recall@1", "recall@1", "{:.3f}"),
    ("hybrid.recall@5", "recall@5", "{:.3f}"),
    ("hybrid.recall@10", "recall@10", "{:.3f}"),
    ("hybrid.mrr", "MRR", "{:.3f}"),
    ("hybrid.ndcg@10", "nDCG@10", "{:.3f}"),
    ("answers.correct", "answers correct", "{:.3f}"),
    ("answers.precision", "quote precision", "{:.3f}"),
    ("answers.cited", "citations right", "{:.3f}"),
    ("answers.quoted_chars", "quoted characters, median", "{:.0f}"),
    ("system.verbatim", "quotes verbatim", "{:.3f}"),
    ("refusals.false_refusals", "false refusals", "{:.3f}"),
    ("refusals.false_answers_near", "false answers, near topic", "{:.3f}"),
    ("refusals.false_answers_far", "false answers, other topics", "{:.3f}"),
    ("confidence.auroc", "AUROC of confidence", "{:.3f}"),
    ("confidence.ece", "calibration error", "{:.3f}"),
    ("turns.later.correct", "follow-ups correct", "{:.3f}"),
    ("system.latency_ms_p50", "latency p50, ms", "{:.0f}"),
    ("system.latency_ms_p95", "latency p95, ms", "{:.0f}"),
)


def run_evaluation(
    *,
    questions: Path | None,
    index_dir: Path,
    gate: bool,
    as_json: bool,
    report: Path | None,
    draft: int | None,
) -> int:
    """Run the suite and return the exit code: 1 when a gate fails, else 0.

    Without `questions` the shipped test half is asked. Raises RagError for questions or an index that cannot be used.
    """
    bench = Bench.open(index_dir)
    if draft is not None:
        from eval.draft import draft_questions

        for line in draft_questions(bench, draft):
            print(json.dumps(line, ensure_ascii=False))
        return PASSED
    paths = shipped_questions("test") if questions is None else (questions,)
    asked = read_questions(paths)
    require_evidence(bench, asked)
    evaluation = evaluate(bench, asked, label="test" if questions is None else paths[0].stem, paths=paths)
    gates = [one for one in read_gates() if questions is None or one.always]
    results = check_gates(evaluation, gates)
    if report is not None:
        _write_report(bench, asked, evaluation, results, report)
    if as_json:
        print(
            json.dumps(
                {**to_json(evaluation), "gates": [_gate_json(result) for result in results]},
                ensure_ascii=False,
            )
        )
    else:
        print(format_summary(evaluation))
        print(_format_gates(results, strict=gate))
    if report is not None:
        sys.stderr.write(f"report: {report / 'report.html'}\n")
    return FAILED if gate and not all(result.passed for result in results) else PASSED


def format_summary(evaluation: Evaluation) -> str:
    """The chief figures as a table for a terminal, all and by language, each with its interval."""
    provenance = evaluation.provenance
    asked = [outcome for outcome in evaluation.outcomes if outcome.turn == 0]
    unanswerable = sum(outcome.unanswerable for outcome in asked)
    lines = [
        f"{len(asked)} questions ({unanswerable} without an answer), "
        f"{sum(outcome.turn > 0 for outcome in evaluation.outcomes)} turns of conversations; "
        f"{provenance.documents} documents, {provenance.chunks} passages; {provenance.model}; "
        f"commit {provenance.commit}; {provenance.seconds:.0f} s",
        "",
        f"{'':28}{'all':>22}{'Chinese':>22}{'English':>22}",
    ]
    for name, title, form in SUMMARY:
        cells = [_cell(evaluation, name, slice_name, form) for slice_name in (ALL, "zh", "en")]
        if any(cells):
            lines.append(f"{title:28}" + "".join(f"{cell:>22}" for cell in cells))
    unfound = [outcome.id for outcome in evaluation.outcomes if outcome.unfound]
    if unfound:
        lines += ["", f"evidence that stands in no indexed document: {', '.join(unfound)}"]
    failed = [outcome.id for outcome in evaluation.outcomes if outcome.error]
    if failed:
        lines += ["", f"questions that could not be asked: {', '.join(failed)}"]
    return "\n".join(lines)


def _cell(evaluation: Evaluation, name: str, slice_name: str, form: str) -> str:
    interval = evaluation.figure(name, slice_name)
    if interval is None:
        return ""
    return f"{form.format(interval.value)} [{form.format(interval.low)}, {form.format(interval.high)}]"


def _format_gates(results: Sequence[GateResult], *, strict: bool) -> str:
    failed = [result for result in results if not result.passed]
    if not failed:
        return f"\nall {len(results)} gates passed"
    lines = [
        f"  {result.gate}: reached {'nothing' if result.reached is None else f'{result.reached:.3f}'}"
        for result in failed
    ]
    return "\n".join(
        ["", f"{len(failed)} of {len(results)} gates {'FAILED' if strict else 'not reached'}:", *lines]
    )


def _gate_json(result: GateResult) -> dict[str, object]:
    reached = None if result.reached is None else round(result.reached, 5)
    return {"gate": str(result.gate), "reached": reached, "passed": result.passed}


def _write_report(
    bench: Bench, asked: QuestionFile, evaluation: Evaluation, results: Sequence[GateResult], folder: Path
) -> None:
    """Write the report with both tables of variants; these ask everything some twenty times more."""
    from eval.ablation import ablate
    from eval.report import Report, write_report
    from eval.robustness import distractor_row, noise_rows

    sys.stderr.write("ablation …\n")
    ablations = ablate(bench, asked)
    sys.stderr.write("robustness …\n")
    robustness = [*noise_rows(bench, asked), distractor_row(bench, asked)]
    write_report(Report(evaluation, tuple(results), tuple(ablations), tuple(robustness)), folder)
