"""Recall@1 on slices of the held-out sets, quick enough to be taken during training."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer

from train.encoder import Encoder, embed
from train.rows import DevSet

_QUERIES = 160
_PASSAGES = 160
# Long passages cost most, and these sets move together with their neighbours.
_SKIPPED = frozenset({"statutes-en-en", "statutes-zh-zh", "papers-zh-zh"})


def quick_recall(student: Encoder, tokenizer: Tokenizer, dev_sets: list[DevSet]) -> dict[str, float]:
    """Return recall@1 by set, with at most 160 queries against at most 160 passages.

    Comparable between moments of one run, not with the figures of the full sets.
    """
    figures = {}
    for dev in dev_sets:
        if dev.name in _SKIPPED:
            continue
        wanted = list(dict.fromkeys(dev.relevant))[:_PASSAGES]
        places = {passage: i for i, passage in enumerate(wanted)}
        chosen = [i for i, passage in enumerate(dev.relevant) if passage in places][:_QUERIES]
        queries = embed(student, tokenizer, [dev.queries[i] for i in chosen])
        passages = embed(student, tokenizer, [dev.passages[i] for i in wanted])
        best = (queries @ passages.T).argmax(1)
        right = torch.tensor([places[dev.relevant[i]] for i in chosen])
        figures[dev.name] = float((best == right).float().mean())
    return figures
