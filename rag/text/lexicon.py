"""Word translations between English and Chinese with their probabilities, learnt from parallel sentences.

The tables expand a question for BM25 over passages in the other language (Darwish and Oard, "Probabilistic
Structured Query Methods", SIGIR 2003). How they were made and from what: rag/text/data/README.md.
"""

from __future__ import annotations

import functools
import gzip
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.text.tokens import stem

DATA_FOLDER = Path(__file__).parent / "data"
EN_ZH_FILE = "lexicon.en-zh.tsv.gz"
ZH_EN_FILE = "lexicon.zh-en.tsv.gz"


@dataclass(frozen=True, slots=True)
class Translation:
    """One word of the other language and the probability that it is what is meant."""

    word: str
    probability: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Both tables; each is read at its first use: a question over passages of its own language reads none."""

    folder: Path

    @staticmethod
    def load(folder: Path = DATA_FOLDER) -> Lexicon:
        """Return the lexicon of a folder; nothing is read before the first question."""
        return Lexicon(folder)

    def to_chinese(self, words: Sequence[str]) -> dict[str, list[Translation]]:
        """Map English words to Chinese ones, most probable first; unknown words are absent.

        The words are those of a question in order, in any form and case. Two neighbours known as a phrase
        ("free", "trade") appear as one key "free trade" and not by themselves: the phrase settles the sense.
        """
        lines = _read_table(self.folder / EN_ZH_FILE)
        found: dict[str, list[Translation]] = {}
        stems = [stem(word.lower()) for word in words]
        position = 0
        while position < len(words):
            phrase = _look_up(lines, " ".join(stems[position : position + 2]))
            if phrase and position + 1 < len(words):
                found[" ".join(words[position : position + 2])] = phrase
                position += 2
                continue
            # A form that means something else than its stem has a row of its own ("imports" and "important").
            word = words[position]
            if translations := _look_up(lines, "=" + word.lower()) or _look_up(lines, stems[position]):
                found[word] = translations
            position += 1
        return found

    def to_english(self, words: Sequence[str]) -> dict[str, list[Translation]]:
        """Map Chinese words to English words or two-word phrases, best first; unknown words are absent."""
        lines = _read_table(self.folder / ZH_EN_FILE)
        looked_up = {word: _look_up(lines, word) for word in words}
        return {word: translations for word, translations in looked_up.items() if translations}


def _look_up(lines: Sequence[bytes], word: str) -> list[Translation]:
    """Find a word among sorted lines `word TAB translation TAB percent TAB translation TAB percent ...`."""
    start = word.encode() + b"\t"
    position = bisect_left(lines, start)
    if position == len(lines) or not lines[position].startswith(start):
        return []
    cells = lines[position].decode().split("\t")[1:]
    return [
        Translation(name, int(percent) / 100) for name, percent in zip(cells[::2], cells[1::2], strict=True)
    ]


@functools.cache
def _read_table(path: Path) -> list[bytes]:
    # Lines stay undecoded: bisecting bytes makes a load of 20 ms instead of 150 for parsing all of them.
    return gzip.decompress(path.read_bytes()).split(b"\n")[:-1]
