"""The names in a Chinese question that English documents write in Latin letters: 阮清河 is Ruan Qinghe, 卢莫拉 Lumora."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.concepts import Alternative
from rag.names import MIN_LIKENESS, SOUND_PROBABILITY, name_alternative, nearest_in_sound
from rag.text.pinyin import read_aloud, transcription_skeleton
from rag.text.tokens import find_han_runs, word_token
from rag.text.transcription import find_transcriptions
from rag.vocabulary import Sources, Vocabulary

_MIN_SKELETON = 3
_WIDTHS = (4, 3, 2)
_WORDS_A_SOUND = 2
# Characters of grammar: a piece with one of them crosses the edge of a name.
_NO_NAME = frozenset("的了在是有和与及从到把被这那哪谁也就都不没去来吗呢吧啊对为以于由向个几何么什每各某")


@dataclass(frozen=True, slots=True)
class HanName:
    """A name at `[start, end)` of a question and how English documents may write it."""

    text: str
    start: int
    end: int
    alternatives: tuple[Alternative, ...]


def han_names(text: str, vocabulary: Vocabulary, sources: Sources) -> list[HanName]:
    """The names of a text that the index knows in Latin letters by their sound, in order, without overlap."""
    if "en" not in vocabulary.languages:
        return []
    found: list[HanName] = []
    if sources.pinyin:
        found += _read_aloud(text, vocabulary, sources)
    if sources.foreign_names:
        found += [
            name
            for name in _transcribed(text, vocabulary)
            if not any(name.start < other.end and other.start < name.end for other in found)
        ]
    return sorted(found, key=lambda name: name.start)


def _read_aloud(text: str, vocabulary: Vocabulary, sources: Sources) -> list[HanName]:
    """Names whose pinyin is a name of the index, the longest first."""
    pieces = {
        (start, start + width): read_aloud(text[start : start + width])
        for run_start, run_end in find_han_runs(text)
        for width in _WIDTHS
        for start in range(run_start, run_end - width + 1)
        if not _NO_NAME.intersection(text[start : start + width])
    }
    known: dict[str, list[str]] = {}
    for sound, word in vocabulary.spelt(sorted(set(pieces.values()))) if pieces else ():
        known.setdefault(sound, []).append(word)
    found: list[HanName] = []
    for (start, end), sound in pieces.items():
        if sound not in known or any(start < other.end and other.start < end for other in found):
            continue
        # A word of two characters is that word, whatever it sounds like.
        if end - start == 2 and _is_word(text[start:end], vocabulary, sources):
            continue
        alternatives = _alternatives(known[sound], SOUND_PROBABILITY, vocabulary)
        if alternatives:
            found.append(HanName(text[start:end], start, end, alternatives))
    return found


def _is_word(word: str, vocabulary: Vocabulary, sources: Sources) -> bool:
    """Whether Chinese documents of the index use a word, or a lexicon translates it."""
    return vocabulary.knows(word_token(word)) or bool(
        sources.lexicon is not None and sources.lexicon.to_english([word]).get(word)
    )


def _transcribed(text: str, vocabulary: Vocabulary) -> Iterator[HanName]:
    """Foreign names whose consonants are those of a name of the index, or nearly."""
    for start, end in find_transcriptions(text):
        wanted = transcription_skeleton(text[start:end])
        if len(wanted) < _MIN_SKELETON:
            continue
        words, likeness = nearest_in_sound(wanted, vocabulary.latin_names(), MIN_LIKENESS)
        alternatives = _alternatives(words, SOUND_PROBABILITY * likeness, vocabulary)
        if alternatives:
            yield HanName(text[start:end], start, end, alternatives)


def _alternatives(words: list[str], probability: float, vocabulary: Vocabulary) -> tuple[Alternative, ...]:
    words = words[:_WORDS_A_SOUND]
    found = (name_alternative(word, vocabulary, probability / len(words)) for word in words)
    return tuple(alternative for alternative in found if alternative)
