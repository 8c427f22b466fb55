"""Embedding models behind one seam: the shipped one, and any that sentence-transformers can load."""

from __future__ import annotations

import functools

from rag.protocols import Embedder

SHIPPED = "shipped"


def load_embedder(name: str | None = None) -> Embedder:
    """Return the shipped model for None or "shipped", else the sentence-transformers model of that name or folder.

    Raises ModelError when the model cannot be loaded.
    """
    if name is None or name in (SHIPPED, shipped_name()):
        return _shipped()
    from rag.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder.load(name)


@functools.cache
def _shipped() -> Embedder:
    """The shipped model, loaded once: it is safe to share between threads and holds 40 MB."""
    from rag.embedding.shipped import ShippedEmbedder

    return ShippedEmbedder.load()


def shipped_name() -> str:
    """Return the shipped model's name, as an index manifest holds it."""
    from rag.embedding.shipped import read_config

    return read_config().name
