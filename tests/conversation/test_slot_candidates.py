from __future__ import annotations

from rag.conversation.slot_candidates import affix_overlap, noun_phrases_after, slots_en, slots_zh


def spans(question, found):
    return [question[start:end] for start, end in found]


def test_what_stands_behind_a_preposition_is_found_without_its_owner_unless_a_name_is_sought():
    question = "What share of Norland's trade went to Lyon?"
    assert spans(question, noun_phrases_after("of", question, named=False)) == ["trade"]
    assert spans(question, noun_phrases_after("to", question, named=True)) == ["Lyon"]


def test_counted_things_and_verbs_are_no_slots_of_an_english_question():
    question = "What share of FDI did the 12 zones account for?"
    assert "zones" not in spans(question, slots_en(question))
    assert "live" not in spans("How many cats live in Lima?", slots_en("How many cats live in Lima?"))


def test_the_verb_to_have_is_no_part_of_a_chinese_slot():
    assert "韩国" in spans("韩国有多少个园区？", slots_zh("韩国有多少个园区？", None))


def test_a_common_ending_counts_by_its_share_of_the_longer_word():
    assert affix_overlap("南山茶园", "北山茶园") == 3 / 4
    assert affix_overlap("年假", "病假") == 1 / 2
    assert affix_overlap("上海", "茶叶") == 0.0
