"""Development questions → the weights by which a sentence is chosen (SentenceWeights in rag/candidates.py).

    python -m eval.selection [--rounds 400]

Random search around the weights that stand in the code: every trial scales each weight at random, and is judged by what
counts in the end, answers that hold everything that is wanted, nothing declined, with a little for the evidence being the
first quote and for saying it in few words. The mean of the best trials is what is proposed, because the single best one
owes its place to chance. A trial is as good as the less it gains over what stands, on the shipped development questions
or on the development folders: neither is bought with the other. The test half and the test folders are never looked at.
Half of the questions choose, the other half check.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from statistics import fmean

import numpy as np

from eval.evidence import overlap
from eval.folders import folders, open_folder
from eval.metrics import SEED, answers_missing
from eval.question_format import Question
from eval.runner import Bench, read_questions, shipped_questions
from eval.tuning import open_bench
from rag.answering import Assistant, Reading
from rag.candidates import ACROSS_LANGUAGES, WITHIN_LANGUAGE
from rag.errors import RagError
from rag.index import DEFAULT_INDEX_DIR, ensure_default_index
from rag.quotes import choose_quotes
from rag.scoring import PairWeights, SentenceWeights
from rag.signals import named_subjects

_NAMES = tuple(field.name for field in fields(SentenceWeights))
_HELD_CHARS = 8
# A right answer counts 1; evidence in the first quote so much more, every hundred characters so much less.
_FIRST, _LENGTH = 0.3, 0.02
# Weights are scaled by exp(normal) of this spread; both pairs of languages share most of it.
_SPREAD, _OWN_SPREAD = 0.35, 0.15
_BEST = 0.05

Weights = tuple[SentenceWeights, SentenceWeights]


@dataclass(frozen=True, slots=True)
class Task:
    """A question with its candidates, what its answer must hold, and which candidates hold evidence."""

    reading: Reading
    people: tuple[str, ...]
    subjects: dict[str, float]
    answers: tuple[tuple[str, ...], ...]
    evidence: frozenset[tuple[str, int]]
    weight: float
    shipped: bool


def tasks(bench: Bench, questions: Iterable[Question], *, shipped: bool) -> list[Task]:
    """The tasks that an index's answerable questions pose, all of one weight and together of weight 1."""
    assistant = bench.assistant()
    asked = [question for question in questions if not question.unanswerable]
    return [_task(bench, assistant, question, 1.0 / len(asked), shipped) for question in asked]


def _task(bench: Bench, assistant: Assistant, question: Question, weight: float, shipped: bool) -> Task:
    reading = assistant.examine(question.question)
    located = [bench.finder.locate(item) for group in question.groups() for item in group]
    evidence = frozenset(
        (candidate.hit.chunk.document_id, candidate.start)
        for candidate in reading.candidates
        for one in located
        if one.document_id == candidate.hit.chunk.document_id
        and overlap([(candidate.start, candidate.end)], one.spans())
        >= min(_HELD_CHARS, candidate.end - candidate.start)
    )
    documents = {candidate.hit.chunk.document_id for candidate in reading.candidates}
    people = [person.name for one in sorted(documents) for person in assistant.document(one).metadata.people]
    subjects = named_subjects(reading.question, assistant.retriever)
    answers = tuple(tuple(alternatives) for alternatives in question.answers)
    return Task(reading, tuple(people), subjects, answers, evidence, weight, shipped)


def value(task: Task, weights: Weights) -> float:
    """What an answer chosen with these weights is worth."""
    asked = task.reading.asked
    pair = PairWeights(asked.language, *weights)
    quotes = choose_quotes(
        task.reading.candidates,
        pair,
        task.reading.question,
        asked,
        people=task.people,
        subjects=task.subjects,
    )
    if not quotes:
        return 0.0
    right = not answers_missing(task.answers, [quote.text for quote in quotes])
    first = any(
        document == quotes[0].document_id and quotes[0].start <= start < quotes[0].end
        for document, start in task.evidence
    )
    return right + _FIRST * first - _LENGTH * sum(len(quote.text) for quote in quotes) / 100


