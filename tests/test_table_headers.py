"""Lines that name columns, and rows that do not."""

from __future__ import annotations

import pytest

from rag.table_headers import is_quantity, names_columns, quantity_columns


@pytest.mark.parametrize(
    "text",
    ["4,376", "-36.7%", "+8.7%", "US$ 5", "¥30", "约 20", "7 years", "23:30—次日7:30", "1 May 2020", "(152)"],
)
def test_what_starts_with_a_figure_is_a_quantity(text: str) -> None:
    assert is_quantity(text)


@pytest.mark.parametrize("text", ["转亏", "Finance", "12 High Street", "02_decode.c", "Q1", "—", ""])
def test_other_cells_are_none(text: str) -> None:
    assert not is_quantity(text)


def test_columns_of_quantities_may_have_dashes_and_a_word() -> None:
    rows = [["早班", "7:30", "无", "1"], ["中班", "15:30", "30", "转亏"], ["夜班", "23:30", "75", "3"]]
    assert quantity_columns(rows) == [1, 2, 3]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (["项目", "2023年", "增减"], [["收入", "10", "+2%"], ["成本", "5", "-1%"]]),
        (["职级", "一类城市"], [["总监", "900"], ["经理", "650"]]),
        (["项目", "1月", "2月"], [["销量", "10", "12"], ["退货", "1", "0"]]),
        (["Year", "Visitors"], [["2019", "1,204"], ["2020", "311"]]),
        (["姓名", "职务"], [["张三", "教授"], ["李四", "研究员"]]),
        (["Name", "Home address"], [["Ann Lee", "Hull"], ["Bob Ray", "York"]]),
        (["KIND", "WHERE", "WHO"], [["weir", "north", "Ann"], ["bridge", "south", "Bob"]]),
    ],
)
def test_a_header_is_known_by_what_stands_below_it_or_by_its_names(
    header: list[str], rows: list[list[str]]
) -> None:
    assert names_columns(header, rows)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (["收入", "10", "12"], [["成本", "5", "6"], ["利润", "5", "6"]]),
        (["甲", "转亏", "12"], [["乙", "5", "6"], ["丙", "5", "6"]]),
        (["张三", "教授"], [["李四", "研究员"], ["王五", "副教授"]]),
        (["名称", "沐石材料"], [["成立", "2010年"], ["资本", "3亿元"], ["员工", "3064"]]),
        (["姓名：张三", "性别：男"], [["年龄：30", "职务：教授"], ["电话：1", "邮箱：2"]]),
        (["Chapter", "Page"], [["Methods", "5"], ["Results", "12"]]),
        (["Preface", "iii"], [["Methods", "5"], ["Results", "12"]]),
        (["1990年代", "起步"], [["1994年", "成立"], ["2001年", "上市"]]),
        (["2022", ""], [["1", "2"], ["3", "4"]]),
    ],
)
def test_a_row_like_the_others_names_nothing(header: list[str], rows: list[list[str]]) -> None:
    assert not names_columns(header, rows)


def test_usual_names_count_only_on_a_line_that_leads() -> None:
    rows = [["菜单", "选单"], ["程序", "程式"]]
    assert names_columns(["名称", "内容"], rows)
    assert not names_columns(["名称", "内容"], rows, leads=False)


def test_what_a_caption_announces_need_only_not_look_like_a_row() -> None:
    assert names_columns(["Kind", "Where"], [["weir", "north"], ["bridge", "south"]], announced=True)
    assert not names_columns(["weir", "5"], [["bridge", "7"], ["lock", "9"]], announced=True)
