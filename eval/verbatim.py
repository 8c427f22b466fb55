"""Whether a quote stands word for word in the source file, proven apart from the code that made it."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from rag.errors import RagError
from rag.text.normalize import squeeze
from rag.types import Document, Quote, Run


def is_verbatim(quote: Quote, document: Document, source: str) -> bool:
    """Whether the quote is the reading text at its span and, white space aside, stands in the source in one piece.

    `source` is the file's own text, read anew. What may stand between the pieces of a quote there is only what was
    set apart: page furniture and footnotes.
    """
    if document.text[quote.start : quote.end] != quote.text or not quote.text.strip():
        return False
    pieces = _source_pieces(document, quote.start, quote.end)
    written = "".join(document.source_text[start:end] for start, end in pieces)
    if squeeze(written) != squeeze(quote.text):
        return False
    squeezed = _squeezed(source)
    if squeeze(quote.text) in squeezed:
        return True
    apart = [*document.source_map.furniture, *_footnotes(document)]
    gaps = [(end, start) for (_, end), (start, _) in pairwise(pieces)]
    return all(_is_apart(document.source_text, gap, apart) for gap in gaps) and all(
        squeeze(document.source_text[start:end]) in squeezed for start, end in pieces
    )


def read_whole(document: Document, folder: Path | None) -> str:
    """The text of the document's file, or what was taken from it when the file is not there any more."""
    if folder is not None and (folder / document.source).is_file():
        from rag.readers import read_source

        try:
            return read_source(folder / document.source).text
        except RagError:
            pass
    return document.source_text


@lru_cache(maxsize=64)
def _squeezed(source: str) -> str:
    return squeeze(source)


def _source_pieces(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    return [
        _piece(run, start, end)
        for run in document.source_map.runs
        if run.start < end and start < run.start + run.length
    ]


def _piece(run: Run, start: int, end: int) -> tuple[int, int]:
    low, high = max(start, run.start), min(end, run.start + run.length)
    return run.source_start + low - run.start, run.source_start + high - run.start


def _footnotes(document: Document) -> list[tuple[int, int]]:
    sections = [section for section in document.sections if section.kind == "footnotes"]
    return [
        piece
        for section in sections
        for piece in _source_pieces(document, section.heading_start, section.end)
    ]


def _is_apart(source: str, gap: tuple[int, int], apart: list[tuple[int, int]]) -> bool:
    """Whether a stretch between two pieces goes forward and holds nothing but white space and what was set apart."""
    start, end = gap
    if start > end:
        return False
    rest = [
        character
        for offset, character in enumerate(source[start:end], start)
        if not character.isspace() and not any(low <= offset < high for low, high in apart)
    ]
    return not rest
