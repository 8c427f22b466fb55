"""Index folder → its parts, checked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexFormatError, MetadataError
from rag.glossary import Glossary, read_glossary
from rag.index.manifest import Manifest, check_files, damaged, read_manifest
from rag.index.sparse import SparseIndex, load_sparse
from rag.index.store import STORE_FILE, Store
from rag.index.vectors import VectorIndex, load_vectors

DEFAULT_INDEX_DIR = Path(".index")
GLOSSARY_FILE = "glossary.tsv"


@dataclass(frozen=True, slots=True)
class Index:
    """An opened index; immutable, safe to share between threads. Row numbers are the same in all its parts."""

    path: Path
    manifest: Manifest
    dense: VectorIndex
    sparse: SparseIndex
    store: Store
    glossary: Glossary


def open_index(index_dir: str | Path = DEFAULT_INDEX_DIR, *, check: bool = True) -> Index:
    """Return the index of a folder; `check` compares sizes and digests of its files with the manifest.

    Raises IndexNotFoundError where there is none, IndexFormatError when it is damaged or of another version.
    """
    path = Path(index_dir)
    manifest = read_manifest(path)
    try:
        return _open(path, manifest, check=check)
    except IndexFormatError:
        # Between our reading the manifest and the files a build may have put another index in this one's place.
        current = read_manifest(path)
        if current.folder == manifest.folder:
            raise
        return _open(path, current, check=check)


def _open(path: Path, manifest: Manifest, *, check: bool) -> Index:
    if check:
        check_files(path, manifest)
    folder = path / manifest.folder
    try:
        dense = load_vectors(folder, manifest.chunks)
        sparse = load_sparse(folder, manifest.chunks)
        store = Store(folder / STORE_FILE)
        counts = store.counts()
        glossary = read_glossary(folder / GLOSSARY_FILE)
    except (OSError, EOFError, ValueError, RuntimeError, KeyError, sqlite3.Error, MetadataError) as error:
        raise damaged(path, f"a file cannot be read ({error})", manifest) from error
    if (
        counts != (len(manifest.documents), manifest.chunks)
        or len(dense) != manifest.chunks
        or dense.dimension != manifest.dimension
    ):
        raise damaged(
            path,
            f"it holds {counts[0]} documents, {counts[1]} chunks and {len(dense)} vectors of {dense.dimension} dimensions,"
            f" and its manifest says {len(manifest.documents)}, {manifest.chunks}, {manifest.chunks} and {manifest.dimension}",
            manifest,
        )
    return Index(path, manifest, dense, sparse, store, glossary)
