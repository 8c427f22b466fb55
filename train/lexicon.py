"""Writes the word translation lexicon (rag/text/data/lexicon.*.gz) learnt from parallel sentences.

The model is IBM Model 1 (Brown et al., "The Mathematics of Statistical Machine Translation", 1993) trained in
both directions at once, where a link counts as far as both directions believe in it (Liang, Taskar and Klein,
"Alignment by Agreement", NAACL 2006). That product is what keeps rare words from collecting the garbage of
their sentence. Remake the files: python -m train.lexicon DATA_FOLDER (three CPU minutes on one core, 6 GB).
"""

from __future__ import annotations

import argparse
import gzip
import io
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import zstandard

from rag.text.lexicon import DATA_FOLDER, EN_ZH_FILE, ZH_EN_FILE
from train.lexicon_words import (
    CHINESE_FUNCTION_WORDS,
    ENGLISH_FUNCTION_WORDS,
    chinese_words,
    english_words,
    mainland_words,
    stem,
)

FILES = ("parallel.tsv.zst", "parallel-unstated.tsv.zst")
HELD_OUT_SHARE = 50  # one Chinese sentence in fifty is never learnt from, so that it can be searched for
_UNHELPFUL_GLOSS = re.compile(
    r"^(?:classifier|surname|variant|old variant|see|abbr|used in|also written|cm:|kangxi)\b", re.I
)

