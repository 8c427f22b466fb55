from __future__ import annotations

import pytest

from rag.conversation.english_verbs import base_form, finite, gerund, is_past
from rag.conversation.topics import topic_of, topic_of_phrase


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        (
            "How many containers did Lima Port handle in 2022?",
            "the containers that Lima Port handled in 2022",
        ),
        ("How many boats go out at night?", "the boats that go out at night"),
        ("How many times did the ferries turn back in May?", "the times that the ferries turned back in May"),
        (
            "How big a loss does the treasurer expect this year?",
            "the loss that the treasurer expects this year",
        ),
        (
            "What share of the forms did clerks accept in March?",
            "the share of the forms that clerks accepted in March",
        ),
        ("Which supplier had to pay after the failure?", "the supplier that had to pay after the failure"),
        ("Which river supplies Lima?", "the river that supplies Lima"),
        ("What areas is the Lima zone made up of?", "the areas that the Lima zone is made up of"),
        ("Who wrote the tea report?", "writing the tea report"),
        ("Who came?", "who came"),
        ("Whose idea was it to close the mill?", "the idea to close the mill"),
        ("How tall is Mount Ferro?", "the height of Mount Ferro"),
        ("Why did the council cancel the fair?", "the council cancelling the fair"),
        ("What was found at Tarn Hill in 1934?", "what was found at Tarn Hill in 1934"),
        ("Under the rules, how much can an owner lease?", "an owner leasing under the rules"),
        ("Who is head cook of the Lima school?", "the head cook of the Lima school"),
    ],
)
def test_a_question_is_a_phrase_that_may_stand_behind_about(question, phrase):
    assert topic_of(question).whole == phrase


def test_a_phrase_that_a_question_was_made_into_speaks_of_no_one_thing():
    assert topic_of_phrase("the containers that Lima Port handled").subject is None
    assert topic_of_phrase("the area of Lima Port").subject == "Lima Port"


@pytest.mark.parametrize(
    ("verb", "past", "now", "doing"),
    [
        ("close", "closed", "closes", "closing"),
        ("run", "ran", "runs", "running"),
        ("carry", "carried", "carries", "carrying"),
        ("travel", "travelled", "travels", "travelling"),
        ("write", "wrote", "writes", "writing"),
        ("teach", "taught", "teaches", "teaching"),
        ("die", "died", "dies", "dying"),
        ("agree", "agreed", "agrees", "agreeing"),
        ("open", "opened", "opens", "opening"),
        ("do", "did", "does", "doing"),
        ("limit", "limited", "limits", "limiting"),
        ("target", "targeted", "targets", "targeting"),
        ("budget", "budgeted", "budgets", "budgeting"),
        ("admit", "admitted", "admits", "admitting"),
        ("forget", "forgot", "forgets", "forgetting"),
    ],
)
def test_forms_of_verbs(verb, past, now, doing):
    assert (finite("did", verb), finite("does", verb), finite("do", verb)) == (past, now, verb)
    assert gerund(verb) == doing
    assert is_past(past)
    assert base_form(now) == verb


@pytest.mark.parametrize("word", ["hundred", "shed", "speed", "need"])
def test_what_only_ends_as_a_past_form_does_is_none(word):
    assert not is_past(word)


def test_a_past_form_that_is_regular_gives_its_form_in_ing_at_once():
    assert [gerund(past) for past in ("managed", "planned", "studied")] == [
        "managing",
        "planning",
        "studying",
    ]
