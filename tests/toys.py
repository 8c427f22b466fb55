"""Toys that stand behind the protocols: an embedder of keyword one-hots, a generator that returns a set text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rag.protocols import Vectors
from rag.types import Chunk, Document, Hit, Metadata, Run, Section, SourceMap


class ToyEmbedder:
    """One axis for each keyword and one for everything else: a text is the unit vector of the keywords it holds."""

    def __init__(self, keywords: Sequence[str], name: str = "toy", fingerprint: str = "toy-1") -> None:
        self.keywords = tuple(keywords)
        self.name = name
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    @property
    def dimension(self) -> int:
        return len(self.keywords) + 1

    def embed_queries(self, queries: Sequence[str]) -> Vectors:
        return self._embed(queries)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        self.embedded.extend(passages)
        return self._embed(passages)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for axis, keyword in enumerate(self.keywords):
                vectors[row, axis] = float(keyword in text)
            vectors[row, -1] = float(not vectors[row].any())
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


class ToyGenerator:
    """Streams a set text, word by word; remembers what it was asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.questions: list[str] = []

    def generate(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        self.questions.append(question)
        yield from re.findall(r"\S+\s*", self.text)


class ToyReranker:
    """Scores a passage by how many characters it shares with the question."""

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        return [float(len(set(question) & set(passage))) for passage in passages]


def make_document(text: str, **fields: Any) -> Document:
    """A document whose reading text is its source text, in one section without a heading."""
    line_starts = (0, *(match.end() for match in re.finditer("\n", text)))
    values: dict[str, Any] = {
        "id": "doc",
        "source": "doc.txt",
        "title": "A document",
        "language": "zh" if re.search("[\u4e00-\u9fff]", text) else "en",
        "text": text,
        "source_text": text,
        "source_map": SourceMap((Run(0, 0, len(text)),), line_starts),
        "sections": (Section((), 0, 0, 0, len(text)),),
        "metadata": Metadata(),
        "sha256": "0" * 64,
    }
    return Document(**(values | fields))


def make_chunk(text: str, number: int = 0, **fields: Any) -> Chunk:
    """A chunk of the document `doc` that starts at character 0, unless told otherwise."""
    start = fields.pop("start", 0)
    document_id = fields.get("document_id", "doc")
    values: dict[str, Any] = {
        "id": f"{document_id}#{number:04d}",
        "document_id": document_id,
        "source": f"{document_id}.txt",
        "title": "A document",
        "section": (),
        "start": start,
        "end": start + len(text),
        "text": text,
        "language": "zh" if re.search("[\u4e00-\u9fff]", text) else "en",
    }
    return Chunk(**(values | fields))


def make_hit(text: str, rank: int = 1, score: float = 1.0, **fields: Any) -> Hit:
    """A hit on a chunk of that text."""
    return Hit(make_chunk(text, rank, **fields), score, rank)
