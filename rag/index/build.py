"""Folder of documents → index folder, whole or not at all; what has not changed is not embedded again."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.chunking import chunk_document
from rag.corpus import Corpus, Skipped, read_corpus
from rag.embedding import load_embedder, shipped_name
from rag.errors import CorpusError, IndexFormatError, IndexNotFoundError
from rag.glossary import format_glossary
from rag.index.manifest import (
    LOCK_FILE,
    DenseRecord,
    Manifest,
    SparseRecord,
    can_be_built_over,
    read_manifest,
    rebuild_command,
    record_file,
    write_manifest,
)
from rag.index.opening import DEFAULT_INDEX_DIR, GLOSSARY_FILE, open_index
from rag.index.passages import digests, embedding_text, passage_text, sentence_spans
from rag.index.sounds import find_sounds
from rag.index.sparse import DEFAULT_B, DEFAULT_K1, build_sparse
from rag.index.store import STORE_FILE, write_store
from rag.index.vectors import (
    MAX_SENTENCES,
    PASSAGES,
    SENTENCES,
    KnownVectors,
    known_vectors,
    write_places,
    write_vectors,
)
from rag.index_mark import is_build_name, new_build_name
from rag.protocols import Embedder
from rag.text.tokens import count_tokens, jieba_segment, tokenize
from rag.types import Chunk

Progress = Callable[[str, int, int], None]

_EMBEDDED_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Of `chunks`, `embedded` are new and `reused` kept their vectors; `removed` are gone.

    `removed_documents` counts those that were in the old index and are not in the new one; `replaced` is the folder
    that the old index was made of, where it was another one, else "".
    """

    index_dir: Path
    documents: int
    sections: int
    chunks: int
    embedded: int
    reused: int
    removed: int
    skipped: tuple[Skipped, ...]
    seconds: float
    removed_documents: int = 0
    replaced: str = ""


def build_index(
    folder: str | Path,
    index_dir: str | Path = DEFAULT_INDEX_DIR,
    *,
    model: str | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    k1: float = DEFAULT_K1,
    b: float = DEFAULT_B,
) -> BuildReport:
    """Index a folder of documents and return what was done; an old index stays until the new one is complete.

    `model` names a sentence-transformers model, None is the shipped one; `embedder` is used instead when given.
    Raises CorpusError, MetadataError, ModelError, or IndexFormatError when `index_dir` cannot hold an index.
    """
    began = time.perf_counter()
    report = progress or _silent
    corpus = read_corpus(Path(folder), progress=lambda done, total, _: report("reading", done, total))
    embedder = embedder or load_embedder(model)
    with _build_folder(Path(index_dir), corpus.folder) as (target, new_folder):
        return _Build(corpus, target, new_folder, embedder, report, k1, b).run(began)


def ensure_default_index(index_dir: Path = DEFAULT_INDEX_DIR, progress: Progress | None = None) -> Path:
    """Return the default index folder, after indexing the shipped corpus into it when it holds no index.

    An index of the shipped corpus that an earlier version of the shipped model made is built again; any other index,
    even one that cannot be used, is the user's and left alone.
    """
    try:
        manifest = read_manifest(index_dir)
    except IndexNotFoundError:
        build_index(shipped_corpus_dir(), index_dir, progress=progress)
        return index_dir
    if manifest.shipped and Path(manifest.corpus) == shipped_corpus_dir().resolve():
        from rag.embedding import load_embedder

        if manifest.fingerprint != load_embedder().fingerprint:
            build_index(shipped_corpus_dir(), index_dir, progress=progress)
    return index_dir


