"""Parts of passages: sentences, and shorter passages that keep what a question is about."""

from __future__ import annotations

import random
import re

_HAN = re.compile(r"[\u3400-\u9fff]")


def crop(question: str, passage: str, rng: random.Random) -> str:
    """Return a part of a long passage that holds the sentence nearest to the question; sometimes the whole."""
    if len(passage) < 220 or rng.random() < 0.2:
        return passage
    sentences = zh_sentences(passage)
    grams = {question[i : i + 2] for i in range(len(question) - 1)}
    overlap = [sum(gram in text for gram in grams) for text in sentences]
    first = last = max(range(len(sentences)), key=lambda i: overlap[i])
    length, wanted = len(sentences[first]), rng.randint(90, 260)
    while length < wanted and (first > 0 or last < len(sentences) - 1):
        if first > 0 and (last == len(sentences) - 1 or rng.random() < 0.5):
            first -= 1
            length += len(sentences[first])
        else:
            last += 1
            length += len(sentences[last])
    return "".join(sentences[first : last + 1])


def window(passage: str, rng: random.Random) -> str:
    """Return the passage, or its beginning or end, so that not only openings are learnt."""
    sentences = zh_sentences(passage) if _HAN.search(passage) else en_sentences(passage)
    joint = "" if _HAN.search(passage) else " "
    if len(sentences) < 3 or rng.random() < 0.4:
        return passage
    half = max(2, (len(sentences) + 1) // 2)
    start = rng.choice((0, 0, len(sentences) - half))
    return joint.join(sentences[start : start + half])


def closed(text: str) -> str:
    """Return a sentence with a mark at its end."""
    return text if text[-1:] in "。！？；：.!?;:" else text + "。"


def zh_sentences(text: str) -> list[str]:
    """Return a Chinese text's sentences, at least one."""
    return [part for part in re.split("(?<=[。；！？])", text) if part.strip()] or [text]


def en_sentences(text: str) -> list[str]:
    """Return an English text's sentences, at least one."""
    return [part for part in re.split(r"(?<=[.;!?])\s+", text) if len(part.strip()) > 3] or [text]
