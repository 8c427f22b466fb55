"""The vectors of an index: one for each chunk, and one for each sentence of a chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.index.dense import DenseIndex, build_dense, load_dense
from rag.index.manifest import DenseRecord
from rag.protocols import Vectors

PASSAGES, SENTENCES = "passages", "sentences"
# Above this, sentences are left out: their vectors would take three times the disk and the time of the passages'.
MAX_SENTENCES = 100_000


@dataclass(frozen=True, slots=True)
class SentenceIndex:
    """Sentence vectors; `places` is `(m, 3)`: the chunk's row, start and end in the document, ordered by chunk."""

    dense: DenseIndex
    places: NDArray[np.int32]
    starts: NDArray[np.int64]

    def rows_of(self, chunk_row: int) -> range:
        """Return the rows of a chunk's sentences."""
        return range(int(self.starts[chunk_row]), int(self.starts[chunk_row + 1]))


class VectorIndex:
    """Passage vectors, with sentence vectors where there are any; rows are those of the chunks."""

    def __init__(self, passages: DenseIndex, sentences: SentenceIndex | None = None) -> None:
        self.passages = passages
        self.sentences = sentences

    def __len__(self) -> int:
        return len(self.passages)

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self.passages.dimension

    def nearest(self, vector: Vectors, k: int) -> list[int]:
        """Return the rows of the k nearest passages and of the k nearest sentences' chunks, ascending."""
        rows = {row for row, _ in self.passages.search(vector[None], k)[0]}
        if self.sentences is not None:
            found = self.sentences.dense.search(vector[None], k)[0]
            rows.update(int(self.sentences.places[row, 0]) for row, _ in found)
        return sorted(rows)

    def similarities(self, vector: Vectors, rows: Sequence[int], sentence_weight: float) -> Vectors:
        """Return chunks' similarities, `(len(rows),)`: passage and best sentence, weighted; the passage alone without."""
        whole = self.passages.similarities(vector, rows)
        if self.sentences is None or not sentence_weight or not len(rows):
            return whole
        spans = [self.sentences.rows_of(row) for row in rows]
        flat = [row for span in spans for row in span]
        values = self.sentences.dense.similarities(vector, flat)
        best = whole.copy()
        position = 0
        for number, span in enumerate(spans):
            if span:
                best[number] = values[position : position + len(span)].max()
                position += len(span)
        mixed: Vectors = (1 - sentence_weight) * whole + sentence_weight * best
        return mixed.astype(np.float32)

    def sentence_similarities(self, vector: Vectors, row: int) -> dict[tuple[int, int], float]:
        """Return the similarity of each sentence of a chunk, by its span in the document; nothing without sentences."""
        if self.sentences is None:
            return {}
        rows = self.sentences.rows_of(row)
        places = self.sentences.places[rows.start : rows.stop, 1:].tolist()
        values = self.sentences.dense.similarities(vector, rows).tolist()
        return {(start, end): value for (start, end), value in zip(places, values, strict=True)}


def write_vectors(folder: Path, name: str, vectors: Vectors, keys: NDArray[np.uint64]) -> DenseRecord:
    """Write vectors, `(n, dimension)`, with the digests of their texts, `(n, 2)`; returns how they are searched."""
    np.save(folder / f"{name}.keys.npy", keys)
    return build_dense(vectors, folder / f"{name}.faiss")


def write_places(folder: Path, places: NDArray[np.int32]) -> None:
    """Write the sentences' chunk rows and spans, `(m, 3)`, ordered by chunk."""
    np.save(folder / f"{SENTENCES}.places.npy", places)


def load_vectors(folder: Path, chunks: int) -> VectorIndex:
    """Return the vectors of a folder; RuntimeError, OSError or ValueError when a file is missing or damaged."""
    passages = load_dense(folder / f"{PASSAGES}.faiss")
    if not (folder / f"{SENTENCES}.faiss").exists():
        return VectorIndex(passages)
    dense = load_dense(folder / f"{SENTENCES}.faiss")
    places = np.load(folder / f"{SENTENCES}.places.npy")
    if len(places) != len(dense) or dense.dimension != passages.dimension:
        raise ValueError(f"{len(dense)} sentence vectors have {len(places)} places")
    starts = np.searchsorted(places[:, 0], np.arange(chunks + 1))
    return VectorIndex(passages, SentenceIndex(dense, places, starts.astype(np.int64)))


@dataclass(frozen=True, slots=True)
class KnownVectors:
    """Vectors of an older index, found by the digests of their texts."""

    rows: dict[tuple[int, int], int]
    dense: DenseIndex

    def take(self, keys: Sequence[tuple[int, int]]) -> Vectors:
        """Return the vectors of known keys, `(len(keys), dimension)`."""
        return self.dense.vectors([self.rows[key] for key in keys])


def known_vectors(folder: Path, name: str, dense: DenseIndex) -> KnownVectors:
    """Return what a folder holds under a name."""
    keys = np.load(folder / f"{name}.keys.npy")
    return KnownVectors({(first, second): row for row, (first, second) in enumerate(keys.tolist())}, dense)
