"""Real questions put into the other language word by word, where no translation is at hand."""

from __future__ import annotations

import random
import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WH = (
    ("谁", "who"),
    ("何时", "when"),
    ("什么时候", "when"),
    ("哪一年", "which year"),
    ("哪年", "which year"),
    ("为何", "why"),
    ("为什么", "why"),
    ("哪里", "where"),
    ("何处", "where"),
    ("多少", "how many"),
    ("哪", "which"),
    ("如何", "how"),
    ("什么", "what"),
    ("何", "what"),
)
_CHINESE_WH = (
    ("how many", "多少"),
    ("how much", "多少"),
    ("what year", "哪一年"),
    ("who", "谁"),
    ("when", "何时"),
    ("where", "哪里"),
    ("why", "为什么"),
    ("which", "哪个"),
    ("how", "如何"),
    ("what", "什么"),
)
_LEFT_OUT = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "did",
        "do",
        "does",
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "it",
        "in",
        "on",
        "for",
        "what",
        "who",
        "when",
        "where",
        "which",
        "why",
        "how",
        "many",
        "much",
    ]
)
_SILENT = frozenset({"the", "a", "of", "s", "and", "it", "be"})


def english_gloss(question: str, table: dict[str, str], rng: random.Random) -> str:
    """Return a Chinese question in English, word by word: poor English, but the question is a real one."""
    wh = next((en for zh, en in _ENGLISH_WH if zh in question), "")
    for zh, _ in _ENGLISH_WH:
        question = question.replace(zh, " ")
    words = _words(question, table)
    return " ".join([wh, *words]).strip() + rng.choice(("?", ""))


def chinese_gloss(question: str, table: dict[str, str]) -> str:
    """Return an English question in Chinese, word by word."""
    lowered = question.lower()
    wh = next((zh for en, zh in _CHINESE_WH if en in lowered), "")
    words = re.findall(r"[a-z0-9.,%\-']+", lowered)
    out = [table.get(word, word) for word in words if word not in _LEFT_OUT]
    text = ""
    for word in out:
        text += (" " if text and text[-1:].isascii() and word[:1].isascii() else "") + word
    return text + wh + "？"


def _words(text: str, table: dict[str, str]) -> list[str]:
    """Return English words for the longest Chinese words the table knows; what it does not know goes by its sound."""
    from pypinyin import lazy_pinyin

    out: list[str] = []
    unknown = ""
    place = 0
    while place < len(text):
        word = next(
            (text[place : place + size] for size in range(6, 0, -1) if text[place : place + size] in table),
            "",
        )
        if word and not (len(word) == 1 and unknown):
            if unknown:
                out.append("".join(lazy_pinyin(unknown)).strip())
                unknown = ""
            if table[word] not in _SILENT:
                out.append(table[word])
            place += len(word)
            continue
        char = text[place]
        if char.isspace() or not (char.isalnum() or _HAN.match(char)):
            if unknown:
                out.append("".join(lazy_pinyin(unknown)).strip())
            unknown = ""
        else:
            unknown += char
        place += 1
    if unknown:
        out.append("".join(lazy_pinyin(unknown)).strip())
    return [word for word in out if word]
