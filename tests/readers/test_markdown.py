"""The blocks of structured files, as Markdown."""

from __future__ import annotations

from rag.readers.markdown import Blocks, inline


def test_white_space_is_single_spaces_and_none_inside_chinese() -> None:
    assert inline("  one\n two\u00a0 three ") == "one two three"
    assert inline("中国\n  的发展\u3000") == "中国的发展"
    assert inline("中国 的\tA\nB") == "中国 的 A B"


def test_rows_are_filled_to_one_width() -> None:
    blocks = Blocks()
    blocks.table([["a", "b"], ["1"], ["", ""]])
    assert blocks.text() == "| a | b |\n| --- | --- |\n| 1 |  |"


def test_the_title_over_a_table_is_a_paragraph() -> None:
    blocks = Blocks()
    blocks.table([["表1 货物", ""], ["a", "b"], ["1", "2"]])
    assert blocks.text() == "表1 货物\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_rows_of_a_header_are_one() -> None:
    blocks = Blocks()
    blocks.table(
        [["表1", ""], ["港口", "吞吐量", "吞吐量"], ["港口", "2022年", "2023年"], ["东港", "7", "9"]], 3
    )
    assert blocks.text() == (
        "表1\n\n| 港口 | 吞吐量 2022年 | 吞吐量 2023年 |\n| --- | --- | --- |\n| 东港 | 7 | 9 |"
    )
    blocks = Blocks()
    blocks.table([["", "Boats", "Boats"], ["", "2022", "2023"], ["East", "7", "9"]], 2)
    assert blocks.text().startswith("|  | Boats 2022 | Boats 2023 |\n")


def test_one_column_and_one_row_are_no_table() -> None:
    blocks = Blocks()
    blocks.table([["a"], ["b"]])
    blocks.table([["c", "d"]])
    assert blocks.text() == "a\n\nb\n\nc d"


def test_fences_are_longer_than_those_inside() -> None:
    blocks = Blocks()
    blocks.verbatim("```\nx\n```\n")
    assert blocks.text() == "````\n```\nx\n```\n````"


def test_empty_blocks_are_none() -> None:
    blocks = Blocks()
    blocks.heading(1, " ")
    blocks.paragraph("\n")
    blocks.item("-", "")
    blocks.table([])
    blocks.verbatim("\n")
    assert (blocks.text(), blocks.headings) == ("", 0)
