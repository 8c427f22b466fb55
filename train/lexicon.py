"""Writes the word translation lexicon (rag/text/data/lexicon.*.gz) learnt from parallel sentences.

The model is IBM Model 1 (Brown et al., "The Mathematics of Statistical Machine Translation", 1993) trained in both
directions at once, where a link counts as far as both directions believe in it (Liang, Taskar and Klein,
"Alignment by Agreement", NAACL 2006). That product is what keeps rare words from collecting the garbage of their
sentence. Remake the files: python -m train.lexicon DATA_FOLDER (about five CPU minutes, one core, 6 GB).
"""

from __future__ import annotations

import argparse
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.text.lexicon import DATA_FOLDER, EN_ZH_FILE, ZH_EN_FILE
from train.lexicon_words import CHINESE_FUNCTION_WORDS, ENGLISH_FUNCTION_WORDS, chinese_words, english_words

FILES = ("parallel.tsv.zst", "parallel-unstated.tsv.zst")
HELD_OUT_SHARE = 50  # one Chinese sentence in fifty is never learnt from, so that it can be searched for
_UNHELPFUL_GLOSS = re.compile(r"^(?:classifier|surname|variant|old variant|see|abbr|used in|also written|cm:|kangxi)\b", re.I)

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """How much of one source is read, and what one of its pairs counts."""

    max_rows: int
    weight: float
    dictionary: bool = False


