"""Weights in int8: the student's matrices as one table of tensors, each int8 one beside its scales."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from train.encoder import LAYERS

Tensors = dict[str, NDArray[np.generic]]


def quantise_rows(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 (n, dim) and scales (n, 1) such that their product is the matrix to within half a scale."""
    scale = np.maximum(np.abs(matrix).max(1, keepdims=True), 1e-8) / 127
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


def quantise_columns(matrix: NDArray[np.float32], levels: int = 127) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 (inputs, outputs) and scales (outputs,)."""
    scale = np.maximum(np.abs(matrix).max(0), 1e-8) / levels
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


def quantise(state: dict[str, Tensor], levels: int = 127) -> Tensors:
    """Return the tensors of the weights file from a student's state; matrices are (inputs, outputs)."""

    def array(name: str) -> NDArray[np.float32]:
        return np.ascontiguousarray(state[name].detach().float().cpu().numpy())

    words, scales = quantise_rows(array("embeddings.word_embeddings.weight"))
    tensors: Tensors = {
        "words": words,
        "words.scale": scales,
        "positions": array("embeddings.position_embeddings.weight"),
        "embedding_norm.weight": array("embeddings.norm.weight"),
        "embedding_norm.bias": array("embeddings.norm.bias"),
    }

    def linear(name: str, sources: list[str]) -> None:
        matrix = np.concatenate([array(f"{source}.weight").T for source in sources], 1)
        tensors[name], tensors[f"{name}.scale"] = quantise_columns(np.ascontiguousarray(matrix), levels)
        tensors[f"{name}.bias"] = np.concatenate([array(f"{source}.bias") for source in sources])

    for layer in range(LAYERS):
        ours, theirs = f"layer{layer}", f"layers.{layer}"
        linear(f"{ours}.qkv", [f"{theirs}.attention.{part}" for part in ("query", "key", "value")])
        linear(f"{ours}.out", [f"{theirs}.attention.output"])
        linear(f"{ours}.up", [f"{theirs}.up"])
        linear(f"{ours}.down", [f"{theirs}.down"])
        for part in ("weight", "bias"):
            tensors[f"{ours}.attention_norm.{part}"] = array(f"{theirs}.attention.norm.{part}")
            tensors[f"{ours}.norm.{part}"] = array(f"{theirs}.norm.{part}")
    return tensors


def dequantise(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return a student's state from the tensors of a weights file."""
    state = {
        "embeddings.word_embeddings.weight": tensors["words"].float() * tensors["words.scale"],
        "embeddings.position_embeddings.weight": tensors["positions"],
    }

    def linear(name: str, targets: list[str]) -> None:
        matrix = tensors[name].float() * tensors[f"{name}.scale"]
        for target, weight, bias in zip(
            targets,
            matrix.chunk(len(targets), 1),
            tensors[f"{name}.bias"].chunk(len(targets)),
            strict=True,
        ):
            state[f"{target}.weight"], state[f"{target}.bias"] = weight.T.contiguous(), bias

    for part in ("weight", "bias"):
        state[f"embeddings.norm.{part}"] = tensors[f"embedding_norm.{part}"]
    for layer in range(LAYERS):
        ours, theirs = f"layer{layer}", f"layers.{layer}"
        linear(f"{ours}.qkv", [f"{theirs}.attention.{part}" for part in ("query", "key", "value")])
        linear(f"{ours}.out", [f"{theirs}.attention.output"])
        linear(f"{ours}.up", [f"{theirs}.up"])
        linear(f"{ours}.down", [f"{theirs}.down"])
        for part in ("weight", "bias"):
            state[f"{theirs}.attention.norm.{part}"] = tensors[f"{ours}.attention_norm.{part}"]
            state[f"{theirs}.norm.{part}"] = tensors[f"{ours}.norm.{part}"]
    return {name: torch.as_tensor(value) for name, value in state.items()}
