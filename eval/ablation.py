"""What each part of retrieval, and the reader, is worth: the same questions with one part taken away at a time.

python -m eval.ablation [--half dev|test] [--index DIR]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.questions import QuestionFile
from eval.runner import FUSED, HYBRID, Bench, evaluate, read_questions, shipped_questions
from eval.variants import COLUMNS, LANGUAGES, Variant, variant, verdict
from rag.answering import Assistant
from rag.errors import RagError
from rag.index import DEFAULT_INDEX_DIR, ensure_default_index
from rag.retrieval import RetrievalConfig

COMPLETE = "complete"
NO_READER = "no reader"
# The words of a title or section are also embedded with a passage; "no context" takes them from word search only.
ABLATIONS: Mapping[str, RetrievalConfig] = {
    COMPLETE: RetrievalConfig(),
    "vectors only": RetrievalConfig(mode="dense"),
    "words only": RetrievalConfig(mode="sparse"),
    "Chinese words for pairs": RetrievalConfig(pair_weight=0.0, word_weight=1.0),
    "with Chinese words": RetrievalConfig(word_weight=1.0),
    "no context (title, section, date)": RetrievalConfig(context_weight=0.0),
    "no sentence vectors": RetrievalConfig(sentence_weight=0.0),
    "no pinyin": RetrievalConfig(pinyin=False),
    "no foreign names by sound": RetrievalConfig(foreign_names=False),
    "no glossary": RetrievalConfig(glossary=False),
    "no translation lexicon": RetrievalConfig(lexicon=False),
    "no glossary, no lexicon": RetrievalConfig(glossary=False, lexicon=False),
    "no names, glossary, lexicon": RetrievalConfig(
        pinyin=False, foreign_names=False, glossary=False, lexicon=False
    ),
}


def ablate(
    bench: Bench, questions: QuestionFile, ablations: Mapping[str, RetrievalConfig] = ABLATIONS
) -> list[Variant]:
    """One row for each ablation, the complete system first; single questions only."""
    alone = QuestionFile(questions.questions)
    rows: list[Variant] = []
    baseline = None
    for name, config in ablations.items():
        mode = HYBRID if config.mode == "hybrid" else config.mode
        assistant = bench.assistant(config)
        evaluation = evaluate(bench, alone, label=name, modes={mode: config}, assistant=assistant)
        rows.append(variant(name, evaluation, mode, baseline))
        baseline = baseline or evaluation
    unread = Assistant(bench.retriever(), reader=BlindReader())
    evaluation = evaluate(bench, alone, label=NO_READER, modes={FUSED: RetrievalConfig()}, assistant=unread)
    rows.append(variant(NO_READER, evaluation, FUSED, baseline))
    return rows


class BlindReader:
    """A reader that has no opinion, so that the other signals decide alone."""

    fingerprint = "blind"

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """One half for each."""
        return [0.5] * len(sentences)


def format_variants(rows: Sequence[Variant]) -> str:
    """The rows as a table for a terminal; a difference that is no tie is marked + or -."""
    marks = {"better": "+", "worse": "-", "tie": " ", "": " "}
    heads = {
        f"{key}.{language}": f"{name} {language}" for key, name in COLUMNS.items() for language in LANGUAGES
    }
    lines = [f"{'':36}" + "".join(f"{head:>19}" for head in heads.values())]
    for row in rows:
        cells = []
        for key in heads:
            interval = row.figures.get(key)
            mark = marks[verdict(row, key)]
            cells.append(f"{interval.value:.3f}{mark}" if interval else "")
        lines.append(f"{row.name:36}" + "".join(f"{cell:>19}" for cell in cells))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ablation table of a half."""
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description=main.__doc__)
    parser.add_argument("--half", choices=("dev", "test"), default="dev", help="the questions (default: dev)")
    parser.add_argument("--index", type=Path, help="the index folder (default: .index)")
    options = parser.parse_args(arguments)
    try:
        bench = Bench.open(options.index or ensure_default_index(DEFAULT_INDEX_DIR))
        print(format_variants(ablate(bench, read_questions(shipped_questions(options.half)))))
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
