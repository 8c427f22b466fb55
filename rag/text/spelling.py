"""A misspelt English word → the everyday word that was meant."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator

MIN_LETTERS = 5


def corrected(word: str, is_word: Callable[[str], bool], rarity: Callable[[str], float]) -> str | None:
    """The most common word one slip away from a misspelt one, or None when there is none.

    A slip is a letter left out, put in, exchanged, or two neighbours swapped (Damerau 1964). Short words have too many
    neighbours to tell which was meant, and words that are spelt right are not looked at by the caller.
    """
    if len(word) < MIN_LETTERS or not (word.isascii() and word.isalpha()):
        return None
    lowered = word.lower()
    found = {other for other in _one_slip_away(lowered) if is_word(other)}
    return min(found, key=lambda other: (rarity(other), other), default=None)


def _one_slip_away(word: str) -> Iterator[str]:
    for cut in range(len(word) + 1):
        head, tail = word[:cut], word[cut:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in string.ascii_lowercase:
            yield head + letter + tail
            if tail and tail[0] != letter:
                yield head + letter + tail[1:]