def shipped_corpus_dir() -> Path:
    """Return the folder of the shipped documents: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent / "corpus", package / "shipped_corpus"):
        if folder.is_dir():
            return folder
    raise CorpusError(
        "The shipped documents are missing.", f"Neither {package.parent / 'corpus'} nor {package / 'shipped_corpus'} is there.",
        "Index a folder of your own: rag build FOLDER",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Build:
    """One build: what it reads, where it writes, and with what."""

    corpus: Corpus
    index_dir: Path
    folder: Path
    embedder: Embedder
    progress: Progress
    k1: float
    b: float

    def run(self, began: float) -> BuildReport:
        """Write all files into the new folder, then the manifest, which makes it the index."""
        documents = self.corpus.documents
        chunks = [chunk for document in documents for chunk in chunk_document(document)]
        if not chunks:
            raise CorpusError(
                f"Nothing to index in {self.corpus.folder}.",
                "Its documents hold no text.",
                "Add documents with text.",
            )
        dense, embedded, removed = self._write_vectors(chunks)
        sparse = self._write_words(chunks)
        (self.folder / GLOSSARY_FILE).write_text(format_glossary(self.corpus.glossary), encoding="utf-8")
        sections = sum(len(document.sections) for document in documents)
        manifest = Manifest(
            folder=self.folder.name,
            corpus=str(self.corpus.folder.resolve()),
            model=self.embedder.name,
            shipped=self.embedder.name == shipped_name(),
            fingerprint=self.embedder.fingerprint,
            dimension=self.embedder.dimension,
            documents={document.id: document.sha256 for document in documents},
            sections=sections,
            chunks=len(chunks),
            dense=dense,
            sparse=sparse,
            files={path.name: record_file(path) for path in sorted(self.folder.iterdir())},
        )
        gone, replaced = _what_goes(self.index_dir, manifest)
        write_manifest(self.index_dir, manifest)
        return BuildReport(
            index_dir=self.index_dir,
            documents=len(documents),
            sections=sections,
            chunks=len(chunks),
            embedded=embedded,
            reused=len(chunks) - embedded,
            removed=removed,
            skipped=self.corpus.skipped,
            seconds=time.perf_counter() - began,
            removed_documents=gone,
            replaced=replaced,
        )

    def _write_vectors(self, chunks: Sequence[Chunk]) -> tuple[DenseRecord, int, int]:
        """Write passage and sentence vectors; returns the record of the passages, how many are new and how many went."""
        metadata = {document.id: document.metadata for document in self.corpus.documents}
        embedding = _Embedding(self.embedder, _old_vectors(self.index_dir, self.embedder), self.progress)
        passages = [passage_text(chunk, metadata[chunk.document_id]) for chunk in chunks]
        written = embedding.write(self.folder, PASSAGES, passages)
        spans = [
            (row, start, end) for row, chunk in enumerate(chunks) for start, end in sentence_spans(chunk)
        ]
        if len(spans) <= MAX_SENTENCES:
            texts = [
                chunks[row].text[start - chunks[row].start : end - chunks[row].start]
                for row, start, end in spans
            ]
            embedding.write(self.folder, SENTENCES, [embedding_text(text) for text in texts])
            write_places(self.folder, np.array(spans, np.int32).reshape(-1, 3))
        return written

    def _write_words(self, chunks: Sequence[Chunk]) -> SparseRecord:
        """Write the word index, the store, and the sounds of words in it."""
        fields: dict[str, list[list[str]]] = {"text": [], "context": []}
        contexts: dict[str, list[str]] = {}
        for number, chunk in enumerate(chunks):
            if number % 200 == 0:
                self.progress("words", number, len(chunks))
            fields["text"].append(tokenize(chunk.text, jieba_segment))
            # Chunks of one section share their context; cutting it once saves a third of the time.
            if chunk.context not in contexts:
                contexts[chunk.context] = tokenize(chunk.context, jieba_segment)
            fields["context"].append(contexts[chunk.context])
        self.progress("words", len(chunks), len(chunks))
        documents = self.corpus.documents
        people = [person.name for document in documents for person in document.metadata.people]
        sounds = find_sounds(chunks, count_tokens([*fields["text"], *contexts.values()]), people)
        write_store(self.folder / STORE_FILE, documents, chunks, sounds)
        return build_sparse(fields, self.folder, k1=self.k1, b=self.b)


@dataclass(frozen=True, slots=True)
class _Embedding:
    """Embeds texts, save those of which an older index has the vectors."""

    embedder: Embedder
    old: dict[str, KnownVectors]
    progress: Progress

    def write(self, folder: Path, name: str, texts: Sequence[str]) -> tuple[DenseRecord, int, int]:
        """Write the texts' vectors; returns how they are searched, how many were embedded, how many old ones went."""
        keys = digests(texts)
        pairs: list[tuple[int, int]] = [(first, second) for first, second in keys.tolist()]
        old = self.old.get(name)
        known = old.rows if old is not None else {}
        vectors = np.empty((len(texts), self.embedder.dimension), np.float32)
        kept = [row for row, pair in enumerate(pairs) if pair in known]
        if old is not None and kept:
            vectors[kept] = old.take([pairs[row] for row in kept])
        # Equal texts are embedded once; long ones first, so that a batch holds texts of about one length.
        first: dict[tuple[int, int], int] = {}
        for row, pair in enumerate(pairs):
            if pair not in known:
                first.setdefault(pair, row)
        rows = sorted(first.values(), key=lambda row: (-len(texts[row]), row))
        for start in range(0, len(rows), _EMBEDDED_AT_ONCE):
            self.progress(name, start, len(rows))
            batch = rows[start : start + _EMBEDDED_AT_ONCE]
            vectors[batch] = self.embedder.embed_passages([texts[row] for row in batch])
        if rows:
            self.progress(name, len(rows), len(rows))
        for row, pair in enumerate(pairs):
            if pair in first:
                vectors[row] = vectors[first[pair]]
        return (
            write_vectors(folder, name, vectors, keys),
            len(texts) - len(kept),
            len(known.keys() - set(pairs)),
        )


