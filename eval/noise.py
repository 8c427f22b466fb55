"""The same questions as careless hands type them: deterministic noise, one kind at a time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from eval.question_format import Question
from rag.text.pinyin import read_aloud

_WORD = re.compile(r"[A-Za-z]{5,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_PUNCTUATION = re.compile(r"[^\w\s.%％·-]|(?<!\d)\.(?!\d)|[·-](?!\w)")


def one_typo(question: str, seed: str) -> str:
    """The question with one slip: a Chinese character replaced by one that sounds the same, or letters swapped."""
    return _typos(question, random.Random(seed), 1)


def two_typos(question: str, seed: str) -> str:
    """The question with two slips."""
    return _typos(question, random.Random(seed), 2)


def full_width(question: str, seed: str) -> str:
    """Every ASCII character as its full-width form."""
    return question.translate(_FULL_WIDTH)


def traditional(question: str, seed: str) -> str:
    """Simplified characters as traditional ones; English stays as it is."""
    return question.translate(_traditional_table())


def lower_case(question: str, seed: str) -> str:
    """No capitals."""
    return question.lower()


def upper_case(question: str, seed: str) -> str:
    """Capitals only."""
    return question.upper()


def no_punctuation(question: str, seed: str) -> str:
    """Neither question mark nor quotation marks; figures keep their points."""
    return " ".join(_PUNCTUATION.sub(" ", question).split())


def wordy(question: str, seed: str) -> str:
    """The question wrapped in courtesy."""
    if _HAN.search(question):
        return f"你好，我想请教一个问题，麻烦帮我查一下：{question}谢谢！"
    return f"Hello, I would like to know something, could you please look it up for me: {question} Thank you!"


NOISE: Mapping[str, Callable[[str, str], str]] = {
    "one typo": one_typo,
    "two typos": two_typos,
    "full width": full_width,
    "traditional characters": traditional,
    "lower case": lower_case,
    "capitals": upper_case,
    "no punctuation": no_punctuation,
    "wrapped in courtesy": wordy,
}


def noisy(question: Question, noise: Callable[[str, str], str]) -> Question:
    """The question in noisy words; its id seeds the noise, so that every run makes the same."""
    return replace(question, question=noise(question.question, question.id))


def _typos(question: str, dice: random.Random, count: int) -> str:
    for _ in range(count):
        question = _slip(question, dice)
    return question


def _slip(question: str, dice: random.Random) -> str:
    places = [match.start() for match in _HAN.finditer(question) if _sounding_like(match.group())]
    if places:
        place = dice.choice(places)
        return question[:place] + dice.choice(_sounding_like(question[place])) + question[place + 1 :]
    words = list(_WORD.finditer(question))
    if not words:
        return question
    word = dice.choice(words)
    place = dice.randrange(word.start() + 1, word.end() - 2)
    return question[:place] + question[place + 1] + question[place] + question[place + 2 :]


def _sounding_like(character: str) -> str:
    return _homophones().get(character, "")


@cache
def _homophones() -> dict[str, str]:
    """Each of the 3,755 most frequent characters (the first level of GB 2312) with the others of its sound."""
    codes = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    # The level's last row is not full; what does not decode is not assigned.
    characters = [text for code in codes if len(text := code.decode("gb2312", errors="ignore")) == 1]
    sounds: dict[str, list[str]] = {}
    for character in characters:
        sounds.setdefault(read_aloud(character), []).append(character)
    return {
        character: "".join(other for other in others if other != character)
        for others in sounds.values()
        for character in others
    }


@cache
def _traditional_table() -> dict[int, str]:
    table: dict[int, str] = {}
    text = files("opencc").joinpath("dictionary", "STCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        simplified, _, forms = line.partition("\t")
        first = forms.split(" ")[0]
        if len(simplified) == 1 and len(first) == 1:
            table[ord(simplified)] = first
    return table
