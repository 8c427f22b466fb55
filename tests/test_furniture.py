"""Pages, running headers and page numbers."""

from __future__ import annotations

import pytest

from rag.furniture import Pages, find_pages
from rag.lines import measure_layout, split_lines


def pages(text: str, spoken_for: frozenset[int] = frozenset()) -> tuple[list[str], Pages]:
    lines = split_lines(text)
    found = find_pages(lines, measure_layout(lines), frozenset(), spoken_for)
    return [lines[index].text for index in sorted(found.furniture)], found


def test_a_header_that_repeats_beside_a_growing_number_is_furniture() -> None:
    text = "甲。\n贸易年报\n12\n乙。\n丙。\n贸易年报\n14\n丁。\n"
    furniture, found = pages(text)
    assert furniture == ["贸易年报", "12", "贸易年报", "14"]
    assert found.breaks == (0, 1, 5)


def test_the_number_printed_on_the_first_page_is_reckoned_from_those_left() -> None:
    _, found = pages("甲。\n贸易年报\n12\n乙。\n贸易年报\n13\n丁。\n")
    assert found.first_number == 11


def test_a_line_that_repeats_without_numbers_is_text() -> None:
    assert pages("你好\n甲。\n你好\n乙。\n你好\n")[0] == []


def test_numbers_at_the_foot_of_pages_are_furniture_and_other_numbers_are_not() -> None:
    furniture, found = pages("甲。\n7\n1\n\f乙。\n8\n2\n\f丙。\n9\n3\n")
    assert furniture == ["1", "2", "3"]
    assert found.breaks == (0, 3, 6)
    assert found.first_number == 1


def test_headers_on_most_pages_are_furniture_figures_aside() -> None:
    furniture, _ = pages("第1页 年报\n甲。\n\f第2页 年报\n乙。\n\f第3页 年报\n丙。\n")
    assert furniture == ["第1页 年报", "第2页 年报", "第3页 年报"]


def test_dressed_numbers_count_without_pages() -> None:
    assert pages("甲。\n- 1 -\n乙。\n- 2 -\n丙。\n")[0] == ["- 1 -", "- 2 -"]
    assert pages("甲。\n第 1 页 共 2 页\n乙。\n第 2 页 共 2 页\n")[0] == [
        "第 1 页 共 2 页",
        "第 2 页 共 2 页",
    ]


def test_a_lost_form_feed_leaves_a_space_where_every_line_is_followed_by_a_blank_one() -> None:
    line = "这是一行写得满满的文字一直写到了行的末尾"
    text = f"{line}\n\n{line}\n\n{line}。\n {line}\n\n{line}\n\n{line}。\n {line}\n\n{line}\n"
    _, found = pages(text)
    assert found.breaks == (0, 3, 6)


def test_lines_known_to_be_text_are_never_furniture() -> None:
    text = "甲。\n贸易年报\n12\n乙。\n贸易年报\n14\n"
    assert pages(text, frozenset({1, 4}))[0] == []
    assert pages("甲。\n- 1 -\n乙。\n- 2 -\n丙。\n", frozenset({1}))[0] == ["- 2 -"]


def test_the_empty_text_has_no_pages() -> None:
    assert pages("") == ([], Pages(frozenset(), ()))


WRAPPED = "The first bridge over the Tarn was a timber footbridge and it was\n"


def test_lone_numbers_that_count_up_in_a_text_broken_into_lines_are_page_numbers() -> None:
    first, second = f"{WRAPPED * 8}swept away.\n", f"{WRAPPED * 9}closed.\n"
    assert pages(f"{first}\n      3\n\n{second}\n      4\n\nThe end.\n")[0] == ["3", "4"]
    assert pages(f"{first}\n- 3 -\n\n{second}\n- 4 -\n")[0] == ["- 3 -", "- 4 -"]


def test_lone_numbers_that_do_not_count_up_or_stand_close_are_text() -> None:
    first, second = f"{WRAPPED * 8}swept away.\n", f"{WRAPPED * 9}closed.\n"
    assert pages(f"{first}\n1826\n\n{second}\n12\n\nThe end.\n")[0] == []
    assert pages(f"{first}\n5\n\n6\n\n7\n\n{second}")[0] == []


@pytest.mark.parametrize(
    "marks",
    [
        ["The Yearbook 2020          page 87", "The Yearbook 2020          page 88"],
        ["page 87 | The Yearbook 2020", "page 89 | The Yearbook 2020"],
        ["The Yearbook 2020                 87", "The Yearbook 2020                 88"],
        ["12        Bridges of the Tarn", "14        Bridges of the Tarn"],
        ["1  Timber                  page 3", "2  Stone                   page 4"],
        ["市志办公室　　　　　第 1 页 共 4 页", "市志办公室　　　　　第 3 页 共 4 页"],
        ["第 2 页 共 5 页", "第 4 页 共 5 页"],
        ["Page 2 of 5", "- 第 4 页 共 5 页 -"],
    ],
)
def test_running_titles_with_the_numbers_of_their_pages_are_furniture(marks: list[str]) -> None:
    first, second = marks
    assert pages(f"{WRAPPED * 8}\n{first}\n\n{WRAPPED * 9}\n{second}\n\n{WRAPPED}")[0] == marks


@pytest.mark.parametrize(
    "entries",
    [
        ["Timber bridges      page 3", "Stone bridges      page 9"],
        ["Timber bridges         12", "Stone bridges          14"],
        ["Tolls taken          1826", "Tolls taken          1711"],
    ],
)
def test_entries_with_numbers_of_their_own_are_text(entries: list[str]) -> None:
    first, second = entries
    assert pages(f"{WRAPPED * 8}\n{first}\n\n{WRAPPED * 9}\n{second}\n\n{WRAPPED}")[0] == []
    assert pages(f"{WRAPPED * 8}\n{first}\n{second}\n\n{WRAPPED * 9}")[0] == []


def test_pages_begin_after_the_numbers_at_their_feet() -> None:
    text = WRAPPED * 8
    furniture, found = pages(f"{text}\n1\nThe Tarn\n\n{text}\n2\nThe Tarn\n\n{text}\n3\n")
    assert furniture == ["1", "The Tarn", "2", "The Tarn", "3"]
    assert found.breaks == (0, 9, 19)
    assert found.first_number == 1


def test_a_header_right_under_the_number_of_the_page_before_may_come_once() -> None:
    text = WRAPPED * 8
    header = "TARN COUNCIL - MEETING 12                 21.03.2024"
    assert pages(f"{text}\npage 1 of 2\n{header}\n\n{text}")[0] == ["page 1 of 2", header]
    assert pages(f"{text}\npage 1 of 2\nThird item\n\n{text}")[0] == ["page 1 of 2"]
    assert pages(f"{text}\npage 1 of 2\n3      THE THIRD ITEM\n\n{text}")[0] == ["page 1 of 2"]
