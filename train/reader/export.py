"""The reader's folder: one file of 8-bit weights, the graph over it, the tokenizer, a description."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from rag.embedding.shipped import MODEL_FOLDER
from train.encoder import DIM, HEADS, INNER, LAYERS, POSITIONS
from train.graph import write_reader_graph
from train.reader.network import MAX_CONTEXT, MAX_QUESTION, MAX_SENTENCE, TYPES
from train.weights import WORDS, round_reader_to_float8, write_weights

NAME = "yinju-reader-zh-en"
WEIGHTS, GRAPH = "model.safetensors", "model.onnx"


def export_reader(state_file: Path, out: Path) -> dict[str, float]:
    """Write the folder that ships from a reader's state; return the files' sizes in MB."""
    state = torch.load(state_file, map_location="cpu", weights_only=True)
    out.mkdir(parents=True, exist_ok=True)
    tensors = round_reader_to_float8(state)
    places = write_weights(out / WEIGHTS, tensors)
    write_reader_graph(out / GRAPH, tensors, places, WEIGHTS)
    shutil.copyfile(MODEL_FOLDER / "tokenizer.json", out / "tokenizer.json")
    config = {
        "name": NAME,
        "max_question_tokens": MAX_QUESTION,
        "max_sentence_tokens": MAX_SENTENCE,
        "max_context_tokens": MAX_CONTEXT,
        "languages": ["zh", "en"],
        "license": "apache-2.0",
        "base": "yinju-embedding-zh-en",
        "architectures": ["BertForSequenceClassification"],
        "model_type": "bert",
        "num_labels": 1,
        "vocab_size": len(tensors[WORDS]),
        "hidden_size": DIM,
        "num_hidden_layers": LAYERS,
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
