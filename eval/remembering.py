"""An embedder, a reader and a retriever that remember, so that many variants of one evaluation treat each text once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag.index import Index
from rag.protocols import Embedder, Reader, Vectors
from rag.retrieval import RetrievalConfig, Retriever


class RememberingEmbedder:
    """Another embedder's vectors, each computed once; not for measuring speed, and not for threads.

    With a folder, `save` keeps the vectors there for the next process, in a file named by the model's fingerprint.
    """

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        self._embedder = embedder
        self._file = folder / f"{embedder.fingerprint[:16]}.npz" if folder else None
        self._known: dict[str, Vectors] = {}
        self._saved = 0
        if self._file and self._file.is_file():
            with np.load(self._file) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
            self._saved = len(self._known)

    @property
    def name(self) -> str:
        """The other embedder's name."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """The other embedder's fingerprint."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """The other embedder's dimension."""
        return self._embedder.dimension

    def embed_queries(self, queries: Sequence[str]) -> Vectors:
        """float32 `(n, dimension)`, as the other embedder gives them."""
        return self._remembered("query", queries, self._embedder.embed_queries)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """float32 `(n, dimension)`, as the other embedder gives them."""
        return self._remembered("passage", passages, self._embedder.embed_passages)

    def save(self) -> None:
        """Keep the vectors for the next process; nothing without a folder or without anything new."""
        if self._file and len(self._known) > self._saved:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".new.npz")
            np.savez(
                temporary, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values()))
            )
            temporary.replace(self._file)
            self._saved = len(self._known)

    def _remembered(
        self, role: str, texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        keys = [hashlib.sha256(f"{role}\0{text}".encode()).hexdigest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, embed(list(new.values())), strict=True))
        return np.stack([self._known[key] for key in keys])


class RememberingReader:
    """Another reader's judgements, each made once; not for measuring speed, and not for threads.

    With a folder, `save` keeps them there for the next process, in a file named by the model's fingerprint.
    """

    def __init__(self, reader: Reader, folder: Path | None = None) -> None:
        self._reader = reader
        self._file = folder / f"reader-{reader.fingerprint[:16]}.json" if folder else None
        self._known: dict[str, float] = {}
        if self._file and self._file.is_file():
            self._known = json.loads(self._file.read_text(encoding="utf-8"))
        self._saved = len(self._known)

    @property
    def fingerprint(self) -> str:
        """The other reader's fingerprint."""
        return self._reader.fingerprint

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """The other reader's probability for each (sentence, context)."""
        keys = [hashlib.sha256("\0".join((question, *one)).encode()).hexdigest()[:32] for one in sentences]
        new = {key: one for key, one in zip(keys, sentences, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._reader.read(question, list(new.values())), strict=True))
        return [self._known[key] for key in keys]

    def save(self) -> None:
        """Keep the judgements for the next process; nothing without a folder or without anything new."""
        if self._file and len(self._known) > self._saved:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".new")
            temporary.write_text(json.dumps(self._known), encoding="utf-8")
            temporary.replace(self._file)
            self._saved = len(self._known)


class RememberingRetriever(Retriever):
    """A retriever that cuts each text into tokens once; the cut depends on the index alone, so `tokens` may be shared."""

    def __init__(
        self, index: Index, embedder: Embedder, config: RetrievalConfig | None, tokens: dict[str, list[str]]
    ) -> None:
        super().__init__(index, embedder, config)
        self._tokens = tokens

    def tokenize(self, text: str) -> list[str]:
        """The index tokens of a text; not to be changed by the caller."""
        if text not in self._tokens:
            self._tokens[text] = super().tokenize(text)
        return self._tokens[text]
