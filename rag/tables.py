"""Tables that were flattened into one cell a line, put back into rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.headings import heading_style
from rag.lines import ends_sentence
from rag.units import Unit, join_units

_MIN_ROWS = 3
_MAX_HEADER_CELL_CHARS = 14

_CAPTION = re.compile(
    r"(?:附?表|Table|TABLE)\s*[\dA-Z一二三四五六七八九十]+(?:[-－.]\d+)?[\s:：.．]+\S.*|(?:附?表)\s*\d+\S.*"
)
_FIGURE = re.compile(
    r"(?:图|Figure|FIGURE|Fig\.)\s*[\dA-Z一二三四五六七八九十]+(?:[-－.]\d+)?\s*[:：.．\s]\s*\S.*"
)
_SOURCE = re.compile(r"(?:数据来源|资料来源|来源|注|备注|说明|Sources?|Notes?)\s*[:：].*", re.DOTALL)
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|(?:19|20)\d{2}(?:[-/.]\d{1,2}){0,2}"
    r"|(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+(?:\d{1,2},?\s+)?(?:19|20)\d{2}"
)
_NAMED_COUNT = re.compile(r"[^\W\d].*?\s+[\d,.]+\s*([^\s\d]{0,12})")
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十]+")
_SPACE = re.compile(r"\s+")


def is_table_caption(text: str) -> bool:
    """Whether a paragraph is a table's title, not a sentence about the table."""
    return len(text) <= 80 and bool(_CAPTION.fullmatch(text)) and not ends_sentence(text)


def is_figure_caption(text: str) -> bool:
    """Whether a paragraph is a figure's title."""
    return len(text) <= 120 and bool(_FIGURE.fullmatch(text)) and not ends_sentence(text)


def is_source_line(text: str) -> bool:
    """Whether a paragraph names the source of a table or figure above it."""
    return len(text) <= 160 and bool(_SOURCE.fullmatch(text))


def build_tables(units: Sequence[Unit], heading_rank: int) -> list[Unit]:
    """The units with each flattened table's cells joined into rows, each table's title a heading of the given rank.

    The header and the lines that head a group of rows become units of kind table_header. Cells that show no
    regular rows stay as they are.
    """
    built: list[Unit] = []
    index = 0
    while index < len(units):
        unit = units[index]
        if unit.kind != "paragraph" or not is_table_caption(unit.text) or index + 1 >= len(units):
            built.append(unit)
            index += 1
            continue
        if units[index + 1].kind in ("table_header", "table_row"):
            # Its rows are known already, by their signs or their columns.
            unit.kind, unit.rank, unit.style = "heading", heading_rank, "table"
            built.append(unit)
            index += 1
            continue
        columns = _columns(units[index + 1])
        end = _table_end(units, index + 2)
        rows = _rows(units[index + 2 : end], columns) if columns else []
        if rows:
            unit.kind, unit.rank, unit.style = "heading", heading_rank, "table"
            header = units[index + 1]
            header.kind = "table_header"
            built.extend([unit, header, *rows])
            if end < len(units) and is_source_line(units[end].text):
                units[end].style = "table end"
                built.append(units[end])
                end += 1
            index = end
        else:
            unit.kind = "caption"
            built.append(unit)
            index += 1
    return built


def _columns(unit: Unit) -> int:
    """How many columns a header line names, or 0 when it is no header."""
    cells = _SPACE.split(unit.text.strip())
    short = all(len(cell) <= _MAX_HEADER_CELL_CHARS for cell in cells)
    return len(cells) if 2 <= len(cells) <= 12 and short and not ends_sentence(unit.text) else 0


def _table_end(units: Sequence[Unit], start: int) -> int:
    for index in range(start, len(units)):
        unit = units[index]
        if (
            unit.kind != "paragraph"
            or is_source_line(unit.text)
            or is_table_caption(unit.text)
            or is_figure_caption(unit.text)
        ):
            return index
        style = heading_style(unit.text)
        if (style and style.name not in ("item", "subitem", "clause", "subclause", "decimal")) or len(
            unit.text
        ) > 400:
            return index
    return len(units)


def _rows(cells: Sequence[Unit], columns: int) -> list[Unit]:
    """Rows and group lines of a table's cells, or nothing where no row can be told from the next.

    A row starts where a line pairs a name with a count, or at the cell before a date: whichever recurs.
    """
    paired = _paired_starts(cells)
    starts = paired or _dated_starts(cells)
    if len(starts) < _MIN_ROWS:
        return []
    groups = _group_lines(cells, starts)
    rows: list[Unit] = []
    first = min([*starts, *groups])
    for lead in cells[:first]:
        lead.kind = "table_header"
        rows.append(lead)
    edges = sorted({*starts, *groups})
    for start, end in zip(edges, [*edges[1:], len(cells)], strict=True):
        if start in groups:
            cells[start].kind = "table_header"
            cells[start].tight = True
            rows.append(cells[start])
            continue
        members = cells[start:end]
        # A name and its count on one line are two columns already.
        tabs = max(0, columns - (2 if paired else 1))
        row = join_units(members, ["\t" if position < tabs else " " for position in range(len(members) - 1)])
        row.kind, row.tight = "table_row", True
        rows.append(row)
    return rows


def _paired_starts(cells: Sequence[Unit]) -> list[int]:
    """Cells that hold a name and a count with a unit that recurs: 经济特区 5个."""
    matches = {
        index: match.group(1)
        for index, cell in enumerate(cells)
        if (match := _NAMED_COUNT.fullmatch(cell.text.strip())) and not _DATE.fullmatch(cell.text.strip())
    }
    unit, often = Counter(matches.values()).most_common(1)[0] if matches else ("", 0)
    if not unit or often < _MIN_ROWS:
        return []
    return [index for index, value in matches.items() if value == unit]


def _dated_starts(cells: Sequence[Unit]) -> list[int]:
    """Cells before a cell that is a date."""
    dates = {index for index, cell in enumerate(cells) if _DATE.fullmatch(cell.text.strip())}
    return [index - 1 for index in sorted(dates) if index and index - 1 not in dates]


def _group_lines(cells: Sequence[Unit], starts: Sequence[int]) -> set[int]:
    """Lines right before a row that share one shape, figures aside, and stand nowhere else: 第二阶段 2015."""
    before = {start - 1 for start in starts if start} - set(starts)
    shapes = Counter(_shape(cells[index].text) for index in before)
    everywhere = Counter(_shape(cell.text) for cell in cells)
    return {
        index
        for index in before
        if len(cells[index].text) <= 30
        and not ends_sentence(cells[index].text)
        and shapes[_shape(cells[index].text)] >= 2
        and shapes[_shape(cells[index].text)] == everywhere[_shape(cells[index].text)]
        and _FIGURES.search(cells[index].text)
    }


def _shape(text: str) -> str:
    return _FIGURES.sub("0", _SPACE.sub("", text))
