"""The seams of the package: what may be exchanged for another implementation. No heavy import here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rag.types import Hit

Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into unit vectors; one model for questions and passages."""

    @property
    def name(self) -> str:
        """What `--model` was given, or the shipped model's name; written into the index manifest."""

    @property
    def fingerprint(self) -> str:
        """A digest of the weights, so that an index is never searched with another model's vectors."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed_queries(self, queries: Sequence[str]) -> Vectors:
        """float32 `(n, dimension)`, rows of norm 1; `(0, dimension)` for no queries."""

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """float32 `(n, dimension)`, rows of norm 1; `(0, dimension)` for no passages."""


@runtime_checkable
class VectorStore(Protocol):
    """Finds the nearest vectors."""

    def search(self, vectors: Vectors, k: int) -> list[list[tuple[int, float]]]:
        """Per query at most k (row of the store, similarity), best first; similarities are inner products."""

    def __len__(self) -> int:
        """How many vectors are stored."""


@runtime_checkable
class Reranker(Protocol):
    """Scores (question, passage) pairs more carefully than retrieval can."""

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """One similarity a passage, higher is better."""


@runtime_checkable
class Reader(Protocol):
    """Judges whether a sentence, where it stands, answers a question."""

    @property
    def fingerprint(self) -> str:
        """A digest of the weights."""

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """The probability for each (sentence, context), in (0, 1); context is headings and the sentence before."""


@runtime_checkable
class Generator(Protocol):
    """Writes an answer from passages, with [n] marks, n a hit's rank; streams it piece by piece."""

    def generate(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        """Pieces of the answer in order; raises rag.errors.GenerationError when the service fails."""
