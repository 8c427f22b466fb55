"""Lines split into cells, and the columns that cells line up in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rag.lines import Line, cells

_WIDE = re.compile(r"\S(?:\t|\u3000|[ \u00a0]{2})")
_WORD = re.compile(r"\S+")
_FILLED = re.compile("1+")
_TAB_CELLS = 8
# A gap between words parts columns only where so many lines leave it wide, and so many have words on both sides.
_MIN_WIDE_SHARE = 2 / 3
_MIN_BOTH_SIDES = 2
# Cells that do not line up are columns where so many lines hold the same number of them.
_MIN_SAME_COUNT = 3 / 4


@dataclass(frozen=True, slots=True)
class Word:
    """`[start, end)` of the source, and where it stands on its line, in cells from the left margin."""

    start: int
    end: int
    left: int
    right: int


Cell: TypeAlias = tuple[Word, ...]


def split_cells(line: Line) -> tuple[Cell, ...]:
    """The cells of a line: words with no wide gap between them; one cell where all gaps are single spaces.

    A tab, two spaces or a full-width space are wide. Where a line has tabs, only they are; where it has
    gaps of several spaces, a full-width space alone is not.
    """
    if not _WIDE.search(line.text):
        return ((Word(line.start, line.end, line.indent, line.indent + line.width),),)
    words: list[Word] = []
    gaps: list[str] = []
    place, end = line.indent, 0
    for match in _WORD.finditer(line.text):
        gap = line.text[end : match.start()]
        gaps.append(gap)
        for char in gap:
            place += 2 if char == "\u3000" else _TAB_CELLS - place % _TAB_CELLS if char == "\t" else 1
        width = cells(match.group())
        words.append(Word(line.start + match.start(), line.start + match.end(), place, place + width))
        place, end = place + width, match.end()
    wide = _wide_gaps(gaps)
    starts = [0, *(index for index, is_wide in enumerate(wide) if is_wide)]
    return tuple(
        tuple(words[first:last]) for first, last in zip(starts, [*starts[1:], len(words)], strict=True)
    )


def _wide_gaps(gaps: Sequence[str]) -> list[bool]:
    if any("\t" in gap for gap in gaps):
        return ["\t" in gap for gap in gaps]
    if any(len(gap) > 1 and "\u3000" not in gap for gap in gaps):
        return [len(gap) > 1 for gap in gaps]
    return [len(gap) > 1 or "\u3000" in gap for gap in gaps]


@dataclass(frozen=True, slots=True)
class Columns:
    """`count` columns; `edges` are their left and right ends in cells, empty where cells only agree in number."""

    count: int
    edges: tuple[tuple[int, int], ...] = ()

    def place(self, row: Sequence[Cell]) -> list[Cell]:
        """The words of a row by column, empty where it has none; cells in order where columns have no edges."""
        words = [word for cell in row for word in cell]
        if not self.edges:
            single = len(row) < self.count == len(words)
            return [(word,) for word in words] if single else list(row)
        placed: list[list[Word]] = [[] for _ in self.edges]
        for word in words:
            passed = sum(right <= word.left for _, right in self.edges)
            placed[min(passed, self.count - 1)].append(word)
        return [tuple(words) for words in placed]


def find_columns(rows: Sequence[Sequence[Cell]]) -> Columns | None:
    """The columns of rows, the first of which may be their header, or None where there are not two of either.

    Columns are parted by what all rows leave blank. Where cells do not line up, rows with the same number of
    cells have that many columns. A header over several columns at once does not join them.
    """
    if len(rows) < 2:
        return None
    edges = _edges(rows)
    apart = _edges(rows[1:]) if len(rows[0]) > 1 else edges
    if len(edges) < len(apart) and len(rows[0]) < len(apart) - 1:
        edges = apart
    usual, often = Counter(map(len, rows[1:])).most_common(1)[0]
    alike = often >= _MIN_SAME_COUNT * (len(rows) - 1) and usual in (len(rows[0]), sum(map(len, rows[0])))
    if usual <= len(edges) <= max(map(len, rows)) and len(edges) > 1:
        columns = Columns(len(edges), edges)
        if not alike or all(all(columns.place(row)) for row in rows if len(row) == columns.count):
            return columns
    if alike and usual > 1:
        return Columns(usual)
    return Columns(len(edges), edges) if 1 < len(edges) < usual else None


def _edges(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[int, int], ...]:
    masks = [_mask(row) for row in rows]
    filled = 0
    for mask in masks:
        filled |= mask
    blocks = [match.span() for match in _FILLED.finditer(bin(filled)[:1:-1])]
    often = [
        sum(bool(mask & _stripe(left, right)) for mask in masks) >= len(rows) / 2 for left, right in blocks
    ]
    edges = blocks[:1]
    for number, (left, right) in enumerate(blocks[1:], start=1):
        if _part(rows, blocks[number - 1][1], left, sure=often[number - 1] and often[number]):
            edges.append((left, right))
        else:
            edges[-1] = (edges[-1][0], right)
    return tuple(edges)


def _mask(row: Sequence[Cell]) -> int:
    mask = 0
    for cell in row:
        for word in cell:
            mask |= _stripe(word.left, word.right)
    return mask


def _stripe(left: int, right: int) -> int:
    return ((1 << (right - left)) - 1) << left


def _part(rows: Sequence[Sequence[Cell]], left: int, right: int, *, sure: bool) -> bool:
    """Whether a blank stripe parts two columns.

    A row that ends before it or starts after it does not object; one that has a single space there does,
    unless it is `sure` that most rows have words on either side.
    """
    both = one = 0
    for row in rows:
        before = sum(cell[-1].right <= left for cell in row)
        after = sum(cell[0].left >= right for cell in row)
        if before + after == len(row):
            both += bool(before and after)
            one += not (before and after)
    wide = both + one >= (_MIN_WIDE_SHARE if sure else 1) * len(rows)
    return wide and both >= _MIN_BOTH_SIDES
