"""Glyphs at their places → lines of text."""

from __future__ import annotations

from rag.readers.page_lines import LINE_HYPHEN, Glyph, drop_furniture, find_lines, set_pages


def set_text(text: str, left: float, base: float, size: float = 10, advance: float = 5) -> list[Glyph]:
    """Glyphs of one line; a Han character is as wide as it is high."""
    glyphs, place = [], left
    for char in text:
        width = size if ord(char) > 0x2E7F else advance * size / 10
        glyphs.append(Glyph(char, place, base, place + width, base + size))
        place += width
    return glyphs


def texts(*runs: list[Glyph]) -> list[str]:
    return [line.text for line in find_lines([glyph for run in runs for glyph in run], 800)]


def break_line() -> list[Glyph]:
    return [Glyph("\n", 0, 0, 0, 0, True)]


def test_pieces_at_one_height_are_one_line() -> None:
    assert texts(set_text("Grain", 50, 400), break_line(), set_text("1,200", 200, 401)) == ["Grain 1,200"]


def test_what_stands_left_or_lower_is_another_line() -> None:
    assert texts(set_text("two", 200, 400), break_line(), set_text("one", 50, 400)) == ["two", "one"]
    assert texts(set_text("up", 50, 400), set_text("down", 50, 380)) == ["up", "down"]


def test_a_space_put_in_between_chinese_characters_is_none() -> None:
    space = [Glyph(" ", 60, 400, 60, 400, True)]
    assert texts(set_text("临", 50, 400), space, set_text("海", 64, 400)) == ["临海"]
    assert texts(set_text("临", 50, 400), space, set_text("海", 70, 400)) == ["临 海"]


def test_a_hyphen_at_the_end_ends_the_line() -> None:
    hyphen = [Glyph(LINE_HYPHEN, 75, 400, 80, 410)]
    assert texts(set_text("inter", 50, 400), hyphen, set_text("national", 50, 385)) == ["inter-", "national"]


def test_columns_stand_at_their_places() -> None:
    rows = [
        glyph
        for base, row in ((400, ("Cargo", "Tonnes")), (385, ("Grain and meal", "12")))
        for left, text in zip((50, 150), row, strict=True)
        for glyph in [*set_text(text, left, base), *break_line()]
    ]
    page = find_lines([*rows, *set_text("a line of common text", 50, 360)], 800)
    assert set_pages([page]) == [
        "Cargo               Tonnes\nGrain and meal      12\n\na line of common text"
    ]


def test_the_mark_of_an_item_makes_no_column() -> None:
    line = find_lines([*set_text("•", 50, 400), *set_text("grain", 80, 400)], 800)
    assert line[0].pieces == [(50, "• grain")]


def test_a_hanging_indent_starts_no_paragraph() -> None:
    lines = [
        glyph
        for base, left, text in (
            (400, 50, "• an item that goes on over"),
            (385, 62, "the end of its line,"),
            (370, 62, "and once more."),
            (355, 50, "• another item"),
        )
        for glyph in [*set_text(text, left, base), *break_line()]
    ]
    assert "\n    " not in set_pages([find_lines(lines, 800)])[0]


def test_the_lines_of_one_paragraph_are_not_parted_on_the_next_page() -> None:
    pages = [
        find_lines(set_text("园区有企业一千二百八十六家，其中", 50, 100), 800),
        find_lines(set_text("规模以上的有二百一十四家。", 50, 700), 800),
    ]
    assert set_pages(pages) == ["园区有企业一千二百八十六家，其中", "规模以上的有二百一十四家。"]


def test_words_that_repeat_within_the_text_are_no_furniture() -> None:
    page = find_lines([*set_text("Total", 50, 400), *break_line(), *set_text("12", 50, 385)], 800)
    assert drop_furniture([page, page, page]) == [page, page, page]


def test_no_pages_are_no_text() -> None:
    assert find_lines([], 800) == []
    assert drop_furniture([]) == []
    assert set_pages([[], []]) == ["", ""]


def test_places_that_no_page_has_make_no_endless_line() -> None:
    far = [*set_text("a", 50, 400), *set_text("b", 14_000, 400, advance=0), *set_text("c", 50, 780)]
    assert len(set_pages([find_lines(far, 800)])[0]) < 1_000
    flat = [Glyph(char, 50, 400, 50, 400) for char in "abc"]
    assert set_pages([find_lines(flat, 800)]) == ["abc"]
