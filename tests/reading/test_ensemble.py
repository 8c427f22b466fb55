"""Several readers as one."""

from dataclasses import dataclass

import pytest

from rag.protocols import Reader
from rag.reading.ensemble import ReaderEnsemble


@dataclass
class Sure:
    """Gives every sentence the same chance."""

    chance: float
    fingerprint: str = "a"

    def read(self, question, sentences):
        return [self.chance] * len(sentences)


def test_an_ensemble_is_a_reader():
    assert isinstance(ReaderEnsemble([Sure(0.5)]), Reader)


def test_chances_are_the_mean_of_the_log_odds():
    both = ReaderEnsemble([Sure(0.9), Sure(0.1)])
    assert both.read("?", [("a", ""), ("b", "")]) == pytest.approx([0.5, 0.5])
    # Odds of 9 and 1 have the mean 3 on the scale of their logarithms.
    assert ReaderEnsemble([Sure(0.9), Sure(0.5)]).read("?", [("a", "")]) == pytest.approx([0.75])


def test_a_chance_of_nothing_or_everything_stays_between():
    assert all(0.0 < c < 1.0 for c in ReaderEnsemble([Sure(0.0), Sure(0.0)]).read("?", [("a", "")]))
    assert all(0.0 < c < 1.0 for c in ReaderEnsemble([Sure(1.0), Sure(1.0)]).read("?", [("a", "")]))
    assert ReaderEnsemble([Sure(1.0)]).read("?", []) == []


def test_the_fingerprint_is_of_every_reader():
    prints = {ReaderEnsemble([Sure(0.5, one), Sure(0.5, two)]).fingerprint for one in "ab" for two in "ab"}
    assert len(prints) == 4


def test_no_readers_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        ReaderEnsemble([])
