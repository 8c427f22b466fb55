"""A candidate sentence with the signals that speak for it, and the weights that make one score of them."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Hit, Language


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit with what speaks for it, each signal in [0, 1], `fit` in [-1, 1].

    `overlap` is the weight of the question's terms that the sentence holds, over the weight of all of them;
    `support` the same for the terms that stand not in it but in its passage, title, section, date or speaker;
    `similarity` the cosine of sentence and question; `fit` whether the sentence holds the kind of thing asked for;
    `prior` the hit's own score. `covered` are the question's terms in the sentence, `around`
    those in its passage or context. `given` those
    in its context alone. `conflict`: a name of the question is not in the passage, or the year is another.
    `position` is the sentence's number in its passage, from 0, `previous` what it leans on: the sentence before it or
    the line that opens its list. `around_text` is what the reader is shown with the sentence, `reading` the reader's
    log-odds that it answers, on a scale from 0 to 1.
    """

    hit: Hit
    start: int
    end: int
    overlap: float
    support: float
    similarity: float
    fit: float
    prior: float
    covered: frozenset[str]
    around: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    conflict: float = 0.0
    position: int = 0
    previous: str = ""
    around_text: str = ""
    reading: float = 0.0

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        offset = self.hit.chunk.start
        return self.hit.chunk.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much each signal counts in a sentence's score; `misfit` is what a fit below 0 costs, `start` is given free."""

    overlap: float
    support: float
    similarity: float
    fit: float
    prior: float
    misfit: float
    conflict: float = 0.0
    reading: float = 0.0
    start: float = 0.0

    def score(self, candidate: Candidate) -> float:
        """The weighted sum of the candidate's signals."""
        return (
            self.start
            + self.overlap * candidate.overlap
            + self.support * candidate.support
            + self.similarity * max(0.0, candidate.similarity)
            + (self.fit if candidate.fit > 0 else self.misfit) * candidate.fit
            + self.prior * candidate.prior
            - self.conflict * candidate.conflict
            + self.reading * candidate.reading
        )


@dataclass(frozen=True, slots=True)
class PairWeights:
    """Weights for sentences in the question's language and for those in the other one, which share fewer words with it."""

    language: Language
    within: SentenceWeights
    across: SentenceWeights

    def crosses(self, candidate: Candidate) -> bool:
        """Whether a candidate is in another language than the question."""
        return candidate.hit.chunk.language != self.language

    def of(self, candidate: Candidate) -> SentenceWeights:
        """The weights for a candidate."""
        return self.across if self.crosses(candidate) else self.within

    def score(self, candidate: Candidate) -> float:
        """The weighted sum of a candidate's signals."""
        return self.of(candidate).score(candidate)
