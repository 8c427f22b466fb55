"""Questions with the sentences that may answer them, from three kinds of data."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.questions import core_question

SEPARATOR = " › "  # between the title and the headings of a reading text
READING = Path(__file__).parents[1] / "reading"
_BLOCK_END = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(\d+)\| ?(\S.*)")
_QUESTION = re.compile(r"\? (zh|en) (-?)(\d+(?:[+/]\d+)*) \| (\S.*)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what a reader sees around it: headings and the sentence before."""

    text: str
    heading: str = ""
    before: str = ""

    @property
    def context(self) -> str:
        """What stands around it in the form the product shows it: "Title › Heading. Sentence before."."""
        return ". ".join(filter(None, (self.heading, self.before)))


@dataclass(frozen=True, slots=True)
class Group:
    """A question, sentences, and which of them answer it (positions); no position for a question without an answer.

    With `weak` one of the answering sentences at least does, it is not known which. `tempting` are those that look most
    like an answer and are none.
    """

    source: str
    question: str
    sentences: tuple[Sentence, ...]
    answering: frozenset[int]
    weak: bool = False
    language: str = ""
    tempting: frozenset[int] = frozenset()


def read_blocks(folder: Path = READING) -> list[list[Group]]:
    """Return the groups of every block of the reading texts; raises ValueError for a line that is none of theirs."""
    blocks = []
    for path in sorted(folder.glob("*.txt")):
        for text in _BLOCK_END.split(path.read_text(encoding="utf-8").strip()):
            if text.strip():
                blocks.append(_read_block(text, path.name))
    return blocks


def _read_block(text: str, name: str) -> list[Group]:
    heading, sentences, asked = "", [], []
    for line in filter(str.strip, text.split("\n")):
        if line.startswith("= "):
            heading = line[2:].strip()
        elif match := _SENTENCE.fullmatch(line):
            sentences.append(match[2].strip())
        elif match := _QUESTION.fullmatch(line):
            asked.append(match.groups())
        else:
            raise ValueError(f"{name}: not a line of a reading text: {line!r}")
    shown = tuple(
        Sentence(sentence, heading, sentences[i - 1] if i else "") for i, sentence in enumerate(sentences)
    )
    groups = []
    for language, sign, places, question in asked:
        at = frozenset(int(place) - 1 for place in re.findall(r"\d+", places))
        groups.append(
            Group(
                "reading",
                # The product takes courtesies off before it reads; here they must not tell an answer from none.
                core_question(question),
                shown,
                frozenset() if sign else at,
                language=language,
                tempting=at if sign else frozenset(),
            )
        )
    return groups


def other_year(group: Group, rng: random.Random) -> Group | None:
    """Return the question about a year that none of its sentences names, or None for a question without a year."""
    years = _YEAR.findall(group.question)
    if not years or not group.answering:
        return None
    seen = {year for s in group.sentences for year in _YEAR.findall(f"{s.text} {s.context}")} | set(years)
    near = [
        str(int(years[0]) + step) for step in (-3, -2, -1, 1, 2, 3) if str(int(years[0]) + step) not in seen
    ]
    if not near:
        return None
    question = group.question.replace(years[0], rng.choice(near))
    return replace(group, question=question, answering=frozenset(), weak=False)


def without_answer(group: Group) -> Group:
    """Return the question beside the sentences that do not answer it."""
    rest = tuple(s for i, s in enumerate(group.sentences) if i not in group.answering)
    return replace(group, sentences=rest, answering=frozenset(), weak=False, tempting=frozenset())


def thinned(group: Group, most: int, rng: random.Random) -> Group:
    """Return the group with at most so many sentences; those that answer or tempt are kept."""
    kept = group.answering | group.tempting
    others = [i for i in range(len(group.sentences)) if i not in kept]
    rng.shuffle(others)
    order = sorted([*kept, *others[: max(0, most - len(kept))]])
    place = {old: new for new, old in enumerate(order)}
    return replace(
        group,
        sentences=tuple(group.sentences[i] for i in order),
        answering=frozenset(place[i] for i in group.answering),
        tempting=frozenset(place[i] for i in group.tempting),
    )


def with_others(group: Group, others: Sequence[Sentence], rng: random.Random) -> Group:
    """Return the group with more sentences that do not answer, shuffled."""
    order = list(range(len(group.sentences) + len(others)))
    rng.shuffle(order)
    every = [*group.sentences, *others]
    back = {old: new for new, old in enumerate(order)}
    return replace(
        group,
        sentences=tuple(every[old] for old in order),
        answering=frozenset(back[i] for i in group.answering),
        tempting=frozenset(back[i] for i in group.tempting),
    )


def split_blocks(blocks: Sequence[list[Group]], every: int) -> tuple[list[Group], list[Group]]:
    """Return the groups to train on and those of one block in `every`, which are held out."""
    ours = [group for i, block in enumerate(blocks) if i % every for group in block]
    held_out = [group for i, block in enumerate(blocks) if not i % every for group in block]
    return ours, held_out
