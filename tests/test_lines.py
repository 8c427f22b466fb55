"""Lines and the layout that their lengths tell."""

from __future__ import annotations

import pytest

from rag.lines import Layout, cells, ends_sentence, line_starts, measure_layout, split_lines


def test_lines_know_where_they_stand_and_what_stands_before_them() -> None:
    text = "甲 \n\n　　乙\r\n \r丙\f丁"
    lines = split_lines(text)
    assert [(line.text, line.start, line.gap, line.indent) for line in lines] == [
        ("甲", 0, 0, 0),
        ("乙", 6, 1, 4),
        ("丙", 11, 1, 0),
        ("丁", 13, 0, 0),
    ]
    assert [line.trailing for line in lines] == [True, False, False, False]
    assert [line.void for line in lines] == [False, False, True, False]
    assert [line.new_page for line in lines] == [False, False, False, True]


def test_line_starts_count_as_an_editor_does() -> None:
    assert line_starts("a\nb\r\nc\rd") == (0, 2, 5, 7)
    assert line_starts("") == (0,)


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("自贸", 4), ("“自”a", 7), ("", 0)])
def test_a_han_character_fills_two_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("好。", True),
        ("“好。”", True),
        ("好", False),
        ("好，", False),
        ("Yes.", True),
        ('"Yes!"', True),
        ("U.S.", False),
        ("……", True),
        ("好。[^1]", True),
        ("Yes.[12]", True),
        ("“好。”①", True),
        ("好[^1]", False),
    ],
)
def test_where_a_sentence_ends(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


def test_whole_paragraphs_have_no_width() -> None:
    lines = split_lines("一段很长的话，" * 30 + "。\n\n" + "另一段很长的话，" * 40 + "。\n\n短。\n")
    assert measure_layout(lines) == Layout(0, spaced=False, marked=False, blocks=True)


def test_a_column_is_wrapped_and_a_blank_line_after_every_line_says_nothing() -> None:
    line = "这是一行写得满满的文字一直写到了行的末尾"
    assert measure_layout(split_lines(f"{line}\n{line}\n{line}。\n\n{line}\n{line}\n")).spaced is False
    assert measure_layout(split_lines(f"{line}\n\n{line}\n\n{line}。\n\n{line}\n\n{line}\n")) == Layout(
        40, spaced=True, marked=False, blocks=False
    )


def test_trailing_spaces_on_ends_alone_mark_paragraphs() -> None:
    line = "这是一行写得满满的文字一直写到了行的末尾"
    text = f"{line}\n\n{line}\n\n结束。 \n\n" * 6
    assert measure_layout(split_lines(text)).marked is True
    assert measure_layout(split_lines(text.replace(" ", ""))).marked is False
