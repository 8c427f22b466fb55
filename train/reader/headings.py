"""Groups under other headings: in real documents the heading seldom names what a sentence is about."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.text.tokens import han_runs
from train.reader.rows import Group, Sentence

SEPARATOR = " › "
# Shares of the new headings: the group's innermost one alone, another's innermost, another's whole; else there is none.
_OWN_INNERMOST, _OTHERS_INNERMOST, _OTHERS_WHOLE = 0.3, 0.25, 0.3
_WORD = re.compile(r"[A-Za-z][A-Za-z-]{3,}|\d+")
# Chinese titles begin with the name of what they are about.
_NAME = 2


def headings_of(groups: Iterable[Group]) -> dict[str, list[str]]:
    """Return the headings of the groups by language, each once."""
    headings = dict.fromkeys(s.heading for group in groups for s in group.sentences[:1] if s.heading)
    found: dict[str, list[str]] = {"zh": [], "en": []}
    for heading in headings:
        found[_language(heading)].append(heading)
    return found


def under_heading(
    group: Group, headings: Mapping[str, Sequence[str]], names: Sequence[str], rng: random.Random
) -> Group:
    """Return the group with all its sentences under one other heading, or as it is where its answer needs its own.

    `names` are names of an English question as they stand in its Chinese text, as far as they are known.
    """
    if not group.sentences or not all(
        _names_itself(group, group.sentences[i], names) for i in group.answering
    ):
        return group
    chance = rng.random()
    own = next((s.heading for s in group.sentences if s.heading), "")
    others = headings[_language(group.sentences[0].text)]
    if chance < _OWN_INNERMOST:
        heading = own.rpartition(SEPARATOR)[2]
    elif chance < _OWN_INNERMOST + _OTHERS_INNERMOST and others:
        heading = rng.choice(others).rpartition(SEPARATOR)[2]
    elif chance < _OWN_INNERMOST + _OTHERS_INNERMOST + _OTHERS_WHOLE and others:
        heading = rng.choice(others)
    else:
        heading = ""
    return replace(group, sentences=tuple(replace(s, heading=heading) for s in group.sentences))


def _names_itself(group: Group, sentence: Sentence, names: Sequence[str]) -> bool:
    """Whether the sentence says without its heading what the question takes from the heading."""
    if not sentence.heading:
        return True
    said, language = f"{sentence.before} {sentence.text}", _language(sentence.heading)
    if group.language == language:
        shared = _pieces(group.question) & _pieces(sentence.heading)
        return shared <= _pieces(said)
    if language == "zh":
        known = any(name in said for name in names)
        return sentence.heading[:_NAME] in said or (
            known and all(name in said for name in names if name in sentence.heading)
        )
    return any(piece.isascii() for piece in _pieces(sentence.heading) & _pieces(said))


def _language(text: str) -> str:
    return "zh" if han_runs(text) else "en"


def _pieces(text: str) -> set[str]:
    """Return the pairs of Chinese characters, the longer words and the numbers of a text."""
    pairs = {run[i : i + 2] for run in han_runs(text) for i in range(len(run) - 1)}
    return pairs | {word.casefold() for word in _WORD.findall(text)}
