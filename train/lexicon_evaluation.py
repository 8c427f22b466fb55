"""Prints how often word search finds a held-out sentence through its translation, with and without lexicon.

BM25 (k1 1.2, b 0.75) over sentences that the lexicon never saw; the tokens are the product's own: character
pairs and words in Chinese, stems in English. The queries are the sentences' other side, cut to their first
six content words so that they are about as long as questions.
Run: python -m train.lexicon_evaluation DATA_FOLDER
"""

from __future__ import annotations

import argparse
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from rag.text.lexicon import DATA_FOLDER, Lexicon, Translation
from rag.text.tokens import jieba_segment, tokenize
from train.lexicon import is_held_out, read_rows
from train.lexicon_words import (
    CHINESE_FUNCTION_WORDS,
    ENGLISH_FUNCTION_WORDS,
    chinese_words,
    english_words,
    stem,
)

SOURCES = (
    "law-tw",
    "news-wmt",
    "sci-econ",
    "sci-qfin",
    "econ-quantecon",
    "tatoeba",
    "tech-news-lctt",
    "news-pud",
)
POOL = 5_000  # at most; sources are taken evenly
QUERIES_A_SOURCE = 300
QUERY_WORDS = 6
_FIGURE = re.compile(r"\d+(?:\.\d+)?")

Floats = npt.NDArray[np.float64]
Expand = Callable[[Sequence[str]], Mapping[str, Sequence[Translation]]]


class Bm25:
    """BM25 over token lists; a query is a mapping from token to weight."""

    def __init__(self, passages: Sequence[Sequence[str]], k1: float = 1.2, b: float = 0.75) -> None:
        self.vocabulary: dict[str, int] = {}
        lengths = np.array([len(tokens) for tokens in passages], dtype=float)
        rows, columns, values = [], [], []
        for row, tokens in enumerate(passages):
            for token, count in Counter(tokens).items():
                rows.append(row)
                columns.append(self.vocabulary.setdefault(token, len(self.vocabulary)))
                values.append(count * (k1 + 1) / (count + k1 * (1 - b + b * lengths[row] / lengths.mean())))
        self.matrix = sp.csc_matrix((values, (rows, columns)), shape=(len(passages), len(self.vocabulary)))
        self.document_frequency = np.diff(self.matrix.indptr)

    def frequency(self, token: str) -> float:
        """How many passages hold a token."""
        column = self.vocabulary.get(token)
        return 0.0 if column is None else float(self.document_frequency[column])

    def idf(self, frequency: float) -> float:
        """Inverse document frequency as in Lucene: log(1 + (N - n + 0.5) / (n + 0.5))."""
        total = self.matrix.shape[0]
        return float(np.log(1 + (total - frequency + 0.5) / (frequency + 0.5)))

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Score all passages: sum over tokens of weight · idf · saturated frequency."""
        known = {token: weight for token, weight in query.items() if token in self.vocabulary}
        columns = [self.vocabulary[token] for token in known]
        weights = np.array([weight * self.idf(self.frequency(token)) for token, weight in known.items()])
        return np.asarray(self.matrix[:, columns] @ weights) if columns else np.zeros(self.matrix.shape[0])


def chinese_tokens(text: str) -> list[str]:
    """The product's tokens of a Chinese text, jieba's words among them."""
    return tokenize(text, jieba_segment)


def english_tokens(text: str) -> list[str]:
    """The product's tokens of an English text."""
    return tokenize(text)


def expanded(
    found: Mapping[str, Sequence[Translation]], tokens_of: Callable[[str], list[str]]
) -> dict[str, float]:
    """Turn translations into a weighted query: a translation's tokens weigh its probability.

    Tried and no better: dividing the weight among a translation's tokens, and holding its rarity down to that
    of all translations of the word together, as Darwish and Oard (2003) have it (recall within 0.01).
    """
    query: defaultdict[str, float] = defaultdict(float)
    for translations in found.values():
        for translation in translations:
            for token in tokens_of(translation.word):
                query[token] += translation.probability
    return query


def dictionary(
    folder: Path, tag: str = "dict-cedict"
) -> tuple[dict[str, list[Translation]], dict[str, list[Translation]]]:
    """The plain dictionary to compare with: every gloss of one content word, all translations alike."""
    to_chinese: defaultdict[str, set[str]] = defaultdict(set)
    to_english: defaultdict[str, set[str]] = defaultdict(set)
    for row_tag, english, chinese in read_rows(folder):
        if row_tag != tag:
            continue
        stems = [stem(word) for word in english_words(english) if stem(word) not in ENGLISH_FUNCTION_WORDS]
        if len(stems) == 1:
            to_chinese[stems[0]].add(chinese)
            to_english[chinese].add(stems[0])

    def uniform(table: Mapping[str, set[str]]) -> dict[str, list[Translation]]:
        return {word: [Translation(t, 1 / len(row)) for t in sorted(row)] for word, row in table.items()}

    return uniform(to_chinese), uniform(to_english)


