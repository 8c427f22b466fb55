"""How words sound: pinyin for names written in Latin letters, consonant skeletons for foreign names written in Chinese.

"Sheng Qiuping" is 盛秋平 read aloud, "Clinton" is 克林顿 by its consonants. Readings are made while an index is built, and of
a Chinese question where documents are in English (pypinyin is imported only then); an English one is only split into what
may be a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rag.text.tokens import ENGLISH_STOP_WORDS

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-ž"
_LATIN_WORD = re.compile(
    rf"(?<![{_LETTER}\d])(?<![{_LETTER}]['’])[{_LETTER}][{_LETTER}\d]*(?:['’](?![sS]\b)[{_LETTER}]+)*"
)
_INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINALS = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v"
_SYLLABLES = re.compile(rf"(?:(?:{_INITIALS})?(?:{_FINALS}))+")
_MAX_NAME_WORDS = 4
_MIN_SOUND_CHARS = 4

# Classes of consonants that Chinese transcription keeps apart: 克 for c, k, q, g; 尔 and 罗 for l and r; 维 for v and w.
_CLASSES = {
    **dict.fromkeys("bp", "P"), **dict.fromkeys("dt", "T"), **dict.fromkeys("gkq", "K"), **dict.fromkeys("szxj", "S"),
    **dict.fromkeys("vw", "W"), **dict.fromkeys("lr", "L"), "m": "M", "n": "N", "f": "F", "h": "H",
}  # fmt: skip
_LATIN_SOUNDS = (
    ("sch", "s"), ("tch", "s"), ("ch", "s"), ("sh", "s"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "kw"), ("dj", "s"),
    ("gh", "g"), ("kh", "h"), ("x", "ks"),
)  # fmt: skip
# Miller is 米勒, Taylor 泰勒: the r that closes a name is not written.
_FINAL_ER = re.compile(r"(?<=\w\w)[eo]r$")
_SOFT_C = re.compile(r"c(?=[eiyéè])")
_SOFT_G = re.compile(r"g(?=[eiy])")


def read_aloud(word: str) -> str:
    """Return the pinyin of a Chinese word without tones, spaces or ü: 绿地 → "ludi"."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word, errors="ignore", v_to_u=False)).replace("v", "u").lower()


def latin_words(text: str) -> list[str]:
    """Return the words in Latin letters, in order, as written, without 's; parts of a hyphenated word are words."""
    return [text[start:end] for start, end in find_latin_words(text)]


def find_latin_words(text: str) -> list[tuple[int, int]]:
    """Return where the words of `latin_words` stand."""
    return [match.span() for match in _LATIN_WORD.finditer(text)]


def possible_readings(words: Sequence[str]) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Yield spans of up to four neighbouring words with the pinyin that they may be, longest spans first.

    A personal name is tried in both orders: "Qiuping Sheng" as qiupingsheng and shengqiuping. Spans of stop words or
    of fewer than four letters are left out, because "can" and "men" are readings too.
    """
    plain = [_plain(word) for word in words]
    for width in range(min(_MAX_NAME_WORDS, len(words)), 0, -1):
        for start in range(len(words) - width + 1):
            parts = plain[start : start + width]
            if any(part in ENGLISH_STOP_WORDS or not _SYLLABLES.fullmatch(part) for part in parts):
                continue
            sounds = ["".join(parts)]
            if width > 1:
                sounds.append("".join(parts[-1:] + parts[:-1]))
            sounds = [sound for sound in sounds if len(sound) >= _MIN_SOUND_CHARS]
            if sounds:
                yield (start, start + width), sounds


def skeleton(name: str) -> str:
    """Return the consonant classes of a name in Latin letters or pinyin: Clinton and kelindun are both KLNTN."""
    sound = _plain(name)
    for written, spoken in _LATIN_SOUNDS:
        sound = sound.replace(written, spoken)
    sound = _FINAL_ER.sub("", sound)
    sound = _SOFT_G.sub("s", _SOFT_C.sub("s", sound)).replace("c", "k")
    return _classes(sound)


def pinyin_skeleton(pinyin_syllables: Iterable[str]) -> str:
    """Return the consonant classes of a Chinese transcription, syllable by syllable."""
    parts = []
    for syllable in pinyin_syllables:
        sound = syllable.lower().replace("zh", "s").replace("ch", "s").replace("sh", "s").replace("ng", "n")
        # In pinyin c and q are sibilants (次 ci, 奇 qi); -er is the l or r that closes a foreign syllable.
        sound = sound.replace("c", "s").replace("q", "s").replace("y", "")
        parts.append("l" if sound == "er" else sound)
    return "".join(_classes(part) for part in parts)


def transcription_skeleton(word: str) -> str:
    """Return the consonant classes of a foreign name written in Chinese: 弗朗西斯科 → FLNSSK."""
    from pypinyin import lazy_pinyin

    return pinyin_skeleton(lazy_pinyin(word, errors="ignore"))


def sounds_alike(one: str, other: str) -> float:
    """Return 1 minus the edit distance of two skeletons over the longer one's length; 0.0 for empty ones."""
    longest = max(len(one), len(other))
    return 1 - _edit_distance(one, other) / longest if longest else 0.0


def _classes(sound: str) -> str:
    kept: list[str] = []
    previous = ""
    for char in sound:
        cls = _CLASSES.get(char, "")
        # Doubled consonants (tt, rl) are one sound; with a vowel between them they are two.
        if cls and cls not in (previous, "H"):
            kept.append(cls)
        previous = cls
    return "".join(kept)


@cache
def _plain(word: str) -> str:
    import unicodedata

    letters = unicodedata.normalize("NFKD", word.casefold().replace("ü", "u").replace("ß", "ss"))
    return "".join(char for char in letters if char.isascii() and char.isalpha())


def _edit_distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]
