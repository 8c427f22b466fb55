"""Writes the table of common words (rag/text/data/commonness.tsv.gz), learnt from sentences of several kinds of text.

A word is common as far as it is common in every kind of text: its sentence frequencies are averaged as logarithms, so
that "become" counts as common and "yuan", of which statutes are full, does not.
Remake the file: python -m train.commonness DATA_FOLDER (two to four CPU minutes on one core).
"""

from __future__ import annotations

import argparse
import functools
import gzip
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rag.text import tokens
from rag.text.commonness import DATA_FILE, RAREST, TENTHS
from rag.text.normalize import normalize
from train.lexicon import read_rows
from train.lexicon_words import english_words

# What one sentence more or less than seen may mean, in a kind of text of this many sentences: a word that one kind
# never says is rare there, not impossible.
UNSEEN_SENTENCES = 0.5
KIND_SENTENCES = 20_000


@dataclass(frozen=True, slots=True)
class Source:
    """The kind of text that a source belongs to, and how many of its rows are read at most."""

    kind: str
    max_rows: int


# Documentation of software is by far the largest part of the files and is read thinly.
SOURCES: Mapping[str, Source] = {
    "law-tw": Source("law", 40_000),
    "law-tw-art": Source("law", 3_000),
    "tech-news-lctt": Source("technology", 60_000),
    "ms-dynamics": Source("business", 15_000),
    "ms-partner": Source("business", 10_000),
    "ms-office": Source("business", 5_000),
    "sci-arxiv": Source("science", 25_000),
    "sci-arxiv-abs": Source("science", 2_000),
    "sci-econ": Source("economics", 7_000),
    "sci-qfin": Source("economics", 4_000),
    "econ-quantecon": Source("economics", 18_000),
    "tatoeba": Source("everyday", 30_000),
    "caption-3am": Source("captions", 20_000),
    "news-wmt": Source("news", 21_000),
    "news-pud": Source("news", 1_000),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many sentences of each kind of text were read, and in how many of them each word stands."""

    sentences: Counter[str] = field(default_factory=Counter)
    words: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def count(rows: Iterable[tuple[str, str, str]], sources: Mapping[str, Source] = SOURCES) -> Counted:
    """Return the counts of both sides of (tag, English, Chinese) rows: stems, words and single characters."""
    counted, taken = Counted(), Counter[str]()
    stem = functools.lru_cache(400_000)(tokens.stem)
    for tag, english, chinese in rows:
        source = sources.get(tag)
        if source is None or taken[tag] >= source.max_rows:
            continue
        taken[tag] += 1
        counted.sentences[source.kind] += 1
        said = {stem(word) for word in english_words(english)}
        for run in tokens.han_runs(normalize(chinese)):
            said.update(tokens.words(run))
        counted.words[source.kind].update(said)
    return counted


def rarities(counted: Counted) -> dict[str, float]:
    """Return of each word -ln(share of sentences), averaged over the kinds of text."""
    known = set[str]().union(*counted.words.values())
    return {
        word: sum(_rarity(counted.words[kind][word], total) for kind, total in counted.sentences.items())
        / len(counted.sentences)
        for word in known
    }


def _rarity(found: int, sentences: int) -> float:
    share = found / sentences + UNSEEN_SENTENCES / KIND_SENTENCES
    return -math.log(min(1.0, share))


def write_table(path: Path, table: Mapping[str, float]) -> int:
    """Write the words below the rarest as a gzip of lines `word TAB tenths`, in byte order; return how many."""
    lines = [f"{word}\t{round(value * TENTHS)}" for word, value in table.items() if value < RAREST]
    lines.sort(key=str.encode)
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))
    return len(lines)


def main() -> None:
    """Count the words of the parallel sentences of a folder and write the table."""
    parser = argparse.ArgumentParser(prog="python -m train.commonness", description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.tsv.zst and parallel-unstated.tsv.zst")
    parser.add_argument("--output", type=Path, default=DATA_FILE)
    arguments = parser.parse_args()
    counted = count(read_rows(arguments.data))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    words = write_table(arguments.output, rarities(counted))
    size = arguments.output.stat().st_size
    print(
        f"{arguments.output.name}: {words:,} words, {counted.sentences.total():,} sentences, {size:,} bytes"
    )


if __name__ == "__main__":
    main()
