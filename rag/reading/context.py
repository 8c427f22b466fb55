"""What the reader sees around a sentence."""

from __future__ import annotations

from rag.types import Chunk
from rag.years import YEAR

# The reader's window takes 48 tokens of context; these leave each part some. In letters, of which a token holds about
# four; a Chinese character counts as three, though a token holds 1.6 of them, so that Chinese fits with room to spare.
# On the development questions they lift the confidence's AUROC from .887 to .890 over a context cut off at its end.
_MAX_TITLE, _MAX_DATED, _MAX_HEADING, _MAX_BEFORE = 48, 30, 36, 100
_FIRST_WIDE, _WIDE = "\u2e80", 3
_GAP = "…"


def reading_context(chunk: Chunk, previous: str, *, by_document: bool = False) -> str:
    """Title and innermost heading, then the sentence before, or for a row of a table the table's header.

    A heading further out that names the year is shown too where nothing else names one; with `by_document` the year of
    the document itself where no heading does, for a sentence that is dated by nothing nearer.

    The form is the one in which the reader was trained: "Title › Heading. Sentence before."; what is too long loses its
    middle, since a name stands at either end.
    """
    names = [chunk.title] + [heading for heading in chunk.section[-1:] if heading != chunk.title]
    limits = [_MAX_TITLE, _MAX_HEADING]
    room = _MAX_BEFORE
    before = previous
    if chunk.kind == "table_row":
        before = chunk.context.rpartition("\n")[2]
        by_document = by_document and not YEAR.search(before)  # a column may be the year's
    if dated := _dated(chunk, names, by_document=by_document):
        names.insert(1, dated)
        limits.insert(1, _MAX_DATED)
        room -= _MAX_DATED
    heading = " › ".join(_fitted(name, most) for name, most in zip(names, limits, strict=False))
    return f"{heading}. {_fitted(before, room)}" if before and before not in names else heading


def _dated(chunk: Chunk, names: list[str], *, by_document: bool) -> str:
    """The innermost of the outer headings that names a year, or the document's year; "" where `names` give one."""
    if any(map(YEAR.search, names)):
        return ""
    heading = next((heading for heading in chunk.section[-2::-1] if YEAR.search(heading)), "")
    if heading or not by_document:
        return heading
    year = YEAR.search(chunk.context)
    return year.group() + ("年" if chunk.language == "zh" else "") if year else ""


def _fitted(text: str, most: int) -> str:
    """The text, without its middle where it is longer than `most` letters."""
    widths = [_WIDE if character >= _FIRST_WIDE else 1 for character in text]
    if sum(widths) <= most:
        return text
    return text[: _count(widths, most / 2)] + _GAP + text[len(text) - _count(widths[::-1], most / 2) :]


def _count(widths: list[int], most: float) -> int:
    """How many characters fit."""
    used = 0
    for count, width in enumerate(widths):
        used += width
        if used > most:
            return count
    return len(widths)
