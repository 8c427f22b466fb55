"""What a passage stands under."""

from __future__ import annotations

import pytest

from rag.context import Surroundings, date_forms, describe, lead_lines, table_header
from rag.types import Block, Document, Metadata, Person, SourceMap
from tests.toys import make_chunk


@pytest.mark.parametrize(
    ("date", "forms"),
    [
        ("2025-11-05", ["2025-11-05", "2025年11月5日", "November 2025"]),
        ("2025-11", ["2025-11", "2025年11月", "November 2025"]),
        ("2025", ["2025", "2025年"]),
        ("", []),
    ],
)
def test_a_date_is_written_as_people_write_it(date: str, forms: list[str]) -> None:
    assert date_forms(date) == forms


def test_everything_known_stands_on_a_line_once() -> None:
    metadata = Metadata(
        title="题",
        title_en="Title",
        date="2025",
        issuer="某部",
        headings={"第一章 甲": "Chapter 1"},
        people=(Person("张三", "Zhang San", "司长", "Director"), Person("李四", "Li Si")),
    )
    document = Document("d", "d.txt", "题", "zh", "", "", SourceMap((), (0,)), (), metadata, "0")
    context = describe(document, ("第一章　甲",), "张三说，好。", "司长张三", Surroundings(("某部",)))
    assert context.splitlines() == [
        "题",
        "Title",
        "第一章　甲",
        "Chapter 1",
        "2025",
        "2025年",
        "某部",
        "司长张三",
        "张三 Zhang San Director",
    ]


@pytest.mark.parametrize(
    ("row", "context", "header"),
    [
        ("| 隔膜 | 41 | 63 |", "白皮书\n表 1\n| 环节 | 2021 年 | 2022 年 |", "| 环节 | 2021 年 | 2022 年 |"),
        ("隔膜\t41\t63", "白皮书\n环节\t2021 年\t2022 年\n其中：材料", "环节\t2021 年\t2022 年"),
        ("| 会长 | 邵云锦 |", "| 职务 | 姓名 |\n邵云锦 Shao Yunjin Chair", "| 职务 | 姓名 |"),
        ("上海\t2013年9月", "自贸区 概览\n名称 年份 重点领域\n第一阶段 2013", "名称 年份 重点领域"),
        ("隔膜\t41\t63", "白皮书\nMinistry of Commerce\nDecember 2023", ""),
        ("| 隔膜 | 41 |", "白皮书", ""),
    ],
)
def test_the_header_of_a_row_is_the_last_line_of_its_context_that_is_set_in_cells(
    row: str, context: str, header: str
) -> None:
    assert table_header(make_chunk(row, kind="table_row", context=context)) == header


def test_a_title_with_a_bar_in_it_is_no_header_and_only_rows_have_one() -> None:
    assert table_header(make_chunk("| 甲 | 乙 |", kind="table_row", title="A | B", context="A | B")) == ""
    assert table_header(make_chunk("甲乙。", context="| 环节 | 2021 年 |")) == ""


def lined(text: str, *, kinds: tuple[str, ...], metadata: Metadata) -> Document:
    lines = text.split("\n")
    blocks, start = [], 0
    for line, kind in zip(lines, kinds, strict=True):
        blocks.append(Block(kind, start, start + len(line), 1 if kind == "heading" else 0))  # type: ignore[arg-type]
        start += len(line) + 1
    return Document(
        "d", "d.txt", lines[0], "zh", text, text, SourceMap((), (0,)), (), metadata, "0", tuple(blocks)
    )


LETTER = "渡口工作简报\n第 7 期\n第三届渡口论坛专刊\n一、开幕\n论坛开幕。"
KINDS = ("heading", "paragraph", "paragraph", "heading", "paragraph")


def test_the_lines_at_the_top_tell_a_document_without_metadata_apart() -> None:
    document = lined(LETTER, kinds=KINDS, metadata=Metadata())
    assert lead_lines(document) == ["渡口工作简报", "第 7 期", "第三届渡口论坛专刊"]
    context = describe(document, ("一、开幕",), "论坛开幕。", "", Surroundings()).splitlines()
    assert context == ["渡口工作简报", "一、开幕", "第 7 期", "第三届渡口论坛专刊"]


def test_the_lines_at_the_top_are_not_needed_where_the_event_is_known() -> None:
    document = lined(LETTER, kinds=KINDS, metadata=Metadata(event="第三届渡口论坛"))
    assert "第 7 期" not in describe(document, (), "论坛开幕。", "", Surroundings())


@pytest.mark.parametrize(
    "line", ["- 牛奶两升", "“渡船2019年停过。”", "2019年的合同呢？", "乙：2019年签的。", "1. 牛奶"]
)
def test_items_and_what_somebody_says_are_no_lines_at_the_top(line: str) -> None:
    document = lined(f"渡口记\n{line}", kinds=("heading", "paragraph"), metadata=Metadata())
    assert lead_lines(document) == ["渡口记"]


def test_a_long_paragraph_ends_the_lines_at_the_top() -> None:
    text = f"渡口记\n{'渡口的故事很长，' * 8}\n某年"
    assert lead_lines(lined(text, kinds=("heading", "paragraph", "paragraph"), metadata=Metadata())) == [
        "渡口记"
    ]
