"""The reader's folder: one file of 8-bit weights, the graph over it, the tokenizer, a description."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from train.encoder import DIM, HEADS, INNER, POSITIONS, count_layers
from train.graph import write_reader_graph
from train.reader.loop import STATE
from train.reader.network import MAX_CONTEXT, MAX_QUESTION, MAX_SENTENCE, TYPES
from train.reader.pretrained import TOKENIZER
from train.weights import WORDS, round_reader_to_float8, write_weights

NAME = "yinju-reader-zh-en-2"
WEIGHTS, GRAPH = "model.safetensors", "model.onnx"


def export_reader(work: Path, out: Path) -> dict[str, float]:
    """Write the folder that ships from the state and the tokenizer in `work`; return the files' sizes in MB."""
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
        "max_context_tokens": MAX_CONTEXT,
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
    return {p.name: round(p.stat().st_size / 1e6, 3) for p in sorted(out.iterdir())}
