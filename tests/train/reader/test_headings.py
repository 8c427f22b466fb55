"""Groups under other headings: only where the answer does not need its own."""

from __future__ import annotations

import random
from dataclasses import replace

from train.reader.headings import headings_of, under_heading
from train.reader.rows import Group, Sentence

HEADING = "云溪县 › 港口"
NAMED = Sentence("云溪县的港口2019年建成。", HEADING)
LEANING = Sentence("2019年建成。", HEADING, "工程分三期。")
OTHERS = {"zh": ["青河区年鉴 › 农业"], "en": ["Harbour report › Traffic"]}


def group(question, *sentences, language="zh"):
    return Group("reading", question, sentences, frozenset({0}), language=language)


def drawn(some, names=()):
    return {
        tuple(s.heading for s in under_heading(some, OTHERS, names, random.Random(seed)).sentences)
        for seed in range(40)
    }


def test_a_group_that_names_its_subject_gets_every_kind_of_heading():
    assert drawn(group("云溪县的港口哪年建成？", NAMED, LEANING)) == {
        ("港口", "港口"),
        ("农业", "农业"),
        ("青河区年鉴 › 农业", "青河区年鉴 › 农业"),
        ("", ""),
    }


def test_a_sentence_that_leans_on_its_heading_keeps_it():
    assert drawn(group("云溪县的工程哪年建成？", LEANING, NAMED)) == {(HEADING, HEADING)}


def test_what_the_sentence_before_names_is_named():
    leaning = replace(LEANING, before="云溪县的工程分三期。")
    assert len(drawn(group("云溪县的工程哪年建成？", leaning))) == 4


def test_a_question_without_an_answer_may_stand_under_any_heading():
    assert len(drawn(replace(group("云溪县哪年通车？", LEANING), answering=frozenset()))) == 4


def test_an_english_question_needs_its_names_in_the_chinese_sentence():
    asked = group(
        "When was the Liu Wen wharf built?", Sentence("柳文码头2019年建成。", HEADING), language="en"
    )
    assert drawn(asked) == {(HEADING,)}
    assert len(drawn(asked, ["柳文"])) == 4
    assert drawn(asked, ["柳文", "云溪"]) == {(HEADING,)}


def test_headings_are_taken_once_and_by_language():
    groups = [group("？", NAMED), group("？", NAMED), group("?", Sentence("x", "Harbour report › Traffic"))]
    assert headings_of(groups) == {"zh": [HEADING], "en": ["Harbour report › Traffic"]}
