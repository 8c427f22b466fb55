from __future__ import annotations

import pytest

from rag.text.spelling import corrected

RARITY = {"about": 1.0, "abort": 6.0, "trade": 2.0, "company": 3.0, "companies": 3.0}


def correct(word: str) -> str | None:
    return corrected(word, RARITY.__contains__, RARITY.__getitem__)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abuot", "about"),
        ("tradde", "trade"),
        ("compny", "company"),
        ("compnaies", "companies"),
        ("Trode", "trade"),
        ("aboet", "about"),
        ("zzzzz", None),
        ("trd", None),
        ("PB2x9", None),
    ],
)
def test_one_slip_is_undone(typed, meant):
    assert correct(typed) == meant


def test_of_several_words_the_most_common_was_meant():
    assert corrected("abost", {"about", "abort"}.__contains__, RARITY.__getitem__) == "about"
