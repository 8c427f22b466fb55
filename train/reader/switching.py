"""English questions with names and terms as they stand in the Chinese text, as the product asks them of its reader.

Qin et al., "CoSDA-ML: Multi-Lingual Code-Switching Data Augmentation", IJCAI 2020.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from rag.text.lexicon import Lexicon
from rag.text.pinyin import find_latin_words, possible_readings, read_aloud
from rag.text.tokens import han_runs
from train.reader.rows import Group

_LONGEST_NAME = 4
# Of the words that have a translation in the text so many are replaced: names nearly always, others now and then.
_NAMES, _OTHERS = 0.8, 0.2
_LEAST_PROBABILITY = 0.3

Replacement = tuple[int, int, str, bool]  # start, end, Chinese, whether it is a name


def replacements(group: Group, sounds: Mapping[str, str]) -> list[Replacement]:
    """Return what may be put into Chinese in a group's question: names by their sound, words by the lexicon."""
    places = find_latin_words(group.question)
    words = [group.question[start:end] for start, end in places]
    found: dict[tuple[int, int], tuple[str, bool]] = {}
    taken: set[int] = set()

    def take(first: int, last: int, name: str, proper: bool) -> None:
        if not taken.intersection(range(first, last)):
            taken.update(range(first, last))
            found[first, last] = (name, proper)

    for (first, last), readings in possible_readings(words):
        name = next((sounds[sound] for sound in readings if sound in sounds), "")
        if name and all(word[0].isupper() for word in words[first:last]):
            take(first, last, name, True)
    text = "\n".join(sentence.text for sentence in group.sentences)
    for phrase, translations in Lexicon.load().to_chinese(words).items():
        name = next(
            (
                t.word
                for t in translations
                if t.probability >= _LEAST_PROBABILITY and len(t.word) > 1 and t.word in text
            ),
            "",
        )
        parts = phrase.split()
        for first in range(len(words) - len(parts) + 1) if name else ():
            if words[first : first + len(parts)] == parts:
                take(first, first + len(parts), name, parts[0][0].isupper() and first > 0)
    return [
        (places[first][0], places[last - 1][1], name, proper)
        for (first, last), (name, proper) in sorted(found.items())
    ]


def switched(question: str, known: list[Replacement], rng: random.Random) -> str:
    """Return the question with some of what is known of it put into Chinese."""
    for start, end, name, proper in reversed(known):
        if rng.random() < (_NAMES if proper else _OTHERS):
            question = f"{question[:start]} {name} {question[end:]}"
    return " ".join(question.split())


def sounds_of(group: Group) -> dict[str, str]:
    """Return the pieces of two to four characters of a group's Chinese text by their pinyin, without tones."""
    found: dict[str, str] = {}
    for sentence in group.sentences:
        for run in han_runs(f"{sentence.text} {sentence.context}"):
            for length in range(2, _LONGEST_NAME + 1):
                for start in range(len(run) - length + 1):
                    piece = run[start : start + length]
                    found.setdefault(read_aloud(piece), piece)
    return found
