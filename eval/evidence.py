"""Where evidence stands in the reading texts, and which passages hold it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from eval.question_format import Evidence
from rag.quote_spans import sentence_spans
from rag.types import Chunk, Document, Hit

Span = tuple[int, int]

# A passage holds evidence when at least this share of the span stands in it. Where a span is cut over so many
# passages that none has so much, the one with the largest part holds it.
ENOUGH_OF_EVIDENCE = 0.5
# A sentence belongs to the evidence when it shares this many characters with it, or all that there are.
SHARED_CHARS = 8


@dataclass(frozen=True, slots=True)
class Located:
    """Evidence and the places where it stands: one tuple of spans of the document's reading text for each.

    A place has several spans when page furniture or a footnote stood inside the evidence. `document_id` is empty
    when the index has no such document, `places` when the document does not hold the span.
    """

    evidence: Evidence
    document_id: str
    places: tuple[tuple[Span, ...], ...]

    def spans(self) -> list[Span]:
        """All spans of all places."""
        return [span for place in self.places for span in place]


@dataclass(frozen=True, slots=True)
class _Folded:
    """Text as evidence is compared, and for each of its characters the offset in the original."""

    text: str
    offsets: tuple[int, ...]

    def find(self, needle: str) -> list[Span]:
        """The spans of the original at which the folded needle stands, without overlap."""
        spans, begin = [], self.text.find(needle)
        while begin >= 0 and needle:
            spans.append((self.offsets[begin], self.offsets[begin + len(needle) - 1] + 1))
            begin = self.text.find(needle, begin + len(needle))
        return spans


class EvidenceFinder:
    """Finds evidence in the documents of an index; each document is folded once."""

    def __init__(self, documents: Iterable[Document], chunks: Iterable[Chunk]) -> None:
        self._documents = {document.source: document for document in documents}
        self._chunks: dict[str, list[Chunk]] = {}
        for chunk in chunks:
            self._chunks.setdefault(chunk.document_id, []).append(chunk)
        self._folded: dict[tuple[str, str], _Folded] = {}

    def document(self, source: str) -> Document | None:
        """The document of a source, given as its path inside the folder or, when only one has it, its file name."""
        if source in self._documents:
            return self._documents[source]
        named = [d for path, d in self._documents.items() if PurePosixPath(path).name == source]
        return named[0] if len(named) == 1 else None

    def locate(self, evidence: Evidence) -> Located:
        """The evidence with every place where it stands in the reading text.

        A span with page furniture or a footnote inside does not stand there as one piece; it is then found in the
        source text and led over to the reading text.
        """
        document = self.document(evidence.source)
        if document is None:
            return Located(evidence, "", ())
        needle = fold(evidence.text).text
        spans = self._fold(document.id, "reading", document.text).find(needle)
        if spans:
            return Located(evidence, document.id, tuple((span,) for span in spans))
        in_source = self._fold(document.id, "source", document.source_text).find(needle)
        led_over = (_reading_spans(document, span) for span in in_source)
        return Located(evidence, document.id, tuple(place for place in led_over if place))

    def holding_chunks(self, located: Located) -> list[str]:
        """The ids of the passages that hold the evidence, in reading order; one place of several is enough."""
        chunks = self._chunks.get(located.document_id, [])
        holding: set[str] = set()
        for place in located.places:
            shared = {chunk.id: overlap([(chunk.start, chunk.end)], place) for chunk in chunks}
            needed = min(ENOUGH_OF_EVIDENCE * length(place), max(shared.values(), default=0))
            holding.update(chunk_id for chunk_id, chars in shared.items() if chars >= max(1, needed))
        return [chunk.id for chunk in chunks if chunk.id in holding]

    def sentences(self, located: Located) -> list[Span]:
        """The spans of the sentences, as passages cut them, that hold some of the evidence, and the evidence itself."""
        evidence = located.spans()
        spans = set(evidence)
        for chunk in self._chunks.get(located.document_id, []):
            if overlap([(chunk.start, chunk.end)], evidence):
                for span in sentence_spans(Hit(chunk, 0.0, 1)):
                    if overlap([span], evidence) >= min(SHARED_CHARS, length([span]), length(evidence)):
                        spans.add(span)
        return sorted(spans)

    def section(self, document_id: str, offset: int) -> tuple[str, ...]:
        """The headings over an offset, from the outermost; as the passage there has them, else as the document has."""
        for chunk in self._chunks.get(document_id, []):
            if chunk.start <= offset < chunk.end:
                return chunk.section
        document = next(d for d in self._documents.values() if d.id == document_id)
        paths = [section.path for section in document.sections if section.start <= offset < section.end]
        return paths[-1] if paths else ()

    def _fold(self, document_id: str, kind: str, text: str) -> _Folded:
        key = (document_id, kind)
        if key not in self._folded:
            self._folded[key] = fold(text)
        return self._folded[key]


def fold(text: str) -> _Folded:
    """The text in NFKC, casefolded and without white space, character by character, with the way back."""
    pieces: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        folded = character if character.isascii() else unicodedata.normalize("NFKC", character)
        folded = "".join(folded.casefold().split())
        pieces.append(folded)
        offsets.extend([offset] * len(folded))
    return _Folded("".join(pieces), tuple(offsets))


def overlap(spans: Sequence[Span], others: Sequence[Span]) -> int:
    """How many characters stand in both sets of spans; spans of one set may overlap one another."""
    total = 0
    for start, end in merge(spans):
        for low, high in merge(others):
            total += max(0, min(end, high) - max(start, low))
    return total


def length(spans: Sequence[Span]) -> int:
    """How many characters stand in the spans."""
    return sum(end - start for start, end in merge(spans))


def merge(spans: Sequence[Span]) -> list[Span]:
    """The same characters as sorted spans that neither overlap nor touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def by_document(located: Iterable[Located]) -> Mapping[str, list[Located]]:
    """The found evidence by document id."""
    found: dict[str, list[Located]] = {}
    for one in located:
        found.setdefault(one.document_id, []).append(one)
    return found


def _reading_spans(document: Document, source_span: Span) -> tuple[Span, ...]:
    start, end = source_span
    spans = []
    for run in document.source_map.runs:
        low, high = max(start, run.source_start), min(end, run.source_start + run.length)
        if low < high:
            spans.append((run.start + low - run.source_start, run.start + high - run.source_start))
    return tuple(merge(spans))
