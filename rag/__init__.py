"""Yinju 引据: questions in Chinese or English, answered from documents with word-for-word quotes and citations.

    import rag
    rag.build_index("corpus/", ".index")
    answer = rag.Assistant.open(".index").ask("What share of FDI did the zones take in 2022?")

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answering import Assistant
    from rag.errors import RagError
    from rag.index import build_index
    from rag.types import Answer, Chunk, Citation, Document, Hit, Quote, SearchResult, Turn

_HOMES = {
    "Answer": "rag.types",
    "Assistant": "rag.answering",
    "Chunk": "rag.types",
    "Citation": "rag.types",
    "Document": "rag.types",
    "Hit": "rag.types",
    "Quote": "rag.types",
    "RagError": "rag.errors",
    "SearchResult": "rag.types",
    "Turn": "rag.types",
    "build_index": "rag.index",
}

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Assistant",
    "Chunk",
    "Citation",
    "Document",
    "Hit",
    "Quote",
    "RagError",
    "SearchResult",
    "Turn",
    "build_index",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
