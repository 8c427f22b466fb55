"""Documents and chunks in one SQLite file, opened read-only and shared by all threads."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.errors import RagError
from rag.types import Chunk, Document, Language, Metadata, Person, Run, Section, SourceMap

STORE_FILE = "store.sqlite"
# An opened document weighs several times its text; the last few are kept because one answer asks for them repeatedly.
_DOCUMENTS_KEPT = 16

_SCHEMA = """
CREATE TABLE documents (
    position INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT, title TEXT, language TEXT, sha256 TEXT, metadata TEXT,
    section_count INTEGER, chunk_count INTEGER, body BLOB
);
CREATE TABLE chunks (
    position INTEGER PRIMARY KEY, id TEXT UNIQUE, document INTEGER, section TEXT, start INTEGER, text TEXT, language TEXT,
    kind TEXT, context TEXT, speaker TEXT, page INTEGER, first_line INTEGER, last_line INTEGER, previous_id TEXT,
    next_id TEXT
);
CREATE INDEX chunks_of_document ON chunks (document);
CREATE TABLE sounds (sound TEXT, kind TEXT, word TEXT, occurrences INTEGER, PRIMARY KEY (sound, kind, word)) WITHOUT ROWID;
"""
_CHUNK = (
    "SELECT c.id, d.id, d.source, d.title, c.section, c.start, c.text, c.language, c.kind, c.context, c.speaker, c.page,"
    " c.first_line, c.last_line, c.previous_id, c.next_id FROM chunks c JOIN documents d ON d.position = c.document"
)


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a list of documents shows, without their texts."""

    id: str
    source: str
    title: str
    language: Language
    metadata: Metadata
    sha256: str
    sections: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A word of the corpus under a way of reading it aloud; `kind` is "pinyin" or "skeleton", or "name" for itself."""

    sound: str
    kind: str
    word: str
    occurrences: int


class Store:
    """Reads one store file; every method may be called from any thread.

    One connection behind a lock rather than one a thread: a connection that a thread opens later would find another
    build's file at this path, and a read takes some ten microseconds.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self.document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._connection.close()

    def counts(self) -> tuple[int, int]:
        """Return how many documents and chunks there are."""
        documents, chunks = self._rows(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM chunks)"
        )[0]
        return documents, chunks

    def chunk(self, chunk_id: str) -> Chunk:
        """Return the chunk of an id; KeyError for an unknown one."""
        rows = self._rows(f"{_CHUNK} WHERE c.id = ?", (chunk_id,))
        if not rows:
            raise KeyError(chunk_id)
        return _chunk(rows[0])

    def has_chunk(self, chunk_id: str) -> bool:
        """Return whether there is a chunk of that id."""
        return bool(self._rows("SELECT 1 FROM chunks WHERE id = ?", (chunk_id,)))

    def position(self, chunk_id: str) -> int:
        """Return the row of a chunk in the vector and word indexes; KeyError for an unknown id."""
        rows = self._rows("SELECT position FROM chunks WHERE id = ?", (chunk_id,))
        if not rows:
            raise KeyError(chunk_id)
        return int(rows[0][0])

    def chunk_at(self, position: int) -> Chunk:
        """Return the chunk at a row of the vector and word indexes; IndexError outside them."""
        return self.chunks_at([position])[0]

    def chunks_at(self, positions: Sequence[int]) -> list[Chunk]:
        """Return the chunks at rows of the vector and word indexes, in the order given."""
        marks = ",".join("?" * len(positions))
        rows = self._rows(
            f"{_CHUNK.replace('SELECT', 'SELECT c.position,', 1)} WHERE c.position IN ({marks})", positions
        )
        found = {row[0]: _chunk(row[1:]) for row in rows}
        missing = [position for position in positions if position not in found]
        if missing:
            raise IndexError(f"no chunk at {missing[0]}")
        return [found[position] for position in positions]

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """Return a document's chunks in reading order; none for an unknown document."""
        return [
            _chunk(row) for row in self._rows(f"{_CHUNK} WHERE d.id = ? ORDER BY c.position", (document_id,))
        ]

    def languages(self) -> list[Language]:
        """Return every chunk's language, by row."""
        return [row[0] for row in self._rows("SELECT language FROM chunks ORDER BY position")]

    def chunk_ids(self) -> list[str]:
        """Return every chunk's id, by row."""
        return [row[0] for row in self._rows("SELECT id FROM chunks ORDER BY position")]

    def documents(self) -> list[DocumentInfo]:
        """Return what is known of every document, without their texts, in the order of the corpus."""
        rows = self._rows(
            "SELECT id, source, title, language, metadata, sha256, section_count, chunk_count FROM documents ORDER BY position"
        )
        return [_document_info(row) for row in rows]

    def find_document(self, name: str) -> Document:
        """Return the document of an id, a source path or a file name; RagError when there is none or more than one."""
        infos = self.documents()
        for key in (
            lambda d: d.id,
            lambda d: d.source,
            lambda d: Path(d.source).name,
            lambda d: Path(d.source).stem,
        ):
            found = [info.id for info in infos if key(info) == name]
            if len(found) == 1:
                return self.document(found[0])
            if found:
                raise RagError(
                    f"{name} names {len(found)} documents.",
                    f"They are: {', '.join(found)}.",
                    "Give one of these ids.",
                )
        known = ", ".join(info.id for info in infos[:8]) + (", …" if len(infos) > 8 else "")
        raise RagError(
            f"There is no document or passage {name}.", f"The index holds: {known}.", "See them all: rag info"
        )

    def words_sounding(self, sounds: Sequence[str], kind: str) -> list[Sound]:
        """Return the words that are read as one of the sounds, the most frequent first."""
        marks = ",".join("?" * len(sounds))
        rows = self._rows(f"SELECT * FROM sounds WHERE kind = ? AND sound IN ({marks})", (kind, *sounds))
        return sorted((Sound(*row) for row in rows), key=lambda sound: (-sound.occurrences, sound.word))

    def sounds(self, kind: str) -> list[Sound]:
        """Return all words under a kind of sound, by sound."""
        return [
            Sound(*row)
            for row in self._rows("SELECT * FROM sounds WHERE kind = ? ORDER BY sound, word", (kind,))
        ]

    def _read_document(self, document_id: str) -> Document:
        """Return the document of an id with its texts and source map; KeyError for an unknown one."""
        rows = self._rows(
            "SELECT id, source, title, language, metadata, sha256, body FROM documents WHERE id = ?",
            (document_id,),
        )
        if not rows:
            raise KeyError(document_id)
        identifier, source, title, language, metadata, sha256, body = rows[0]
        values = json.loads(zlib.decompress(body))
        return Document(
            id=identifier,
            source=source,
            title=title,
            language=language,
            text=values["text"],
            source_text=values["source_text"],
            source_map=_source_map(values["source_map"]),
            sections=tuple(Section(tuple(path), *rest) for path, *rest in values["sections"]),
            metadata=_metadata(json.loads(metadata)),
            sha256=sha256,
        )

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, tuple(values)).fetchall()


