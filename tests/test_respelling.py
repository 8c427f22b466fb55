from __future__ import annotations

import pytest

from rag.respelling import respelt
from rag.text.lexicon import Lexicon
from tests.test_expansion import vocabulary


def respell(question: str) -> str:
    return respelt(question, vocabulary(), Lexicon.load())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What did the foriegn compnaies invset?", "What did the foreign companies invest?"),
        ("abuot 自贸区 invesmtent?", "about 自贸区 investment?"),
        ("Which Indutsrial parks grew?", "Which Industrial parks grew?"),
        ("INDUTSRIAL parks", "INDUSTRIAL parks"),
    ],
)
def test_slips_of_the_hand_are_undone(typed, meant):
    assert respell(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "When was the programme modernised, and who subsidises it?",
        "What did Oosterveld and Al-Khatib say about Lingang?",
        "What does shengqiuping say?",
        "Is PB2x9 a code, or an e-mail?",
        "上海的面积多大？",
        "",
    ],
)
def test_what_is_spelt_right_and_every_name_stays(question):
    assert respell(question) == question
