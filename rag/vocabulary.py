"""What expansion and code-switching know: the words of an index, and where other names come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.concepts import Alternative
from rag.glossary import Glossary
from rag.text.lexicon import Lexicon
from rag.text.tokens import Segmenter
from rag.types import Language


def _no_names(*_: Sequence[str]) -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an index knows of words; all of it may be called from any thread.

    `idf` gives an unknown token the greatest value, `pooled_idf` takes several ways to say one thing together. `cut`
    tiles a run of Han characters with known words, `segment` also gives the words inside them. `sounding` gives
    (word, occurrences) pairs under pinyin readings, the most frequent first; `foreign_names` gives (consonant
    skeleton, word) pairs. For names that English documents write in Latin letters `spelt` gives (reading, name) pairs
    for those of the readings that are Chinese names, `latin_names` the (consonant skeleton, name) pairs of all.
    """

    knows: Callable[[str], bool]
    idf: Callable[[str], float]
    pooled_idf: Callable[[Sequence[Alternative]], float]
    cut: Segmenter
    segment: Segmenter
    sounding: Callable[[Sequence[str]], list[tuple[str, int]]]
    foreign_names: Callable[[], Sequence[tuple[str, str]]]
    languages: frozenset[Language]
    spelt: Callable[[Sequence[str]], Sequence[tuple[str, str]]] = _no_names
    latin_names: Callable[[], Sequence[tuple[str, str]]] = _no_names


@dataclass(frozen=True, slots=True)
class Sources:
    """Where expansions come from; None or False switches one off. Weights are those of word search."""

    glossary: Glossary | None
    lexicon: Lexicon | None
    pinyin: bool = True
    foreign_names: bool = True
    pair_weight: float = 1.0
    word_weight: float = 1.0
