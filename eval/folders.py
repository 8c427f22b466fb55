"""Small folders of quite different documents with questions: whether it works for other documents than ours.

    python -m eval.folders                  figures for every development folder
    python -m eval.folders --misses         and every question that went wrong
    python -m eval.folders --half test      the folders that nothing is tuned on

Each folder is built into .cache/eval/folders, without glossary or sidecars, as a user's first folder has none.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.metrics import auroc_interval
from eval.result import Outcome, singles
from eval.runner import HYBRID, MODES, Bench, evaluate, read_questions, require_evidence
from eval.tuning import VECTORS, format_misses, open_bench
from rag.errors import RagError
from rag.index.build import build_index
from rag.retrieval import RetrievalConfig

FOLDERS = Path(__file__).parent / "folders"
_COLUMNS = (
    ("questions", "{:.0f}"),
    ("recall@5", "{:.3f}"),
    ("correct zh", "{:.3f}"),
    ("correct en", "{:.3f}"),
    ("AUROC", "{:.3f}"),
    ("false refusals", "{:.3f}"),
    ("false near", "{:.3f}"),
    ("false far", "{:.3f}"),
    ("later turns", "{:.3f}"),
    ("chars", "{:.0f}"),
)


def folders(half: str) -> list[Path]:
    """The folders of a half, "dev" or "test", each with `documents` and `questions.jsonl`."""
    return sorted(path.parent for path in (FOLDERS / half).glob("*/questions.jsonl"))


def open_folder(folder: Path) -> Bench:
    """The bench of a folder, its index built or brought up to date first."""
    index = VECTORS / "folders" / folder.name
    build_index(folder / "documents", index)
    return open_bench(index)


def run_folder(folder: Path, config: RetrievalConfig | None = None) -> tuple[Outcome, ...]:
    """Every outcome of a folder's questions and conversations."""
    bench = open_folder(folder)
    path = folder / "questions.jsonl"
    asked = read_questions([path])
    require_evidence(bench, asked)
    evaluation = evaluate(
        bench,
        asked,
        label=folder.name,
        paths=[path],
        modes={HYBRID: MODES[HYBRID]},
        assistant=bench.assistant(config),
    )
    bench.save()
    return evaluation.outcomes


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The columns of the table; one without any question is left out."""
    alone = singles(outcomes)
    yes = [one for one in alone if not one.unanswerable]
    no = [one for one in alone if one.unanswerable]
    later = [one for one in outcomes if one.turn > 1]
    shares: dict[str, list[float]] = {
        "recall@5": [one.rankings[HYBRID].recall[5] for one in yes],
        "correct zh": [one.correct for one in yes if one.language == "zh"],
        "correct en": [one.correct for one in yes if one.language == "en"],
        "false refusals": [one.declined for one in yes],
        "false near": [not one.declined for one in no if one.near_topic],
        "false far": [not one.declined for one in no if not one.near_topic],
        "later turns": [one.right for one in later],
    }
    found = {"questions": float(len(alone))}
    found |= {name: sum(values) / len(values) for name, values in shares.items() if values}
    if yes and no:
        found["AUROC"] = auroc_interval(
            [one.confidence for one in alone], [not one.unanswerable for one in alone]
        ).value
    quoted = sorted(one.quoted_chars for one in yes if one.quotes)
    if quoted:
        found["chars"] = quoted[len(quoted) // 2]
    return found


def table(rows: Sequence[tuple[str, dict[str, float]]]) -> Iterator[str]:
    """One line a folder."""
    yield f"{'':14}" + "".join(f"{name:>16}" for name, _ in _COLUMNS)
    for title, values in rows:
        cells = (form.format(values[name]) if name in values else "" for name, form in _COLUMNS)
        yield f"{title:14}" + "".join(f"{cell:>16}" for cell in cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask every folder of a half its questions; 0 unless one cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.folders", description=main.__doc__)
    parser.add_argument("--half", choices=("dev", "test"), default="dev")
    parser.add_argument("--misses", action="store_true", help="print every question that went wrong")
    options = parser.parse_args(arguments)
    rows: list[tuple[str, dict[str, float]]] = []
    every: list[Outcome] = []
    try:
        for folder in folders(options.half):
            outcomes = run_folder(folder)
            every += outcomes
            rows.append((folder.name, figures(outcomes)))
            if options.misses:
                print(f"\n== {folder.name}\n{format_misses(outcomes)}")
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    rows.append(("all", figures(every)))
    print("\n".join(table(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
