"""What a passage stands under."""

from __future__ import annotations

import pytest

from rag.context import Surroundings, date_forms, describe
from rag.types import Document, Metadata, Person, SourceMap


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
