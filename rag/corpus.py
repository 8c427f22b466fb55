"""A folder of files → documents: the only reader of corpus files and of what stands beside them."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import CorpusError, DocumentError
from rag.index_mark import holds_index, is_build_name
from rag.metadata import infer_date, read_metadata
from rag.readers import SUFFIXES, UNREAD, SourceText, read_source
from rag.reflow import reflow
from rag.sections import find_sections
from rag.text.language import detect_language
from rag.titles import infer_title
from rag.types import Document, Language, Metadata, SourceMap

if TYPE_CHECKING:
    from rag.glossary import Glossary

GLOSSARY_NAME = "glossary.tsv"
SIDECAR_SUFFIX = ".toml"

_PASSED_OVER = re.compile(r"(?:readme|licen[cs]e)(?:[._-].*)?", re.IGNORECASE)
# What Word keeps beside a document while it is open.
_WORD_LOCK = "~$"
_NOT_IN_ID = re.compile(r"[^\w]+")
_MAX_ID_CHARS = 60

__all__ = ["Corpus", "Skipped", "read_corpus", "read_document", "read_metadata"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of the folder that could not be read, or a part of one (report.pdf (pages 3–5)), and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, ordered by their paths in it, its glossary, and what was left out."""

    folder: Path
    documents: tuple[Document, ...]
    glossary: Glossary
    skipped: tuple[Skipped, ...]


def read_corpus(folder: str | Path, progress: Callable[[int, int, str], None] | None = None) -> Corpus:
    """The documents of a folder and all folders in it.

    `progress` is called with the number of files done, of all files, and the next one's path. A file that
    cannot be read is listed in `skipped`; a folder without a single document raises CorpusError. The same
    files always give the same ids.
    """
    from rag.glossary import Glossary, read_glossary

    root = Path(folder)
    paths, skipped = _find_files(root)
    ids = _document_ids([path.relative_to(root).as_posix() for path in paths])
    documents: list[Document] = []
    for number, path in enumerate(paths):
        source = path.relative_to(root).as_posix()
        if progress:
            progress(number, len(paths), source)
        try:
            taken = read_source(path)
            documents.append(_make_document(taken, path, source, ids[source]))
            skipped += [Skipped(f"{source} ({part.place})", part.reason) for part in taken.omissions]
        except DocumentError as error:
            skipped.append(Skipped(source, f"{error.why} {error.advice}"))
    if progress:
        progress(len(paths), len(paths), "")
    if not documents:
        raise _no_documents(root, skipped)
    glossary_path = root / GLOSSARY_NAME
    glossary = read_glossary(glossary_path) if glossary_path.is_file() else Glossary(())
    return Corpus(root, tuple(documents), glossary, tuple(sorted(skipped, key=lambda item: item.source)))


def read_document(path: Path, source: str, document_id: str) -> Document:
    """One file as a document; its metadata from the sidecar beside it, completed from the text."""
    return _make_document(read_source(path), path, source, document_id)


def _make_document(taken: SourceText, path: Path, source: str, document_id: str) -> Document:
    reflowed = reflow(taken)
    source_map = reflowed.source_map
    if taken.paged:
        # Reflowing counts by the numbers printed on pages, for a text that has lost its pages; these are not lost.
        source_map = replace(source_map, page_starts=taken.page_starts)
    sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
    metadata = read_metadata(sidecar) if sidecar.is_file() else Metadata()
    language = _language(metadata, reflowed.text)
    title = (
        metadata.title
        or taken.title
        or infer_title(reflowed.text, reflowed.blocks, _running_header(source_map, taken.text), path.name)
    )
    metadata = replace(
        metadata,
        title=title,
        date=metadata.date or infer_date(reflowed.text),
        language=metadata.language or language,
    )
    digest = hashlib.sha256(path.read_bytes())
    if sidecar.is_file():
        # A changed heading or name changes what is searched, so it must change the document too.
        digest.update(sidecar.read_bytes())
    return Document(
        id=document_id,
        source=source,
        title=title,
        language=language,
        text=reflowed.text,
        source_text=taken.text,
        source_map=source_map,
        sections=find_sections(reflowed),
        metadata=metadata,
        sha256=digest.hexdigest(),
        blocks=reflowed.blocks,
    )


