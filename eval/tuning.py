"""The development half, quickly and again and again: figures, misses, and what a change of settings does.

    python -m eval.tuning                          figures on the development half
    python -m eval.tuning --misses                 and every question that went wrong
    python -m eval.tuning --save before.json       keep the outcomes; python -m eval.compare before.json after.json
    python -m eval.tuning --set across_languages.dense=0.3 --set word_weight=0.5

Vectors are kept in .cache/eval, so that only texts never seen before are embedded. The test half is not offered here:
whatever is tuned must be tuned without it.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.command import format_summary
from eval.result import Evaluation, Outcome, write_evaluation
from eval.runner import HYBRID, MODES, Bench, evaluate, read_questions, shipped_questions
from rag.errors import RagError
from rag.index import DEFAULT_INDEX_DIR, ensure_default_index
from rag.retrieval import RetrievalConfig

VECTORS = Path(".cache/eval")


def open_bench(index_dir: Path) -> Bench:
    """A bench that remembers every vector and judgement, from earlier runs too; its latencies mean nothing."""
    bench = Bench.open(index_dir, memory=VECTORS)
    return replace(bench, embedder=bench.remembering)


def run_dev(bench: Bench, config: RetrievalConfig, *, all_modes: bool = False) -> Evaluation:
    """The development half with one configuration of retrieval behind the answers; other modes only when asked for."""
    modes = {
        name: replace(config, mode=mode.mode) for name, mode in MODES.items() if all_modes or name == HYBRID
    }
    paths = shipped_questions("dev")
    assistant = bench.assistant(config)
    return evaluate(bench, read_questions(paths), label="dev", paths=paths, modes=modes, assistant=assistant)


def changed(config: RetrievalConfig, settings: Sequence[str]) -> RetrievalConfig:
    """The configuration with settings such as "pinyin=False" or "within_language.dense=0.3" applied."""
    for setting in settings:
        name, _, written = setting.partition("=")
        outer, _, inner = name.partition(".")
        if not hasattr(config, outer) or (inner and not hasattr(getattr(config, outer), inner)):
            raise RagError(
                f"There is no setting {name}.", "RetrievalConfig does not have it.", f"It has: {config}"
            )
        value: Any = _value(written)
        config = replace(
            config, **{outer: replace(getattr(config, outer), **{inner: value}) if inner else value}
        )
    return config


def format_misses(outcomes: Sequence[Outcome]) -> str:
    """Every question that went wrong: what was asked, expected and quoted."""
    lines = []
    for outcome in outcomes:
        if outcome.right:
            continue
        ranks = (
            ",".join(str(rank or "-") for rank in outcome.rankings[HYBRID].first_ranks)
            if outcome.rankings
            else ""
        )
        lines.append(
            f"\n{outcome.id} {outcome.language} {outcome.type} [{ranks}] {outcome.confidence:.2f}  {outcome.question}"
        )
        if outcome.standalone_question != outcome.question:
            lines.append(f"    asked as: {outcome.standalone_question}")
        lines += [
            f"    wanted{'' if n in outcome.missing else ' (had)'}: {one}"
            for n, one in enumerate(outcome.expected)
        ]
        lines += [f"    evidence: {one}" for one in outcome.evidence]
        lines += [f"    quoted ({quote.source}): {quote.text}" for quote in outcome.quotes] or [
            "    declined"
        ]
    return "\n".join(lines)


def _value(written: str) -> object:
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the development half; 0 unless the index or a setting cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.tuning", description=main.__doc__)
    parser.add_argument("--index", type=Path, help="the index folder (default: .index)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting of RetrievalConfig"
    )
    parser.add_argument(
        "--all-modes", action="store_true", help="figures for vectors alone and words alone too"
    )
    parser.add_argument("--misses", action="store_true", help="print every question that went wrong")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the outcomes as JSON")
    options = parser.parse_args(arguments)
    try:
        bench = open_bench(options.index or ensure_default_index(DEFAULT_INDEX_DIR))
        evaluation = run_dev(bench, changed(RetrievalConfig(), options.set), all_modes=options.all_modes)
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    bench.save()
    if options.misses:
        print(format_misses(evaluation.outcomes), end="\n\n")
    print(format_summary(evaluation))
    if options.save:
        write_evaluation(evaluation, options.save)
    return 0


if __name__ == "__main__":
    sys.exit(main())
