"""The words of a corpus under their sounds, so that names written in Latin letters find them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rag.index.store import Sound
from rag.text.lexicon import Lexicon
from rag.text.names import find_people
from rag.text.normalize import normalize
from rag.text.pinyin import possible_readings, read_aloud, skeleton, transcription_skeleton
from rag.text.tokens import HAN, named, word_of, word_token
from rag.text.transcription import find_transcriptions
from rag.types import Chunk

_HAN_WORD = re.compile(f"[{HAN}]{{2,8}}")
_NAME_PARTS = re.compile(r"[·•・‧]")
# One or more words with capitals, where no sentence need have begun.
_CAPITALISED = re.compile(r"(?<![.!?:] )(?<!\A)(?<!\n)\b[A-ZÀ-Þ][a-zß-ÿ]{2,}(?:[ -][A-ZÀ-Þ][a-zß-ÿ]+){0,3}")
_MAX_SPELT_WORDS, _MIN_SPELT_LETTERS = 2, 5
_MIN_LATIN_SKELETON = 3
_LEAST_TRANSCRIBED = 2
# A skeleton of one consonant says nothing: 李 and 罗 would answer to every Lee, Roy and Lao.
_MIN_SKELETON = 2
_MOSTLY = 3


def find_sounds(
    chunks: Sequence[Chunk], frequencies: Mapping[str, int], known_names: Iterable[str] = ()
) -> list[Sound]:
    """Return every Chinese word under its pinyin, every foreign name's parts under their consonants, and every name.

    Names that texts in other languages write in Latin letters come under their pinyin where they may be Chinese ones,
    and under their consonants.

    `frequencies` are the index's tokens with the number of chunks that hold them; pairs of characters that are no
    words are left out, as nearly every pair of syllables would be found among them.
    """
    names = Counter(name for chunk in chunks for name in _people(chunk))
    names.update(normalize(name) for name in known_names)
    words = Counter(
        {
            word: count
            for token, count in frequencies.items()
            if (word := word_of(token)) and _HAN_WORD.fullmatch(word)
        }
    )
    for name, count in names.items():
        if _HAN_WORD.fullmatch(name):
            words[name] = max(words[name], count)
    proper = named(words) | {name for name in names if _HAN_WORD.fullmatch(name)}
    transcribed = Counter(
        chunk.text[start:end] for chunk in chunks for start, end in find_transcriptions(chunk.text)
    )
    repeated = {name: count for name, count in transcribed.items() if count >= _LEAST_TRANSCRIBED}
    latin = Counter(
        name for chunk in chunks if chunk.language != "zh" for name in _CAPITALISED.findall(chunk.text)
    )
    return [
        *_pinyin(words),
        *_skeletons(names, repeated, frequencies),
        *_latin_names(latin),
        *(Sound(word, "name", word, words.get(word, 1)) for word in sorted(proper)),
    ]


def _latin_names(names: Mapping[str, int]) -> Iterator[Sound]:
    """Names in Latin letters by how they sound; of what a lexicon translates nobody asks by its sound."""
    lexicon = Lexicon.load()
    singles: Counter[str] = Counter()
    for name, count in names.items():
        words = name.split()
        for width in range(1, _MAX_SPELT_WORDS + 1):
            for start in range(len(words) - width + 1):
                part = words[start : start + width]
                if width == 1:
                    singles[part[0]] += count
                for reading in _spelt(part, lexicon):
                    yield Sound(reading, "spelt", " ".join(part), count)
    for word, count in singles.items():
        sound = skeleton(word)
        if len(sound) >= _MIN_LATIN_SKELETON and not lexicon.to_chinese([word]):
            yield Sound(sound, "latin", word, count)


def _spelt(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The pinyin that words may be: of a place, or of a person in both orders."""
    readings = [
        reading
        for (start, end), found in possible_readings(words)
        if end - start == len(words)
        for reading in found
        if len(reading) >= _MIN_SPELT_LETTERS
    ]
    return [] if len(words) == 1 and lexicon.to_chinese(words) else readings


def _people(chunk: Chunk) -> Iterator[str]:
    for start, end in find_people(chunk.text):
        yield normalize(chunk.text[start:end])


def _pinyin(words: Mapping[str, int]) -> Iterator[Sound]:
    for word, count in words.items():
        yield Sound(read_aloud(word), "pinyin", word, count)


def _skeletons(
    names: Mapping[str, int], transcribed: Mapping[str, int], frequencies: Mapping[str, int]
) -> Iterator[Sound]:
    parts: Counter[str] = Counter(transcribed)
    for name, count in names.items():
        pieces = [piece for piece in _NAME_PARTS.split(name) if _HAN_WORD.fullmatch(piece)]
        # A name without a dot is foreign when it is longer than Chinese names are.
        if len(pieces) > 1 or (pieces and len(pieces[0]) > 3):
            for piece in pieces:
                parts[piece] += count
    for piece, count in parts.items():
        consonants = transcription_skeleton(piece)
        # What mostly stands outside names is a word that a dot happened to follow: 中国·上海.
        common = frequencies.get(word_token(piece), 0) > _MOSTLY * count
        if len(consonants) >= _MIN_SKELETON and not common:
            yield Sound(consonants, "skeleton", piece, count)
