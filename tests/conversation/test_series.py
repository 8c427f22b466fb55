from __future__ import annotations

import pytest

from rag.conversation.series import exchanged, with_neighbouring_year, with_year, year_meant


@pytest.mark.parametrize(
    ("phrase", "question", "changed"),
    [
        ("第八次", "第七次会议是谁主持的？", "第八次会议是谁主持的？"),
        ("下半年", "上半年产量是多少？", "下半年产量是多少？"),
        ("去年", "今年植树多少？", "去年植树多少？"),
        ("April", "How much rain fell in March?", "How much rain fell in April?"),
        ("second", "What did the first meeting decide?", "What did the second meeting decide?"),
        ("shortest", "Which is the longest line?", "Which is the shortest line?"),
        ("second one", "What did the first meeting decide?", "What did the second meeting decide?"),
    ],
)
def test_a_word_of_a_row_takes_the_place_of_another(phrase, question, changed):
    assert exchanged(phrase, question) == changed


@pytest.mark.parametrize(
    ("phrase", "question"),
    [
        ("上海", "第七次会议是谁主持的？"),
        ("April", "What did the first meeting decide?"),
        ("去年", "去年植树多少？"),
    ],
)
def test_what_shares_no_row_with_the_question_is_not_exchanged(phrase, question):
    assert exchanged(phrase, question) is None


@pytest.mark.parametrize(
    ("phrase", "year"),
    [
        ("前一年", "2018"),
        ("次年", "2020"),
        ("三年后", "2022"),
        ("十年前", "2009"),
        ("two years later", "2021"),
        ("a year before that", "2018"),
        ("the following year", "2020"),
        ("ten years", None),
    ],
)
def test_a_distance_from_the_year_spoken_of_is_a_year(phrase, year):
    assert year_meant(phrase, "2019年产量是多少？") == year


def test_without_a_year_spoken_of_no_year_is_meant():
    assert year_meant("前一年", "产量是多少？") is None


def test_a_whole_question_gets_the_neighbouring_year():
    assert with_neighbouring_year("李明前一年讲了什么？", "2025年谁致辞？") == "李明2024年讲了什么？"
    assert with_neighbouring_year("前一年比2020年多吗？", "2025年谁致辞？") == "前一年比2020年多吗？"


def test_another_edition_takes_the_place_of_the_edition_of_a_year():
    assert exchanged("旧版", "2024年版年假是几天？") == "旧版年假是几天？"


def test_a_year_is_put_where_a_question_names_its_time():
    assert with_year("2021", "某港2020年吞吐量是多少？", chinese=True) == "某港2021年吞吐量是多少？"
    assert with_year("2021", "南山港，吞吐量是多少？", chinese=True) == "南山港，2021年吞吐量是多少？"
    assert (
        with_year("2021", "What did the port handle?", chinese=False) == "What did the port handle in 2021?"
    )
