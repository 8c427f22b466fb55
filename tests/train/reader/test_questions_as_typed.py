"""Careless, polite and code-switched questions, and groups with fewer sentences."""

from __future__ import annotations

import random
from dataclasses import replace

from train.reader.rows import Group, Sentence, thinned
from train.reader.slips import slipped
from train.reader.switching import replacements, sounds_of, switched

ENGLISH = "In which building was the session held?"
CHINESE = "分论坛是在哪一栋楼里开的？"
GROUP = Group(
    "reading",
    "What did Sheng Qiuping say about Shanghai?",
    tuple(
        Sentence(text, "标题")
        for text in ("盛秋平表示，上海要扩大开放。", "会议开了两天。", "大家鼓掌。", "天气晴朗。")
    ),
    frozenset({0}),
    language="en",
)


def test_a_slip_changes_most_questions_and_leaves_none_empty():
    rng = random.Random(1)
    for question in (ENGLISH, CHINESE, "2021?", ""):
        drawn = [slipped(question, rng) for _ in range(200)]
        assert all(drawn) or not question
        if len(question) > 5:
            assert sum(one != question for one in drawn) > 120


def test_slips_repeat_with_their_seed():
    assert [slipped(CHINESE, random.Random(n)) for n in range(20)] == [
        slipped(CHINESE, random.Random(n)) for n in range(20)
    ]


def test_names_are_found_by_their_sound_and_put_into_chinese():
    known = replacements(GROUP, sounds_of(GROUP))
    assert [(GROUP.question[start:end], name, proper) for start, end, name, proper in known] == [
        ("Sheng Qiuping", "盛秋平", True),
        ("Shanghai", "上海", True),
    ]
    drawn = {switched(GROUP.question, known, random.Random(n)) for n in range(50)}
    assert "What did 盛秋平 say about 上海 ?" in drawn


def test_nothing_is_replaced_that_the_text_does_not_hold():
    other = replace(GROUP, sentences=(Sentence("会议开了两天。"),))
    assert replacements(other, sounds_of(other)) == []


def test_a_thinned_group_keeps_what_answers_and_what_tempts():
    for seed in range(20):
        few = thinned(GROUP, 2, random.Random(seed))
        assert len(few.sentences) == 2
        assert [few.sentences[i].text for i in few.answering] == [GROUP.sentences[0].text]
    tempted = replace(GROUP, answering=frozenset(), tempting=frozenset({2}))
    few = thinned(tempted, 1, random.Random(1))
    assert [s.text for s in few.sentences] == ["大家鼓掌。"]
    assert few.tempting == {0}
