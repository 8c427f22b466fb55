"""The index of a folder of documents: built once, opened read-only."""

from __future__ import annotations

from rag.index.build import BuildReport, Progress, build_index, ensure_default_index, shipped_corpus_dir
from rag.index.opening import DEFAULT_INDEX_DIR, Index, open_index

__all__ = [
    "DEFAULT_INDEX_DIR",
    "BuildReport",
    "Index",
    "Progress",
    "build_index",
    "ensure_default_index",
    "open_index",
    "shipped_corpus_dir",
]
