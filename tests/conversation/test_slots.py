from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.conversation.slots import Filler, Fragment, fill_slot, without_phrase_beside

BLIND = Filler(None, None)


def likes(*liked: str) -> Filler:
    """A filler to which only these candidates are like the phrase."""
    return Filler(lambda _, candidates: [0.9 if text in liked else 0.0 for text in candidates], None)


def fill(phrase: str, question: str, filler: Filler = BLIND) -> str:
    return fill_slot(Fragment(phrase), question, question, filler)


def test_a_year_takes_the_place_of_the_year():
    assert fill("2021", "What did the port handle in 2020?") == "What did the port handle in 2021?"
    assert fill("2021", "某港2020年吞吐量是多少？") == "某港2021年吞吐量是多少？"


def test_a_year_is_added_where_there_was_none():
    assert fill("2021", "Who attended the forum?") == "Who attended the forum in 2021?"
    assert fill("2021年", "谁参加了论坛？") == "2021年谁参加了论坛？"


def test_one_character_and_what_is_asked_for_are_no_slots_of_a_chinese_question():
    filler = Filler(lambda _, candidates: [0.9] * len(candidates), lambda _: ["哪些", "城市", "有", "茶"])
    assert fill("北山", "哪些城市有茶？", filler) == "哪些城市有茶（北山）？"


def test_a_phrase_with_a_year_changes_both():
    question = "What were Lima's exports in 2020?"
    assert fill("Cusco in 2022", question, likes("Lima")) == "What were Cusco's exports in 2022?"
    assert (
        fill("Cusco in 2022", "What are Lima's exports?", likes("Lima"))
        == "What are Cusco's exports in 2022?"
    )


def test_the_first_year_of_a_range_keeps_the_range():
    assert fill("2010年北山", "2010年到2015年南山增长多少？") == "2010年到2015年南山增长多少（北山）？"


def test_a_name_takes_the_place_of_an_owner_and_a_thing_does_not():
    question = "What share of Peru's tea did the zones take?"
    assert fill("Chile", question, likes("Peru")) == "What share of Chile's tea did the zones take?"
    assert fill("coffee", question, likes("Peru")) == f"{question[:-1]} (coffee)?"


def test_part_of_a_compound_is_no_slot():
    question = "How many tea gardens were opened?"
    assert fill("coffee", question, likes("tea")) == f"{question[:-1]} (coffee)?"
    assert fill("parks", question, likes("tea gardens")) == "How many parks were opened?"


def test_the_verb_behind_did_is_no_part_of_a_slot():
    question = "What did the green zones take in 2020?"
    assert (
        fill("ports", question, likes("green zones", "green zones take"))
        == "What did the ports take in 2020?"
    )


def test_the_phrase_that_is_already_there_is_put_beside():
    assert fill("tea", "How much tea was sold?", likes("tea")) == "How much tea was sold (tea)?"


def test_a_phrase_is_put_beside_the_question_that_stood_by_itself():
    assert (
        fill_slot(Fragment("茶"), "某港吞吐量是多少（面积）？", "某港吞吐量是多少？", BLIND)
        == "某港吞吐量是多少（茶）？"
    )


@given(st.text("茶园港口面积", min_size=2, max_size=12), st.text("南北山东西", min_size=2, max_size=12))
def test_what_was_put_beside_is_taken_off_again(phrase, topic):
    question = f"{topic}有多大？"
    assert without_phrase_beside(fill(phrase, question)) == question
