"""Stage `export`: the folder that ships, for onnxruntime and for SentenceTransformer alike."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from torch import Tensor

from train.encoder import DIM, HEADS, INNER, LAYERS, POSITIONS
from train.graph import write_graph
from train.weights import WORDS, round_to_float8, write_weights

NAME = "yinju-embedding-zh-en"
WEIGHTS = "model.safetensors"
GRAPH = "model.onnx"
LIMIT_MB = 50.0


def export(run: Path, work: Path, out: Path, max_tokens: int = 256) -> dict[str, float]:
    """Write weights, graph, tokenizer and their descriptions into out; return the files' sizes in MB.

    Takes the finished student of a run, or the one of its last checkpoint while it is still in training. Raises
    ValueError when the folder grows beyond what may ship.
    """
    state = read_student(run)
    out.mkdir(parents=True, exist_ok=True)
    tensors = round_to_float8(state)
    places = write_weights(out / WEIGHTS, tensors)
    write_graph(out / GRAPH, tensors, places, WEIGHTS)
    shutil.copyfile(work / "tokenizer.json", out / "tokenizer.json")
    padding = json.loads((out / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]["[PAD]"]
    for name, value in _descriptions(len(tensors[WORDS]), padding, max_tokens).items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sizes = {
        str(path.relative_to(out)): round(path.stat().st_size / 1e6, 3)
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
    if sum(sizes.values()) > LIMIT_MB:
        raise ValueError(f"the folder has {sum(sizes.values()):.1f} MB, more than {LIMIT_MB:.0f}: {sizes}")
    return sizes


def read_student(run: Path) -> dict[str, Tensor]:
    """Return the state of a run's finished student, or of its last checkpoint."""
    finished = run / "student.pt"
    state = torch.load(
        finished if finished.exists() else run / "checkpoint.pt", map_location="cpu", weights_only=True
    )
    student: dict[str, Tensor] = state.get("student", state)
    return student


def _descriptions(entries: int, padding: int, max_tokens: int) -> dict[str, object]:
    """Return the JSON files that tell both libraries how to read the rest."""
    return {
        "config.json": {
            "name": NAME,
            "dimension": DIM,
            "max_tokens": max_tokens,
            "languages": ["zh", "en"],
            "license": "apache-2.0",
            "base": "sentence-transformers/all-MiniLM-L6-v2",
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "vocab_size": entries,
            "hidden_size": DIM,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS,
            "intermediate_size": INNER,
            "max_position_embeddings": POSITIONS,
            "type_vocab_size": 2,
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            "pad_token_id": padding,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": DIM, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": max_tokens, "do_lower_case": False},
        "config_sentence_transformers.json": {"similarity_fn_name": "cosine", "prompts": {}},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": max_tokens,
            "unk_token": "[UNK]",
            "pad_token": "[PAD]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
    }
