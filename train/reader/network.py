"""The reader's network: the embedding model's layers over question, sentence and context, and one number out."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from train.encoder import DIM, LAYERS, Embeddings, Layer

TYPES = 3
MAX_QUESTION, MAX_SENTENCE, MAX_CONTEXT = 48, 96, 48


class Reader(nn.Module):
    """(question, sentence, context) to a logit: above 0, the sentence answers."""

    def __init__(self, entries: int) -> None:
        super().__init__()
        self.embeddings = Embeddings(entries)
        self.types = nn.Embedding(TYPES, DIM)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pooler = nn.Linear(DIM, DIM)
        self.head = nn.Linear(DIM, 1)
        nn.init.zeros_(self.types.weight)
        nn.init.eye_(self.pooler.weight)
        nn.init.zeros_(self.pooler.bias)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return float32 (n,) for ids, types and mask (n, length)."""
        embeddings = self.embeddings
        x = embeddings.word_embeddings(ids) + embeddings.position_embeddings.weight[: ids.shape[1]]
        x = embeddings.norm(x + self.types(types))
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.get_autocast_dtype(x.device.type))
        hidden = None if bool(mask.all()) else (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, hidden)
        logits: Tensor = self.head(torch.tanh(self.pooler(x[:, 0]))).float()
        return logits[:, 0]


def pair_ids(
    tokenizer: Tokenizer, question: str, pairs: Sequence[tuple[str, str]]
) -> list[tuple[list[int], list[int]]]:
    """Return ids and types of [CLS] question [SEP] sentence [SEP] context [SEP] for each (sentence, context)."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def ids(text: str, most: int) -> list[int]:
        found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return found[:most]

    asked = ids(question, MAX_QUESTION)
    rows = []
    for sentence, context in pairs:
        said, around = ids(sentence, MAX_SENTENCE), ids(context, MAX_CONTEXT)
        rows.append(
            (
                [cls, *asked, sep, *said, sep, *around, sep],
                [0] * (len(asked) + 2) + [1] * (len(said) + 1) + [2] * (len(around) + 1),
            )
        )
    return rows


def padded(rows: Sequence[tuple[list[int], list[int]]], padding: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, types and mask (n, longest)."""
    width = max(len(ids) for ids, _ in rows)
    ids = torch.tensor([r + [padding] * (width - len(r)) for r, _ in rows])
    types = torch.tensor([t + [0] * (width - len(t)) for _, t in rows])
    mask = torch.tensor([[1] * len(r) + [0] * (width - len(r)) for r, _ in rows])
    return ids, types, mask
