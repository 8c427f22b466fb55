"""Cells of a table that go over several columns or rows, and the rows that together name the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

# More rows than these name no columns, whatever a page marks them as.
_MAX_HEADERS = 4
# A year names a column, any other figure fills it.
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)[-+−]?\d[\d.,:\s]*%?")


class Slot(NamedTuple):
    """One place of a table: the cell's text, and whether the cell starts here or goes on from the left or above."""

    text: str
    part: Literal["start", "across", "down"] = "start"


def count_headers(grid: Sequence[Sequence[Slot]], marked: int = 0) -> int:
    """How many rows at the top name the columns, titles above them too; the file itself marks `marked` so.

    Without marks they are the rows that the first cell goes down over, or leaves blank below it, where a name
    above goes over several columns: 产量 over 2022年 and 2023年.
    """
    first = next((number for number, row in enumerate(grid) if not _is_lone(row)), -1)
    if first < 0:
        return min(1, len(grid))
    top = grid[first]
    end = min(marked, first + _MAX_HEADERS) if marked < len(grid) else 0
    if end < first + 2:
        end = first + 1
        last = min(len(grid) - 1, first + _MAX_HEADERS)
        while end < last and any(slot.part == "across" for slot in top) and _goes_below(top, grid[end]):
            end += 1
    # A name over the whole table heads the rows below it.
    return next((row for row in range(first + 1, end) if _is_lone(grid[row])), end)


def is_figure(text: str) -> bool:
    """Whether a cell holds a value, and no name or year."""
    return bool(_FIGURE.fullmatch(text))


def texts(grid: Sequence[Sequence[Slot]], headers: int) -> list[list[str]]:
    """The cells' texts by row; one that goes over several columns stands in the first, in headers in each."""
    return [
        [slot.text if row < headers or slot.part != "across" else "" for slot in line]
        for row, line in enumerate(grid)
    ]


def _is_lone(row: Sequence[Slot]) -> bool:
    return sum(slot.part != "across" for slot in row) < 2


def _goes_below(top: Sequence[Slot], row: Sequence[Slot]) -> bool:
    """Whether a row says more only of columns that share a name above it, and leaves out the first one."""
    shared = [
        slot.part == "across" or (column + 1 < len(top) and top[column + 1].part == "across")
        for column, slot in enumerate(top)
    ]
    own = [column for column, slot in enumerate(row) if slot.text and slot.part == "start"]
    if any(is_figure(row[column].text) for column in own) and row[0].part == "start":
        # Not the rest of a name's row, but another entry that leaves the first cell blank.
        return False
    return len(own) > 1 and not shared[0] and all(column < len(shared) and shared[column] for column in own)
