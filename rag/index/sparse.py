"""BM25 over two fields, a chunk's text and its context; the only importer of bm25s, and only to build.

bm25s computes every token's score in every chunk once, when the index is built; a search adds up the columns of the
query's tokens. The columns are stored as plain arrays and mapped into memory, so that opening an index reads only its
vocabulary. score(t, c) = idf(t) · tf / (tf + k1 · (1 - b + b · length / average length)),
idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)) (the variant of Lucene; Kamphuis et al., ECIR 2020).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.concepts import Concept
from rag.index.manifest import SparseRecord
from rag.protocols import Vectors

FIELDS = ("text", "context")
DEFAULT_K1, DEFAULT_B = 1.2, 0.75
_NO_ROWS, _NO_SCORES = np.zeros(0, np.int32), np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class SparseField:
    """One field: token i's chunks and scores stand at `[starts[i], starts[i + 1])` of `rows` and `scores`."""

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]
    chunks: int

    def document_frequency(self, token: str) -> int:
        """Return in how many chunks a token stands, 0 for an unknown one."""
        column = self.vocabulary.get(token)
        return 0 if column is None else int(self.starts[column + 1] - self.starts[column])

    def column(self, token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the rows that hold a token, ascending, and its score in each; nothing for an unknown token."""
        column = self.vocabulary.get(token)
        if column is None:
            return _NO_ROWS, _NO_SCORES
        span = slice(self.starts[column], self.starts[column + 1])
        return self.rows[span], self.scores[span]


class SparseIndex:
    """Both fields; immutable, safe to share between threads."""

    def __init__(self, fields: Mapping[str, SparseField]) -> None:
        self._fields = dict(fields)

    def __len__(self) -> int:
        return self._fields["text"].chunks

    def field(self, name: str) -> SparseField:
        """Return the field of a name in FIELDS."""
        return self._fields[name]

    def scores(self, concepts: Sequence[Concept], *, context_weight: float = 0.0) -> Vectors:
        """Return every chunk's score, float32 `(chunks,)`, 0 where nothing of the question stands.

        score(c) = sum over concepts of weight · max over alternatives of p · s(a, c) / s(a), where s(a, c) is the
        weighted BM25 of the alternative's tokens in the chunk, and s(a) the sum that no chunk can exceed.
        """
        totals = np.zeros(len(self), np.float32)
        for concept in concepts:
            best: Vectors | None = None
            for alternative in concept.alternatives:
                ceiling = sum(weight * self.idf(token) for token, weight in alternative.tokens.items())
                if ceiling <= 0:
                    continue
                scale = concept.weight * alternative.probability / ceiling
                into = totals if len(concept.alternatives) == 1 else np.zeros(len(self), np.float32)
                self._add(alternative.tokens, scale, context_weight, into)
                if into is not totals:
                    best = into if best is None else np.maximum(best, into, out=best)
            if best is not None:
                totals += best
        return totals

    def knows(self, token: str) -> bool:
        """Return whether any chunk's text or context holds a token."""
        return any(token in field.vocabulary for field in self._fields.values())

    def document_frequency(self, token: str) -> int:
        """Return in how many chunks' texts a token stands; in their contexts if in no text."""
        return self._fields["text"].document_frequency(token) or self._fields["context"].document_frequency(
            token
        )

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token, by `document_frequency`."""
        return idf(self.document_frequency(token), len(self))

    def search(
        self, weights: Mapping[str, float], k: int, *, context_weight: float = 0.0
    ) -> list[tuple[int, float]]:
        """Return at most k (row, score) of weighted tokens, best first, equal ones by row; never one that scores 0."""
        totals = np.zeros(len(self), np.float32)
        self._add(weights, 1.0, context_weight, totals)
        return best_rows(totals, k)

    def _add(
        self, weights: Mapping[str, float], scale: float, context_weight: float, totals: Vectors
    ) -> None:
        for name, field_weight in (("text", scale), ("context", scale * context_weight)):
            if field_weight:
                for token, weight in weights.items():
                    rows, scores = self._fields[name].column(token)
                    # A chunk stands at most once in a column, so plain fancy indexing adds rightly.
                    totals[rows] += np.float32(weight * field_weight) * scores


def idf(document_frequency: float, chunks: int) -> float:
    """Return ln(1 + (N - df + 0.5) / (df + 0.5))."""
    return float(np.log1p((chunks - document_frequency + 0.5) / (document_frequency + 0.5)))


def best_rows(scores: Vectors, k: int) -> list[tuple[int, float]]:
    """Return the k best (row, score) above 0, best first, equal ones by row."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > k:
        threshold = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        rows = rows[scores[rows] >= threshold]
    order = np.lexsort((rows, -scores[rows]))[:k]
    return [(int(row), float(scores[row])) for row in rows[order]]


def build_sparse(
    fields: Mapping[str, Sequence[Sequence[str]]],
    folder: Path,
    *,
    k1: float = DEFAULT_K1,
    b: float = DEFAULT_B,
) -> SparseRecord:
    """Write the index of fields of tokens, one list a chunk and field, into a folder."""
    for name, token_lists in fields.items():
        _build_field(name, token_lists, folder, k1, b)
    return SparseRecord(k1, b)


def load_sparse(folder: Path, chunks: int) -> SparseIndex:
    """Return the index of a folder; OSError or ValueError when a file is missing or damaged."""
    return SparseIndex({name: _load_field(name, folder, chunks) for name in FIELDS})


def _build_field(name: str, token_lists: Sequence[Sequence[str]], folder: Path, k1: float, b: float) -> None:
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens] for tokens in token_lists]
    if vocabulary:
        import bm25s

        model = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float32", int_dtype="int32")
        model.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        starts, rows, scores = (model.scores[part] for part in ("indptr", "indices", "data"))
    else:  # bm25s cannot build an index without a single token
        starts, rows, scores = np.zeros(1), np.zeros(0), np.zeros(0)
    (folder / f"{name}.vocabulary.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    np.save(folder / f"{name}.starts.npy", np.asarray(starts, np.int64))
    np.save(folder / f"{name}.rows.npy", np.asarray(rows, np.int32))
    np.save(folder / f"{name}.scores.npy", np.asarray(scores, np.float32))


def _load_field(name: str, folder: Path, chunks: int) -> SparseField:
    text = (folder / f"{name}.vocabulary.txt").read_text(encoding="utf-8")
    words = text.split("\n") if text else []
    starts, rows, scores = (
        np.load(folder / f"{name}.{part}.npy", mmap_mode="r") for part in ("starts", "rows", "scores")
    )
    if len(starts) != len(words) + 1 or len(rows) != len(scores) or starts[-1] != len(rows):
        raise ValueError(f"the arrays of field {name} do not fit its vocabulary of {len(words)} tokens")
    return SparseField(
        dict(zip(words, range(len(words)), strict=True)), np.asarray(starts), rows, scores, chunks
    )
