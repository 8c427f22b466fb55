"""Development questions → the weights by which a sentence is chosen (SentenceWeights in rag/answering.py).

    python -m eval.selection

A conditional logit over the candidates of each question: the softmax of their weighted signals shall lie on sentences
that hold evidence (McFadden 1974). The shipped development questions and the development folders count alike, however
many there are of each. Cross-validated by question; the test half and the test folders are never looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from eval.evidence import overlap
from eval.folders import folders, open_folder
from eval.metrics import SEED
from eval.question_format import Question
from eval.runner import Bench, read_questions, shipped_questions
from eval.tuning import open_bench
from rag.candidates import ACROSS_LANGUAGES, WITHIN_LANGUAGE
from rag.errors import RagError
from rag.index import DEFAULT_INDEX_DIR, ensure_default_index
from rag.quotes import Candidate, SentenceWeights

Floats = NDArray[np.float64]
FOLDS = 10
PENALTIES = (1.0, 10.0, 30.0)
# A pair of languages deviates from the weights of both at this many times the price of the weights themselves.
DEVIATION_COST = 3.0
_HELD_CHARS = 8
_STEPS, _RATE = 600, 0.05
_NAMES = tuple(field.name for field in fields(SentenceWeights))


@dataclass(frozen=True, slots=True)
class Choice:
    """A question's candidates: signals `(candidates, 2 * signals)`, which hold evidence, and the question's weight.

    The second half of a row repeats the first for a candidate in another language than the question and is 0 for others.
    """

    signals: Floats
    holds: NDArray[np.bool_]
    weight: float


def signals_of(candidate: Candidate) -> list[float]:
    """A candidate's signals in the order of SentenceWeights, signed as they enter its score."""
    return [
        candidate.overlap,
        candidate.support,
        max(0.0, candidate.similarity),
        max(0.0, candidate.fit),
        candidate.prior,
        min(0.0, candidate.fit),
        -candidate.conflict,
        candidate.reading,
        1.0,
    ]


def choices(bench: Bench, questions: Iterable[Question], weight: float) -> list[Choice]:
    """The choices that an index's questions pose; those whose evidence is not among the candidates pose none."""
    assistant = bench.assistant()
    found = []
    for question in questions:
        if question.unanswerable:
            continue
        reading = assistant.examine(question.question)
        located = [bench.finder.locate(item) for group in question.groups() for item in group]
        holds = np.array(
            [
                any(
                    one.document_id == candidate.hit.chunk.document_id
                    and overlap([(candidate.start, candidate.end)], one.spans())
                    >= min(_HELD_CHARS, candidate.end - candidate.start)
                    for one in located
                )
                for candidate in reading.candidates
            ]
        )
        if holds.any():
            signals = np.array([signals_of(candidate) for candidate in reading.candidates])
            crossing = [c.hit.chunk.language != reading.asked.language for c in reading.candidates]
            found.append(Choice(np.hstack([signals, signals * np.array(crossing)[:, None]]), holds, weight))
    return found


def solve(some: Sequence[Choice], penalty: float) -> Floats:
    """Weights that make the evidence likely, `(2 * signals,)`: of both pairs of languages, then across's deviation.

    Weights are kept from falling below nothing: a signal that speaks for a sentence shall not count against it. Only the
    last one, the start that sentences in the other language are given, may have either sign. The penalty is on the
    weights of standardised signals (Adam, a fixed number of steps).
    """
    size = len(_NAMES)
    scale = np.concatenate(
        [choice.signals[:, :size] - choice.signals[:, :size].mean(0) for choice in some]
    ).std(0)
    scale[scale < 1e-6] = 1.0
    scale = np.tile(scale, 2)
    designs = [choice.signals / scale for choice in some]
    values, first, second = (np.zeros(2 * size) for _ in range(3))
    costs = penalty * np.repeat([1.0, DEVIATION_COST], size)
    for step in range(1, _STEPS + 1):
        gradient = costs * values
        for choice, design in zip(some, designs, strict=True):
            logits = design @ values
            chances = np.exp(logits - logits.max())
            chances /= chances.sum()
            held = np.where(choice.holds, chances, 0.0)
            gradient += choice.weight * (design.T @ (chances - held / held.sum()))
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        values = values - _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        values[: size - 1] = np.maximum(values[: size - 1], 0.0)
        values[size:-1] = np.maximum(values[size:-1], -values[: size - 1])
    found: Floats = values / scale
    return found


def right(choice: Choice, values: Floats) -> bool:
    """Whether the likeliest candidate holds evidence."""
    return bool(choice.holds[int(np.argmax(choice.signals @ values))])


def cross_validated(some: Sequence[Choice], penalty: float) -> float:
    """The weighted share of choices got right by weights that were found without them."""
    fold = np.random.default_rng(SEED).permutation(len(some)) % FOLDS
    total = 0.0
    for number in range(FOLDS):
        values = solve([c for c, f in zip(some, fold, strict=True) if f != number], penalty)
        total += sum(c.weight * right(c, values) for c, f in zip(some, fold, strict=True) if f == number)
    return total / sum(choice.weight for choice in some)


def development_choices() -> list[Choice]:
    """All choices of the shipped development questions and of the development folders."""
    shipped = open_bench(ensure_default_index(DEFAULT_INDEX_DIR))
    found = choices(shipped, read_questions(shipped_questions("dev")).questions, 1.0)
    shipped.save()
    elsewhere: list[Choice] = []
    for folder in folders("dev"):
        bench = open_folder(folder)
        elsewhere += choices(bench, read_questions([folder / "questions.jsonl"]).questions, 1.0)
        bench.save()
    share = len(found) / max(1, len(elsewhere))
    return found + [Choice(c.signals, c.holds, share) for c in elsewhere]


def current() -> Floats:
    """The weights that stand in the code, in the form of `solve`."""
    within, across = (np.array(astuple(weights)) for weights in (WITHIN_LANGUAGE, ACROSS_LANGUAGES))
    return np.concatenate([within, across - within])


def shown(values: Floats, unit: float) -> str:
    """Weights as they stand in the code, divided by a unit."""
    named = (f"{name}={value / unit:.2f}" for name, value in zip(_NAMES, values, strict=True))
    return f"SentenceWeights({', '.join(named)})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Find the weights and print them as code."""
    argparse.ArgumentParser(prog="python -m eval.selection", description=main.__doc__).parse_args(arguments)
    try:
        some = development_choices()
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    unseen = {penalty: cross_validated(some, penalty) for penalty in PENALTIES}
    best = max(PENALTIES, key=lambda penalty: unseen[penalty])
    values = solve(some, best)
    seen = sum(c.weight * right(c, values) for c in some) / sum(c.weight for c in some)
    shares = ", ".join(f"{penalty:g}: {share:.3f}" for penalty, share in unseen.items())
    share_now = sum(c.weight * right(c, current()) for c in some) / sum(c.weight for c in some)
    print(f"# {len(some)} choices; evidence first, cross-validated by penalty: {shares}; fitted {seen:.3f}")
    print(f"# with the weights that stand in the code: {share_now:.3f}")
    size = len(_NAMES)
    within, across = values[:size], values[:size] + values[size:]
    unit = float(values[0]) or 1.0
    print(f"WITHIN_LANGUAGE = {shown(within, unit)}")
    print(f"ACROSS_LANGUAGES = {shown(across, unit)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
