"""The vocabulary of the package: frozen values, no behaviour beyond guarding their own promises.

Spans are half-open and count code points of a document's reading text (`Document.text`): the source text put back
into paragraphs, with page furniture set apart. `SourceMap` leads from there back to the source file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rag.errors import RagError

Language = Literal["zh", "en", "other"]
SectionKind = Literal["body", "table", "footnotes", "front"]
ChunkKind = Literal["passage", "table_row", "footnote"]
BlockKind = Literal["paragraph", "heading", "caption", "table_header", "table_row", "footnote", "front"]
CitationStyle = Literal["gbt7714", "apa", "chicago", "bibtex"]
CITATION_STYLES: tuple[CitationStyle, ...] = ("gbt7714", "apa", "chicago", "bibtex")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named by a document's metadata; the English fields may be empty."""

    name: str
    name_en: str = ""
    post: str = ""
    post_en: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a sidecar file says of a document, or what was inferred; an empty field means unknown.

    `date` is ISO 8601, possibly cut to a year or a month. `headings` maps a heading to its English translation.
    """

    title: str = ""
    title_en: str = ""
    short_title: str = ""
    short_title_en: str = ""
    issuer: str = ""
    issuer_en: str = ""
    authors: tuple[str, ...] = ()
    authors_en: tuple[str, ...] = ()
    kind: str = ""
    date: str = ""
    event: str = ""
    event_en: str = ""
    place: str = ""
    place_en: str = ""
    url: str = ""
    language: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """`length` characters that stand at `start` in the reading text and at `source_start` in the source text."""

    start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Leads from offsets of the reading text to offsets, lines (from 1) and pages (from 1) of the source text.

    `runs` are sorted by `start` and do not overlap; a character in no run is white space put in between blocks.
    `line_starts` and `page_starts` are source offsets in ascending order; `page_starts` is empty for a source
    without pages. `furniture` are the source spans set apart: running headers, page numbers, footnote marks.
    """

    runs: tuple[Run, ...]
    line_starts: tuple[int, ...]
    page_starts: tuple[int, ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()

    def source_offset(self, offset: int) -> int:
        """The source offset of the character at `offset`; for inserted white space, of the character before it."""
        if not self.runs:
            return 0
        index = max(0, bisect_right(self.runs, offset, key=lambda run: run.start) - 1)
        run = self.runs[index]
        return run.source_start + min(max(0, offset - run.start), run.length - 1)

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last source line (from 1) that hold a character of the span."""
        touched = self._source_spans(start, end)
        first = min(span[0] for span in touched)
        last = max(span[1] - 1 for span in touched)
        return bisect_right(self.line_starts, first), bisect_right(self.line_starts, last)

    def page(self, offset: int) -> int | None:
        """The page (from 1) of the character at `offset`, or None for a source without pages."""
        if not self.page_starts:
            return None
        return max(1, bisect_right(self.page_starts, self.source_offset(offset)))

    def _source_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        index = max(0, bisect_right(self.runs, start, key=lambda run: run.start) - 1)
        spans = []
        # By position: a slice would copy the rest of a long text's runs for every passage.
        for position in range(index, len(self.runs)):
            run = self.runs[position]
            if run.start >= end:
                break
            low, high = max(start, run.start), min(end, run.start + run.length)
            if low < high:
                spans.append((run.source_start + low - run.start, run.source_start + high - run.start))
        if not spans:
            offset = self.source_offset(start)
            spans.append((offset, offset + 1))
        return spans


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table row ... of the reading text; blocks are in order, with white space between them.

    `level` is a heading's depth from 1 and a footnote's number. `label` is a heading without its marks, or whom a
    caption names; `role` is what the caption says of them.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the span of reading text under it, up to the next heading of any level.

    `path` holds the headings from the outermost to this one and is empty for text before the first heading.
    `[start, end)` excludes the heading's own line, which stands at `[heading_start, start)`.
    """

    path: tuple[str, ...]
    level: int
    heading_start: int
    start: int
    end: int
    kind: SectionKind = "body"


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read: `text` is the reading text, `source_text` what the reader took from the file.

    `blocks` serve to cut the text into chunks; a document taken back from an index may come without them.
    """

    id: str
    source: str
    title: str
    language: Language
    text: str
    source_text: str
    source_map: SourceMap
    sections: tuple[Section, ...]
    metadata: Metadata
    sha256: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit that is indexed: `text == document.text[start:end]`, inside one section, at sentence ends.

    `context` is searchable but never quoted: title, section path, date, event, speaker, in every language known.
    `lines` are the first and last source line, from 1. `speaker` is set only where the text itself says who speaks.
    """

    id: str
    document_id: str
    source: str
    title: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    language: Language
    kind: ChunkKind = "passage"
    context: str = ""
    speaker: str = ""
    page: int | None = None
    lines: tuple[int, int] = (1, 1)
    previous_id: str | None = None
    next_id: str | None = None

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"chunk {self.id} spans {self.end - self.start} characters but holds {len(self.text)}"
            )


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing that a question mentions; `weight` is its inverse document frequency in the index.

    `tokens` are the index tokens that count as this term, each with the probability that it means the same: the
    term's own token at 1.0, translations and names by sound below that.
    """

    text: str
    weight: float
    tokens: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that answers one query; `rank` counts from 1; `score` is a similarity, higher is better.

    `dense` is the cosine similarity and `sparse` the BM25 score as its leg gave it, 0.0 where a leg did not find it.
    """

    chunk: Chunk
    score: float
    rank: int
    dense: float = 0.0
    sparse: float = 0.0


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span: document.text[start:end] == text; `marks` are the words that answer, as spans within text.

    `table_header` names the columns where the span is in a row of a table: it helps to read it and is no part of it.
    """

    document_id: str
    chunk_id: str
    source: str
    start: int
    end: int
    text: str
    lines: tuple[int, int] = (1, 1)
    page: int | None = None
    marks: tuple[tuple[int, int], ...] = ()
    citation: int = 0
    table_header: str = ""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"quote spans {self.end - self.start} characters but holds {len(self.text)}")


@dataclass(frozen=True, slots=True)
class Citation:
    """The number shown to the reader and the place behind it; `formatted` holds one text for each style."""

    number: int
    document_id: str
    source: str
    title: str
    section: tuple[str, ...]
    date: str
    formatted: Mapping[CitationStyle, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked and the standalone question it was understood as."""

    question: str
    standalone_question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits for a question, best first."""

    question: str
    language: Language
    hits: tuple[Hit, ...]
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for a question. `text` carries [n] marks; `confidence` is a calibrated probability in [0, 1].

    `declined` says that the documents do not answer; the hits are then the nearest passages and `quotes` is empty.
    `notes` are plain remarks to the reader: a fallback that was taken, a quotation that failed its check.
    `failure` is the language model's error where a note tells of one: the page says it in its own language.
    `final` is False while a language model is still writing: nothing of its words is checked yet.
    """

    question: str
    standalone_question: str
    language: Language
    text: str
    declined: bool
    confidence: float
    quotes: tuple[Quote, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    latency_ms: float
    notes: tuple[str, ...] = ()
    failure: RagError | None = None
    final: bool = True
