"""The words in Latin letters of a question: which of them belong together, and what they may be called in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.concepts import Alternative
from rag.glossary import Glossary
from rag.names import (
    MIN_LIKENESS,
    SOUND_PROBABILITY,
    name_alternative,
    nearest_in_sound,
    other_names,
    pairs,
)
from rag.text.lexicon import Lexicon, Translation
from rag.text.pinyin import find_latin_words, latin_words, possible_readings, skeleton
from rag.text.tokens import ENGLISH_STOP_WORDS, word_token
from rag.vocabulary import Sources, Vocabulary

GLOSSARY_PROBABILITY = 0.9
_MIN_TRANSLATION = 0.05
# Characters in a row that are no word where they stand may be parts of two words.
_NO_WORD = 0.7
_WORDS_A_SOUND = 3


@dataclass(frozen=True, slots=True)
class LatinSpan:
    """Neighbouring words of a question that are one thing: `question[start:end]`, its words joined as `text`."""

    text: str
    start: int
    end: int
    alternatives: tuple[Alternative, ...]


def latin_spans(question: str, vocabulary: Vocabulary, sources: Sources) -> list[LatinSpan]:
    """Return the things that a question names in Latin letters, in order; stop words are left out."""
    places = find_latin_words(question)
    if not places:
        return []
    words = [question[start:end] for start, end in places]
    chinese = "zh" in vocabulary.languages
    lexicon = sources.lexicon if chinese else None
    spans = _with_alternatives(words, question, vocabulary, sources, lexicon)
    return [
        LatinSpan(" ".join(words[first:last]), places[first][0], places[last - 1][1], tuple(alternatives))
        for (first, last), alternatives in sorted(spans.items())
    ]


_Span = tuple[int, int]


def _with_alternatives(
    words: Sequence[str], question: str, vocabulary: Vocabulary, sources: Sources, lexicon: Lexicon | None
) -> dict[_Span, list[Alternative]]:
    """Return spans of words with their other names; a lexicon stands for documents in Chinese."""
    chinese = "zh" in vocabulary.languages
    known = lexicon.to_chinese(words) if lexicon is not None else {}
    spans: dict[_Span, list[Alternative]] = {}
    if sources.glossary is not None:
        spans.update(_glossary_spans(words, question, sources.glossary, vocabulary))
    if chinese and sources.pinyin:
        for span, alternatives in _pinyin_spans(words, known, vocabulary):
            if not _overlaps(span, spans):
                spans[span] = alternatives
    for span in _phrase_spans(words, known):
        if all(_is_stop_word(word) for word in words[slice(*span)]):
            continue
        translations = known[" ".join(words[slice(*span)])]
        alternatives = [a for t in translations if (a := _translation(t, vocabulary))]
        if span in spans and span[1] - span[0] == 1:
            # One word of a glossary may have other senses; a phrase has not.
            spans[span] = [*spans[span], *alternatives]
        elif not _overlaps(span, spans):
            spans[span] = alternatives
    for position, word in enumerate(words):
        span = (position, position + 1)
        if _is_stop_word(word) or (_overlaps(span, spans) and span not in spans):
            continue
        found = spans.setdefault(span, [])
        if chinese and sources.foreign_names and word[0].isupper():
            # A word that has other meanings must sound exactly like a name, and not only be near to one.
            spans[span] = [*found, *_names_alike(word, vocabulary, exactly=bool(found) or word in known)]
    return spans


def _is_stop_word(word: str) -> bool:
    return word.lower() in ENGLISH_STOP_WORDS


def _translation(translation: Translation, vocabulary: Vocabulary) -> Alternative | None:
    if translation.probability < _MIN_TRANSLATION:
        return None
    return _word_alternative(translation.word, translation.probability, vocabulary)


def _word_alternative(word: str, probability: float, vocabulary: Vocabulary) -> Alternative | None:
    """Return a Chinese word as an alternative: itself if the index knows it, else all its pairs if it knows them."""
    if vocabulary.knows(word_token(word)):
        return Alternative({word_token(word): 1.0}, probability, word)
    inside = pairs(word)
    if inside and all(map(vocabulary.knows, inside)):
        return Alternative(dict.fromkeys(inside, 1.0), probability * _NO_WORD, word)
    return None


def _glossary_spans(
    words: Sequence[str], question: str, glossary: Glossary, vocabulary: Vocabulary
) -> Iterator[tuple[_Span, list[Alternative]]]:
    """Yield the spans of words that are names of the glossary, with the other names of the same thing."""
    lowered = [word.lower() for word in words]
    position = 0
    for name, others in other_names(question, glossary):
        parts = [word.lower() for word in latin_words(name)]
        for start in range(position, len(words) - len(parts) + 1 if parts else 0):
            if lowered[start : start + len(parts)] == parts:
                position = start + len(parts)
                alternatives = [
                    a for other in others if (a := name_alternative(other, vocabulary, GLOSSARY_PROBABILITY))
                ]
                yield (start, position), alternatives
                break


def _pinyin_spans(
    words: Sequence[str], known: Mapping[str, list[Translation]], vocabulary: Vocabulary
) -> Iterator[tuple[_Span, list[Alternative]]]:
    """Yield the spans of words that are Chinese words read aloud, longest first, without overlap."""
    taken: dict[_Span, list[Alternative]] = {}
    for span, sounds in possible_readings(words):
        part = words[slice(*span)]
        name = len(part) > 1 and all(word[0].isupper() for word in part)
        # "share" and "change" can be read as pinyin, too; two capitalised words that make a name cannot be chance.
        if _overlaps(span, taken) or (
            not name and any(word in known or word.lower() in known for word in part)
        ):
            continue
        found = vocabulary.sounding(sounds)[:_WORDS_A_SOUND]
        total = sum(count for _, count in found)
        alternatives = [
            a
            for word, count in found
            if (a := _word_alternative(word, SOUND_PROBABILITY * count / total, vocabulary))
        ]
        if alternatives:
            taken[span] = alternatives
            yield span, alternatives


def _names_alike(word: str, vocabulary: Vocabulary, *, exactly: bool) -> list[Alternative]:
    """Return the foreign names of the index whose consonants are nearest to a word's, if they are near enough."""
    wanted = skeleton(word)
    if len(wanted) < (3 if exactly else 2):
        return []
    least = 1.0 if exactly or len(wanted) == 2 else MIN_LIKENESS
    nearest, likeness = nearest_in_sound(wanted, vocabulary.foreign_names(), least)
    names = nearest[:_WORDS_A_SOUND]
    probability = SOUND_PROBABILITY * likeness / max(1, len(names))
    return [a for name in names if (a := _word_alternative(name, probability, vocabulary))]


def _phrase_spans(words: Sequence[str], known: Mapping[str, list[Translation]]) -> Iterator[_Span]:
    position = 0
    while position < len(words):
        width = 2 if position + 1 < len(words) and " ".join(words[position : position + 2]) in known else 1
        if " ".join(words[position : position + width]) in known:
            yield (position, position + width)
        position += width


def _overlaps(span: _Span, spans: Iterable[_Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)
