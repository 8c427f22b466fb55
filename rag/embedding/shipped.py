"""The shipped model: vectors from onnxruntime and tokenizers alone, because importing torch costs 5 CPU seconds.

The graph in model.onnx, whose weights may lie in a file beside it, pools and normalises by itself: input_ids and
attention_mask in, unit vectors out. Its int8 activations are scaled by the range found in a whole batch, so that in a
batch of 16 a passage's vector moved by up to 0.012 in cosine with its neighbours. Every text therefore runs by itself:
vectors do not depend on what else is embedded, an index that grows agrees with one built at once, and one thread a
text needs half the CPU time of a padded batch on two threads (24 against 49 ms for 300 characters).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ModelError
from rag.protocols import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL_FOLDER = Path(__file__).parent / "model"
_GRAPH, _TOKENIZER, _CONFIG = "model.onnx", "tokenizer.json", "config.json"
_WEIGHTS = (".safetensors", ".bin", ".data")

# What lies behind the longest input is cut off before it is tokenized, because WordPiece takes time by the square of
# a run without spaces: 2,000 Han characters in a row would cost a second. No text has so many characters a token.
_CHARS_A_TOKEN, _HAN_CHARS_A_TOKEN = 12, 3
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """What config.json says of the model."""

    name: str
    dimension: int
    max_tokens: int
    license: str


class ShippedEmbedder:
    """The model of a folder with model.onnx, tokenizer.json and config.json; safe to use from several threads."""

    def __init__(
        self, folder: Path, config: ModelConfig, session: InferenceSession, tokenizer: Tokenizer
    ) -> None:
        self.folder = folder
        self.config = config
        self._session = session
        self._tokenizer = tokenizer

    @staticmethod
    def load(folder: Path = MODEL_FOLDER) -> ShippedEmbedder:
        """Return the model of a folder; ModelError when a file is missing or damaged."""
        config = read_config(folder)
        try:
            session, tokenizer = open_session(folder), open_tokenizer(folder)
        except Exception as error:
            raise damaged("embedding", folder, str(error)) from error
        tokenizer.enable_truncation(config.max_tokens)
        tokenizer.no_padding()
        return ShippedEmbedder(folder, config, session, tokenizer)

    @property
    def name(self) -> str:
        """Return the model's name from config.json."""
        return self.config.name

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self.config.dimension

    @cached_property
    def fingerprint(self) -> str:
        """Return the SHA-256 of graph, weights and tokenizer, in hexadecimal."""
        return fingerprint(self.folder)

    def embed_queries(self, queries: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 `(n, dimension)`; the model makes no difference between query and passage."""
        return self._embed(queries)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 `(n, dimension)`; text behind `max_tokens` is not seen."""
        return self._embed(passages)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) <= 1:
            rows = [self._embed_one(text) for text in texts]
        else:
            # One session serves all threads: onnxruntime holds no lock of Python's while it computes.
            with ThreadPoolExecutor(min(len(texts), os.cpu_count() or 1)) as pool:
                rows = list(pool.map(self._embed_one, texts))
        return np.vstack(rows) if rows else np.empty((0, self.dimension), np.float32)

    def _embed_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(beginning(text, self.config.max_tokens))
        inputs = {
            "input_ids": np.array([encoding.ids]),
            "attention_mask": np.array([encoding.attention_mask]),
        }
        vector: Vectors = self._session.run(None, inputs)[0]
        return vector


def read_config(folder: Path = MODEL_FOLDER) -> ModelConfig:
    """Return what config.json in a model folder says; ModelError when it is missing or malformed."""
    try:
        values = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        return ModelConfig(values["name"], values["dimension"], values["max_tokens"], values["license"])
    except (OSError, ValueError, KeyError) as error:
        raise damaged("embedding", folder, str(error)) from error


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of the graph, weights and tokenizer of a model folder, in hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        # The graph may hold its weights or refer to a file beside it.
        if path.name in (_GRAPH, _TOKENIZER) or path.suffix in _WEIGHTS:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def open_session(folder: Path) -> InferenceSession:
    """Return the graph of a model folder, one thread a run; raises what onnxruntime raises."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return InferenceSession(str(folder / _GRAPH), options, providers=["CPUExecutionProvider"])


def open_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model folder; raises what tokenizers raises."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / _TOKENIZER))


def beginning(text: str, tokens: int) -> str:
    """Return as much of a text as may make up that many tokens."""
    text = text[: tokens * _CHARS_A_TOKEN]
    mostly_han = 2 * len(_HAN.findall(text)) > len(text)
    return text[: tokens * _HAN_CHARS_A_TOKEN] if mostly_han else text


def damaged(kind: str, folder: Path, reason: str) -> ModelError:
    """The error for a model folder that cannot be used; `kind` says what the model does."""
    return ModelError(
        f"The {kind} model in {folder} cannot be loaded.",
        f"A file is missing or damaged: {reason}.",
        "Install the package again: pip install --force-reinstall .",
    )
