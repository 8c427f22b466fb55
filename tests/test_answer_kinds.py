from __future__ import annotations

import pytest

from rag.answer_kinds import answer_marks, kind_fit, says_something
from rag.questions import analyse_question


def fit(sentence: str, question: str) -> float:
    return kind_fit(sentence, question, analyse_question(question))


def says(sentence: str, question: str) -> bool:
    return says_something(sentence, analyse_question(question))


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("茶园面积为28平方公里", "茶园面积是多少？", 1.0),
        ("茶园经历了两次扩建", "茶园面积是多少？", -0.5),
        ("茶园很美", "茶园面积是多少？", -1.0),
        ("茶叶占出口的5%", "茶叶占多大比重？", 1.0),
        ("园区有8个数据中心", "园区有多少个数据中心？", 1.0),
        ("茶园于2013年9月29日成立", "茶园是哪一天成立的？", 1.0),
        ("茶园于2013年成立", "茶园是哪一天成立的？", 0.3),
        ("茶园很美", "茶园是哪一年成立的？", -1.0),
        ("局长李明表示，要节水", "谁说要节水？", 1.0),
        ("某部资助了研究", "研究是谁资助的？", 0.0),
        ("茶叶局副局长李明表示，要节水", "李明是什么职务？", 1.0),
        ("李明说，要节水", "李明是什么职务？", -1.0),
        ("茶叶局副局长李明表示，要节水", "What is Li Ming's position?", 0.8),
        ("Jane Doe, director of the tea board, spoke.", "Who is Jane Doe?", 1.0),
        ("为了节水，茶园改种旱稻", "为什么改种？", 1.0),
    ],
)
def test_a_sentence_is_measured_by_what_is_asked_for(sentence, question, expected):
    assert fit(sentence, question) == expected


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("主持人：", "谁主持？", False),
        ("2025年11月5日", "谁主持？", False),
        ("2025年11月5日", "哪天开会？", True),
        ("参见Lin, Xu (2020)。", "谁研究过茶？", False),
        ("茶园面积很大。", "茶园怎样？", True),
    ],
)
def test_labels_dates_and_references_answer_nothing_by_themselves(sentence, question, expected):
    assert says(sentence, question) is expected


@pytest.mark.parametrize(
    ("text", "kind", "question", "marked"),
    [
        ("2013年面积为28.8平方公里", "number", "2013年面积多大？", ["28.8平方公里"]),
        ("占18.1%的投资和7万亿元", "number", "占多大比重？", ["18.1%"]),
        ("于2013年9月29日成立", "date", "哪天成立？", ["2013年9月29日"]),
        ("局长李明表示，要节水", "person", "谁说要节水？", ["李明"]),
        ("茶园很美", "other", "茶园怎样？", []),
    ],
)
def test_the_words_that_answer_are_marked(text, kind, question, marked):
    spans = answer_marks(text, kind, question)
    assert [text[a:b] for a, b in spans] == marked


def test_a_figure_that_the_question_already_names_is_not_marked():
    assert answer_marks("21家试验区占18.1%", "number", "21家试验区占多少？") == ((7, 12),)
