"""Rows of a table as a small table: the header's cells above them, the words that answer in bold, all of it escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.page.markup import Span, attributes, element, embolden, highlight
from rag.table_headers import is_quantity

_BAR = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"\t")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in its document, the spans of it to highlight, if any, and those of the words that answer."""

    text: str
    quoted: Sequence[Span] = ()
    marks: Sequence[Span] = ()


def row_cells(text: str) -> list[Span]:
    """The spans of a row's cells, without the white space at their ends; none where the text is not one row."""
    if "\n" in text.strip():
        return []
    if "\t" in text:
        return _split(text, _TAB)
    cells = _split(text, _BAR)
    if text.lstrip().startswith("|"):
        cells = cells[1:]
    if text.rstrip().endswith("|"):
        cells = cells[:-1]
    return cells if len(cells) > 1 else []


def render_rows(rows: Sequence[Row], header: str) -> str:
    """The rows under their header; "" where one of them has no cells.

    The header's cells stand over the columns only where each row has as many: a figure under the wrong name would
    be worse than one under none. Otherwise the header is told above the rows as it is.
    """
    cells = [row_cells(row.text) for row in rows]
    if not rows or not all(cells):
        return ""
    names = _names(header)
    aligned = all(len(row) == len(names) for row in cells)
    figures = [
        all(is_quantity(_at(row, found, column)) for row, found in zip(rows, cells, strict=True))
        for column in range(max(map(len, cells)))
    ]
    body = "".join(_row(row, found, figures) for row, found in zip(rows, cells, strict=True))
    return f'<div class="rows"><table>{_header(names, figures, aligned=aligned)}<tbody>{body}</tbody></table></div>'


def _split(text: str, separator: re.Pattern[str]) -> list[Span]:
    cells, start = [], 0
    for end, following in [*(match.span() for match in separator.finditer(text)), (len(text), 0)]:
        cell = text[start:end]
        left = start + len(cell) - len(cell.lstrip())
        cells.append((left, max(left, start + len(cell.rstrip()))))
        start = following
    return cells


def _names(header: str) -> list[str]:
    """The header's cells; a table that was flattened has them apart by spaces."""
    spans = row_cells(header)
    return [header[start:end] for start, end in spans] if spans else _SPACE.split(header.strip())


def _at(row: Row, cells: Sequence[Span], column: int) -> str:
    return row.text[slice(*cells[column])] if column < len(cells) else ""


def _header(names: Sequence[str], figures: Sequence[bool], *, aligned: bool) -> str:
    if not any(names):
        return ""
    if not aligned:
        return element("caption", " · ".join(name for name in names if name))
    cells = "".join(
        element("th", name, scope="col", class_=_kind(figure=figure))
        for name, figure in zip(names, figures, strict=True)
    )
    return f"<thead><tr>{cells}</tr></thead>"


def _row(row: Row, cells: Sequence[Span], figures: Sequence[bool]) -> str:
    shown = []
    for (start, end), figure in zip(cells, figures, strict=False):
        quoted = [(low - start, high - start) for low, high in row.quoted]
        marks = [(low - start, high - start) for low, high in row.marks]
        cell = row.text[start:end]
        words = highlight(cell, quoted, marks) if row.quoted else embolden(cell, marks)
        shown.append(f"<td{attributes(class_=_kind(figure=figure))}>{words}</td>")
    return f"<tr>{''.join(shown)}</tr>"


def _kind(*, figure: bool) -> str | None:
    return "figure" if figure else None
