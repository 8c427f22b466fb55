"""Signals of an answer → a calibrated probability that the documents answer the question."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer, each about in [0, 1]. Shares are of the weight of the question's terms.

    `overlap`: share in the best sentence; `support`: share in it, its passage and context; `missing`: share that the
    index knows and neither the passage nor its context holds; `worst_missing`: the heaviest such term, or the heaviest
    unknown name, over the greatest weight there is; `name_missing`: a name in the
    question is not supported; `unknown`: share that the index does not know; `similarity`:
    cosine of question and best sentence; `passage_similarity`: of question and passage; `fit`: the kind asked for is
    there; `misfit`: a figure, date or person is asked for and there is none; `year_conflict`: a year that the question
    names is not the sentence's; `crossing`: question and passage are in different languages.
    """

    overlap: float
    support: float
    missing: float
    worst_missing: float
    name_missing: float
    unknown: float
    similarity: float
    passage_similarity: float
    fit: float
    misfit: float
    year_conflict: float
    crossing: float


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
    (0.673, 1.105, -1.2, 0.074, -1.569, -0.586, 1.206, 0.383, -0.283, -2.608, -1.893, 0.0), 0.415, 0.605
)
ACROSS_LANGUAGES = Calibration(
    (0.495, 1.095, -0.995, 0.209, -1.718, -0.703, 1.406, 0.35, -0.199, -2.599, -1.999, 0.0), 0.849, 0.605
)


def calibration_for(signals: Signals) -> Calibration:
    """The model for the pair of languages: across languages words overlap less and meaning counts more."""
    return ACROSS_LANGUAGES if signals.crossing else WITHIN_LANGUAGE
