"""Footnotes and their marks."""

from __future__ import annotations

from rag.footnotes import find_notes, lone_numbers
from rag.lines import measure_layout, split_lines


def notes(text: str, breaks: tuple[int, ...] = ()) -> list[tuple[int, str, str]]:
    """Number, text, and the words before the mark of each note."""
    lines = split_lines(text)
    found = find_notes(lines, measure_layout(lines), breaks, frozenset())
    return [
        (
            note.number,
            "|".join(lines[index].text for index in note.lines),
            text[max(0, note.mark.start - 2) : note.mark.start].strip() if note.mark else "",
        )
        for note in found
    ]


def test_notes_are_found_by_their_number_and_the_mark_above() -> None:
    text = (
        "政府探索新途径1，于2013年设立。\n据商务部2介绍，成果很多。\n\n1 见总体方案。\n2 发布会上的发言。\n"
    )
    assert notes(text) == [(1, "1 见总体方案。", "途径"), (2, "2 发布会上的发言。", "务部")]


def test_a_mark_glued_to_a_year_is_told_from_it() -> None:
    text = "创新能力的扩大和进步。12022 年，面积不到百分之一。2再如，重庆。\n\n1 见附录。\n2 见前文。\n"
    assert [(number, before) for number, _, before in notes(text)] == [(1, "步。"), (2, "一。")]


def test_figures_tables_decimals_and_counts_are_no_marks() -> None:
    text = "见图1和表1，共1个，增长1.5%，第1位，约1万，2021年，G1级。\n1 苹果\n2 梨\n"
    assert notes(text) == []


def test_a_list_of_numbers_without_marks_is_no_notes() -> None:
    assert notes("清单如下。\n1 苹果\n2 梨\n3 桃\n") == []


def test_notes_end_their_page_and_lines_between_belong_to_them() -> None:
    text = "甲1说。\n乙2说。\n1 一个网址\nhttps://a.b/c\n2 另一个\n乙方第二页3。\n3 第三个\n"
    assert notes(text, (0, 5)) == [
        (1, "1 一个网址|https://a.b/c", "甲"),
        (2, "2 另一个", "乙"),
        (3, "3 第三个", "二页"),
    ]


def test_numbers_may_start_again_on_each_page() -> None:
    text = "Growth1 slowed.\n1 See above.\nTrade1 grew.\n1 See below.\n"
    assert [(number, before) for number, _, before in notes(text, (0, 2))] == [(1, "th"), (1, "de")]


def test_marks_ascend_so_that_a_later_figure_does_not_win() -> None:
    text = "A起1，B止2。\n后面还有2，和1。\n1 甲\n2 乙\n"
    assert [before for _, _, before in notes(text, (0,))] == ["A起", "B止"]


def test_a_mark_set_as_a_line_of_its_own_is_found() -> None:
    text = "试验区\n1\n \n\n2013年\n其他2。\n1 简称\n2 又称\n"
    lines = split_lines(text)
    assert lone_numbers(lines) == frozenset({1})
    assert [(number, before) for number, _, before in notes(text)] == [(1, "区"), (2, "其他")]


def test_circled_numbers_and_markdown_notes_are_notes() -> None:
    assert [number for number, _, _ in notes("甲①说，乙②说。\n\n① 见上。\n② 见下。\n")] == [1, 2]
    assert notes("甲[^7]说。\n\n[^7]: 见上。\n") == [(7, "[^7]: 见上。", "甲")]


def test_bracketed_numbers_are_marks_where_notes_with_them_stand_below() -> None:
    text = "It was built by Pell.[1] It fell in 1795.\nTwelve died. [2]\n____________\n[1] Register, folio 12.\n[2] Disputed.\n"
    assert notes(text) == [(1, "[1] Register, folio 12.", "l."), (2, "[2] Disputed.", ".")]
    assert [number for number, _, _ in notes("甲〔1〕说，乙［2］说。\n〔1〕 见上。\n［2］ 见下。\n")] == [
        1,
        2,
    ]


def test_a_list_of_references_stays_where_it_is() -> None:
    assert notes("As shown by others[1] and again[2].\n\nReferences\n\n[1] Lee 2020.\n[2] Wang 2021.\n") == []


def test_a_bracketed_number_that_the_sentence_needs_is_no_mark() -> None:
    assert notes("For steps see [1] or [2].\n\n[1] Open it.\n[2] Close it.\n") == []


def test_a_paragraph_after_the_notes_of_a_page_is_none_of_them() -> None:
    line = "The wells of the upper quarter were dug by hand before the war and\n"
    text = f"{line * 5}were given up.1 The tap came later.2\n\n1  In two years.\n2  By forty\n   people.\n\nWritten by two hands.\n"
    assert [note[1] for note in notes(text, (0,))] == ["1  In two years.", "2  By forty|people."]