def recall(ranks: Sequence[int], k: int) -> float:
    """Share of ranks (from 1) that are at most k."""
    return sum(rank <= k for rank in ranks) / len(ranks)


def rank_of(scores: Floats, row: int) -> int:
    """Rank from 1 of a row; ties count against it, and a score of nothing is not found."""
    return int((scores >= scores[row]).sum()) if scores[row] > 0 else len(scores)


def main() -> None:
    """Evaluate both directions and print recall at 1 and 10 by source."""
    parser = argparse.ArgumentParser(prog="python -m train.lexicon_evaluation", description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder with the parallel sentences")
    parser.add_argument(
        "--lexicon", type=Path, default=DATA_FOLDER, help="folder with the two files to evaluate"
    )
    arguments = parser.parse_args()
    pool: dict[str, tuple[str, str, str]] = {}
    for tag, english, chinese in read_rows(arguments.data):
        if tag in SOURCES and is_held_out(chinese) and len(chinese) >= 8:
            pool.setdefault(chinese, (tag, english, chinese))
    by_source: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in pool.values():
        by_source[row[0]].append(row)
    rows = [row for tag in SOURCES for row in by_source[tag][: POOL // 4]][:POOL]
    asked = [
        i for tag in SOURCES for i in [i for i, row in enumerate(rows) if row[0] == tag][:QUERIES_A_SOURCE]
    ]
    print(f"{len(rows)} sentences, {len(asked)} queries a direction")
    lexicon = Lexicon.load(arguments.lexicon)
    plain_chinese, plain_english = dictionary(arguments.data)

    english_words_of = functools.cache(
        lambda text: [word for word in english_words(text) if stem(word) not in ENGLISH_FUNCTION_WORDS][
            :QUERY_WORDS
        ]
    )
    chinese_words_of = functools.cache(
        lambda text: [word for word in chinese_words(text) if word not in CHINESE_FUNCTION_WORDS][
            :QUERY_WORDS
        ]
    )
    to_chinese: dict[str, Expand] = {
        "no expansion": lambda words: {},
        "plain dictionary": lambda words: {
            w: plain_chinese[stem(w)] for w in words if stem(w) in plain_chinese
        },
        "lexicon": lexicon.to_chinese,
    }
    to_english: dict[str, Expand] = {
        "no expansion": lambda words: {},
        "plain dictionary": lambda words: {w: plain_english[w] for w in words if w in plain_english},
        "lexicon": lexicon.to_english,
    }
    chinese_index = Bm25([chinese_tokens(row[2]) for row in rows])
    english_index = Bm25([english_tokens(row[1]) for row in rows])
    report("English → Chinese", rows, asked, 1, chinese_index, english_words_of, to_chinese, chinese_tokens)
    report("Chinese → English", rows, asked, 2, english_index, chinese_words_of, to_english, english_tokens)


def report(
    title: str,
    rows: Sequence[tuple[str, str, str]],
    asked: Sequence[int],
    side: int,
    index: Bm25,
    words_of: Callable[[str], list[str]],
    expansions: Mapping[str, Expand],
    tokens_of: Callable[[str], list[str]],
) -> None:
    """Print one direction's table."""
    print(f"\n{title}: recall@1 / recall@10")
    for name, expand in expansions.items():
        ranks: defaultdict[str, list[int]] = defaultdict(list)
        for number in asked:
            tag, question = rows[number][0], rows[number][side]
            words = words_of(question)
            query = Counter(dict.fromkeys(tokenize(" ".join([*words, *_FIGURE.findall(question)])), 1.0))
            query.update(expanded(expand(words), tokens_of))
            ranks[tag].append(rank_of(index.scores(query), number))
        everything = [rank for group in ranks.values() for rank in group]
        groups = {"all": everything, **{tag: ranks[tag] for tag in SOURCES}}
        print(
            name + ":",
            *(f"{tag} {recall(g, 1):.2f}/{recall(g, 10):.2f}" for tag, g in groups.items()),
            sep="  ",
        )


if __name__ == "__main__":
    main()