def _running_header(source_map: SourceMap, source_text: str) -> str:
    """The words that most pages repeat at their edges; empty where none do."""
    words = Counter(" ".join(source_text[start:end].split()) for start, end in source_map.furniture)
    repeated = [(count, text) for text, count in words.items() if count > 1 and any(map(str.isalpha, text))]
    return max(repeated, default=(0, ""))[1]


def _language(metadata: Metadata, text: str) -> Language:
    for language in ("zh", "en", "other"):
        if metadata.language == language:
            return language
    return detect_language(text)


def _find_files(root: Path) -> tuple[list[Path], list[Skipped]]:
    """The files of a folder that can be read, in order of their paths; each once, whatever links say."""
    try:
        if not root.exists():
            raise CorpusError(
                f"There is no folder {root}.",
                "Nothing has that name.",
                "Give the folder that holds your documents.",
            )
        if not root.is_dir():
            raise CorpusError(
                f"{root} is not a folder.", "It is a file.", f"Give the folder it is in: {root.parent}."
            )
        next(root.iterdir(), None)
    except PermissionError as error:
        raise CorpusError(
            f"The folder {root} cannot be read.",
            "You have no permission to list it.",
            f"Allow reading: chmod u+rx {root}",
        ) from error
    skipped: list[Skipped] = []
    seen: set[Path] = set()
    found: list[Path] = []
    for path in sorted(_walk(root, skipped), key=lambda path: path.relative_to(root).as_posix()):
        real = path.resolve()
        if real not in seen:
            seen.add(real)
            found.append(path)
    return found, skipped


def _walk(root: Path, skipped: list[Skipped]) -> Iterator[Path]:
    visited: set[Path] = set()

    def refuse(error: OSError) -> None:
        place = Path(error.filename).relative_to(root).as_posix()
        skipped.append(Skipped(f"{place}/", f"{error.strerror}. Check that the folder may be read."))

    for current, folders, names in os.walk(root, followlinks=True, onerror=refuse):
        here = Path(current)
        real = here.resolve()
        if real in visited:
            # A link that leads back to a folder above it.
            folders.clear()
            continue
        visited.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if any(map(is_build_name, folders)) and holds_index(here):
            # An index kept among the documents: its word lists are no documents, what lies beside it may be.
            folders[:] = [name for name in folders if not is_build_name(name)]
        for name in sorted(names):
            if (
                not name.startswith((".", _WORD_LOCK))
                and Path(name).suffix.lower() in {*SUFFIXES, *UNREAD}
                and not _PASSED_OVER.fullmatch(name)
            ):
                yield here / name


def _document_ids(sources: list[str]) -> dict[str, str]:
    """Sources → ids: the path in letters and digits, with a digest of it where that is not the path's own."""
    slugs = {source: _slug(source) for source in sources}
    counts: dict[str, int] = {}
    for slug in slugs.values():
        counts[slug] = counts.get(slug, 0) + 1
    return {
        source: slug if counts[slug] == 1 and slug else f"{slug}-{_digest(source)}".strip("-")
        for source, slug in slugs.items()
    }


def _slug(source: str) -> str:
    stem = source[: -len(Path(source).suffix)] if Path(source).suffix else source
    slug = _NOT_IN_ID.sub("-", stem.lower()).strip("-")
    return slug if len(slug) <= _MAX_ID_CHARS else f"{slug[:_MAX_ID_CHARS].strip('-')}-{_digest(source)}"


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _no_documents(root: Path, skipped: list[Skipped]) -> CorpusError:
    kinds = ", ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
    if skipped:
        first = skipped[0]
        return CorpusError(
            f"No document in {root} can be read.",
            f"{len(skipped)} could not be used, the first of them {first.source}: {first.reason}",
            "Put documents into the folder and build again.",
        )
    return CorpusError(
        f"There is no document in {root}.",
        f"No file in it is one of {kinds}.",
        "Put documents into the folder and build again.",
    )
