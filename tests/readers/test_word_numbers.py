"""Numbers as Word counts and writes them."""

from __future__ import annotations

import pytest

from rag.readers.word_numbers import BULLET, Level, Numbering, write_number


@pytest.mark.parametrize(
    ("number", "figures", "written"),
    [
        (1, "decimal", "1"),
        (7, "chineseCounting", "七"),
        (10, "chineseCountingThousand", "十"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (35, "japaneseCounting", "三十五"),
        (100, "chineseCounting", "一百"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (4, "lowerRoman", "iv"),
        (49, "upperRoman", "XLIX"),
        (3, "decimalZero", "03"),
        (2, "decimalEnclosedCircleChinese", "②"),
        (5, "none", ""),
        (1_000_000, "lowerLetter", "1000000"),
        (5, "unheardOf", "5"),
    ],
)
def test_a_number_is_written_in_its_figures(number: int, figures: str, written: str) -> None:
    assert write_number(number, figures) == written


def numbering() -> Numbering:
    return Numbering(
        lists={"1": "a", "2": "a", "3": "b"},
        levels={
            "a": {0: Level("decimal", "%1.", 1), 1: Level("lowerLetter", "%1.%2)", 1)},
            "b": {0: Level("bullet", "\uf0b7", 1)},
        },
        restarts={"2": {0: 1}},
    )


def test_inner_levels_start_anew_under_the_next_outer_number() -> None:
    lists = numbering()
    asked = [("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)]
    assert [lists.label(*place) for place in asked] == ["1.", "1.a)", "1.b)", "2.", "2.a)"]


def test_a_list_that_restarts_counts_from_its_start() -> None:
    lists = numbering()
    assert [lists.label(name, 0) for name in ("1", "1", "2", "2")] == ["1.", "2.", "1.", "2."]


def test_a_level_asked_for_before_its_outer_one_begins_with_that_ones_first() -> None:
    assert numbering().label("1", 1) == "1.a)"


def test_bullets_and_unknown_lists() -> None:
    lists = numbering()
    assert lists.label("3", 0) == BULLET
    assert (lists.label("9", 0), lists.label("1", 5)) == ("", "")
