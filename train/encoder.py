"""The network of teacher and student: BERT, mean pooling, unit vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from train.vocabulary import teacher_folder

DIM = 384
LAYERS = 6
HEADS = 12
INNER = 1536
POSITIONS = 512


class Attention(nn.Module):
    """Self-attention, with products written out on a CPU: the fused kernel's backward pass is four times slower."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(DIM, DIM)
        self.key = nn.Linear(DIM, DIM)
        self.value = nn.Linear(DIM, DIM)
        self.output = nn.Linear(DIM, DIM)
        self.norm = nn.LayerNorm(DIM, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Return (n, length, DIM); mask is None or added to the scores, (n, 1, 1, length)."""
        n, length, _ = x.shape

        def heads(t: Tensor) -> Tensor:
            return t.view(n, length, HEADS, DIM // HEADS).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        if x.device.type == "cpu":
            scores = (q * (DIM // HEADS) ** -0.5) @ k.transpose(-1, -2)
            if mask is not None:
                scores = scores + mask.to(scores.dtype)
            mixed = torch.softmax(scores, -1) @ v
        else:
            mixed = functional.scaled_dot_product_attention(
                q, k, v, None if mask is None else mask.to(q.dtype)
            )
        mixed = mixed.transpose(1, 2).reshape(n, length, DIM)
        out: Tensor = self.norm(self.output(mixed) + x)
        return out


class Layer(nn.Module):
    """One transformer layer, normalised after each residual sum as BERT does."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention()
        self.up = nn.Linear(DIM, INNER)
        self.down = nn.Linear(INNER, DIM)
        self.norm = nn.LayerNorm(DIM, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Return (n, length, DIM)."""
        x = self.attention(x, mask)
        out: Tensor = self.norm(self.down(functional.gelu(self.up(x))) + x)
        return out


class Embeddings(nn.Module):
    """Word and position embeddings; the one token type in use is added to the positions when loading."""

    def __init__(self, entries: int) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(entries, DIM, sparse=True)
        self.position_embeddings = nn.Embedding(POSITIONS, DIM)
        self.norm = nn.LayerNorm(DIM, eps=1e-12)

    def forward(self, ids: Tensor) -> Tensor:
        """Return (n, length, DIM) for ids (n, length)."""
        out: Tensor = self.norm(self.word_embeddings(ids) + self.position_embeddings.weight[: ids.shape[1]])
        return out


class Encoder(nn.Module):
    """Texts' ids to unit vectors."""

    def __init__(self, entries: int) -> None:
        super().__init__()
        self.embeddings = Embeddings(entries)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return unit vectors float32 (n, DIM) for ids and mask (n, length), mask 1 at tokens and 0 at padding."""
        x = self.embeddings(ids)
        if torch.is_autocast_enabled(x.device.type):
            # Every layer ends in a norm, so bf16 is safe between layers too and saves a third of the traffic.
            x = x.to(torch.get_autocast_dtype(x.device.type))
        hidden = None if bool(mask.all()) else (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, hidden)
        weights = mask[:, :, None].float()
        pooled = (x.float() * weights).sum(1) / weights.sum(1).clamp(min=1.0)
        return functional.normalize(pooled, dim=-1)


def load_teacher() -> Encoder:
    """Return the teacher's network with its weights, in evaluation mode."""
    teacher = Encoder(30522)
    teacher.load_state_dict(from_bert(load_file(teacher_folder() / "model.safetensors")))
    return teacher.eval()


def load_student(path: Path) -> Encoder:
    """Return the student whose state a checkpoint file holds."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    student = Encoder(state["embeddings.word_embeddings.weight"].shape[0])
    student.load_state_dict(state)
    return student


_BERT_NAMES = (
    ("attention.query", "attention.self.query"),
    ("attention.key", "attention.self.key"),
    ("attention.value", "attention.self.value"),
    ("attention.output", "attention.output.dense"),
    ("attention.norm", "attention.output.LayerNorm"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
    ("norm", "output.LayerNorm"),
)


def count_layers(state: dict[str, Tensor]) -> int:
    """Return how many layers the state of an Encoder, or a BertModel's, has."""
    return 1 + max(int(match[1]) for name in state if (match := re.search(r"\blayers?\.(\d+)\.", name)))


def from_bert(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the state of an Encoder from the weights of a BertModel."""
    weights = {name.removeprefix("bert."): value.float() for name, value in weights.items()}
    state = {
        "embeddings.word_embeddings.weight": weights["embeddings.word_embeddings.weight"],
        "embeddings.position_embeddings.weight": weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0],
    }
    for part in ("weight", "bias"):
        state[f"embeddings.norm.{part}"] = weights[f"embeddings.LayerNorm.{part}"]
        for layer in range(count_layers(weights)):
            for ours, theirs in _BERT_NAMES:
                state[f"layers.{layer}.{ours}.{part}"] = weights[f"encoder.layer.{layer}.{theirs}.{part}"]
    return state


def to_bert(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a BertModel from the state of an Encoder; its token types are all zero."""
    weights = {
        "embeddings.word_embeddings.weight": state["embeddings.word_embeddings.weight"],
        "embeddings.position_embeddings.weight": state["embeddings.position_embeddings.weight"],
        "embeddings.token_type_embeddings.weight": torch.zeros(2, DIM),
    }
    for part in ("weight", "bias"):
        weights[f"embeddings.LayerNorm.{part}"] = state[f"embeddings.norm.{part}"]
        for layer in range(count_layers(state)):
            for ours, theirs in _BERT_NAMES:
                weights[f"encoder.layer.{layer}.{theirs}.{part}"] = state[f"layers.{layer}.{ours}.{part}"]
    return weights


def batch_ids(
    tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int, padding_id: int
) -> tuple[Tensor, Tensor]:
    """Return ids and mask (n, longest); texts over max_tokens lose their tail, not their closing token."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    rows = [row if len(row) <= max_tokens else [*row[: max_tokens - 1], row[-1]] for row in rows]
    width = max(map(len, rows))
    ids = torch.tensor([row + [padding_id] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def embed_in_blocks(
    encoder: Encoder, tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int, padding_id: int, block: int
) -> Tensor:
    """Return unit vectors (n, DIM) in the order of the texts, with gradients where they are on.

    Texts of like length run together: those of one batch differ much, and padding costs like text.
    """
    device = next(encoder.parameters()).device
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].encode()))
    parts = []
    for start in range(0, len(order), block):
        chosen = [texts[i] for i in order[start : start + block]]
        ids, mask = batch_ids(tokenizer, chosen, max_tokens, padding_id)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            parts.append(encoder(ids.to(device), mask.to(device)))
    back = torch.empty(len(order), dtype=torch.long)
    back[order] = torch.arange(len(order))
    return torch.cat(parts)[back.to(device)]


def embed(
    encoder: Encoder, tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int = 256, batch: int = 64
) -> Tensor:
    """Return unit vectors float32 (n, DIM) in the order of the texts, without gradients."""
    if not texts:
        return torch.zeros(0, DIM)
    device = next(encoder.parameters()).device
    padding_id = tokenizer.token_to_id("[PAD]") or 0
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].encode()))
    out = torch.zeros(len(texts), DIM)
    for start in range(0, len(order), batch):
        chosen = order[start : start + batch]
        ids, mask = batch_ids(tokenizer, [texts[i] for i in chosen], max_tokens, padding_id)
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            out[chosen] = encoder(ids.to(device), mask.to(device)).cpu()
    return out


def teacher_tokenizer() -> Tokenizer:
    """Return the teacher's own tokenizer, without its truncation and padding."""
    tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
