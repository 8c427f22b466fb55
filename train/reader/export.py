"""The reader's folder: one file of 8-bit weights, the graph over it, the tokenizer, a description."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from train.encoder import DIM, HEADS, INNER, POSITIONS, count_layers
from train.graph import write_reader_graph
from train.reader.loop import STATE, plain_tokenizer
from train.reader.network import MAX_QUESTION, MAX_SENTENCE, READ_CONTEXT, TYPES, pair_ids
from train.reader.pretrained import TOKENIZER
from train.reader.rows import Group
from train.smoothing import Inputs, smooth
from train.weights import WORDS, round_reader_to_float8, write_weights

NAME = "yinju-reader-zh-en-2"
WEIGHTS, GRAPH = "model.safetensors", "model.onnx"
# Questions whose pairs say how large activations get.
_SMOOTHED_FOR = 150


def export_reader(work: Path, out: Path, seen: list[Group]) -> dict[str, float]:
    """Write the folder that ships from the state and the tokenizer in `work`; return the files' sizes in MB.

    Of `seen`, the groups that the reader was trained on, some say what its activations are smoothed for.
    """
    state = torch.load(work / STATE, map_location="cpu", weights_only=True)
    out.mkdir(parents=True, exist_ok=True)
    tensors = round_reader_to_float8(state)
    places = write_weights(out / WEIGHTS, tensors)
    write_reader_graph(out / GRAPH, tensors, places, WEIGHTS)
    shutil.copyfile(work / TOKENIZER, out / TOKENIZER)
    config = {
        "name": NAME,
        "max_question_tokens": MAX_QUESTION,
        "max_sentence_tokens": MAX_SENTENCE,
        "max_context_tokens": READ_CONTEXT,
        "languages": ["zh", "en"],
        "license": "apache-2.0",
        "base": "multilingual-e5-small",
        "model_type": "bert",
        "num_labels": 1,
        "vocab_size": len(tensors[WORDS]),
        "hidden_size": DIM,
        "num_hidden_layers": count_layers(state),
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS,
        "type_vocab_size": TYPES,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "pad_token_id": 0,
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    smooth_reader(out, seen)
    return {p.name: round(p.stat().st_size / 1e6, 3) for p in sorted(out.iterdir())}


def smooth_reader(folder: Path, seen: list[Group]) -> None:
    """Smooth the graph of a reader's folder, see `train.smoothing`; ValueError where it is smoothed already."""
    chosen = random.Random(2).sample(seen, min(len(seen), _SMOOTHED_FOR))
    smooth(folder / GRAPH, folder / WEIGHTS, _texts(folder / TOKENIZER, chosen))


def _texts(tokenizer_file: Path, groups: list[Group]) -> Iterator[Inputs]:
    tokenizer = plain_tokenizer(tokenizer_file)
    for group in groups:
        for ids, types in pair_ids(tokenizer, group.question, [(s.text, s.context) for s in group.sentences]):
            yield {
                "input_ids": np.array([ids]),
                "token_type_ids": np.array([types]),
                "attention_mask": np.ones((1, len(ids)), np.int64),
            }
