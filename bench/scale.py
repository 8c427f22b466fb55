"""An index of many made-up passages: what grows with the corpus, without the model's own time.

Words are drawn from jieba's dictionary by a Zipf law, vectors at random around a hundred centres; the embedder costs
nothing, as in the comparison that the project measures itself against.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.machine import Figures, in_new_process, peak_memory_mb
from rag.protocols import Vectors

DIMENSION = 384
PASSAGE_WORDS = 150
QUESTIONS = 200


def measure_scale(passages: int, folder: Path) -> Figures:
    """Return build, disk, cold start, memory and time a question for an index of made-up passages."""
    built = in_new_process(_build, passages, folder)
    return {"passages": passages, **built, **in_new_process(_search, folder)}


class CheapEmbedder:
    """Vectors that depend on a text's words only, at no cost worth measuring."""

    name = "cheap"
    fingerprint = "cheap-1"
    dimension = DIMENSION

    def __init__(self) -> None:
        random = np.random.default_rng(1)
        self._centres = random.normal(size=(100, DIMENSION)).astype(np.float32)

    def embed_queries(self, queries: Sequence[str]) -> Vectors:
        """Return unit vectors around the centre that a text's characters choose."""
        return self.embed_passages(queries)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """Return unit vectors around the centre that a text's characters choose."""
        seeds = [sum(map(ord, text[-40:])) for text in passages]
        noise = np.random.default_rng(sum(seeds)).normal(size=(len(seeds), DIMENSION)).astype(np.float32)
        vectors = self._centres[np.array(seeds) % len(self._centres)] + 0.7 * noise
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def _build(passages: int, folder: Path) -> Figures:
    from rag.index import build_index

    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    words, weights = _words()
    random = np.random.default_rng(1)
    for number in range(max(1, passages // 500)):
        drawn = random.choice(words, size=(500, PASSAGE_WORDS), p=weights)
        text = "\n\n".join("".join(row) + "。" for row in drawn)
        (corpus / f"{number:04d}.md").write_text(text, encoding="utf-8")
    began, cpu = time.perf_counter(), time.process_time()
    report = build_index(corpus, folder / "index", embedder=CheapEmbedder())
    disk = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    return {
        "chunks": report.chunks,
        "build_s": round(time.perf_counter() - began, 1),
        "build_cpu_s": round(time.process_time() - cpu, 1),
        "disk_mb": round(disk / 2**20, 1),
    }


def _search(folder: Path) -> Figures:
    began, cpu = time.perf_counter(), time.process_time()
    from rag.retrieval import Retriever

    retriever = Retriever.open(folder / "index", embedder=CheapEmbedder())
    words, _ = _words()
    random = np.random.default_rng(2)
    questions = ["".join(row) for row in random.choice(words[200:], size=(QUESTIONS, 6))]
    retriever.search(questions[0])
    start_s, start_cpu_s = time.perf_counter() - began, time.process_time() - cpu
    cpu = time.process_time()
    for question in questions:
        retriever.search(question)
    return {
        "start_s": round(start_s, 2),
        "start_cpu_s": round(start_cpu_s, 2),
        "question_cpu_ms": round(1000 * (time.process_time() - cpu) / len(questions), 2),
        "memory_mb": peak_memory_mb(),
        "recall_of_vectors": retriever.index.manifest.dense.recall,
    }


def _words() -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Return 30,000 words of jieba's dictionary, the most frequent first, and their probabilities by Zipf's law."""
    from importlib.resources import files

    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    entries = sorted((line.split(" ") for line in lines), key=lambda entry: (-int(entry[1]), entry[0]))
    words = np.array([entry[0] for entry in entries[:30_000]])
    weights = 1 / np.arange(1, len(words) + 1)
    return words, weights / weights.sum()
