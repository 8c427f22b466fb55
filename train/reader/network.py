"""The reader's network: a transformer's layers over question, sentence and context, and one number out."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from train.encoder import DIM, Embeddings, Layer

TYPES = 3
MAX_QUESTION, MAX_SENTENCE, MAX_CONTEXT = 48, 96, 48
# What ships sees more of the context than it was trained on: it reads the longer one as well, and the product shows more.
READ_CONTEXT = 112


class Reader(nn.Module):
    """(question, sentence, context) to a logit: above 0, the sentence answers.

    The first position, which has seen everything, and the means over question and sentence, which a network made for
    embeddings compares best, go to the head together. From the first position alone training stood still for a quarter
    of an hour at what a sentence's looks tell.
    """

    def __init__(self, entries: int, layers: int) -> None:
        super().__init__()
        self.embeddings = Embeddings(entries)
        self.types = nn.Embedding(TYPES, DIM)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.pooler = nn.Linear(DIM, DIM)
        self.match = nn.Linear(3 * DIM, DIM)
        self.near = nn.Linear(1, 1)
        self.head = nn.Linear(DIM, 1)
        nn.init.zeros_(self.types.weight)
        nn.init.eye_(self.pooler.weight)
        nn.init.zeros_(self.pooler.bias)
        nn.init.normal_(self.match.weight, std=0.02)
        nn.init.zeros_(self.match.bias)
        nn.init.constant_(self.near.weight, 8.0)
        nn.init.constant_(self.near.bias, -7.0)
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
        question, sentence = (_mean(x.float(), (types == part) * mask) for part in (0, 1))
        product = question * sentence
        together = torch.cat([question, sentence, product], -1)
        seen = torch.tanh(self.pooler(x[:, 0].float()) + self.match(together))
        logits: Tensor = (self.head(seen) + self.near(product.mean(-1, keepdim=True))).float()
        return logits[:, 0]


def _mean(x: Tensor, chosen: Tensor) -> Tensor:
    """The mean over the chosen positions, shifted and scaled to mean 0 and variance 1."""
    weights = chosen[:, :, None].float()
    return functional.layer_norm((x * weights).sum(1) / weights.sum(1).clamp(min=1.0), (DIM,))


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