def write_store(
    path: Path, documents: Sequence[Document], chunks: Sequence[Chunk], sounds: Iterable[Sound] = ()
) -> None:
    """Write documents, chunks (one row each, in order) and the sounds of words into a new file."""
    connection = sqlite3.connect(path)
    try:
        # The file is new and is thrown away when anything fails, so that a journal would only cost time.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        numbers = {document.id: number for number, document in enumerate(documents)}
        counts: dict[str, int] = {}
        for chunk in chunks:
            counts[chunk.document_id] = counts.get(chunk.document_id, 0) + 1
        connection.executemany(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                _document_row(numbers[document.id], document, counts.get(document.id, 0))
                for document in documents
            ),
        )
        connection.executemany(
            "INSERT INTO chunks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    position, chunk.id, numbers[chunk.document_id], json.dumps(chunk.section, ensure_ascii=False), chunk.start,
                    chunk.text, chunk.language, chunk.kind, chunk.context, chunk.speaker, chunk.page, *chunk.lines,
                    chunk.previous_id, chunk.next_id,
                )
                for position, chunk in enumerate(chunks)
            ),
        )  # fmt: skip
        rows = ((sound.sound, sound.kind, sound.word, sound.occurrences) for sound in sounds)
        connection.executemany("INSERT OR IGNORE INTO sounds VALUES (?,?,?,?)", rows)
        connection.commit()
    finally:
        connection.close()


def _document_row(position: int, document: Document, chunks: int) -> tuple[Any, ...]:
    source_map = document.source_map
    body = {
        "text": document.text,
        "source_text": document.source_text,
        "sections": [
            (list(s.path), s.level, s.heading_start, s.start, s.end, s.kind) for s in document.sections
        ],
        "source_map": {
            "runs": [value for run in source_map.runs for value in (run.start, run.source_start, run.length)],
            "line_starts": source_map.line_starts,
            "page_starts": source_map.page_starts,
            "furniture": source_map.furniture,
        },
    }
    metadata = {key: value for key, value in asdict(document.metadata).items() if value}
    metadata["headings"] = dict(document.metadata.headings)
    packed = zlib.compress(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return (
        position, document.id, document.source, document.title, document.language, document.sha256,
        json.dumps(metadata, ensure_ascii=False), len(document.sections), chunks, packed,
    )  # fmt: skip


def _document_info(row: Sequence[Any]) -> DocumentInfo:
    identifier, source, title, language, metadata, sha256, sections, chunks = row
    return DocumentInfo(
        identifier, source, title, language, _metadata(json.loads(metadata)), sha256, sections, chunks
    )


def _chunk(row: Sequence[Any]) -> Chunk:
    (
        identifier,
        document_id,
        source,
        title,
        section,
        start,
        text,
        language,
        kind,
        context,
        speaker,
        page,
        first,
        last,
        before,
        after,
    ) = row
    return Chunk(
        id=identifier, document_id=document_id, source=source, title=title, section=tuple(json.loads(section)), start=start,
        end=start + len(text), text=text, language=language, kind=kind, context=context, speaker=speaker, page=page,
        lines=(first, last), previous_id=before, next_id=after,
    )  # fmt: skip


def _source_map(values: Mapping[str, Any]) -> SourceMap:
    flat = values["runs"]
    return SourceMap(
        runs=tuple(map(Run, flat[::3], flat[1::3], flat[2::3])),
        line_starts=tuple(values["line_starts"]),
        page_starts=tuple(values["page_starts"]),
        furniture=tuple((start, end) for start, end in values["furniture"]),
    )


def _metadata(values: Mapping[str, Any]) -> Metadata:
    fields = dict(values)
    fields["people"] = tuple(Person(**person) for person in fields.get("people", ()))
    for name in ("authors", "authors_en"):
        fields[name] = tuple(fields.get(name, ()))
    return Metadata(**fields)
