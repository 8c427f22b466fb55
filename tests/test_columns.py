"""Cells of lines and the columns they line up in."""

from __future__ import annotations

import pytest

from rag.columns import Columns, find_columns, split_cells
from rag.lines import split_lines


def cells(text: str) -> list[list[str]]:
    return [[text[cell[0].start : cell[-1].end] for cell in split_cells(line)] for line in split_lines(text)]


def columns(text: str) -> Columns | None:
    return find_columns([split_cells(line) for line in split_lines(text)])


def placed(text: str) -> list[list[str]]:
    found = columns(text)
    assert found is not None
    return [
        [text[cell[0].start : cell[-1].end] if cell else "" for cell in found.place(split_cells(line))]
        for line in split_lines(text)
    ]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Tea  2.50", ["Tea", "2.50"]),
        ("Tea\t2.50", ["Tea", "2.50"]),
        ("姓名　职务", ["姓名", "职务"]),
        ("Green tea 2.50", ["Green tea 2.50"]),
        ("Green  tea\t2.50", ["Green  tea", "2.50"]),
        ("促进会  会长　邵云锦", ["促进会", "会长　邵云锦"]),
        ("姓名　　职务　单位", ["姓名", "职务", "单位"]),
    ],
)
def test_wide_gaps_part_cells(line: str, parts: list[str]) -> None:
    assert cells(line) == [parts]


def test_words_stand_where_they_are_seen() -> None:
    ((first,), (second,)) = split_cells(split_lines(" 收入  10")[0])
    assert (first.start, first.end, first.left, first.right) == (1, 3, 1, 5)
    assert (second.start, second.end, second.left, second.right) == (5, 7, 7, 9)


def test_columns_are_parted_by_what_all_rows_leave_blank() -> None:
    text = "Station     Jan     Feb\nNorth       1.2\nSouth               2.2\nEast        1.0     2.0\n"
    assert columns(text) == Columns(3, ((0, 7), (12, 15), (20, 23)))
    assert placed(text)[1:3] == [["North", "1.2", ""], ["South", "", "2.2"]]


def test_a_letter_set_apart_in_the_first_column_makes_no_column_of_its_own() -> None:
    assert placed("Part          Cost\nA  Weirs      15.6\nB  Banks      21.4\n   Total      37.0\n") == [
        ["Part", "Cost"],
        ["A  Weirs", "15.6"],
        ["B  Banks", "21.4"],
        ["Total", "37.0"],
    ]


def test_spaces_in_a_header_part_no_columns() -> None:
    text = "Item      Spent to 31 May\nTea       2.50\nCoffee    3.00\n"
    assert placed(text)[0] == ["Item", "Spent to 31 May"]


def test_cells_that_do_not_line_up_are_columns_by_their_number() -> None:
    assert columns("项目\t2022\t2023\n期末员工（人）\t3\t4\n收入\t10\t12\n") == Columns(3)
    text = "Item    2022    2023\nA    1    2\nB    3    4\n"
    assert columns(text) == Columns(3)
    assert placed(text)[1] == ["A", "1", "2"]


def test_a_header_with_single_spaces_has_as_many_names_as_the_rows_have_cells() -> None:
    text = "项目  上半年  下半年 增减\n营业收入  4,376    6,918  -36.7%\n净利润  -152   341    转亏\n"
    assert placed(text)[0] == ["项目", "上半年", "下半年", "增减"]


def test_a_name_over_two_columns_does_not_join_them() -> None:
    text = (
        "                2023              2022\n"
        "Item        Plan   Actual     Plan   Actual\n"
        "Weirs       15.6     11.2     10.1      9.0\n"
        "Total       37.0     24.1     30.1     27.1\n"
    )
    found = columns(text)
    assert found is not None
    assert found.count == 5


def test_one_line_and_lines_with_one_cell_have_no_columns() -> None:
    assert columns("a  b") is None
    assert columns("some words\nmore words\nand words\n") is None
