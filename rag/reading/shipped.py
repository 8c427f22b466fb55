"""A shipped reader: a small cross-encoder over question, sentence and context, run by onnxruntime alone.

[CLS] question [SEP] sentence [SEP] context [SEP] goes in, with a type for each of the three parts; a logit comes out.
Every pair runs by itself, for the reasons that the embedding model's texts do: scores do not depend on what else is
read, and one thread a pair takes half the CPU time of a padded batch.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.embedding.shipped import beginning, damaged, fingerprint, open_session, open_tokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

READER_FOLDERS = (Path(__file__).parent / "model", Path(__file__).parent / "second-model")


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """How many tokens of each part are seen; the rest is cut off."""

    question: int
    sentence: int
    context: int


class ShippedReader:
    """The reader of a folder with model.onnx, tokenizer.json and config.json; safe to use from several threads."""

    def __init__(
        self, folder: Path, limits: ReaderLimits, session: InferenceSession, tokenizer: Tokenizer
    ) -> None:
        self.folder = folder
        self._limits = limits
        self._session = session
        self._tokenizer = tokenizer
        self._cls, self._sep = (tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))

    @staticmethod
    def load(folder: Path) -> ShippedReader:
        """Return the reader of a folder; ModelError when a file is missing or damaged."""
        try:
            values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            limits = ReaderLimits(
                *(values[f"max_{part}_tokens"] for part in ("question", "sentence", "context"))
            )
        except (OSError, ValueError, KeyError) as error:
            raise damaged("reading", folder, str(error)) from error
        try:
            session, tokenizer = open_session(folder), open_tokenizer(folder)
        except Exception as error:
            raise damaged("reading", folder, str(error)) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return ShippedReader(folder, limits, session, tokenizer)

    @cached_property
    def fingerprint(self) -> str:
        """Return the SHA-256 of graph, weights, tokenizer and limits, in hexadecimal."""
        return hashlib.sha256(f"{fingerprint(self.folder)} {self._limits}".encode()).hexdigest()

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """The probability that each (sentence, context) answers the question, in (0, 1)."""
        asked = self._ids(question, self._limits.question)
        if len(sentences) <= 1:
            return [self._read_one(asked, *pair) for pair in sentences]
        with ThreadPoolExecutor(min(len(sentences), os.cpu_count() or 1)) as pool:
            return list(pool.map(lambda pair: self._read_one(asked, *pair), sentences))

    def _read_one(self, asked: list[int], sentence: str, context: str) -> float:
        said = self._ids(sentence, self._limits.sentence)
        around = self._ids(context, self._limits.context)
        ids = [self._cls, *asked, self._sep, *said, self._sep, *around, self._sep]
        types = [0] * (len(asked) + 2) + [1] * (len(said) + 1) + [2] * (len(around) + 1)
        inputs = {
            "input_ids": np.array([ids]),
            "token_type_ids": np.array([types]),
            "attention_mask": np.ones((1, len(ids)), np.int64),
        }
        logit = float(self._session.run(None, inputs)[0][0, 0])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def _ids(self, text: str, most: int) -> list[int]:
        ids: list[int] = self._tokenizer.encode(beginning(text, most), add_special_tokens=False).ids
        return ids[:most]
