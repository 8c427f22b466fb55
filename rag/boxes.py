"""Boxes drawn with characters around paragraphs: the borders are no text, what they hold is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.lines import Line, cells

# A border of one cell; one with crossings inside belongs to a table.
_BORDER = re.compile(r"\+[-=]{3,}\+|[┌╔├╠└╚╭╰][─━═]{3,}[┐╗┤╣┘╝╮╯]")
_ROW = re.compile(r"[|│┃║](?P<inside>.*)[|│┃║]")
_FENCES = ("```", "~~~")
_BARS = frozenset("|│┃║")


def open_boxes(lines: Sequence[Line]) -> tuple[list[Line], list[tuple[int, int]]]:
    """The lines without the borders of boxes, and the borders' source spans, in order.

    A border parts what stands above and below it, as a blank line does. A text with fences keeps its boxes: what
    stands between fences is verbatim.
    """
    if any(line.text.startswith(_FENCES) for line in lines):
        return list(lines), []
    opened: list[Line] = []
    borders: list[tuple[int, int]] = []
    gap, index = 0, 0
    while index < len(lines):
        end = _box_end(lines, index)
        for line in lines[index:end]:
            row = _ROW.fullmatch(line.text)
            inside = row["inside"].strip() if row else ""
            if not inside:
                borders.append((line.start, line.end))
                gap += 1 + line.gap
                continue
            start = line.text.index(inside, 1)
            held = replace(
                line,
                text=inside,
                start=line.start + start,
                end=line.start + start + len(inside),
                width=cells(inside),
                indent=max(0, start - 2),
                gap=line.gap + gap,
                trailing=False,
            )
            borders += [(line.start, line.start + 1), (line.end - 1, line.end)]
            opened.append(held)
            gap = 0
        if index == end:
            line = lines[index]
            opened.append(replace(line, gap=line.gap + gap) if gap else line)
            gap, end = 0, index + 1
        index = end
    return opened, borders


def _box_end(lines: Sequence[Line], start: int) -> int:
    """The line after the box that starts at a line; that line itself where none does."""
    if not _BORDER.fullmatch(lines[start].text):
        return start
    end = start + 1
    last = start
    while end < len(lines) and lines[end].gap == 0:
        if _BORDER.fullmatch(lines[end].text):
            last = end
        elif not _is_row(lines[end]):
            break
        end += 1
    return last + 1 if last > start + 1 else start


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a box, and not one of a table with several cells."""
    return bool(_ROW.fullmatch(line.text)) and not _BARS & set(line.text[1:-1])
