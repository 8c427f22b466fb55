"""Questions as careless and polite hands type them, so that the reader does not take a slip for a strange subject."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from eval.noise import lower_case, no_punctuation, one_typo, two_typos, upper_case

_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile("[A-Za-z]{4,}")
_BEFORE = {
    "zh": (
        "你好，",
        "请问",
        "想问一下，",
        "麻烦问下",
        "请教各位：",
        "帮我看看，",
        "老师，",
        "我想了解一下，",
        "急，",
        "那个，",
    ),
    "en": (
        "Hi, ",
        "Hello there, ",
        "Please tell me: ",
        "Could you tell me, ",
        "Quick question: ",
        "I was wondering, ",
        "Sorry to bother you, ",
        "For my thesis: ",
        "Hey, ",
        "I'd like to know: ",
    ),
}
_AFTER = {
    "zh": ("谢谢", "谢谢！", "，多谢", "，麻烦了", "，在线等", " 求解答", "，有人知道吗？"),
    "en": (
        " Thanks!",
        " thanks",
        " Thank you very much.",
        " Cheers",
        " please",
        " Any idea?",
        " Many thanks in advance.",
    ),
}
# Adjacent keys of a common keyboard, rows only: the slips of one hand.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: "".join(row[max(0, i - 1) : i] + row[i + 1 : i + 2]) for row in _ROWS for i, key in enumerate(row)
}


def slipped(question: str, rng: random.Random) -> str:
    """The question with one kind of slip or courtesy, drawn by how often people make it."""
    kinds = list(_KINDS)
    kind = rng.choices(kinds, [_KINDS[kind] for kind in kinds])[0]
    return kind(question, rng)


def _seeded(noise: Callable[[str, str], str]) -> Callable[[str, random.Random], str]:
    def changed(question: str, rng: random.Random) -> str:
        return noise(question, str(rng.random()))

    return changed


def _courteous(question: str, rng: random.Random) -> str:
    language = "zh" if _HAN.search(question) else "en"
    before = rng.choice(_BEFORE[language]) if rng.random() < 0.7 else ""
    after = rng.choice(_AFTER[language]) if not before or rng.random() < 0.5 else ""
    return before + question + after


def _mistyped(question: str, rng: random.Random) -> str:
    """One character left out, doubled, changed places with the next, or replaced by the key beside it."""
    places = [i for word in _WORD.finditer(question) for i in range(word.start() + 1, word.end() - 1)]
    if not places:
        places = [match.start() for match in _HAN.finditer(question)]
    if not places:
        return question
    at = rng.choice(places)
    letter, rest = question[at], question[at + 1 :]
    beside = _BESIDE.get(letter.lower(), "")
    replaced = rng.choice(["", letter * 2, rest[:1] + letter, *beside])
    swapped = replaced == rest[:1] + letter
    return question[:at] + replaced + (rest[1:] if swapped else rest)


_KINDS: Mapping[Callable[[str, random.Random], str], float] = {
    _seeded(one_typo): 4.0,
    _seeded(two_typos): 2.0,
    _mistyped: 3.0,
    _courteous: 2.0,
    _seeded(no_punctuation): 2.0,
    _seeded(lower_case): 1.5,
    _seeded(upper_case): 0.5,
}
