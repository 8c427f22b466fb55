"""How well a reader finds the answering sentence, and tells questions with an answer from those without."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from train.reader.rows import Group

_AT_ONCE = 16


def judge(logits: Callable[[Sequence[Group]], list[Tensor]], groups: Sequence[Group]) -> dict[str, float]:
    """Return two figures for each language of the question.

    `right`: the share of questions whose best sentence answers; `auroc`: the best sentence's logit for questions with
    an answer against those without, as the area under the ROC curve.
    """
    found: dict[str, list[tuple[float, bool, bool]]] = {}
    with torch.no_grad():
        for start in range(0, len(groups), _AT_ONCE):
            some = groups[start : start + _AT_ONCE]
            for scores, group in zip(logits(some), some, strict=True):
                best = int(scores.argmax())
                entry = (float(scores[best]), bool(group.answering), best in group.answering)
                found.setdefault(group.language, []).append(entry)
    figures = {}
    for language, entries in sorted(found.items()):
        answered = [entry for entry in entries if entry[1]]
        if answered:
            figures[f"{language} right"] = sum(right for _, _, right in answered) / len(answered)
        figures[f"{language} auroc"] = auroc(
            [score for score, answerable, _ in entries if answerable],
            [score for score, answerable, _ in entries if not answerable],
        )
    return figures


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive score is above a negative one, ties counting half; nan without either."""
    if not positive or not negative:
        return float("nan")
    above = torch.tensor(positive)[:, None] - torch.tensor(negative)
    return float((above > 0).float().mean() + 0.5 * (above == 0).float().mean())
