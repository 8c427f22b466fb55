"""Questions made by rule."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from train.questions import chinese_keywords, chinese_question, clause, english_keywords, english_question


class First(random.Random):
    """Takes the first of any choice and never shuffles."""

    def choice(self, seq):  # type: ignore[no-untyped-def]
        """Return the first element."""
        return seq[0]

    def shuffle(self, x):  # type: ignore[no-untyped-def]
        """Leave the order."""

    def random(self) -> float:
        """Return zero."""
        return 0.0


def test_a_year_becomes_which_year() -> None:
    assert chinese_question("该试验区于2013年9月正式挂牌成立。", First()) == "该试验区于哪一年正式挂牌成立？"


def test_a_share_becomes_what_percentage() -> None:
    assert (
        chinese_question("试验区吸收的外资占全国的18.1%。", First()) == "试验区吸收的外资占全国的百分之几？"
    )


def test_a_short_clause_takes_the_one_before_it_along() -> None:
    asked = chinese_question("主管机关应将前项申请书公告之，期间为30日。", First())
    assert asked == "主管机关应将前项申请书公告之，期间为多少日？"


def test_a_sentence_without_anything_to_ask_for_gives_no_question() -> None:
    assert chinese_question("变更资本额", First()) is None
    assert english_question("Change of capital", First()) is None


def test_an_english_date_becomes_when_with_the_auxiliary_in_front() -> None:
    asked = english_question(
        "The pilot zone was established by the State Council in September 2013.", First()
    )
    assert asked == "When was the pilot zone established by the State Council?"


@pytest.mark.parametrize("seed", range(5))
def test_an_english_question_never_holds_the_year_it_asks_for(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(50):
        asked = english_question("The old harbour authority was dissolved after long talks in 1987.", rng)
        if asked and asked.lower().startswith(("when", "in which year", "what year")):
            assert "1987" not in asked


def test_keywords_keep_their_order_and_leave_small_words_out() -> None:
    words = english_keywords("The customs of the bonded zone are reviewed", {}, random.Random(1))
    assert words is not None
    order = ["customs", "bonded", "zone", "reviewed"]
    assert [word for word in order if word in words.split()] == words.split()


def test_one_word_is_too_few_for_keywords() -> None:
    assert chinese_keywords(["海关", "的"], {}, random.Random(0)) is None


@given(st.text(max_size=200), st.integers(0, 99))
def test_a_clause_is_part_of_its_sentence(sentence: str, seed: int) -> None:
    assert clause(sentence, random.Random(seed)) in sentence


@given(st.text(alphabet="在2013年上海的%，。0一二三个元由被定", max_size=80), st.integers(0, 99))
def test_a_chinese_question_is_short_or_absent(sentence: str, seed: int) -> None:
    asked = chinese_question(sentence, random.Random(seed))
    assert asked is None or 5 <= len(asked) <= 72
