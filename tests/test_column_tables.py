"""Tables in columns of plain text, and what only looks like one."""

from __future__ import annotations

import pytest

from rag.readers import SourceText
from rag.reflow import reflow

FIGURES = "项目        2023年    2022年\n营业收入    4,376     6,918\n研发费用    208       193\n"
BODY = "各部门要加强领导，落实责任，确保各项措施落到实处，并且定期检查，及时总结经验，不断改进工作。"


def blocks(text: str, markdown: bool = False) -> list[tuple[str, str]]:
    result = reflow(SourceText(text, markdown=markdown))
    return [(block.kind, result.text[block.start : block.end]) for block in result.blocks]


def table(text: str) -> list[tuple[str, str]]:
    return [(kind.removeprefix("table_"), words) for kind, words in blocks(text) if kind.startswith("table")]


ROWS = [
    ("header", "项目\t2023年\t2022年"),
    ("row", "营业收入\t4,376\t6,918"),
    ("row", "研发费用\t208\t193"),
]


@pytest.mark.parametrize("gap", ["    ", "\t", "　", "　　"])
def test_a_header_and_two_rows_are_a_table_whatever_parts_the_cells(gap: str) -> None:
    text = "\n".join(gap.join(words.split("\t")) for _, words in ROWS)
    assert table(f"{BODY}\n\n{text}\n\n{BODY}\n") == ROWS


def test_a_table_leaves_the_paragraphs_around_it_alone() -> None:
    line = "这是一行写得满满的文字一直写到了行的末尾"
    text = f"{line}\n{line}\n结束，见下表。\n{FIGURES}{line}\n{line}\n结束。\n"
    assert [kind for kind, _ in blocks(text)] == [
        "paragraph",
        "table_header",
        *["table_row"] * 2,
        "paragraph",
    ]
    assert blocks(text)[-1][1] == f"{line}{line}结束。"


def test_rows_may_stand_apart() -> None:
    assert table(FIGURES.replace("\n", "\n\n")) == ROWS
    assert table(FIGURES.replace("2022年\n", "2022年\n\n")) == ROWS


def test_drawn_lines_are_no_rows() -> None:
    text = "Kind       Where       Who\n-----      -----       ---\nweir       north       Ann\nlock       south       Bob\n---------------\n"
    assert blocks(text) == [
        ("table_header", "Kind\tWhere\tWho"),
        ("table_row", "weir\tnorth\tAnn"),
        ("table_row", "lock\tsouth\tBob"),
    ]


def test_a_title_and_the_unit_above_the_names_belong_to_the_header() -> None:
    text = f"{BODY}\n\n主要数据\n                单位：百万元\n{FIGURES}"
    assert table(text)[0] == ("header", "主要数据\n单位：百万元\n项目\t2023年\t2022年")


def test_a_numbered_title_is_a_heading_and_the_unit_part_of_the_header() -> None:
    assert blocks(f"{BODY}\n\n表 1　主要数据\n（单位：百万元）\n{FIGURES}\n注：未经审计。\n\n{BODY}\n") == [
        ("paragraph", BODY),
        ("heading", "表 1　主要数据"),
        ("table_header", "（单位：百万元）\n项目\t2023年\t2022年"),
        ("table_row", "营业收入\t4,376\t6,918"),
        ("table_row", "研发费用\t208\t193"),
        ("paragraph", "注：未经审计。"),
        ("paragraph", BODY),
    ]


def test_two_tables_under_each_other_are_two() -> None:
    text = f"{FIGURES}人员情况\n部门      人数    占比\n销售部    10      33%\n研发部    20      67%\n"
    assert [words for kind, words in table(text) if kind == "header"] == [
        "项目\t2023年\t2022年",
        "部门\t人数\t占比",
    ]
    assert ("paragraph", "人员情况") in blocks(text)


def test_a_table_goes_on_over_a_page_break_and_after_a_blank_line() -> None:
    text = f"{FIGURES}\n- 3 -\n\f销量        3.12      2.87\n\n合计        5         6\n\n- 4 -\n\f{BODY}\n"
    assert table(text) == [*ROWS, ("row", "销量\t3.12\t2.87"), ("row", "合计\t5\t6")]


def test_figures_in_three_columns_are_rows_without_a_header() -> None:
    text = "Weirs      15.6   7.9\nWetland    21.4   8.8\nTotal      37.0   16.7\n"
    assert table(text)[1] == ("row", "Wetland\t21.4\t8.8")
    assert table(text.replace("   7.9", "").replace("   8.8", "").replace("   16.7", "")) == []


def test_markdown_may_have_them_too_but_not_in_code() -> None:
    assert ("table_row", "研发费用\t208\t193") in blocks(f"# 报告\n\n{FIGURES}", markdown=True)
    assert ("table_row", "研发费用\t208\t193") not in blocks(f"```\n{FIGURES}```\n", markdown=True)


@pytest.mark.parametrize(
    "text",
    [
        "床前明月光　疑是地上霜\n举头望明月　低头思故乡\n白日依山尽　黄河入海流\n",
        "Hwaet we Gardena    in geardagum\ntheodcyninga    thrym gefrunon\nhu tha aethelingas    ellen fremedon\n",
        "Acme Ltd           Tel: 020 7946\n12 High Street     Fax: 020 7947\nLondon NW1 2AB     www.acme.com\n",
        "Acme Ltd          Globex Corp\n12 High Street    34 Low Road\n1234 London       75001 Paris\n",
        "                        York, 3 May 2020\n                        12 High Street\n                        To the mayor\n",
        "It was good.  Then 3 of us left.  He said so.\nWe saw the town.  12 people came.  None spoke.\nIt was dark.  20 came back.  All ate.\n",
        "The  zone was  founded in  2013 and has  since\none  hundred  square kilometres of  the city,\nport  and an airport  whose  customs area  is\n",
        "Contents\n\nIntroduction          1\nMethods               5\nResults              12\n",
        "目  录\n\n总则        1\n组织        5\n附则       12\n",
        "Chapter          Page\nMethods             5\nResults            12\n",
        "Introduction ...... 1\nMethods ........... 5\nResults .......... 12\n",
        "1  Introduction    3\n2  Methods         5\n3  Results        12\n",
        "To:      All staff\nFrom:    The office\nDate:    5 May 2020\n",
        "姓名：张三    性别：男\n年龄：30      职务：教授\n电话：1234    邮箱：无\n",
        "1.\tThe first thing\n2.\tThe second thing\n3.\tThe third thing\n",
        "For the Agency          For the Government\nIngrid Solheim          Han Qiming\n12 May 2023             12 May 2023\n",
        "第一条　公司成立于 2006 年。\n第二条　手册由总监解释。\n第三条　试用期为三个月。\n",
        "Item     2022\nTea      5\n",
    ],
)
def test_verse_addresses_letters_prose_contents_and_lists_are_no_tables(text: str) -> None:
    assert table(text) == []
