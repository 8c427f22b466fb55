"""The streams of both stages over the prepared rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer

from train.batches import Batch
from train.config import Config
from train.question_stream import QuestionStream
from train.rows import Pair, QuestionPassage, read_rows
from train.sentence_stream import SentenceStream
from train.topics import topic_leaves


def open_streams(config: Config, work: Path, seed: int) -> tuple[Callable[[], Iterator[Batch]], ...]:
    """Return what opens the sentence stream and the question stream over the prepared rows."""
    pairs = [Pair(*row) for row in read_rows(work / "parallel.tsv.zst")]

    def sentences() -> Iterator[Batch]:
        return iter(SentenceStream(pairs, config, config.train.sentences, seed))

    def questions() -> Iterator[Batch]:
        rows = [QuestionPassage(*row) for row in read_rows(work / "questions.tsv.zst")]
        glosses = json.loads((work / "glosses.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
        initial = torch.load(work / "initial.pt", weights_only=True)
        vectors = initial["embeddings.word_embeddings.weight"].numpy()

        def leaves_of(texts: list[str], leaf: int) -> list[list[int]]:
            return topic_leaves(texts, tokenizer, vectors, leaf, seed)

        return iter(QuestionStream(pairs, rows, glosses, leaves_of, config, seed))

    return sentences, questions
