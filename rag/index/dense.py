"""Nearest vectors by inner product; the only importer of faiss, whose habits end here.

Up to EXACT_VECTORS every vector is compared; above, only those in the cells nearest to the query (an inverted file),
stored in half precision, and the build measures what that loses. Vectors are rounded to half precision first in
either case, so that a vector taken over from an old index equals the one that would be computed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.index.manifest import DenseRecord
from rag.protocols import Vectors

# 50,000 vectors of 384 dimensions are compared in about 8 ms on one core; beyond that cells pay.
EXACT_VECTORS = 50_000
_SAMPLE_QUERIES = 200
_RECALL_AT = 10
_SPREAD_SAMPLE = 300


class DenseIndex:
    """A faiss index behind the VectorStore seam; rows count from 0 in the order in which vectors were given."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - faiss has no common type for its indexes
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    def search(self, vectors: Vectors, k: int) -> list[list[tuple[int, float]]]:
        """Return per query at most k (row, similarity), best first, equal ones by row."""
        k = min(k, len(self))
        if not len(vectors) or k < 1:
            return [[] for _ in vectors]
        similarities, rows = self._index.search(np.ascontiguousarray(vectors, np.float32), k)
        return [
            # faiss fills up with row -1 when a cell holds fewer than k.
            sorted(
                ((int(row), float(s)) for row, s in zip(*pair, strict=True) if row >= 0),
                key=lambda hit: (-hit[1], hit[0]),
            )
            for pair in zip(rows, similarities, strict=True)
        ]

    def similarities(self, vector: Vectors, rows: Sequence[int]) -> Vectors:
        """Return the inner products of one vector `(dimension,)` with the vectors at rows, float32 `(len(rows),)`."""
        return self.vectors(rows) @ np.asarray(vector, np.float32)

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the stored vectors at rows, float32 `(len(rows), dimension)`."""
        if not len(rows):
            return np.empty((0, self.dimension), np.float32)
        found: Vectors = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        return found


def round_vectors(vectors: Vectors) -> Vectors:
    """Return the vectors as they are stored, rounded to half precision."""
    return vectors.astype(np.float16).astype(np.float32)


def build_dense(vectors: Vectors, path: Path, *, exact_vectors: int = EXACT_VECTORS) -> DenseRecord:
    """Write an index of the vectors, `(n, dimension)`; returns its kind and its measured recall."""
    import faiss

    vectors = np.ascontiguousarray(round_vectors(vectors))
    count, dimension = vectors.shape
    spread = round(_spread(vectors), 4)
    exact = faiss.IndexFlatIP(dimension)
    exact.add(vectors)
    if count <= exact_vectors:
        faiss.write_index(exact, str(path))
        return DenseRecord("exact", 1.0, spread)
    cells = max(1, int(4 * count**0.5))
    index: Any = faiss.index_factory(dimension, f"IVF{cells},SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.cp.seed, index.cp.niter = 1, 10
    sample = np.random.default_rng(1).permutation(count)
    index.train(vectors[np.sort(sample[: 40 * cells])])
    index.add(vectors)
    queries = vectors[np.sort(sample[:_SAMPLE_QUERIES])]
    wanted = [set(row) for row in exact.search(queries, _RECALL_AT)[1].tolist()]
    # A vector finds itself in any case; noise stands for a question that is near a passage but no copy of it.
    index.nprobe = max(8, cells // 32)
    found = index.search(queries, _RECALL_AT)[1].tolist()
    recall = sum(len(a & set(b)) for a, b in zip(wanted, found, strict=True)) / sum(map(len, wanted))
    faiss.write_index(index, str(path))
    return DenseRecord(f"IVF{cells},SQfp16 nprobe {index.nprobe}", round(recall, 4), spread)


def _spread(vectors: Vectors) -> float:
    """Return the mean difference of a vector's nearest and its middling neighbour, among an even sample."""
    sample = vectors[:: max(1, len(vectors) // _SPREAD_SAMPLE)]
    if len(sample) < 3:
        return 0.0
    similarities = sample @ sample.T
    np.fill_diagonal(similarities, -1.0)
    return float(np.mean(similarities.max(axis=1) - np.median(similarities, axis=1)))


def load_dense(path: Path) -> DenseIndex:
    """Return the index of a file, mapped into memory rather than read; RuntimeError when it is none."""
    import faiss

    # One thread a query: on two shared cores the threads of a small search cost more than they bring.
    faiss.omp_set_num_threads(1)
    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    if hasattr(index, "make_direct_map"):
        index.make_direct_map()
    return DenseIndex(index)
