"""Any model that sentence-transformers can load, by hub name or folder, with its own query and passage prompts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ModelError
from rag.protocols import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# How long the hub may take to answer before it counts as out of reach: asked by the libraries themselves, an
# unreachable one costs a minute of retries.
_HUB_PATIENCE_S = 5.0
# Small, so that a large model's activations for long passages fit into a laptop's memory.
_BATCH_SIZE = 16


class SentenceTransformerEmbedder:
    """A sentence-transformers model behind the Embedder seam."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self._name = name
        self._model = model

    @staticmethod
    def load(name: str) -> SentenceTransformerEmbedder:
        """Return the model of a hub name or a folder; ModelError when there is none or it cannot be fetched."""
        folder = Path(name).expanduser()
        if _looks_like_path(name) and not folder.is_dir():
            raise ModelError(
                f"No embedding model in {name}.",
                "There is no such folder.",
                "Give a sentence-transformers folder or a hub name, or leave out --model for the shipped model.",
            )
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(
                f"The embedding model {name} cannot be loaded.",
                "The package sentence-transformers is not installed.",
                "Install it (pip install sentence-transformers), or leave out --model for the shipped model.",
            ) from error
        local = folder.is_dir()
        unreachable = "" if local else _why_unreachable()
        try:
            model = SentenceTransformer(
                str(folder) if local else name, device=_device(), local_files_only=bool(local or unreachable)
            )
        except Exception as error:
            if unreachable:
                raise ModelError(
                    f"The embedding model {name} cannot be loaded.",
                    f"It is not on this machine, and the hub cannot be reached: {unreachable.rstrip('.')}.",
                    "Go online, or download the model elsewhere and give its folder (--model FOLDER), or leave out "
                    "--model for the shipped model.",
                ) from error
            raise ModelError(
                f"The embedding model {name} cannot be loaded.",
                f"It is no complete sentence-transformers model: {_first_line(error)}",
                "Check the name, or download the model once and give its folder (--model FOLDER), or leave out "
                "--model for the shipped model.",
            ) from error
        return SentenceTransformerEmbedder(name, model)

    @property
    def name(self) -> str:
        """Return what `--model` was given."""
        return self._name

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._model.get_embedding_dimension() or self.embed_queries(["a"]).shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Return a SHA-256 over the names, shapes and values of all parameters and buffers, and over the prompts."""
        import torch

        digest = hashlib.sha256(
            repr((sorted(self._model.prompts.items()), self._model.max_seq_length)).encode()
        )
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
            digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
        return digest.hexdigest()

    def embed_queries(self, queries: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 `(n, dimension)`, under the model's prompt for queries if it has one."""
        return self._unit(self._model.encode_query(list(queries), **_OPTIONS) if queries else None)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 `(n, dimension)`, under the model's prompt for documents if it has one."""
        return self._unit(self._model.encode_document(list(passages), **_OPTIONS) if passages else None)

    def _unit(self, vectors: Vectors | None) -> Vectors:
        if vectors is None:
            return np.empty((0, self.dimension), np.float32)
        vectors = np.asarray(vectors, np.float32)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return unit


_OPTIONS = {"batch_size": _BATCH_SIZE, "show_progress_bar": False, "convert_to_numpy": True}


def _looks_like_path(name: str) -> bool:
    return (
        name.startswith((".", "~", os.sep))
        or Path(name).is_absolute()
        or name.count("/") > 1
        or Path(name).exists()
    )


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _why_unreachable() -> str:
    """What keeps us from the hub, or "" when it answers, whatever it says."""
    from huggingface_hub import constants, get_session

    if constants.HF_HUB_OFFLINE:
        return "HF_HUB_OFFLINE is set."
    try:
        get_session().head(constants.ENDPOINT, timeout=_HUB_PATIENCE_S)
    except Exception as error:  # noqa: BLE001 - each transport has errors of its own
        return _first_line(error)
    return ""


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
