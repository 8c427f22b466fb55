from __future__ import annotations

import pytest

from rag.conversation.antecedents import person_spoken_of, pointed_at, subject_of


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("南山港的面积是多少？", "南山港"),
        ("2020年南山港有几个码头？", "南山港"),
        ("其中绿茶工坊有多少人？", "绿茶工坊"),
        ("南山港面积多大？", "南山港"),
        ("谁来了？", None),
        ("它的面积是多少？", None),
        ("占全国的比重是多少？", None),
        ("When was Lima Port founded?", "Lima Port"),
        ("What is the area of Lima Port?", "Lima Port"),
        ("How many docks does the Lima Port have?", "the Lima Port"),
        ("When was the Lima report published?", None),
        ("What was Peru's income?", None),
        ("Who wrote the report on Lima?", None),
    ],
)
def test_the_subject_is_what_the_words_tell_and_nothing_is_guessed(question, subject):
    assert subject_of(question) == subject


def test_a_person_of_the_question_goes_before_one_of_the_answer():
    assert person_spoken_of("局长李明说了什么？", "", "部长王小春表示，很好。") == "李明"


def test_one_person_of_the_answer_is_meant_and_of_several_the_one_asked_for():
    several = "水利部副部长李明、农业银行行长王小春出席。"
    assert person_spoken_of("谁来了？", "谁来了？", "农业银行行长王小春出席。") == "王小春"
    assert person_spoken_of("农业银行呢？", "谁来了（农业银行）？", several) == "王小春"
    assert person_spoken_of("Who came?", "Who came?", several) is None
    assert person_spoken_of("谁来了？", "谁来了？", "") is None


def test_a_demonstrative_points_at_the_subject_only_with_the_subjects_noun():
    match = pointed_at("那个报告是谁写的", "南山报告")
    assert match is not None
    assert match.span() == (0, 4)
    assert pointed_at("那个报告是谁写的", "南山港") is None
    assert pointed_at("那个报告是谁写的", None) is None
