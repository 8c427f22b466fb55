"""What one step of training sees: groups drawn from the reading texts, people's questions and questions by rule."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from train.reader.config import Stage
from train.reader.mining import Mined
from train.reader.rows import Group, Sentence, other_year, thinned, with_others, without_answer
from train.reader.slips import slipped
from train.reader.switching import Replacement, switched

# Shares of the reading groups that are asked about another year, or whose answer is taken away: a question must not
# be known as one without an answer by its wording alone.
_OTHER_YEAR, _UNANSWERED = 0.06, 0.20
_AMONG_OTHERS, _WITHOUT_CONTEXT = 0.6, 0.1
# Of people's questions and those by rule so many come without their answer.
_PEOPLE_UNANSWERED, _RULE_UNANSWERED = 0.3, 0.25
_SENTENCES = 5
# Sentences of a reading text that are seen beside one question: more questions teach more than more sentences.
_READ = 6
# So many English questions on Chinese texts have their names in Chinese, as the product asks them.
_SWITCHED = 0.4
# So many questions of every kind are typed carelessly or wrapped in courtesy, with and without an answer alike.
_SLIPPED = 0.25


def groups(
    reading: Sequence[Mined],
    people: Sequence[Mined],
    parallel: Sequence[Mined],
    stage: Stage,
    rng: random.Random,
    known: Mapping[str, list[Replacement]],
) -> Iterator[Group]:
    """Yield groups without end, each kind with its share of the stage; `known` says what of a question may be switched."""
    read, asked, made = (_forever(kind, rng) for kind in (reading, people, parallel))
    while True:
        chance = rng.random()
        if chance < stage.reading and reading:
            group = reading_group(*next(read), rng)
        elif chance < stage.reading + stage.parallel and parallel:
            group = among_near(*next(made), rng, _RULE_UNANSWERED)
        else:
            group = among_near(*next(asked), rng, _PEOPLE_UNANSWERED)
        question = group.question
        if question in known and rng.random() < _SWITCHED:
            question = switched(question, known[question], rng)
        if rng.random() < _SLIPPED:
            question = slipped(question, rng)
        yield replace(group, question=question)


def reading_group(group: Group, near: Sequence[Sentence], rng: random.Random) -> Group:
    """Return a group of the reading texts, often beside near sentences of other texts, sometimes altered."""
    drawn, chance = thinned(group, _READ, rng), rng.random()
    if chance < _OTHER_YEAR:
        drawn = other_year(drawn, rng) or drawn
    elif chance < _OTHER_YEAR + _UNANSWERED and group.answering:
        drawn = without_answer(drawn)
    if near and rng.random() < _AMONG_OTHERS:
        drawn = with_others(drawn, rng.sample(near, min(len(near), rng.randint(1, 2))), rng)
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
