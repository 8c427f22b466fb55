"""Headings by the marks they are set with."""

from __future__ import annotations

import pytest

from rag.headings import heading_count, heading_label, heading_number, heading_style


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("【致辞环节】", "bracketed"),
        ("第一编 总论", "part"),
        ("第三章 案例 1：人工智能产业发展", "chapter"),
        ("第2章", "chapter"),
        ("第一节 背景", "section"),
        ("前言", "word"),
        ("附录", "word"),
        ("附录一 各省名单", "word"),
        ("Conclusion", "english word"),
        ("Appendix B: Data", "english word"),
        ("Part II - Methods", "english part"),
        ("CHAPTER 3 The Zones", "english chapter"),
        ("Article 7", "english article"),
        ("Article 5.", "english article"),
        ("Article 12A (Late payment)", "english article"),
        ("ARTICLE IV. Refund of fees", "english article"),
        ("Rule 3: Lamps and bells", "english article"),
        ("主题一：创新与合作", "theme"),
        ("一、背景", "clause"),
        ("（一）背景和进展", "subclause"),
        ("1．总体目标", "item"),
        ("1. Aims", "item"),
        ("1.2 Scope", "decimal"),
        ("1.2.3 Details", "deep decimal"),
        ("2 Methods", "numbered"),
        ("（1）第一点", "subitem"),
        ("### A title ###", "atx"),
    ],
)
def test_each_mark_is_known(text: str, style: str) -> None:
    found = heading_style(text)
    assert found is not None
    assert found.name == style


@pytest.mark.parametrize(
    "text",
    [
        "第一章回顾自贸试验区的背景。",
        "前言后语",
        "一、汇报了工作，",
        "Article 5. 6.",
        "Article 7 applies to every tenant",
        "Article 7. A tenant who leaves before the end of the year, for whatever",
        "Article 7 (Deposits) does not apply to those who",
        "article 7 (deposits)",
        "1.5 万公里铁路建成。",
        "3 年来的成就",
        "#没有空格",
        "【甲】和【乙】",
        "Introduction to the subject of trade policy",
        "",
        "一、" + "很长的标题" * 20,
    ],
)
def test_sentences_and_other_lines_are_no_headings(text: str) -> None:
    assert heading_style(text) is None


def test_in_markdown_only_hashes_count() -> None:
    assert heading_style("1. Aims", markdown=True) is None
    assert heading_style("## 1. Aims", markdown=True) is not None


def test_ranks_order_styles_from_the_outermost_in() -> None:
    texts = [
        "第一编 甲",
        "第一章 乙",
        "第一节 丙",
        "主题一：丁",
        "一、戊",
        "（一）己",
        "1．庚",
        "1.1 辛",
        "1.1.1 壬",
        "（1）癸",
    ]
    styles = [heading_style(text) for text in texts]
    ranks = [style.rank for style in styles if style]
    assert len(ranks) == len(texts)
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("## 一虹桥论坛一", "虹桥论坛"),
        ("# Title ##", "Title"),
        ("【简要介绍】", "简要介绍"),
        ("表 1  汇总表", "表 1 汇总表"),
        ("—— 附件 ——", "附件"),
        ("*** Notes ***", "Notes"),
        ("（一）背景", "（一）背景"),
        ("A-B", "A-B"),
    ],
)
def test_a_label_is_the_heading_without_marks_and_ornaments(text: str, label: str) -> None:
    assert heading_label(text) == label


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一、沿革", 1),
        ("（三）近期", 3),
        ("十、其他", 10),
        ("十二、附则", 12),
        ("二十、附则", 20),
        ("二十一、附则", 21),
        ("12．目标", 12),
        ("3. Aims", 3),
        ("1.2 Scope", None),
        ("2020年", None),
        ("Aims", None),
    ],
)
def test_the_number_of_a_heading_is_read(text: str, number: int | None) -> None:
    assert heading_number(text) == number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("4.2 Risks", ("4.", 2)),
        ("1.2.3　范围", ("1.2.", 3)),
        ("3. Aims", ("", 3)),
        ("三、办法", ("", 3)),
        ("Aims", None),
    ],
)
def test_what_a_heading_counts_under(text: str, count: tuple[str, int] | None) -> None:
    assert heading_count(text) == count
