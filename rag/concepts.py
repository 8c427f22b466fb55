"""What word search looks up: the things that a question mentions, each in all the ways it may be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say something: its tokens with their weights, and the probability that it says the same.

    `text` is the name itself where there is one.
    """

    tokens: Mapping[str, float]
    probability: float = 1.0
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question mentions, in all the ways it may be said.

    A chunk is credited with the way that scores best in it, not with all of them, so that a thing with many names
    does not outweigh the others. `weight` is what a chunk gets that says it in full.
    """

    alternatives: tuple[Alternative, ...]
    weight: float
