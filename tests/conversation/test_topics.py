from __future__ import annotations

import pytest

from rag.conversation.topics import clause_of, topic_of


@pytest.mark.parametrize(
    ("question", "subject", "whole"),
    [
        ("南山港的面积是多少？", "南山港", "南山港的面积"),
        ("海蓝号科考船最大航速是多少？", "海蓝号科考船", "海蓝号科考船最大航速"),
        ("合作社有多少个社员？", "合作社", "合作社的社员"),
        ("龙泉寺始建于哪个朝代？", "龙泉寺", "龙泉寺始建于朝代"),
        ("谁设计了云麓图书馆？", "云麓图书馆", "设计了云麓图书馆"),
        ("何时颁布的数据管理办法？", "数据管理办法", "颁布的数据管理办法"),
        ("临港对企业有什么税收优惠？", None, "临港对企业的税收优惠"),
        ("2020年茶叶产量是多少？", None, "2020年茶叶产量"),
        ("全市现有多少家养老机构？", None, "全市的养老机构"),
        ("What were the exports of Peru in 2020?", "Peru", "the exports of Peru in 2020"),
        ("What is Peru's income?", "Peru", "Peru's income"),
        ("Why did the Harlan mill close?", "the Harlan mill", "the Harlan mill closing"),
        ("Who manages the Lima tea fund?", "the Lima tea fund", "managing the Lima tea fund"),
        (
            "Was the bridge at Lima repaired after 1990?",
            "the bridge at Lima",
            "the bridge at Lima being repaired after 1990",
        ),
        (
            "How many beds does St Agnes Hospital have?",
            "St Agnes Hospital",
            "the beds that St Agnes Hospital has",
        ),
        (
            "What did the adult ticket cost after April?",
            "the adult ticket",
            "what the adult ticket cost after April",
        ),
        (
            "Which city has the longest tram line?",
            "the longest tram line",
            "the city that has the longest tram line",
        ),
        ("How many days may I work from home?", None, "the days that I may work from home"),
    ],
)
def test_a_topic_is_the_thing_spoken_of_and_the_question_without_what_asks(question, subject, whole):
    topic = topic_of(question)
    assert (topic.subject, topic.whole) == (subject, whole)


def test_who_is_asked_for_is_described_by_the_question():
    assert topic_of("赤峰路小学的校长是谁？").subject_asked_for == "赤峰路小学的校长"
    assert topic_of("赤峰路小学的面积是多少？").subject_asked_for is None


def test_an_event_is_told_apart_from_a_value():
    assert topic_of("吴家祠堂是谁主持重修的？").event
    assert not topic_of("南山港的面积是多少？").event
    assert topic_of("Why did the Harlan mill close?").event
    assert not topic_of("What is the area of Lima?").event


def test_an_english_question_has_its_words_that_ask_its_helping_verb_and_the_rest():
    clause = clause_of("How many docks does the port have?")
    assert clause is not None
    assert (clause.wh, clause.noun, clause.aux, clause.rest) == (
        "How many docks",
        "many docks",
        "does",
        "the port have",
    )
    assert clause_of("Who manages the fund?") is None


@pytest.mark.parametrize("text", ["", "?", "the", "who", "的", "谁" * 200, "is " * 100])
def test_any_text_has_a_topic(text):
    assert isinstance(topic_of(text).whole, str)
