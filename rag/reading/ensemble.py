"""Several readers as one: the mean of what they say."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from statistics import fmean

from rag.protocols import Reader

# Beyond this a probability says nothing more, and one that was rounded to 0 or 1 has no log-odds.
_SURE = 1e-9


class ReaderEnsemble:
    """The mean of several readers' log-odds (Dietterich 2000, "Ensemble Methods in Machine Learning").

    Readers that learnt from different beginnings err differently, so that their mean tells an answer from what looks
    like one better than either does.
    """

    def __init__(self, readers: Sequence[Reader]) -> None:
        if not readers:
            raise ValueError("An ensemble needs at least one reader.")
        self._readers = list(readers)

    @property
    def fingerprint(self) -> str:
        """A digest of all readers' digests, in hexadecimal."""
        return hashlib.sha256(" ".join(reader.fingerprint for reader in self._readers).encode()).hexdigest()

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """The probability that each (sentence, context) answers the question, in (0, 1)."""
        every = [reader.read(question, sentences) for reader in self._readers]
        return [_probability(fmean(map(_log_odds, chances))) for chances in zip(*every, strict=True)]


def _log_odds(chance: float) -> float:
    chance = min(1.0 - _SURE, max(_SURE, chance))
    return math.log(chance / (1.0 - chance))


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
