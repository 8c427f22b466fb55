"""Stage `export`: the folder that ships, for onnxruntime and for SentenceTransformer alike."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from train.encoder import DIM
from train.graph import StoredTensor, write_graph
from train.quantise import Tensors, quantise

WEIGHTS = "model.safetensors"
GRAPH = "model.onnx"
NAME = "yinju-embedding-zh-en"
_MODULE = Path(__file__).with_name("sentence_module.py")
_KINDS = {np.dtype(np.int8): "I8", np.dtype(np.float32): "F32"}


def export(run: Path, work: Path, out: Path, max_tokens: int = 256) -> dict[str, float]:
    """Write weights, graph, tokenizer and the description of both into out; return the files' sizes in MB.

    Takes the finished student of a run, or the one of its last checkpoint while it is still in training.
    """
    finished, checkpoint = run / "student.pt", run / "checkpoint.pt"
    state = torch.load(finished if finished.exists() else checkpoint, map_location="cpu", weights_only=True)
    state = state.get("student", state)
    out.mkdir(parents=True, exist_ok=True)
    tensors = quantise(state)
    save_file(tensors, out / WEIGHTS, metadata={"format": "pt"})
    write_graph(out / GRAPH, stored_tensors(out / WEIGHTS), WEIGHTS)
    shutil.copy(work / "tokenizer.json", out / "tokenizer.json")
    shutil.copy(_MODULE, out / "yinju_embedding.py")
    _describe(out, max_tokens, len(tensors["words"]))
    return {path.name: round(path.stat().st_size / 1e6, 2) for path in sorted(out.iterdir()) if path.is_file()}


def stored_tensors(path: Path) -> dict[str, StoredTensor]:
    """Return where each tensor of a safetensors file begins and how long it is, counted from the file's start."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    base = 8 + length
    return {
        name: StoredTensor(
            entry["dtype"],
            entry["shape"],
            base + entry["data_offsets"][0],
            entry["data_offsets"][1] - entry["data_offsets"][0],
        )
        for name, entry in header.items()
    }


def check_kinds(tensors: Tensors) -> None:
    """Raise ValueError when a tensor is neither int8 nor float32, the two kinds that the graph can refer to."""
    for name, value in tensors.items():
        if value.dtype not in _KINDS:
            raise ValueError(f"{name} is {value.dtype}, not int8 or float32")


def _describe(out: Path, max_tokens: int, entries: int) -> None:
    config = {
        "name": NAME,
        "dimension": DIM,
        "max_tokens": max_tokens,
        "languages": ["zh", "en"],
        "license": "Apache-2.0",
        "base": "sentence-transformers/all-MiniLM-L6-v2",
        "weights": "int8: embeddings a scale a row, matrices a scale a column; activations quantised at run time",
        "vocabulary": entries,
    }
    modules = [{"idx": 0, "name": "0", "path": "", "type": "yinju_embedding.YinjuEmbedding"}]
    settings = {
        "model_type": "SentenceTransformer",
        "similarity_fn_name": "cosine",
        "prompts": {"query": "", "document": ""},
        "default_prompt_name": None,
    }
    for name, value in (
        ("config.json", config),
        ("modules.json", modules),
        ("config_sentence_transformers.json", settings),
    ):
        (out / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