def _old_vectors(index_dir: Path, embedder: Embedder) -> dict[str, KnownVectors]:
    """Return what an index made by the same model holds already; nothing of a missing, damaged or foreign one."""
    try:
        index = open_index(index_dir)
    except (IndexNotFoundError, IndexFormatError):
        return {}
    index.store.close()
    if index.manifest.fingerprint != embedder.fingerprint or index.manifest.dimension != embedder.dimension:
        return {}
    folder = index_dir / index.manifest.folder
    old = {PASSAGES: known_vectors(folder, PASSAGES, index.dense.passages)}
    if index.dense.sentences is not None:
        old[SENTENCES] = known_vectors(folder, SENTENCES, index.dense.sentences.dense)
    return old


def _what_goes(index_dir: Path, new: Manifest) -> tuple[int, str]:
    """How many documents of the old index are not in the new one, and the old one's folder where it is another."""
    try:
        old = read_manifest(index_dir)
    except (IndexNotFoundError, IndexFormatError):
        return 0, ""
    if old.corpus == new.corpus:
        return len(old.documents.keys() - new.documents.keys()), ""
    # Files of two folders may share a name, so here the same document is one of the same words.
    kept = set(new.documents.values())
    return sum(digest not in kept for digest in old.documents.values()), old.corpus


@contextmanager
def _build_folder(index_dir: Path, corpus: Path) -> Iterator[tuple[Path, Path]]:
    """Hold the index folder's lock and give a new folder in it; afterwards only the folder in the manifest stays.

    Another build of the same index waits here until this one is done. Whatever goes wrong, Ctrl-C included, the
    manifest still names the old folder, and the new one is removed.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with _lock(index_dir / LOCK_FILE):
            _refuse_foreign(index_dir)
            new_folder = index_dir / new_build_name()
            new_folder.mkdir()
            try:
                yield index_dir, new_folder
            except BaseException:
                shutil.rmtree(new_folder, ignore_errors=True)
                raise
            _remove_all_but(new_folder)
    except OSError as error:
        advice = f"Choose a folder where you may write: {rebuild_command(str(corpus), Path('DIR'))}; then ask with --index DIR."
        if error.errno == errno.ENOSPC:
            advice = "Free its disk, or choose another folder with --index."
        raise IndexFormatError(f"The index in {index_dir} cannot be written.", f"{error}.", advice) from error


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows has no such lock; two builds at once are then on their own
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _refuse_foreign(index_dir: Path) -> None:
    """Raise IndexFormatError when the folder's manifest is somebody else's, such as a web page's manifest.json."""
    try:
        read_manifest(index_dir)
    except IndexNotFoundError:
        return
    except IndexFormatError:
        if not can_be_built_over(index_dir):
            raise


def _remove_all_but(new_folder: Path) -> None:
    """Remove the folder of the index that was replaced, and of builds that were killed."""
    for folder in new_folder.parent.iterdir():
        if is_build_name(folder.name) and folder != new_folder:
            shutil.rmtree(folder, ignore_errors=True)


def _silent(stage: str, done: int, total: int) -> None:
    """Ignore progress."""
