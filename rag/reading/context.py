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


def reading_context(chunk: Chunk, previous: str) -> str:
    """Title and innermost heading, then the sentence before, or for a row of a table the table's header.

    A heading further out that names the year is shown too where nothing else names one.

    The form is the one in which the reader was trained: "Title › Heading. Sentence before."; what is too long loses its
    middle, since a name stands at either end.
    """
    names = [chunk.title] + [heading for heading in chunk.section[-1:] if heading != chunk.title]
    limits = [_MAX_TITLE, _MAX_HEADING]
    room = _MAX_BEFORE
    if dated := _dated(chunk, names):
        names.insert(1, dated)
        limits.insert(1, _MAX_DATED)
        room -= _MAX_DATED
    heading = " › ".join(_fitted(name, most) for name, most in zip(names, limits, strict=False))
    before = chunk.context.rpartition("\n")[2] if chunk.kind == "table_row" else previous
    return f"{heading}. {_fitted(before, room)}" if before and before not in names else heading


def _dated(chunk: Chunk, names: list[str]) -> str:
    """The innermost of the outer headings that names a year, where title and innermost heading name none."""
    if any(map(YEAR.search, names)):
        return ""
    return next((heading for heading in chunk.section[-2::-1] if YEAR.search(heading)), "")


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
