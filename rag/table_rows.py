"""Lines of a table in columns → its header and rows, a row's further lines joined to its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rag.columns import Cell, Columns, split_cells
from rag.lines import Line
from rag.markup import TableLine
from rag.table_headers import is_quantity, quantity_columns

# The rest of a cell stands under its column, give or take so many cells.
_NEAR = 2
_RUNS_ON = frozenset(",，、（(-/&")


@dataclass(slots=True)
class _Row:
    """A row in the making; a layer holds source spans by column, and a header may have several layers."""

    kind: Literal["header", "row"]
    members: list[int] = field(default_factory=list)
    layers: list[list[list[tuple[int, int]]]] = field(default_factory=list)

    def add(self, index: int, cells: Sequence[Cell]) -> None:
        """A further layer, under the last one."""
        self.members.append(index)
        self.layers.append([[(cell[0].start, cell[-1].end)] if cell else [] for cell in cells])

    def extend(self, index: int, cells: Sequence[Cell]) -> None:
        """The rest of the last layer's cells."""
        self.members.append(index)
        for spans, cell in zip(self.layers[-1], cells, strict=False):
            if cell:
                spans.append((cell[0].start, cell[-1].end))


def join_rows(
    source: str,
    lines: Sequence[Line],
    titles: Sequence[int],
    members: Sequence[int],
    columns: Columns,
    headers: int,
) -> list[TableLine]:
    """The header, with the titles above it, and the rows of a table whose lines are given by index.

    The first `headers` lines name the columns. A lone line heads the rows below it, and so is a header too;
    after the last row it is left out, unless it belongs to that row.
    """
    split = {index: split_cells(lines[index]) for index in (*titles, *members)}
    texts = [
        [source[cell[0].start : cell[-1].end] if cell else "" for cell in columns.place(split[index])]
        for index in members[headers:]
        if len(split[index]) > 1
    ]
    quantities = frozenset(quantity_columns(texts))
    last_row = max(index for index in members if len(split[index]) > 1)
    rows = [_Row("header")] if headers else []
    for index in titles:
        rows[0].add(index, [tuple(word for cell in split[index] for word in cell)])
    for number, index in enumerate(members):
        placed = columns.place(split[index])
        lone = len(split[index]) == 1
        if number < headers:
            rows[0].add(index, placed)
        elif rows and _belongs(source, lines, rows[-1], index, placed, columns, quantities, lone=lone):
            rows[-1].extend(index, placed)
        elif not lone:
            rows.append(_Row("row"))
            rows[-1].add(index, placed)
        elif index < last_row:
            rows.append(_Row("header"))
            rows[-1].add(index, split[index])
    return [_joined(row) for row in rows]


def _belongs(
    source: str,
    lines: Sequence[Line],
    row: _Row,
    index: int,
    placed: Sequence[Cell],
    columns: Columns,
    quantities: frozenset[int],
    *,
    lone: bool,
) -> bool:
    """Whether a line holds the rest of a row's cells: each under one that has a start, and no new figures."""
    layer = row.layers[-1]
    filled = [column for column, cell in enumerate(placed) if cell]
    if not columns.edges or len(layer) != columns.count or not all(layer[column] for column in filled):
        return False
    if any(
        column in quantities and is_quantity(source[placed[column][0].start : placed[column][-1].end])
        for column in filled
    ):
        return False
    if not lone and not placed[0]:
        return row.kind == "header" or len(filled) < columns.count - 1
    if not lone:
        # A name that goes on in small letters: Applications, | unsuccessful.
        return (
            row.kind == "row"
            and len(filled) < columns.count
            and source[placed[0][0].start].islower()
            and not source[layer[0][0][0]].islower()
        )
    column = filled[0]
    word = placed[column][0]
    if column + 1 < columns.count and word.right > columns.edges[column + 1][0]:
        return False
    if column == 0:
        return (
            lines[index].indent > lines[row.members[0]].indent
            or source[word.start].islower()
            or source[layer[0][-1][1] - 1] in _RUNS_ON
        )
    return abs(word.left - columns.edges[column][0]) <= _NEAR


def _joined(row: _Row) -> TableLine:
    """Cells with a tab for every column between them, layers with a line break."""
    cells: list[tuple[tuple[int, int], ...]] = []
    separators: list[str] = []
    for number, layer in enumerate(row.layers):
        last = -1
        for column, spans in enumerate(layer):
            if not spans:
                continue
            separators.append("\t" * (column - last) if last >= 0 else "\n" if number else "")
            cells.append(tuple(spans))
            last = column
    return TableLine(row.kind, tuple(row.members), tuple(cells), tuple(separators))
