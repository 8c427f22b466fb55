from __future__ import annotations

import pytest

from rag.item_lists import find_lists
from rag.quote_spans import sentence_spans
from rag.types import Chunk, Hit


def lists_in(text: str) -> list[tuple[str, list[str], str]]:
    """The opener, the first letters of the items, and the end of each list."""
    chunk = Chunk("d#1", "d", "d.txt", "D", (), 0, len(text), text, "zh")
    spans = sentence_spans(Hit(chunk, 1.0, 1))
    return [
        (
            text[slice(*spans[found.opener])],
            [text[spans[item][0] :][:4] for item in found.items],
            text[: spans[found.last][1]][-4:],
        )
        for found in find_lists(text, spans)
    ]


@pytest.mark.parametrize(
    ("text", "opener", "items", "end"),
    [
        (
            "馆内须知如下。有下列情形之一的，可以退票：\n（一）演出取消的；\n（二）改期的。改期须提前三天公布；\n（三）换角的。\n其他情形不退。",
            "有下列情形之一的，可以退票：",
            ["（一）演", "（二）改", "（三）换"],
            "换角的。",
        ),
        (
            "The society asks that the town\n1. mend the weir;\n2. let the mill stand; and\n3. keep the footpath open.\n",
            "The society asks that the town",
            ["1. m", "2. l", "3. k"],
            "pen.",
        ),
        (
            "渡口添了三样东西：\n- 一口钟\n- 一盏灯\n- 一条长椅",
            "渡口添了三样东西：",
            ["- 一口", "- 一盏", "- 一条"],
            "一条长椅",
        ),
    ],
)
def test_items_under_a_line_that_opens_them(text: str, opener: str, items: list[str], end: str) -> None:
    assert lists_in(text) == [(opener, items, end)]


@pytest.mark.parametrize(
    "text",
    [
        "- 一口钟\n- 一盏灯",
        "主持人：馆长 于归\n1. 于归致辞。\n2. 来宾发言。",
        "会上谈了两件事。\n1. 钟楼何时修好。\n2. 灯由谁来管。",
        "渡口添了一样东西：\n- 一口钟\n旁边还有长椅。",
        "The bells rang for two of us:\nno. 5 is closed\nus. We went home\n3.5 million heard them",
    ],
)
def test_lines_that_nothing_opens_are_no_list(text: str) -> None:
    assert lists_in(text) == []


def test_a_list_of_other_marks_begins_another_list() -> None:
    text = "门票分两种：\n1. 日票\n2. 夜票\n下列人员免票：\n（一）儿童；\n（二）教师。"
    assert [opener for opener, _, _ in lists_in(text)] == ["门票分两种：", "下列人员免票："]
