"""What one step of training sees: groups drawn from the reading texts, people's questions and questions by rule."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from train.reader.config import Stage
from train.reader.mining import Mined
from train.reader.rows import Group, Sentence, other_year, with_others, without_answer

# Shares of the reading groups that are asked about another year, or whose answer is taken away: a question must not
# be known as one without an answer by its wording alone.
_OTHER_YEAR, _UNANSWERED = 0.06, 0.20
_AMONG_OTHERS, _WITHOUT_CONTEXT = 0.6, 0.1
# Of people's questions and those by rule so many come without their answer.
_PEOPLE_UNANSWERED, _RULE_UNANSWERED = 0.3, 0.25
_SENTENCES = 5


def groups(
    reading: Sequence[Mined],
    people: Sequence[Mined],
    parallel: Sequence[Mined],
    stage: Stage,
    rng: random.Random,
) -> Iterator[Group]:
    """Yield groups without end, each kind with its share of the stage."""
    read, asked, made = (_forever(kind, rng) for kind in (reading, people, parallel))
    while True:
        chance = rng.random()
        if chance < stage.reading and reading:
            yield reading_group(*next(read), rng)
        elif chance < stage.reading + stage.parallel and parallel:
            yield among_near(*next(made), rng, _RULE_UNANSWERED)
        else:
            yield among_near(*next(asked), rng, _PEOPLE_UNANSWERED)


def reading_group(group: Group, near: Sequence[Sentence], rng: random.Random) -> Group:
    """Return a group of the reading texts, often beside near sentences of other texts, sometimes altered."""
    drawn, chance = group, rng.random()
    if chance < _OTHER_YEAR:
        drawn = other_year(group, rng) or group
    elif chance < _OTHER_YEAR + _UNANSWERED and group.answering:
        drawn = without_answer(group)
    if near and rng.random() < _AMONG_OTHERS:
        drawn = with_others(drawn, rng.sample(near, min(len(near), rng.randint(1, 3))), rng)
    if drawn.answering and rng.random() < _WITHOUT_CONTEXT:
        drawn = replace(drawn, sentences=tuple(Sentence(s.text) for s in drawn.sentences))
    return drawn


def among_near(group: Group, near: Sequence[Sentence], rng: random.Random, unanswered: float) -> Group:
    """Return the group among some near sentences, or these alone."""
    if rng.random() < unanswered:
        empty = replace(group, sentences=(), answering=frozenset(), weak=False)
        return with_others(empty, rng.sample(near, min(_SENTENCES, len(near))), rng)
    count = max(2, _SENTENCES - len(group.sentences))
    return with_others(group, rng.sample(near, min(count, len(near))), rng)


def _forever(kind: Sequence[Mined], rng: random.Random) -> Iterator[Mined]:
    while kind:
        yield from rng.sample(kind, len(kind))
