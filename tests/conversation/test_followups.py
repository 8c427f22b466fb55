from __future__ import annotations

import pytest

from rag.conversation.english_followups import has_subject_en, slot_phrase_en, without_lead_en
from rag.conversation.followups import asks_nothing, has_subject_zh, slot_phrase_zh, without_lead_zh


@pytest.mark.parametrize(
    "message", ["谢谢", "好的，谢谢！", "嗯嗯", "明白了", "ok", "Great, thanks", "I see.", "？"]
)
def test_a_courtesy_or_an_acknowledgement_asks_nothing(message):
    assert asks_nothing(message)


@pytest.mark.parametrize("message", ["好的茶是什么？", "为什么？", "Why?", "OK, why?", "对外贸易呢？"])
def test_a_question_that_begins_like_an_acknowledgement_asks_something(message):
    assert not asks_nothing(message)


@pytest.mark.parametrize(
    ("question", "led"),
    [
        ("那么，为什么", "为什么"),
        ("那它多大", "它多大"),
        ("好的，那上海呢", "上海呢"),
        ("那里的口岸", "那里的口岸"),
        ("那个报告", "那个报告"),
        ("好多企业", "好多企业"),
        ("另一个原因", "另一个原因"),
        ("另外两个", "另外两个"),
        ("还有效吗", "还有效吗"),
        ("而且为什么", "而且为什么"),
        ("那么", "那么"),
    ],
)
def test_a_chinese_lead_word_goes_and_the_beginning_of_another_word_stays(question, led):
    assert without_lead_zh(question) == led


@pytest.mark.parametrize(
    ("question", "led"),
    [
        ("and in 2021", "in 2021"),
        ("OK, so why", "why"),
        ("Great, what about tea", "what about tea"),
        ("now what about tea", "what about tea"),
        ("Well-being policies", "Well-being policies"),
        ("Great Wall length", "Great Wall length"),
        ("So-called ports", "So-called ports"),
        ("So many parks", "So many parks"),
        ("Now tell me about tea", "Now tell me about tea"),
    ],
)
def test_an_english_lead_word_goes_and_the_beginning_of_a_name_stays(question, led):
    assert without_lead_en(question) == led


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("上海呢", "上海"),
        ("还有上海呢", "上海"),
        ("2021", "2021"),
        ("2021年是多少", "2021年"),
        ("泰国", "泰国"),
        ("上海的呢", "上海"),
        ("占全国的比重呢", None),
        ("他呢", None),
        ("它的面积呢", None),
        ("上海多大", None),
    ],
)
def test_the_phrase_of_a_chinese_ellipsis(question, phrase):
    assert slot_phrase_zh(question) == phrase


@pytest.mark.parametrize(
    ("question", "led", "phrase"),
    [
        ("What about Lima", "What about Lima", "Lima"),
        ("and the imports", "the imports", "imports"),
        ("and back in 2022", "back in 2022", "2022"),
        ("and their imports", "their imports", None),
        ("What about its area", "What about its area", None),
        ("so tell me more", "tell me more", None),
        ("and is it large", "is it large", None),
        ("Lima", "Lima", "Lima"),
        ("Why", "Why", None),
        ("Great Wall length", "Great Wall length", None),
    ],
)
def test_the_phrase_of_an_english_ellipsis(question, led, phrase):
    assert slot_phrase_en(question, led) == phrase


def test_a_predicate_has_no_subject_and_a_noun_phrase_is_one():
    assert not has_subject_zh("占全国的比重是多少")
    assert not has_subject_zh("到2025年目标是多少")
    assert has_subject_zh("谁是远洋协会秘书长")
    assert has_subject_zh("2025年茶叶产量")


def test_an_english_name_is_a_subject_and_the_first_word_of_a_sentence_is_not():
    assert has_subject_en("How large is Lima")
    assert not has_subject_en("Which country")
    assert not has_subject_en("How many were closed")
    assert not has_subject_en("What did I say")
