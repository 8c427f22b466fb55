"""BM25 over character bigrams and words, the lexical system that the model is measured against."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_K1, _B = 1.2, 0.75
_PIECES = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:[.,]\d+)*")


def pieces(text: str) -> list[str]:
    """Return a text's Chinese characters and bigrams, English words and numbers, in lower case."""
    found: list[str] = []
    for piece in _PIECES.findall(text.lower()):
        if "\u3400" <= piece[0] <= "\u9fff":
            found += [*piece, *(piece[i : i + 2] for i in range(len(piece) - 1))]
        else:
            found.append(piece)
    return found


def bm25_scores(queries: list[str], passages: list[str]) -> NDArray[np.float32]:
    """Return BM25 of each query for each passage (Robertson et al., TREC-3, 1994), shape (queries, passages)."""
    texts = [Counter(pieces(passage)) for passage in passages]
    places = {piece: i for i, piece in enumerate(sorted({piece for text in texts for piece in text}))}
    lengths = np.array([sum(text.values()) for text in texts], np.float64)
    usual = max(lengths.mean(), 1.0)
    weights = sparse.lil_matrix((len(places), len(passages)))
    present = Counter(piece for text in texts for piece in text)
    for column, text in enumerate(texts):
        for piece, count in text.items():
            rarity = np.log(1 + (len(texts) - present[piece] + 0.5) / (present[piece] + 0.5))
            reach = count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * lengths[column] / usual))
            weights[places[piece], column] = rarity * reach
    asked = sparse.lil_matrix((len(queries), len(places)))
    for row, query in enumerate(queries):
        for piece, count in Counter(pieces(query)).items():
            if piece in places:
                asked[row, places[piece]] = count
    return np.asarray((asked.tocsr() @ weights.tocsr()).todense(), np.float32)
