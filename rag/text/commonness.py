"""Word or phrase → how rare it is in general, in Chinese and English; known before any document is read.

An index of a few documents cannot tell a rare word that names something (tariff, 灯笼) from an everyday one that it
happens not to hold (become, 现在). The table can: rag/text/data/README.md says how it was made.
"""

from __future__ import annotations

import functools
import gzip
import math
import re
from pathlib import Path

from rag.text.tokens import ENGLISH_STOP_WORDS, HAN, cut_by, stem

DATA_FILE = Path(__file__).parent / "data" / "commonness.tsv.gz"
# -ln(share of sentences) of the rarest words in the table, and of every word that is not in it: one in 13,000.
RAREST = 9.5
TENTHS = 10

_HAN_ONLY = re.compile(f"[{HAN}]+")
_LATIN = re.compile(r"[a-z]+")
_UNLIKE_WORDS = re.compile(rf"[^a-z{HAN}\s'’.&-]")


def general_idf(word: str) -> float:
    """Return -ln(share of sentences in general text that hold a word), from about 1 to RAREST.

    An English word may have any form and case; a Chinese one is looked up as it is.
    """
    table = _table()
    return table.get(word, RAREST) if _HAN_ONLY.fullmatch(word) else table.get(stem(word.lower()), RAREST)


def rarest_idf(text: str) -> float:
    """Return the general idf of the rarest word in a phrase; a figure or a code is as rare as can be.

    A run of Han characters that is no word itself (上讲了) is broken into words and characters: an unknown name holds a
    character that is seldom a word, and what was only cut badly does not.
    """
    lowered = text.lower()
    if not lowered or _UNLIKE_WORDS.search(lowered):
        return RAREST
    found = [general_idf(word) for word in _english_words(lowered)]
    for run in _HAN_ONLY.findall(lowered):
        found.append(_table().get(run) or max(general_idf(part) for part in _cut(run)))
    return max(found, default=RAREST)


def _english_words(lowered: str) -> list[str]:
    words = _LATIN.findall(lowered)
    telling = [word for word in words if word not in ENGLISH_STOP_WORDS and len(word) > 1]
    return telling or words


def _frequency(word: str) -> float:
    idf = _table().get(word)
    return 0.0 if idf is None else 1.0 + math.exp(RAREST - idf)


_cut = cut_by(_frequency)


@functools.cache
def _table() -> dict[str, float]:
    lines = gzip.decompress(DATA_FILE.read_bytes()).decode().splitlines()
    cells = (line.split("\t") for line in lines)
    return {word: int(tenths) / TENTHS for word, tenths in cells}
