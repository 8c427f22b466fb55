"""What one training step sees, and pools of rows to draw it from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
_ANYWHERE = 0.4  # share of batches drawn without regard to topic


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of one training step, all lists of one length.

    left and right belong together row by row. left_en and right_en hold the English text whose teacher vector the
    student should come near, or None for a row without one. In the sentence stage left is empty and right is Chinese.
    """

    kind: str
    left: list[str]
    right: list[str]
    left_en: Sequence[str | None]
    right_en: Sequence[str | None]


class Pool(Generic[Row]):
    """Rows to draw from, either anywhere or a few near ones at a time, whose passages are hard to tell apart."""

    def __init__(self, rows: list[Row], leaves: list[list[int]], rng: random.Random) -> None:
        self._rows, self._leaves, self._rng = rows, leaves, rng

    def draw(self, count: int) -> list[Row]:
        """Return `count` different rows, or all there are."""
        if self._rng.random() < _ANYWHERE or count >= len(self._rows):
            return self._rng.sample(self._rows, min(count, len(self._rows)))
        chosen: dict[int, None] = {}
        while len(chosen) < count:
            leaf = self._rng.choice(self._leaves)
            for place in self._rng.sample(leaf, min(len(leaf), self._rng.randint(3, 6), count - len(chosen))):
                chosen[place] = None
        return [self._rows[place] for place in chosen]


def untaught(kind: str, rows: list[tuple[str, str]]) -> Batch:
    """Return a batch of (question, passage) rows without a teacher's vector for any."""
    none: list[str | None] = [None] * len(rows)
    return Batch(kind, [q for q, _ in rows], [p for _, p in rows], none, none)