Ints = npt.NDArray[np.int32]
Table = dict[str, list[tuple[str, float]]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """How much of one source is read, and what one of its pairs counts."""

    max_rows: int
    weight: float
    dictionary: bool = False
    taiwanese: bool = False  # its words are put into mainland usage: 数位 → 数字


# Statutes, economics, news and everyday sentences say what users ask about; interface strings hardly do, so
# they are sampled thinly. ODbL, GPL and AGPL sources are not read: dict-place, dict-country,
# econ-statyearbook, biz-*.
SOURCES: Mapping[str, Source] = {
    "law-tw": Source(130_000, 0.7, taiwanese=True),
    "law-tw-head": Source(4_000, 0.7, taiwanese=True),
    "law-tw-title": Source(4_000, 0.7, taiwanese=True),
    "econ-quantecon": Source(17_100, 1.0),
    "news-wmt": Source(21_000, 3.0),
    "news-pud": Source(1_000, 2.0),
    "tatoeba": Source(27_000, 1.0),
    "sci-econ": Source(6_700, 2.0),
    "sci-econ-title": Source(1_700, 2.0),
    "sci-qfin": Source(3_500, 1.5),
    "sci-qfin-title": Source(900, 1.5),
    "sci-arxiv": Source(15_000, 0.5),
    "tech-news-lctt": Source(100_000, 1.0),
    "ms-dynamics": Source(40_000, 0.3),
    "ms-partner": Source(10_000, 0.3),
    "caption-3am": Source(8_000, 0.5),
    "dict-cedict": Source(160_000, 1.0, dictionary=True),
    "dict-econ": Source(600, 3.0, dictionary=True),
    "dict-cldr": Source(5_000, 1.0, dictionary=True),
}


@dataclass(frozen=True, slots=True)
class LexiconConfig:
    """What is read and what is kept; the defaults made the shipped files."""

    sources: Mapping[str, Source] = field(default_factory=lambda: dict(SOURCES))
    leave_out: frozenset[str] = frozenset()
    max_words: int = 40
    min_word_weight: float = 2.0  # weighted sentences a word must occur in; dictionary words need one
    max_phrases: int = 8_000
    min_phrase_count: int = 30
    iterations: int = 5
    empty_word: float = 0.02
    max_translations: int = 5
    min_probability: float = 0.05
    min_evidence: float = 2.5  # expected number of sentences that link two words
    min_dictionary_evidence: float = 0.4  # the same for two words that a dictionary row joins
    min_form_evidence: float = 8.0  # links that an inflected form needs for translations of its own
    min_form_distance: float = 0.35  # and how far they must be from its stem's: half the sum of differences


@dataclass(frozen=True, slots=True)
class Pair:
    """One aligned pair as words (English lower-cased, not stemmed), with its weight."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    weight: float
    dictionary: bool


@dataclass(frozen=True, slots=True)
class NumberedPair:
    """A pair whose words are numbers."""

    english: Ints
    chinese: Ints
    weight: float
    dictionary: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """All pairs with the names of their numbers."""

    english: list[str]
    chinese: list[str]
    pairs: list[NumberedPair]


@dataclass(frozen=True, slots=True)
class Links:
    """Candidate links: link i joins an English and a Chinese word slot and is of one word-pair type."""

    kind: Ints
    english_slot: Ints
    chinese_slot: Ints
    weight: npt.NDArray[np.float32]
    kind_english: Ints
    kind_chinese: Ints
    kind_in_dictionary: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counts:
    """Expected links of each word-pair type: weighted by source, and as a plain number of sentences."""

    weighted: Floats
    sentences: Floats


def is_held_out(chinese: str) -> bool:
    """Whether a Chinese sentence is kept from training; decided by its text, so that copies go together."""
    return zlib.crc32(chinese.encode()) % HELD_OUT_SHARE == 0


def read_rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (tag, English, Chinese) rows of the parallel files, in file order."""
    for name in FILES:
        with (folder / name).open("rb") as raw:
            for line in io.TextIOWrapper(
                zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8", newline="\n"
            ):
                tag, english, chinese = line.rstrip("\n").split("\t")
                yield tag, english, chinese


def read_pairs(rows: Iterable[tuple[str, str, str]], config: LexiconConfig) -> list[Pair]:
    """Read the training pairs, in file order."""
    taken: Counter[str] = Counter()
    pairs: list[Pair] = []
    for tag, english, chinese in rows:
        source = config.sources.get(tag)
        if source is None or tag in config.leave_out or taken[tag] >= source.max_rows:
            continue
        if source.dictionary and _UNHELPFUL_GLOSS.match(english):
            continue
        if not source.dictionary and is_held_out(chinese):
            continue
        taken[tag] += 1
        words = tuple(english_words(english))
        han = mainland_words(chinese) if source.taiwanese else chinese_words(chinese)
        if 0 < len(words) <= 2 * config.max_words and 0 < len(han) <= 2 * config.max_words:
            pairs.append(Pair(words, tuple(han), source.weight, source.dictionary))
    return pairs


def find_phrases(pairs: Sequence[Pair], config: LexiconConfig) -> dict[str, str]:
    """Map neighbouring English stems that belong together to their commonest form: incom tax → income tax."""
    singles: Counter[str] = Counter()
    doubles: Counter[tuple[str, str]] = Counter()
    forms: dict[tuple[str, str], Counter[str]] = {}
    for pair in pairs:
        if pair.dictionary:
            continue
        stems = [stem(word) for word in pair.english]
        singles.update(stems)
        for position, phrase in enumerate(pairwise(stems)):
            if not ENGLISH_FUNCTION_WORDS.intersection(phrase):
                doubles[phrase] += 1
                forms.setdefault(phrase, Counter())[" ".join(pair.english[position : position + 2])] += 1
    total = sum(singles.values())
    kept = [
        (count, phrase)
        for phrase, count in doubles.items()
        if count >= config.min_phrase_count
        and count * total > 20 * singles[phrase[0]] * singles[phrase[1]]
        and phrase[0] != phrase[1]
    ]
    kept.sort(key=lambda item: (-item[0], item[1]))
    return {
        " ".join(phrase): min(forms[phrase], key=lambda form: (-forms[phrase][form], form))
        for _, phrase in kept[: config.max_phrases]
    }


def with_phrases(words: Sequence[str], phrases: Container[str]) -> list[str]:
    """Join known phrases as stems, from left to right: [free, trades, zones] → ["free trade", "zones"]."""
    stems = [stem(word) for word in words]
    joined: list[str] = []
    position = 0
    while position < len(words):
        phrase = " ".join(stems[position : position + 2])
        if phrase in phrases:
            joined.append(phrase)
            position += 2
        else:
            joined.append(words[position])
            position += 1
    return joined


def number_words(pairs: Sequence[Pair], phrases: Container[str], config: LexiconConfig) -> Numbered:
    """Number the words that occur often enough; every second pair has its phrases joined: both are learnt."""
    kept: list[tuple[list[str], list[str], Pair]] = []
    english_weight: defaultdict[str, float] = defaultdict(float)
    chinese_weight: defaultdict[str, float] = defaultdict(float)
    for number, pair in enumerate(pairs):
        words = with_phrases(pair.english, phrases) if number % 2 == 0 or pair.dictionary else pair.english
        english = sorted({word for word in words if stem(word) not in ENGLISH_FUNCTION_WORDS})
        chinese = sorted(set(pair.chinese) - CHINESE_FUNCTION_WORDS)
        if not english or not chinese or max(len(english), len(chinese)) > config.max_words:
            continue
        weight = config.min_word_weight if pair.dictionary else pair.weight
        for word in english:
            english_weight[word] += weight
        for word in chinese:
            chinese_weight[word] += weight
        kept.append((english, chinese, pair))
    english_names = sorted(
        word for word, weight in english_weight.items() if weight >= config.min_word_weight
    )
    chinese_names = sorted(
        word for word, weight in chinese_weight.items() if weight >= config.min_word_weight
    )
    english_ids = {word: number for number, word in enumerate(english_names)}
    chinese_ids = {word: number for number, word in enumerate(chinese_names)}
    sentences = [
        NumberedPair(
            np.array([english_ids[word] for word in english if word in english_ids], dtype=np.int32),
            np.array([chinese_ids[word] for word in chinese if word in chinese_ids], dtype=np.int32),
            pair.weight,
            pair.dictionary,
        )
        for english, chinese, pair in kept
    ]
    return Numbered(english_names, chinese_names, sentences)


def make_links(numbered: Numbered) -> Links:
    """Link all words of a sentence to all of its other side, save pairs that meet only by chance."""
    chinese_size = len(numbered.chinese)
    keys, english_slots, chinese_slots, weights, dictionary_keys = [], [], [], [], []
    english_total, chinese_total = np.zeros(len(numbered.english)), np.zeros(chinese_size)
    next_english = next_chinese = 0
    for pair in numbered.pairs:
        english, chinese, weight = pair.english, pair.chinese, pair.weight
        n, m = len(english), len(chinese)
        keys.append((english.astype(np.int64)[:, None] * chinese_size + chinese[None, :]).ravel())
        english_slots.append(np.repeat(np.arange(next_english, next_english + n, dtype=np.int32), m))
        chinese_slots.append(np.tile(np.arange(next_chinese, next_chinese + m, dtype=np.int32), n))
        weights.append(np.full(n * m, weight, dtype=np.float32))
        if pair.dictionary:
            dictionary_keys.append(keys[-1])
        english_total[english] += weight
        chinese_total[chinese] += weight
        next_english, next_chinese = next_english + n, next_chinese + m
    key, weight_of = np.concatenate(keys), np.concatenate(weights)
    kinds, kind = np.unique(key, return_inverse=True)
    together = sum_by(kind, weight_of)
    of_english, of_chinese = (kinds // chinese_size).astype(np.int32), (kinds % chinese_size).astype(np.int32)
    total = sum(pair.weight for pair in numbered.pairs)
    in_dictionary = (
        np.isin(kinds, np.concatenate(dictionary_keys)) if dictionary_keys else np.zeros(len(kinds), bool)
    )
    attracted = together * total > 2.0 * english_total[of_english] * chinese_total[of_chinese]
    new_number = np.cumsum(attracted, dtype=np.int64) - 1
    kept = attracted[kind]
    return Links(
        kind=new_number[kind[kept]].astype(np.int32),
        english_slot=np.concatenate(english_slots)[kept],
        chinese_slot=np.concatenate(chinese_slots)[kept],
        weight=weight_of[kept],
        kind_english=of_english[attracted],
        kind_chinese=of_chinese[attracted],
        kind_in_dictionary=in_dictionary[attracted],
    )


def count_links(links: Links, config: LexiconConfig) -> Counts:
    """Return the expected number of links of each word-pair type, weighted and not, after the last EM step.

    A Chinese word's probability of having come from an English word of its sentence is
    t(zh|en) / (sum over the sentence's en of t(zh|en) + empty), and the other way round.
    A link is the product of the two.
    """
    counts: Floats = sum_by(links.kind, links.weight)
    for _ in range(config.iterations):
        to_chinese, to_english = (
            conditional(counts, links.kind_english),
            conditional(counts, links.kind_chinese),
        )
        forward, backward = to_chinese[links.kind], to_english[links.kind]
        forward_sum = sum_by(links.chinese_slot, forward) + config.empty_word
        backward_sum = sum_by(links.english_slot, backward) + config.empty_word
        forward /= forward_sum[links.chinese_slot]
        backward /= backward_sum[links.english_slot]
        linked = forward * backward
        counts = sum_by(links.kind, linked * links.weight)
    return Counts(counts, sum_by(links.kind, linked))


def sum_by(group: npt.NDArray[Any], values: npt.NDArray[Any], size: int = 0) -> Floats:
    """Return the sum of the values of each group, groups numbered from 0."""
    return np.asarray(np.bincount(group, weights=values, minlength=size), dtype=np.float64)


def conditional(counts: Floats, given: Ints) -> Floats:
    """Divide each count by the sum of the counts that share its condition."""
    totals = sum_by(given, counts)
    return counts / np.maximum(totals[given], 1e-12)


def rows_of(
    counts: Counts, given: Ints, other: Ints, trusted: npt.NDArray[np.bool_], config: LexiconConfig
) -> dict[int, list[tuple[int, float]]]:
    """Map each word to its most probable translations, best first, their probabilities summing to one."""
    probability = conditional(counts.weighted, given)
    enough = counts.sentences >= np.where(trusted, config.min_dictionary_evidence, config.min_evidence)
    kept = np.flatnonzero(enough & (probability >= config.min_probability))
    table: dict[int, list[tuple[int, float]]] = {}
    for index in kept[np.lexsort((other[kept], -probability[kept], given[kept]))]:
        row = table.setdefault(int(given[index]), [])
        if len(row) < config.max_translations:
            row.append((int(other[index]), float(probability[index])))
    return {word: [(name, p / sum(q for _, q in row)) for name, p in row] for word, row in table.items()}


def learn(rows: Iterable[tuple[str, str, str]], config: LexiconConfig) -> tuple[Table, Table]:
    """Learn both tables: English stem, phrase or =form → Chinese words, and Chinese word → English words.

    Forms are aligned by themselves and pooled by stem afterwards; a form that means something else than its
    stem (Snowball cuts both "imports" and "important" to "import") keeps a row of its own, marked by "=".
    """
    pairs = read_pairs(rows, config)
    phrases = find_phrases(pairs, config)
    numbered = number_words(pairs, phrases, config)
    links = make_links(numbered)
    counts = count_links(links, config)
    form, han = links.kind_english, links.kind_chinese
    stems = sorted({stem(word) for word in numbered.english})
    stem_ids = {word: number for number, word in enumerate(stems)}
    stem_of_form = np.array([stem_ids[stem(word)] for word in numbered.english], dtype=np.int32)

    pooled_key, pool = np.unique(
        stem_of_form[form].astype(np.int64) * len(numbered.chinese) + han, return_inverse=True
    )
    pooled = Counts(sum_by(pool, counts.weighted), sum_by(pool, counts.sentences))
    pooled_stem = (pooled_key // len(numbered.chinese)).astype(np.int32)
    pooled_han = (pooled_key % len(numbered.chinese)).astype(np.int32)
    trusted = sum_by(pool, links.kind_in_dictionary) > 0
    by_stem = rows_of(pooled, pooled_stem, pooled_han, trusted, config)
    to_chinese: Table = {
        stems[key]: [(numbered.chinese[h], p) for h, p in row] for key, row in by_stem.items()
    }

    evidence = sum_by(form, counts.sentences, size=len(numbered.english))
    own_share, stem_share = (
        conditional(counts.weighted, form),
        conditional(pooled.weighted, pooled_stem)[pool],
    )
    # Half the sum of absolute differences is the sum of the positive ones, all among the form's own links.
    distance = sum_by(form, np.maximum(own_share - stem_share, 0), size=len(numbered.english))
    by_form = rows_of(counts, form, han, links.kind_in_dictionary, config)
    for key, row in by_form.items():
        if evidence[key] >= config.min_form_evidence and distance[key] >= config.min_form_distance:
            to_chinese["=" + numbered.english[key]] = [(numbered.chinese[h], p) for h, p in row]

    # Each pooled link is shown as the form that makes up most of it.
    order = np.lexsort((form, -counts.weighted, pool))
    first = order[np.unique(pool[order], return_index=True)[1]]
    shown = [phrases.get(numbered.english[number], numbered.english[number]) for number in form[first]]
    by_han = rows_of(pooled, pooled_han, np.arange(len(pooled.weighted), dtype=np.int32), trusted, config)
    to_english: Table = {
        numbered.chinese[key]: [(shown[k], p) for k, p in row] for key, row in by_han.items()
    }
    return to_chinese, to_english


def write_table(path: Path, table: Mapping[str, Sequence[tuple[str, float]]]) -> None:
    """Write a gzip of one line a word, in byte order: word, translation, percent, translation, percent ..."""
    lines = []
    for word, row in table.items():
        cells = [cell for name, p in row if round(100 * p) >= 1 for cell in (name, str(round(100 * p)))]
        lines.append("\t".join([word, *cells]).encode())
    path.write_bytes(gzip.compress(b"\n".join(sorted(lines)) + b"\n", compresslevel=9, mtime=0))


def main() -> None:
    """Learn from the folder of parallel sentences and write the two files."""
    parser = argparse.ArgumentParser(prog="python -m train.lexicon", description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.tsv.zst and parallel-unstated.tsv.zst")
    parser.add_argument("--output", type=Path, default=DATA_FOLDER)
    parser.add_argument("--min-probability", type=float, default=LexiconConfig().min_probability)
    parser.add_argument("--max-translations", type=int, default=LexiconConfig().max_translations)
    parser.add_argument("--leave-out", action="append", default=[], metavar="TAG", choices=sorted(SOURCES))
    arguments = parser.parse_args()
    config = LexiconConfig(
        leave_out=frozenset(arguments.leave_out),
        min_probability=arguments.min_probability,
        max_translations=arguments.max_translations,
    )
    to_chinese, to_english = learn(read_rows(arguments.data), config)
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, table in ((EN_ZH_FILE, to_chinese), (ZH_EN_FILE, to_english)):
        write_table(arguments.output / name, table)
        size = (arguments.output / name).stat().st_size
        print(f"{name}: {len(table):,} words, {sum(map(len, table.values())):,} translations, {size:,} bytes")


if __name__ == "__main__":
    main()
