"""Texts put into small groups of one topic, so that passages made of them hang together and negatives are hard."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]


def topic_leaves(
    texts: list[str], tokenizer: Tokenizer, vectors: Floats, leaf: int, seed: int
) -> list[list[int]]:
    """Return groups of at most `leaf` positions into texts, near ones together.

    A text stands as the IDF-weighted mean of its pieces' vectors; the set is halved again and
    again at the median along its main axis, which is quick, balanced and good enough for "about the same thing".
    """
    points = _text_vectors(texts, tokenizer, vectors)
    rng = np.random.default_rng(seed)
    leaves: list[list[int]] = []
    waiting = [np.arange(len(texts))]
    while waiting:
        members = waiting.pop()
        if len(members) <= leaf:
            leaves.append(members.tolist())
            continue
        sample = points[rng.choice(members, min(len(members), 200), replace=False)]
        sample = sample - sample.mean(0)
        axis = np.asarray(rng.normal(size=points.shape[1]), np.float32)
        for _ in range(3):
            axis = sample.T @ (sample @ axis)
            axis /= np.linalg.norm(axis) + 1e-9
        order = np.argsort(points[members] @ axis, kind="stable")
        waiting += [members[order[: len(order) // 2]], members[order[len(order) // 2 :]]]
    return leaves


def _text_vectors(texts: list[str], tokenizer: Tokenizer, vectors: Floats) -> Floats:
    rows = [sorted(set(encoding.ids[1:-1])) for encoding in tokenizer.encode_batch(texts)]
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter((i for row in rows for i in row), np.int32, int(indptr[-1]))
    counts = np.bincount(indices, minlength=len(vectors))
    rarity = np.log((len(texts) + 1) / (counts + 1)).astype(np.float32)
    incidence = sparse.csr_matrix((rarity[indices], indices, indptr), shape=(len(rows), len(vectors)))
    points: Floats = np.asarray(incidence @ (vectors - vectors.mean(0)), np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True) + 1e-6
    return points
