"""The two losses: towards the teacher's vector, and towards one's own partner among the batch's others."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def distance(student: Tensor, teacher: Tensor) -> Tensor:
    """Return the mean of 1 - cosine over rows of unit vectors (n, dim)."""
    return (1.0 - (student * teacher).sum(-1)).mean()


def contrast(left: Tensor, right: Tensor, scale: float, same: Tensor | None = None) -> Tensor:
    """Return the cross-entropy of finding row i of right for row i of left among all rows of right.

    same (n, n) is true where two rows are one and the same text, which must not count against each other.
    """
    scores = scale * (left @ right.T)
    if same is not None:
        scores = scores.masked_fill(same, -1e4)
    return functional.cross_entropy(scores, torch.arange(len(left), device=left.device))


def same_texts(left: Sequence[str], right: Sequence[str]) -> Tensor:
    """Return (n, n), true off the diagonal where two rows share their left or their right text."""

    def equal(texts: Sequence[str]) -> Tensor:
        first: dict[str, int] = {}
        ids = torch.tensor([first.setdefault(text, len(first)) for text in texts])
        return ids[:, None] == ids[None, :]

    return (equal(left) | equal(right)) & ~torch.eye(len(left), dtype=torch.bool)
