"""Where sentences end, in both languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import split_sentences

MIXED = st.text(alphabet="自贸区。！？；…”」) .!?;\"'\n AbC3c", max_size=80)


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_chinese_marks_end_sentences_and_closing_quotes_stay_with_theirs() -> None:
    assert pieces("“一。”他说。二！三？四；五……六") == [
        "“一。”",
        "他说。",
        "二！",
        "三？",
        "四；",
        "五……",
        "六",
    ]


def test_english_stops_need_a_space_after_them() -> None:
    assert pieces("It grew 5.37% in 2010. See gov.cn/a.htm?x=1 for more. (Yes!) Done") == [
        "It grew 5.37% in 2010. ",
        "See gov.cn/a.htm?x=1 for more. ",
        "(Yes!) ",
        "Done",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith and Mr. J. K. Lee met on Jan. 5.",
        "It covers ports, e.g. Ningbo, i.e. the biggest.",
        "See Fig. 3 and no. 7 of vol. 2.",
        "It stopped ... and went on.",
    ],
)
def test_abbreviations_initials_and_ellipses_do_not_end_a_sentence(text: str) -> None:
    assert pieces(text) == [text]


def test_an_abbreviation_that_may_end_a_sentence_does_before_a_capital() -> None:
    assert pieces("He left the U.S. The firm Acme Inc. grew.") == [
        "He left the U.S. ",
        "The firm Acme Inc. grew.",
    ]


def test_a_list_number_belongs_to_its_item() -> None:
    assert pieces("1. Aims\n2. Means") == ["1. Aims\n", "2. Means"]


def test_a_line_break_always_ends_a_sentence() -> None:
    assert pieces("主持人：\n王卉\t主持人") == ["主持人：\n", "王卉\t主持人"]


def test_an_english_sentence_ends_before_chinese() -> None:
    assert pieces("It is done.中国发展。") == ["It is done.", "中国发展。"]


@given(MIXED)
def test_sentences_cover_the_text_without_gaps(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(start < end for start, end in split_sentences(text))


@given(MIXED.filter(str.strip))
def test_no_sentence_is_mere_white_space(text: str) -> None:
    assert all(piece.strip() for piece in pieces(text.lstrip()))


@pytest.mark.parametrize("unit", ["。", ".", " ", "\n", "…", "a", "!?"])
def test_long_runs_of_one_mark_take_linear_time(unit: str) -> None:
    text = unit * 400_000
    started = time.process_time()
    assert "".join(pieces(text)) == text
    assert time.process_time() - started < 5
