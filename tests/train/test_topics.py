"""Texts of one topic fall into one leaf."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from train.topics import topic_leaves

WORDS = ["[UNK]", "[S]", "port", "ship", "tax", "law"]


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single="[S] $A [S]", special_tokens=[("[S]", 1)])
    return tokenizer


def test_two_topics_are_two_leaves() -> None:
    texts = ["port ship", "tax law", "ship port", "law tax", "port", "tax"]
    vectors = np.zeros((6, 2), np.float32)
    vectors[2:4] = [1.0, 0.1]
    vectors[4:6] = [0.1, 1.0]
    leaves = topic_leaves(texts, _tokenizer(), vectors, leaf=3, seed=1)
    assert sorted(sorted(leaf) for leaf in leaves) == [[0, 2, 4], [1, 3, 5]]


def test_every_text_stands_in_exactly_one_leaf() -> None:
    texts = [f"port {'ship ' * (n % 3)}{'tax' if n % 2 else 'law'}" for n in range(37)]
    vectors = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
    leaves = topic_leaves(texts, _tokenizer(), vectors, leaf=5, seed=2)
    assert sorted(place for leaf in leaves for place in leaf) == list(range(37))
    assert max(map(len, leaves)) <= 5
