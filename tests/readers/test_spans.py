"""Tables whose columns have names in several rows."""

from __future__ import annotations

import pytest

from rag.readers.spans import Slot, count_headers, texts

_NAMES = [Slot("Port"), Slot("Cargo"), Slot("Cargo", "across")]
_YEARS = [Slot("Port", "down"), Slot("2022"), Slot("2023")]
_ROW = [Slot("East"), Slot("7"), Slot("9")]
_TITLE = [Slot("Table 1"), Slot("Table 1", "across"), Slot("Table 1", "across")]
_GROUP = [Slot("Northern ports"), Slot("Northern ports", "across"), Slot("Northern ports", "across")]


@pytest.mark.parametrize(
    ("grid", "marked", "headers"),
    [
        ([], 0, 0),
        ([_ROW, _ROW], 0, 1),
        ([_NAMES, _YEARS, _ROW], 0, 2),
        ([_NAMES, [Slot(""), Slot("2022"), Slot("2023")], _ROW], 0, 2),
        ([_TITLE, _NAMES, _YEARS, _ROW], 0, 3),
        ([_TITLE, _ROW, _ROW], 0, 2),
        # A row like any other, under names that share a cell.
        ([_NAMES, _ROW, _ROW], 0, 1),
        # Another entry that leaves the first cell blank; figures that are years may name columns.
        (
            [[Slot("Mon"), Slot("Closed"), Slot("Closed", "across")], [Slot(""), Slot("9"), Slot("5")], _ROW],
            0,
            1,
        ),
        ([_NAMES, [], _ROW], 0, 1),
        # Nothing would be left of the table.
        ([_NAMES, _YEARS], 0, 1),
        ([_ROW, _ROW, _ROW], 2, 2),
        ([_ROW, _ROW, _ROW], 3, 1),
        ([_ROW, _GROUP, _ROW], 2, 1),
    ],
)
def test_rows_that_name_the_columns_are_counted(grid: list[list[Slot]], marked: int, headers: int) -> None:
    assert count_headers(grid, marked) == headers


def test_a_name_over_several_columns_stands_over_each_in_the_header_only() -> None:
    rows = [_NAMES, _YEARS, [Slot("Total"), Slot("16"), Slot("16", "across")]]
    assert texts(rows, 2) == [["Port", "Cargo", "Cargo"], ["Port", "2022", "2023"], ["Total", "16", ""]]
