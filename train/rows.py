"""The training files as rows, and the prepared ones written back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

PARALLEL_FILES = ("parallel.tsv.zst", "parallel-unstated.tsv.zst")
QUESTION_FILES = ("qa.tsv.zst", "qa-unstated.tsv.zst")
PAIR_FILES = ("pairs-zh.tsv.zst",)


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence in both languages."""

    source: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class QuestionPassage:
    """A question and a passage that answers it; languages is zh, en, en-zh or zh-en (question first)."""

    source: str
    languages: str
    question: str
    passage: str


@dataclass(frozen=True, slots=True)
class DevSet:
    """A held-out retrieval set: each query has one relevant passage, given by its position."""

    name: str
    direction: str
    queries: list[str]
    relevant: list[int]
    passages: list[str]


def read_rows(path: Path) -> Iterator[list[str]]:
    """Yield the fields of each line of a tab-separated file, zstd-compressed or plain."""
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor().stream_reader(raw) if path.suffix == ".zst" else raw
        for line in io.TextIOWrapper(stream, encoding="utf-8", newline="\n"):
            yield line.rstrip("\n").split("\t")


def read_pairs(folder: Path, limit: int | None = None) -> list[Pair]:
    """Return all parallel rows of a training folder; at most `limit` of each file."""
    return [Pair(*row) for name in PARALLEL_FILES for row in _head(read_rows(folder / name), limit)]


def read_questions(folder: Path, limit: int | None = None) -> list[QuestionPassage]:
    """Return question-passage rows, those of Chinese titles and texts included."""
    rows = [
        QuestionPassage(*row) for name in QUESTION_FILES for row in _head(read_rows(folder / name), limit)
    ]
    for name in PAIR_FILES:
        rows += [
            QuestionPassage(source, "zh", a, b) for source, a, b in _head(read_rows(folder / name), limit)
        ]
    return rows


def write_rows(path: Path, rows: Iterable[tuple[str, ...]]) -> int:
    """Write tab-separated rows, zstd-compressed; returns how many."""
    count = 0
    with path.open("wb") as raw, zstandard.ZstdCompressor(level=3).stream_writer(raw) as stream:
        for row in rows:
            stream.write(("\t".join(row) + "\n").encode())
            count += 1
    return count


def write_dev_set(folder: Path, dev: DevSet) -> None:
    """Write a held-out set as one JSON file named after it."""
    record = {
        "name": dev.name,
        "direction": dev.direction,
        "queries": dev.queries,
        "relevant": dev.relevant,
        "passages": dev.passages,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{dev.name}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def read_dev_sets(folder: Path) -> list[DevSet]:
    """Return the held-out sets of a folder, ordered by name."""
    return [DevSet(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def append_csv(path: Path, row: dict[str, object]) -> None:
    """Append one row to a CSV log, with a header when the file is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(row))
        if new:
            writer.writeheader()
        writer.writerow(row)


def _head(rows: Iterator[list[str]], limit: int | None) -> Iterator[list[str]]:
    for index, row in enumerate(rows):
        if limit is not None and index >= limit:
            return
        yield row
