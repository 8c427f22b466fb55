"""Signals of an answer → a calibrated probability that the documents answer the question."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer, each about in [0, 1].

    `support`: share of the weight of the question's terms that the best sentence, its passage and context hold;
    `grounds`: how much weight that is in all, however much else is asked; `name_missing`: a person, place, body or
    ordinal of the question is in neither; `similarity`: cosine of question and best sentence; `fit`: the kind asked for
    is there; `misfit`: a figure or date is asked for and there is none, or one of another unit; `year_conflict`: a year
    that the question names is not the sentence's; `crossing`: question and passage are in different languages;
    `reading`: what the reader thinks of the best sentence; `readings`: the mean of what it thinks of all that it read,
    which tells a question on the documents' subject from one beside it; `follow_up`: the question took something from
    the conversation before it, which has found what the documents speak of.
    """

    support: float
    grounds: float
    name_missing: float
    similarity: float
    fit: float
    misfit: float
    year_conflict: float
    crossing: float
    reading: float = 0.5
    readings: float = 0.5
    follow_up: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model over the signals: one weight for each in the order of `Signals`, then the bias."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """1 / (1 + exp(-(w·s + b))): the probability that the documents answer."""
        logit = self.bias + sum(w * s for w, s in zip(self.weights, astuple(signals), strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


# Fitted on the development questions by `python -m eval.calibrate`, which also tells how they do on unseen ones.
WITHIN_LANGUAGE = Calibration(
    (0.198, -0.245, -0.802, -0.05, 0.587, -0.985, -1.287, 0.0, 8.573, 0.309, 0.925), -2.384, 0.51
)
ACROSS_LANGUAGES = Calibration(
    (-0.583, 1.637, -1.233, 2.18, 0.101, -2.372, -0.791, 0.0, 6.217, 2.266, 0.925), -3.046, 0.51
)


def calibration_for(signals: Signals) -> Calibration:
    """The model for the pair of languages: across languages words overlap less and meaning counts more."""
    return ACROSS_LANGUAGES if signals.crossing else WITHIN_LANGUAGE
