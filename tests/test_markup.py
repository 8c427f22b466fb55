"""Markdown's blocks among lines."""

from __future__ import annotations

import pytest

from rag.lines import split_lines
from rag.markup import find_markup, starts_item


def roles(text: str, markdown: bool = True) -> list[str]:
    lines = split_lines(text)
    found = find_markup(lines, markdown).roles
    return [found.get(index, "") for index in range(len(lines))]


def test_code_is_verbatim_to_its_closing_fence() -> None:
    assert roles("a\n```py\n# x\n| y |\n```\nb\n") == ["", "code", "code", "code", "code", ""]
    assert roles("~~~\nx\n~~~\n", markdown=False) == ["code", "code", "code"]


def test_a_fence_that_never_closes_is_text() -> None:
    assert roles("```\nx\ny\n") == ["", "", ""]


def test_a_table_needs_its_divider() -> None:
    assert roles("| a | b |\n|---|---|\n| 1 | 2 |\n\ntext\n") == ["header", "divider", "row", ""]
    assert roles("a | b\n--|--\n1 | 2\n") == ["header", "divider", "row"]
    assert roles("a | b\n1 | 2\n") == ["", ""]


def test_underlined_titles_are_titles_in_markdown_only() -> None:
    assert roles("Title\n=====\n\nx\n") == ["title", "underline", ""]
    assert roles("Title\n=====\n\nx\n", markdown=False) == ["", "rule", ""]


def test_front_matter_is_kept_together() -> None:
    assert roles("---\ntitle: x\n---\n\ny\n") == ["front", "front", "front", ""]


@pytest.mark.parametrize("text", ["- a", "* a", "• a", "1. a", "2) a", "（一）甲", "①甲", "三、甲", "1．甲"])
def test_items_of_lists_are_known(text: str) -> None:
    assert starts_item(text)


@pytest.mark.parametrize("text", ["-a", "1.5 万", "2013年", "*强调*的话", "一带一路"])
def test_other_lines_are_no_items(text: str) -> None:
    assert not starts_item(text)


def test_a_line_that_is_bold_as_a_whole_is_a_title_under_all_others_in_markdown_only() -> None:
    text = "**How many days?**\nTwenty-five.\n\n__Note__\n\n**Never do this.**\n\n**a** and **b**\n\nend\n"
    assert roles(text) == ["title", "", "title", "", "", ""]
    assert roles(text, markdown=False) == [""] * 6
    found = find_markup(split_lines(text), markdown=True)
    assert found.titles == {0: 7, 2: 7}
    assert [text[start:end] for start, end in found.stars] == ["**", "**", "__", "__"]


def test_a_bold_line_with_nothing_under_it_is_text() -> None:
    assert roles("Text.\n\n**The end**\n") == ["", ""]
