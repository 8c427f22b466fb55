"""How far the figures fall when questions are noisy and when the index is full of other things.

python -m eval.robustness [--half dev|test] [--index DIR]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.ablation import COMPLETE, format_variants
from eval.distractors import PASSAGES, write_distractors
from eval.noise import NOISE, noisy
from eval.questions import QuestionFile
from eval.result import Evaluation
from eval.runner import HYBRID, MODES, Bench, evaluate, read_questions, shipped_questions
from eval.variants import Variant, variant
from rag.errors import RagError
from rag.index import DEFAULT_INDEX_DIR, build_index, ensure_default_index


def noise_rows(bench: Bench, questions: QuestionFile) -> list[Variant]:
    """One row for the questions as they are, then one for each kind of noise; single questions only."""
    baseline = _run(bench, QuestionFile(questions.questions), COMPLETE)
    rows = [variant("as written", baseline, HYBRID, None)]
    for name, noise in NOISE.items():
        changed = tuple(noisy(question, noise) for question in questions.questions)
        differing = sum(
            new.question != old.question for new, old in zip(changed, questions.questions, strict=True)
        )
        evaluation = _run(bench, QuestionFile(changed), name)
        rows.append(variant(name, evaluation, HYBRID, baseline, note=f"{differing} of {len(changed)} differ"))
    return rows


def distractor_row(bench: Bench, questions: QuestionFile, passages: int = PASSAGES) -> Variant:
    """The row for the same documents among `passages` unrelated ones, in an index that is built for it and removed."""
    alone = QuestionFile(questions.questions)
    baseline = _run(bench, alone, COMPLETE)
    with tempfile.TemporaryDirectory(prefix="yinju-distractors-") as name:
        folder, index_dir = Path(name) / "corpus", Path(name) / "index"
        shutil.copytree(bench.index.manifest.corpus, folder)
        write_distractors(folder / "unrelated", passages)
        # The old index is copied so that only the new passages are embedded.
        shutil.copytree(bench.index.path, index_dir)
        build_index(folder, index_dir, embedder=bench.embedder)
        crowded = Bench.open(index_dir, bench.embedder)
        crowded = replace(crowded, remembering=bench.remembering, reading=bench.reading)
        evaluation = _run(crowded, alone, "crowded")
        added = crowded.index.manifest.chunks - bench.index.manifest.chunks
        crowded.index.store.close()
    return variant(f"{added} unrelated passages added", evaluation, HYBRID, baseline)


def _run(bench: Bench, questions: QuestionFile, label: str) -> Evaluation:
    assistant = bench.assistant()
    return evaluate(bench, questions, label=label, modes={HYBRID: MODES[HYBRID]}, assistant=assistant)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the robustness tables of a half."""
    parser = argparse.ArgumentParser(prog="python -m eval.robustness", description=main.__doc__)
    parser.add_argument("--half", choices=("dev", "test"), default="dev", help="the questions (default: dev)")
    parser.add_argument("--index", type=Path, help="the index folder (default: .index)")
    options = parser.parse_args(arguments)
    try:
        bench = Bench.open(options.index or ensure_default_index(DEFAULT_INDEX_DIR))
        questions = read_questions(shipped_questions(options.half))
        print(format_variants([*noise_rows(bench, questions), distractor_row(bench, questions)]))
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