def total(some: Sequence[Task], weights: Weights) -> float:
    """The weighted mean value of some tasks."""
    return sum(task.weight * value(task, weights) for task in some) / sum(task.weight for task in some)


def varied(weights: Weights, random: np.random.Generator) -> Weights:
    """Weights near others, the pairs of languages mostly moved together; the overlap within a language stays 1."""
    shared = random.normal(0.0, _SPREAD, len(_NAMES))
    pairs = []
    for one in weights:
        scales = np.exp(shared + random.normal(0.0, _OWN_SPREAD, len(_NAMES)))
        pairs.append(SentenceWeights(*(np.array(astuple(one)) * scales)))
    unit = pairs[0].overlap
    return tuple(SentenceWeights(*(np.array(astuple(one)) / unit)) for one in pairs)  # type: ignore[return-value]


def mean(some: Sequence[Weights]) -> Weights:
    """The mean of several weights."""
    return tuple(  # type: ignore[return-value]
        SentenceWeights(*np.mean([astuple(weights[pair]) for weights in some], axis=0)) for pair in (0, 1)
    )


def search(some: Sequence[Task], start: Weights, rounds: int) -> Weights:
    """The mean of the best of so many trials around the start."""
    random = np.random.default_rng(SEED)
    trials = [start, *(varied(start, random) for _ in range(rounds))]
    kinds = [[task for task in some if task.shipped], [task for task in some if not task.shipped]]
    now = [total(kind, start) for kind in kinds]

    def least_gain(weights: Weights) -> float:
        return min(total(kind, weights) - before for kind, before in zip(kinds, now, strict=True))

    ranked = sorted(trials, key=lambda weights: -least_gain(weights))
    return mean(ranked[: max(1, round(_BEST * rounds))])


def development_tasks() -> list[Task]:
    """All tasks of the shipped development questions and of the development folders, each folder of one weight."""
    shipped = open_bench(ensure_default_index(DEFAULT_INDEX_DIR))
    found = tasks(shipped, read_questions(shipped_questions("dev")).questions, shipped=True)
    shipped.save()
    for folder in folders("dev"):
        bench = open_folder(folder)
        some = tasks(bench, read_questions([folder / "questions.jsonl"]).questions, shipped=False)
        found += [replace(task, weight=task.weight / len(folders("dev"))) for task in some]
        bench.save()
    return found


def shown(weights: SentenceWeights) -> str:
    """Weights as they stand in the code."""
    named = (f"{name}={number:.2f}" for name, number in zip(_NAMES, astuple(weights), strict=True))
    return f"SentenceWeights({', '.join(named)})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Find the weights and print them as code."""
    parser = argparse.ArgumentParser(prog="python -m eval.selection", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args(arguments)
    try:
        some = development_tasks()
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    start = (WITHIN_LANGUAGE, ACROSS_LANGUAGES)
    halves = some[::2], some[1::2]
    unseen = fmean(total(other, search(one, start, options.rounds)) for one, other in (halves, halves[::-1]))
    found = search(some, start, options.rounds)
    for name, of in (("shipped", True), ("folders", False)):
        kind = [task for task in some if task.shipped is of]
        print(f"# {name}: now {total(kind, start):.3f}, proposed {total(kind, found):.3f}")
    print(f"# {len(some)} questions; value now {total(some, start):.3f}, proposed {total(some, found):.3f}")
    now = fmean(total(half, start) for half in halves)
    print(f"# chosen on one half and tried on the other: {unseen:.3f}, where what stands has {now:.3f}")
    print(f"WITHIN_LANGUAGE = {shown(found[0])}")
    print(f"ACROSS_LANGUAGES = {shown(found[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
