"""The shipped readers together on the held-out reading texts, as it runs in the product."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from rag.reading import load_reader
from train.reader.config import ReaderConfig
from train.reader.judging import judge
from train.reader.rows import Group, read_blocks, split_blocks


def evaluate_shipped(config: ReaderConfig) -> dict[str, float]:
    """Return the figures of `judging.judge` for the readers that ship, 8-bit weights and all."""
    _, held_out = split_blocks(read_blocks(), config.held_out_every)
    return {name: round(value, 4) for name, value in judge(_shipped_logits, held_out).items()}


def _shipped_logits(groups: Sequence[Group]) -> list[Tensor]:
    reader = load_reader()
    return [
        torch.tensor(
            [
                math.log(p / (1.0 - p))
                for p in reader.read(g.question, [(s.text, s.context) for s in g.sentences])
            ]
        )
        for g in groups
    ]
