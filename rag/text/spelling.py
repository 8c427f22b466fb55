"""A misspelt English word → the everyday word that was meant, by the noisy channel.

Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel Model", COLING 1990: of the words one
slip away (Damerau 1964) the one that is most often meant and most easily mistyped so. Words and their frequencies are
those of pyspellchecker.
"""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker

MIN_LETTERS = 5
# Rough shares of the slips that leave a letter out, swap two, put one in or exchange one, set by hand; the last two could
# have taken any of 26 letters, of which the one that was typed is one.
_LEFT_OUT, _SWAPPED, _PUT_IN, _EXCHANGED = 0.3, 0.2, 0.25 / 26, 0.25 / 26


def is_english_word(word: str) -> bool:
    """Whether a word is in the dictionary, in American or British spelling."""
    lowered = word.lower()
    american = lowered.replace("is", "iz")
    return bool(_checker().known([lowered, american]))


def corrected(word: str, *, only_swaps: bool = False) -> str | None:
    """The likeliest word one slip away from a misspelt one, in lower case, or None when there is none.

    Short words have too many neighbours to tell which was meant. `only_swaps` looks only for two neighbouring letters in
    the wrong order.
    """
    if len(word) < MIN_LETTERS or not (word.isascii() and word.isalpha()):
        return None
    lowered, checker = word.lower(), _checker()
    found = [
        other
        for other in checker.known(checker.edit_distance_1(lowered))
        if not only_swaps or sorted(other) == sorted(lowered)
    ]
    return max(
        found,
        key=lambda other: (checker.word_usage_frequency(other) * _chance_of_slip(other, lowered), other),
        default=None,
    )


def _chance_of_slip(meant: str, typed: str) -> float:
    if len(meant) > len(typed):
        return _LEFT_OUT
    if len(meant) < len(typed):
        # A letter typed twice is the commonest of those that are too many.
        doubled = any(
            a == b and meant == typed[:i] + typed[i + 1 :] for i, (a, b) in enumerate(pairwise(typed))
        )
        return _LEFT_OUT if doubled else _PUT_IN
    return _SWAPPED if sorted(meant) == sorted(typed) else _EXCHANGED


@functools.cache
def _checker() -> SpellChecker:
    # Half a second and some 20 MB, spent at the first word that neither index nor lexicon knows.
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)
