from __future__ import annotations

import pytest

from rag.text.spelling import corrected, is_english_word


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abuot", "about"),
        ("invesmtent", "investment"),
        ("tarde", "trade"),
        ("compnaies", "companies"),
        ("companny", "company"),
        ("supervison", "supervision"),
        ("Foriegn", "foreign"),
        ("zzzzz", None),
        ("trd", None),
        ("PB2x9", None),
    ],
)
def test_one_slip_is_undone(typed, meant):
    assert corrected(typed) == meant


def test_swapped_letters_alone_may_be_looked_for():
    assert corrected("Europaen", only_swaps=True) == "european"
    assert corrected("supervison", only_swaps=True) is None


@pytest.mark.parametrize("word", ["utilised", "utilized", "since", "Specialise", "modernise", "trade"])
def test_british_and_american_words_are_words(word):
    assert is_english_word(word)


@pytest.mark.parametrize("word", ["compnaies", "Lingang", "foriegn"])
def test_names_and_slips_are_not(word):
    assert not is_english_word(word)
