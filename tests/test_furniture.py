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
        ["市志办公室　　　　　第 1 页 共 4 页", "市志办公室　　　　　第 3 页 共 4 页"],
        ["第 2 页 共 5 页", "第 4 页 共 5 页"],
        ["Page 2 of 5", "- 第 4 页 共 5 页 -"],
    ],
)
def test_running_titles_with_the_numbers_of_their_pages_are_furniture(marks: list[str]) -> None:
    first, second = marks
    assert pages(f"{WRAPPED * 8}\n{first}\n\n{WRAPPED * 9}\n{second}\n\n{WRAPPED}")[0] == marks


TORN = "and the bridge over the Tarn was a timber footbridge and it was\n"
HAN = "河上的第一座桥是木头做的人行小桥只走人不走车直到洪水把它冲走以后才\n"
WHOLE = f"{WRAPPED * 8}swept away in the flood that came in the spring of that year.\n"
NUMBERED_TITLES = [
    ("The Yearbook 2020                 {}", 87, 1),
    ("{}        Bridges of the Tarn", 12, 2),
    ("塔恩河桥梁志　　　　　　　　　　{}", 12, 1),
]


def set_apart(marks: list[str], text: str) -> str:
    """A source in which each mark stands apart, after the same text."""
    return "".join(f"{text}\n{mark}\n\n" for mark in marks) + text


@pytest.mark.parametrize("line", [TORN, HAN])
@pytest.mark.parametrize(("title", "number", "step"), NUMBERED_TITLES)
def test_bare_numbers_that_tear_sentences_are_of_pages(title: str, number: int, step: int, line: str) -> None:
    marks = [title.format(number + step * count) for count in range(3)]
    assert pages(set_apart(marks, line * 9))[0] == marks
    assert pages(set_apart(marks[:2], line * 9))[0] == []
    set_out = [f"{word} {line}{line * 9}" for word in ("so", "thus", "then")]
    source = f"{set_out[0]}\n{marks[0]}\n\f{set_out[1]}\n{marks[1]}\n\f{set_out[2]}"
    assert pages(source)[0] == marks[:2]


def test_worded_numbers_under_the_titles_of_chapters_are_of_pages_where_they_tear_a_sentence() -> None:
    marks = ["1  Timber                  page 3", "2  Stone                   page 4"]
    assert pages(set_apart(marks, TORN * 9))[0] == marks
    assert pages(set_apart(marks, WHOLE))[0] == []


@pytest.mark.parametrize("text", [WHOLE, TORN * 9])
@pytest.mark.parametrize(
    "entries",
    [
        ["Room    101", "Room    102", "Room    205"],
        ["Total  12", "Total  15", "Total  20"],
        ["Population    1950", "Population    1960", "Population    1970"],
        ["Smith, Ports  page 12", "Smith, Ports  page 40"],
        ["1. Smith, Ports    page 12", "1. Smith, Ports    page 13"],
    ],
)
def test_entries_whose_numbers_do_not_count_as_pages_do_are_text(entries: list[str], text: str) -> None:
    assert pages(set_apart(entries, text))[0] == []


@pytest.mark.parametrize(
    "headings",
    [
        ["Lesson    1", "Lesson    2", "Lesson    3"],
        ["Question  1", "Question  2", "Question  3"],
        ["Chapter  1", "Chapter  2"],
        ["题目　1", "题目　2", "题目　3"],
    ],
)
@pytest.mark.parametrize(
    "heading_above", ["", "THE BRIDGES OF THE TARN AND OF THE OTHER RIVERS OF THE PLAIN\n"]
)
def test_numbered_headings_are_text(headings: list[str], heading_above: str) -> None:
    assert pages(heading_above + set_apart(headings, WHOLE))[0] == []
    assert pages(f"{heading_above}\n{headings[0]}\n\n{set_apart(headings[1:], WHOLE)}")[0] == []
    # Nor does a line that repeats beside them become a header.
    assert pages("".join(f"{WHOLE}\n{heading}\nAnswer in full.\n\n" for heading in headings))[0] == []


def test_entries_of_an_index_are_text() -> None:
    entries = "Anchor  page 3\nAnchor  page 4\nBuoy  page 7\n"
    assert pages(f"{WHOLE}\n{entries}\n{WHOLE}")[0] == []
    assert pages(f"{WHOLE}\nPage 3\nPage 4\n\n{WHOLE}")[0] == []


@pytest.mark.parametrize("form", ["Fill in page 1 of 3.", "Fill in\npage 1 of 3", "Fill in      page 1 of 3"])
def test_a_form_that_names_its_pages_keeps_them(form: str) -> None:
    assert pages(f"{form}\nand sign it.\n")[0] == []
    assert pages(f"{WHOLE}\n{form}\nand sign it.\n\n{WHOLE}")[0] == []
    assert pages(f"{WHOLE}\n{form}\n\n{WHOLE}")[0] == []


def test_a_counted_number_is_of_a_page_between_dashes_or_on_the_last_line() -> None:
    assert pages("One.\n- Page 2 of 3 -\nTwo.\n")[0] == ["- Page 2 of 3 -"]
    assert pages("One.\nTwo.\nPage 3 of 3\n")[0] == ["Page 3 of 3"]
    assert pages("One.\nTwo.\nPage 2 of 3\n")[0] == []


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


@pytest.mark.parametrize(
    "line",
    [
        "Opening balance        1,200",
        "Opening balance        EUR 30",
        "Signed: Ann Lee            Date: 4 May 2021",
        "Signed: Ann Lee            4 May 2021",
        "1,200        4 May 2021",
        "Ann Lee            Bo Marsh",
    ],
)
def test_a_line_of_two_ends_under_a_page_number_may_be_text(line: str) -> None:
    text = WRAPPED * 8
    assert pages(f"{text}\nPage 1 of 2\n{line}\n\n{text}")[0] == ["Page 1 of 2"]


def test_a_row_with_a_date_goes_on_a_table_over_the_end_of_the_page() -> None:
    row = "Timber bridge          4 May 2021"
    source = f"{WRAPPED * 8}\n{row}\n\nPage 1 of 2\n{row}\n\n{WRAPPED * 8}"
    assert pages(source)[0] == ["Page 1 of 2"]


@pytest.mark.parametrize("end", ["4 May 2021", "May 4, 2021", "2021-05-04", "2021年5月4日", "page 2"])
def test_a_header_ends_in_a_date_or_a_page(end: str) -> None:
    text, header = WRAPPED * 8, f"TARN COUNCIL          {end}"
    assert pages(f"{text}\nPage 1 of 2\n{header}\n\n{text}")[0] == ["Page 1 of 2", header]
