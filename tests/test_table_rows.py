"""Lines of a table joined to rows."""

from __future__ import annotations

from rag.columns import find_columns, split_cells
from rag.lines import split_lines
from rag.table_rows import join_rows


def joined(text: str, headers: int = 1, titles: int = 0) -> list[tuple[str, str]]:
    lines = split_lines(text)
    members = range(titles, len(lines))
    split = [split_cells(lines[index]) for index in members]
    columns = find_columns([row for row in split if len(row) > 1])
    assert columns is not None
    return [
        (
            row.kind,
            "".join(
                separator + "+".join(text[start:end] for start, end in cell)
                for separator, cell in zip(row.separators, row.cells, strict=True)
            ),
        )
        for row in join_rows(text, lines, range(titles), members, columns, headers)
    ]


def test_cells_are_parted_by_a_tab_for_every_column() -> None:
    text = (
        "Station     Jan     Feb\nNorth       1.2     3.4\nSouth               2.2\nEast        1.0     2.0\n"
    )
    assert joined(text) == [
        ("header", "Station\tJan\tFeb"),
        ("row", "North\t1.2\t3.4"),
        ("row", "South\t\t2.2"),
        ("row", "East\t1.0\t2.0"),
    ]


def test_the_rest_of_a_cell_is_joined_to_it() -> None:
    text = (
        "Record                   Kept for                 Steward\n"
        "Applications,            4 weeks; 1 year with     Human resources\n"
        "unsuccessful             consent\n"
        "Payroll                  7 years                  Finance\n"
        "                         after the end\n"
    )
    assert joined(text) == [
        ("header", "Record\tKept for\tSteward"),
        ("row", "Applications,+unsuccessful\t4 weeks; 1 year with+consent\tHuman resources"),
        ("row", "Payroll\t7 years+after the end\tFinance"),
    ]


def test_new_figures_are_a_row_whose_name_stands_above() -> None:
    text = "Region    Year    Value\nEast      2022    10\n          2023    12\nWest      2022    8\n"
    assert joined(text)[1:3] == [("row", "East\t2022\t10"), ("row", "2023\t12")]


def test_a_lone_line_heads_the_rows_below_it() -> None:
    text = "项目        2022    2023\n一、资产\n货币资金    10      20\n存货        5       6\n"
    assert joined(text)[1:] == [("header", "一、资产"), ("row", "货币资金\t10\t20"), ("row", "存货\t5\t6")]


def test_a_line_after_the_last_row_is_left_out_unless_it_belongs_to_it() -> None:
    table = "Item          Price\nTea           2.50\nCoffee        3.00\n"
    assert joined(f"{table}  with milk\n")[-1] == ("row", "Coffee+with milk\t3.00")
    assert joined(f"{table}  Prices are those of last year\n")[-1] == ("row", "Coffee\t3.00")


def test_titles_and_names_over_names_are_lines_of_the_header() -> None:
    text = (
        "Spending\n(in millions)\n"
        "                2023              2022\n"
        "Item        Plan   Actual     Plan   Actual\n"
        "Weirs       15.6     11.2     10.1      9.0\n"
        "Total       37.0     24.1     30.1     27.1\n"
    )
    assert joined(text, headers=2, titles=2)[0] == (
        "header",
        "Spending\n(in millions)\n2023\t\t2022\nItem\tPlan\tActual\tPlan\tActual",
    )