# Statutes, economics, news and everyday sentences say what users ask about; interface strings hardly do, so they are
# sampled thinly. ODbL, GPL and AGPL sources (dict-place, dict-country, econ-statyearbook, biz-*) are not read at all.
SOURCES: Mapping[str, Source] = {
    "law-tw": Source(130_000, 1.0),
    "law-tw-head": Source(4_000, 1.0),
    "law-tw-title": Source(4_000, 1.0),
    "econ-quantecon": Source(17_100, 1.0),
    "news-wmt": Source(21_000, 2.0),
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
    min_evidence: float = 0.7  # expected number of links between the two words


@dataclass(frozen=True, slots=True)
class Pair:
    """One aligned pair as words, with its weight."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]
    weight: float
    dictionary: bool


@dataclass(frozen=True, slots=True)
class Links:
    """Candidate links: link i joins an English and a Chinese word slot and is of one word-pair type."""

    kind: Ints
    english_slot: Ints
    chinese_slot: Ints
    weight: npt.NDArray[np.float32]
    kind_english: Ints
    kind_chinese: Ints


def is_held_out(chinese: str) -> bool:
    """Whether a Chinese sentence is kept from training; decided by its text, so that copies go together."""
    return zlib.crc32(chinese.encode()) % HELD_OUT_SHARE == 0


def read_rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (tag, English, Chinese) rows of the parallel files, in file order."""
    import io

    import zstandard

    for name in FILES:
        with (folder / name).open("rb") as raw:
            for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8", newline="\n"):
                tag, english, chinese = line.rstrip("\n").split("\t")
                yield tag, english, chinese


def read_pairs(rows: Iterable[tuple[str, str, str]], config: LexiconConfig) -> tuple[list[Pair], dict[str, str]]:
    """Read the training pairs as stems and words, and for each stem its most frequent surface form."""
    taken: Counter[str] = Counter()
    surfaces: dict[str, Counter[str]] = {}
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
        words = english_words(english)
        stems = tuple(stem for stem, _ in words)
        han = tuple(chinese_words(chinese))
        if not 0 < len(stems) <= 2 * config.max_words or not 0 < len(han) <= 2 * config.max_words:
            continue
        for stem, surface in words:
            surfaces.setdefault(stem, Counter())[surface] += 1
        pairs.append(Pair(stems, han, source.weight, source.dictionary))
    return pairs, {stem: min(forms, key=lambda form: (-forms[form], form)) for stem, forms in surfaces.items()}


def find_phrases(pairs: Sequence[Pair], config: LexiconConfig) -> frozenset[tuple[str, str]]:
    """Find pairs of adjacent English stems that belong together, such as "free trade" and "incom tax"."""
    singles: Counter[str] = Counter()
    doubles: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        if pair.dictionary:
            continue
        singles.update(pair.english)
        doubles.update(
            (a, b)
            for a, b in zip(pair.english, pair.english[1:], strict=False)
            if a not in ENGLISH_FUNCTION_WORDS and b not in ENGLISH_FUNCTION_WORDS
        )
    total = sum(singles.values())
    kept = [
        (count, phrase)
        for phrase, count in doubles.items()
        if count >= config.min_phrase_count
        and count * total > 20 * singles[phrase[0]] * singles[phrase[1]]
        and phrase[0] != phrase[1]
    ]
    kept.sort(key=lambda item: (-item[0], item[1]))
    return frozenset(phrase for _, phrase in kept[: config.max_phrases])


def with_phrases(stems: Sequence[str], phrases: frozenset[tuple[str, str]]) -> list[str]:
    """Join known phrases from left to right: [free, trade, zone] → ["free trade", "zone"]."""
    joined: list[str] = []
    position = 0
    while position < len(stems):
        if tuple(stems[position : position + 2]) in phrases:
            joined.append(" ".join(stems[position : position + 2]))
            position += 2
        else:
            joined.append(stems[position])
            position += 1
    return joined


def number_words(pairs: Sequence[Pair], phrases: frozenset[tuple[str, str]], config: LexiconConfig) -> tuple[
    list[str], list[str], list[tuple[Ints, Ints, float]]
]:
    """Number the words that occur often enough; every second pair has its phrases joined, so that both are learnt."""
    sides: list[tuple[list[str], list[str], float, bool]] = []
    english_weight: Counter[str] = Counter()
    chinese_weight: Counter[str] = Counter()
    for number, pair in enumerate(pairs):
        stems = with_phrases(pair.english, phrases) if number % 2 == 0 or pair.dictionary else list(pair.english)
        english = sorted(set(stems) - ENGLISH_FUNCTION_WORDS)
        chinese = sorted(set(pair.chinese) - CHINESE_FUNCTION_WORDS)
        if not english or not chinese or max(len(english), len(chinese)) > config.max_words:
            continue
        weight = pair.weight
        for word in english:
            english_weight[word] += config.min_word_weight if pair.dictionary else weight
        for word in chinese:
            chinese_weight[word] += config.min_word_weight if pair.dictionary else weight
        sides.append((english, chinese, weight, pair.dictionary))
    english_vocabulary = sorted(word for word, weight in english_weight.items() if weight >= config.min_word_weight)
    chinese_vocabulary = sorted(word for word, weight in chinese_weight.items() if weight >= config.min_word_weight)
    english_ids = {word: number for number, word in enumerate(english_vocabulary)}
    chinese_ids = {word: number for number, word in enumerate(chinese_vocabulary)}
    numbered = [
        (
            np.array([english_ids[word] for word in english if word in english_ids], dtype=np.int32),
            np.array([chinese_ids[word] for word in chinese if word in chinese_ids], dtype=np.int32),
            weight,
        )
        for english, chinese, weight, _ in sides
    ]
    return english_vocabulary, chinese_vocabulary, numbered


def make_links(numbered: Sequence[tuple[Ints, Ints, float]], english_size: int, chinese_size: int) -> Links:
    """Pair every English with every Chinese word of a sentence, without pairs that meet no oftener than by chance."""
    keys, english_slots, chinese_slots, weights = [], [], [], []
    english_total, chinese_total = np.zeros(english_size), np.zeros(chinese_size)
    english_slot = chinese_slot = 0
    for english, chinese, weight in numbered:
        n, m = len(english), len(chinese)
        keys.append((english.astype(np.int64)[:, None] * chinese_size + chinese[None, :]).ravel())
        english_slots.append(np.repeat(np.arange(english_slot, english_slot + n, dtype=np.int32), m))
        chinese_slots.append(np.tile(np.arange(chinese_slot, chinese_slot + m, dtype=np.int32), n))
        weights.append(np.full(n * m, weight, dtype=np.float32))
        english_total[english] += weight
        chinese_total[chinese] += weight
        english_slot, chinese_slot = english_slot + n, chinese_slot + m
    key, weight_of = np.concatenate(keys), np.concatenate(weights)
    kinds, kind = np.unique(key, return_inverse=True)
    together = np.bincount(kind, weights=weight_of)
    of_english, of_chinese = (kinds // chinese_size).astype(np.int32), (kinds % chinese_size).astype(np.int32)
    total = sum(weight for _, _, weight in numbered)
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
    )


def count_links(links: Links, config: LexiconConfig) -> Floats:
    """Return the expected number of links of each word-pair type, after the last EM step.

    A Chinese word's probability of having come from an English word of its sentence is
    t(zh|en) / (sum over the sentence's en of t(zh|en) + empty), and the other way round; their product is the link.
    """
    counts: Floats = np.bincount(links.kind, weights=links.weight).astype(np.float64)
    for _ in range(config.iterations):
        to_chinese, to_english = conditional(counts, links.kind_english), conditional(counts, links.kind_chinese)
        forward, backward = to_chinese[links.kind], to_english[links.kind]
        forward_sum = np.bincount(links.chinese_slot, weights=forward) + config.empty_word
        backward_sum = np.bincount(links.english_slot, weights=backward) + config.empty_word
        forward /= forward_sum[links.chinese_slot]
        backward /= backward_sum[links.english_slot]
        counts = np.bincount(links.kind, weights=forward * backward * links.weight, minlength=len(counts))
    return counts


def conditional(counts: Floats, given: Ints) -> Floats:
    """Divide each count by the sum of the counts that share its condition."""
    totals = np.bincount(given, weights=counts)
    return counts / np.maximum(totals[given], 1e-12)


def best_translations(
    counts: Floats, given: Ints, other: Ints, names: Sequence[str], others: Sequence[str], config: LexiconConfig
) -> dict[str, list[tuple[str, float]]]:
    """Map each word to its most probable translations, best first, their probabilities summing to one."""
    probability = conditional(counts, given)
    kept = np.flatnonzero((probability >= config.min_probability) & (counts >= config.min_evidence))
    table: dict[str, list[tuple[str, float]]] = {}
    for index in kept[np.lexsort((other[kept], -probability[kept], given[kept]))]:
        row = table.setdefault(names[given[index]], [])
        if len(row) < config.max_translations:
            row.append((others[other[index]], float(probability[index])))
    return {word: [(name, p / sum(q for _, q in row)) for name, p in row] for word, row in table.items()}


def write_table(path: Path, table: Mapping[str, Sequence[tuple[str, float]]]) -> None:
    """Write one line a word, in byte order: word, then translation and percent in turn, tab-separated; gzip."""
    lines = []
    for word, row in table.items():
        cells = [cell for name, p in row if round(100 * p) >= 1 for cell in (name, str(round(100 * p)))]
        lines.append("\t".join([word, *cells]).encode())
    path.write_bytes(gzip.compress(b"\n".join(sorted(lines)) + b"\n", compresslevel=9, mtime=0))


def learn(rows: Iterable[tuple[str, str, str]], config: LexiconConfig) -> tuple[
    dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]
]:
    """Learn both tables, English stem → Chinese words and Chinese word → English words."""
    pairs, surfaces = read_pairs(rows, config)
    phrases = find_phrases(pairs, config)
    english, chinese, numbered = number_words(pairs, phrases, config)
    links = make_links(numbered, len(english), len(chinese))
    counts = count_links(links, config)
    to_chinese = best_translations(counts, links.kind_english, links.kind_chinese, english, chinese, config)
    shown = [" ".join(surfaces[stem] for stem in word.split(" ")) for word in english]
    to_english = best_translations(counts, links.kind_chinese, links.kind_english, chinese, shown, config)
    return to_chinese, to_english


def main() -> None:
    """Learn from the folder of parallel sentences and write the two files."""
    parser = argparse.ArgumentParser(prog="python -m train.lexicon", description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder with parallel.tsv.zst and parallel-unstated.tsv.zst")
    parser.add_argument("--output", type=Path, default=DATA_FOLDER)
    parser.add_argument("--leave-out", action="append", default=[], metavar="TAG", choices=sorted(SOURCES))
    arguments = parser.parse_args()
    config = LexiconConfig(leave_out=frozenset(arguments.leave_out))
    to_chinese, to_english = learn(read_rows(arguments.data), config)
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, table in ((EN_ZH_FILE, to_chinese), (ZH_EN_FILE, to_english)):
        write_table(arguments.output / name, table)
        size = (arguments.output / name).stat().st_size
        print(f"{name}: {len(table):,} words, {sum(map(len, table.values())):,} translations, {size:,} bytes")


if __name__ == "__main__":
    main()
