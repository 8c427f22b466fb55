"""Flattened tables put back into rows."""

from __future__ import annotations

import pytest

from rag.readers import SourceText
from rag.reflow import reflow
from rag.tables import is_figure_caption, is_source_line, is_table_caption

DATED = (
    "表1 开发区\n\n名称 设立时间 面积\n\n第一批 1994\n\n甲区\n\n1994年2月\n\n278公里\n\n"
    "第二批 1995\n\n乙区\n\n1995年12月\n\n408公里\n\n丙区\n\n1995年\n\n9公里\n\n"
    "数据来源：网站。\n\n正文继续，说了许多别的话。\n"
)
PAIRED = (
    "Table 2. Zones\n\nKind Total Focus\n\nspecial zones 5 zones\n\nThe first trial.\n\nIt went well.\n\n"
    "parks 230 zones\n\nIndustry.\n\nports 19 zones\n\nTrade.\n"
)


def blocks(text: str) -> list[tuple[str, str]]:
    result = reflow(SourceText(text))
    return [(block.kind, result.text[block.start : block.end]) for block in result.blocks]


def test_a_row_starts_before_its_date_and_groups_stand_apart() -> None:
    assert blocks(DATED) == [
        ("heading", "表1 开发区"),
        ("table_header", "名称 设立时间 面积"),
        ("table_header", "第一批 1994"),
        ("table_row", "甲区\t1994年2月\t278公里"),
        ("table_header", "第二批 1995"),
        ("table_row", "乙区\t1995年12月\t408公里"),
        ("table_row", "丙区\t1995年\t9公里"),
        ("paragraph", "数据来源：网站。"),
        ("paragraph", "正文继续，说了许多别的话。"),
    ]


def test_a_row_starts_where_a_name_is_paired_with_a_count() -> None:
    assert blocks(PAIRED)[2:] == [
        ("table_row", "special zones 5 zones\tThe first trial. It went well."),
        ("table_row", "parks 230 zones\tIndustry."),
        ("table_row", "ports 19 zones\tTrade."),
    ]


def test_cells_without_a_regular_row_stay_paragraphs() -> None:
    found = blocks("表1 杂项\n\n名称 说明\n\n甲\n\n乙\n\n丙丁\n")
    assert {kind for kind, _ in found} <= {"caption", "paragraph", "heading"}
    assert found[0] == ("caption", "表1 杂项")


def test_the_title_of_a_table_with_signs_is_a_heading_too() -> None:
    table = "| 名称 | 面积 |\n|---|---|\n| 甲区 | 278公里 |\n"
    assert blocks(f"正文说了一些话。\n\n表 1　开发区\n\n{table}") == [
        ("paragraph", "正文说了一些话。"),
        ("heading", "表 1　开发区"),
        ("table_header", "| 名称 | 面积 |"),
        ("table_row", "| 甲区 | 278公里 |"),
    ]


@pytest.mark.parametrize("text", ["表 1  汇总表", "表2 名单", "Table 3. Zones", "附表 1 名单"])
def test_titles_of_tables_are_known(text: str) -> None:
    assert is_table_caption(text)


@pytest.mark.parametrize("text", ["表 1 总结了所有特点。", "表示同意", "Table manners are important.", "表"])
def test_sentences_about_tables_are_no_titles(text: str) -> None:
    assert not is_table_caption(text)


def test_figures_and_sources_are_known() -> None:
    assert is_figure_caption("图 1：出口额（单位：亿元）")
    assert not is_figure_caption("图 1 显示了出口额的增长。")
    assert is_source_line("数据来源：商务部。")
    assert not is_source_line("来源很多")
