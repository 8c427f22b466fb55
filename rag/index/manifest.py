"""manifest.json: what an index folder holds, and the one switch between an old index and a new one.

The files of an index lie in a folder of their own, which the manifest names. A build writes a new folder and then
replaces the manifest in one step, so that a reader finds the old index or the new one, whole, at any moment.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.errors import IndexFormatError, IndexNotFoundError
from rag.index_mark import INDEX_FORMAT as FORMAT
from rag.index_mark import MANIFEST_FILE, holds_index, is_build_name

LOCK_FILE = ".lock"
_OWN = {LOCK_FILE, MANIFEST_FILE}
# Raised whenever files, tokens or passages change such that an index of an older version would answer wrongly.
FORMAT_VERSION = 1
# Hashing runs at about 1 GB/s: files up to this size are hashed when an index is opened, larger ones only measured.
MAX_HASHED_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size and SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DenseRecord:
    """How vectors are searched: `recall` is measured at 10 against exact search, 1.0 for exact search itself.

    `spread` is by how much a passage's nearest neighbour is more similar to it than a middling one, on average: models
    differ tenfold in what they make of a close match, and this is their yardstick.
    """

    kind: str
    recall: float
    spread: float


@dataclass(frozen=True, slots=True)
class SparseRecord:
    """The constants of BM25 that the index was built with."""

    k1: float
    b: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from, with and as; `folder` is relative to the manifest."""

    folder: str
    corpus: str
    model: str
    shipped: bool
    fingerprint: str
    dimension: int
    documents: Mapping[str, str]
    sections: int
    chunks: int
    dense: DenseRecord
    sparse: SparseRecord
    files: Mapping[str, FileRecord]


def read_manifest(index_dir: Path) -> Manifest:
    """Return the manifest of an index folder; IndexNotFoundError or IndexFormatError when there is none to use."""
    path = index_dir / MANIFEST_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise IndexNotFoundError(
            f"No index in {index_dir}.",
            "The folder has no manifest." if index_dir.is_dir() else "There is no such folder.",
            f"Build one: {rebuild_command('FOLDER', index_dir)}",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(index_dir, f"its manifest cannot be read ({error})") from error
    try:
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise KeyError("format")
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(index_dir, "its manifest is not one of ours") from error
    if values.get("version") != FORMAT_VERSION:
        raise IndexFormatError(
            f"The index in {index_dir} was made by another version of this program.",
            f"It has format {values.get('version')}, and this version reads format {FORMAT_VERSION}.",
            f"Build it again: {rebuild_command(str(values.get('corpus') or 'FOLDER'), index_dir)}",
        )
    try:
        return Manifest(
            folder=str(values["folder"]),
            corpus=str(values["corpus"]),
            model=str(values["model"]),
            shipped=bool(values["shipped"]),
            fingerprint=str(values["fingerprint"]),
            dimension=int(values["dimension"]),
            documents={str(key): str(value) for key, value in values["documents"].items()},
            sections=int(values["sections"]),
            chunks=int(values["chunks"]),
            dense=DenseRecord(**values["dense"]),
            sparse=SparseRecord(**values["sparse"]),
            files={str(name): FileRecord(**record) for name, record in values["files"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(index_dir, f"its manifest lacks or garbles a field ({error})") from error


def write_manifest(index_dir: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the old one in one step; from here on the new index is the index."""
    text = json.dumps(
        {"format": FORMAT, "version": FORMAT_VERSION, **asdict(manifest)}, ensure_ascii=False, indent=1
    )
    temporary = index_dir / f"{MANIFEST_FILE}.new"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(index_dir / MANIFEST_FILE)


def record_file(path: Path) -> FileRecord:
    """Return the size and digest of a file."""
    with path.open("rb") as file:
        return FileRecord(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def check_files(index_dir: Path, manifest: Manifest) -> None:
    """Raise IndexFormatError unless every file has its size and, up to MAX_HASHED_BYTES, its digest."""
    folder = index_dir / manifest.folder
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
            if size != record.size:
                raise damaged(index_dir, f"{name} has {size} bytes instead of {record.size}", manifest)
            if size <= MAX_HASHED_BYTES and record_file(path) != record:
                raise damaged(index_dir, f"{name} has been changed", manifest)
        except OSError as error:
            raise damaged(index_dir, f"{name} cannot be read ({error.strerror})", manifest) from error


def damaged(index_dir: Path, reason: str, manifest: Manifest | None = None) -> IndexFormatError:
    """Return the error for an index that cannot be trusted, with the command that builds it again."""
    corpus = manifest.corpus if manifest else "FOLDER"
    if can_be_built_over(index_dir):
        what, advice = "is damaged", f"Build it again: {rebuild_command(corpus, index_dir)}"
    else:
        what = "cannot be opened"
        advice = f"Choose another folder with --index: {rebuild_command(corpus, Path('DIR'))}"
    return IndexFormatError(
        f"The index in {index_dir} {what}.", f"It cannot be used, because {reason}.", advice
    )


def can_be_built_over(index_dir: Path) -> bool:
    """Whether a build may put an index there: it may write there, and nobody else's manifest would be lost."""
    try:
        if not os.access(index_dir, os.R_OK | os.W_OK | os.X_OK):
            return False
        names = {path.name for path in index_dir.iterdir()}
    except OSError:
        return False
    return holds_index(index_dir) or any(map(is_build_name, names)) or names <= _OWN


def rebuild_command(corpus: str, index_dir: Path, model: str | None = None) -> str:
    """Return the command line that builds an index."""
    words = ["rag", "build", corpus, "--index", str(index_dir)]
    return shlex.join(words + (["--model", model] if model else []))
