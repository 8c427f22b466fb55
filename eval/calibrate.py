"""Development questions → the constants of rag/confidence.py: a logistic model over the signals of an answer.

    python -m eval.calibrate

The shipped development questions and those of the development folders are taken together, so that the constants hold
for more than one corpus. Both pairs of languages share one model, and each may deviate from it at a price: there are
only some forty questions without an answer in each. More are made by holding out: an answerable question from whose hits
the passages with its evidence are taken away is one without an answer, of the hard kind whose subject the documents
know. Questions of general knowledge (elsewhere.jsonl) are the easy kind. Both help to fit the weights and are counted
neither in the cross-validated figures nor for the threshold, because now and then another passage answers as well. Later
turns of conversations tell one weight alone, that of being a follow-up, once the others stand: their questions are put
together from the conversation and would blur the rest. The test half is never looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.folders import folders, open_folder
from eval.metrics import SEED, Interval, auroc, auroc_interval, brier
from eval.question_format import Conversation, Question
from eval.runner import Bench, read_questions, shipped_questions
from eval.tuning import open_bench
from rag.answering import Assistant
from rag.confidence import Calibration, Signals
from rag.errors import RagError
from rag.index import DEFAULT_INDEX_DIR, ensure_default_index
from rag.retrieval import Retriever
from rag.types import Hit, Turn

Floats = NDArray[np.float64]
FOLDS = 10
ELSEWHERE = Path(__file__).parent / "questions" / "elsewhere.jsonl"
PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
# A pair's deviation from the shared weights costs this many times as much as the weights themselves.
DEVIATION_COST = 4.0
# All held-out questions together weigh as much as this share of the real ones.
HELD_OUT_SHARE = 0.15
# The threshold makes the worse of the two errors, each measured against what is wanted, as small as can be.
WANTED_FALSE_REFUSALS = 0.08
WANTED_FALSE_ANSWERS = 0.20
_NEWTON_STEPS = 100
_FOLLOW_UP_COST = 0.5  # L2, so that follow-ups that are all answerable do not make it endless

_NAMES = tuple(field.name for field in fields(Signals))
_CROSSING, _FOLLOW_UP = _NAMES.index("crossing"), _NAMES.index("follow_up")


@dataclass(frozen=True, slots=True)
class Sample:
    """The signals for one question and whether the documents answer it; `question` keeps a question's samples together.

    A `held_out` one had its answer taken away, a `later` one is a later turn of a conversation.
    """

    question: str
    signals: Signals
    answerable: bool
    held_out: bool = False
    near_topic: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """What was chosen and how it does on questions that it was not fitted on."""

    within: Calibration
    across: Calibration
    penalty: float
    auroc: Interval
    auroc_within: Interval
    auroc_across: Interval
    auroc_held_out: float
    brier: float
    false_refusals: float
    false_answers: float
    false_answers_far: float


class WithoutPassages:
    """A retriever from whose hits some passages are missing; all else is the other retriever's."""

    def __init__(self, retriever: Retriever, chunk_ids: frozenset[str]) -> None:
        self._retriever = retriever
        self._chunk_ids = chunk_ids

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """At most k hits, best first, none of them on a missing passage."""
        from dataclasses import replace

        hits = self._retriever.search(question, k + len(self._chunk_ids))
        left = [hit for hit in hits if hit.chunk.id not in self._chunk_ids][:k]
        return [replace(hit, rank=rank) for rank, hit in enumerate(left, 1)]

    def __getattr__(self, name: str) -> object:
        return getattr(self._retriever, name)


def development_questions(paths: Sequence[Path]) -> list[Question]:
    """The questions of some files and the first turn of each conversation."""
    contents = read_questions(paths)
    return [*contents.questions, *(conversation.turns[0] for conversation in contents.conversations)]


def collect(bench: Bench, questions: Sequence[Question]) -> list[Sample]:
    """Samples for all questions, and a held-out one for each answerable question."""
    retriever = bench.retriever()
    assistant = bench.assistant()
    samples = []
    for question in questions:
        signals = assistant.examine(question.question).signals
        if signals is not None:
            answerable = not question.unanswerable
            samples.append(Sample(question.id, signals, answerable, near_topic=question.near_topic))
        if not question.unanswerable:
            evidence = {
                chunk for group in bench.judge.holding_chunks(question) for item in group for chunk in item
            }
            without = WithoutPassages(retriever, frozenset(evidence))
            signals = Assistant(without, reader=bench.reading).examine(question.question).signals  # type: ignore[arg-type]
            if signals is not None:
                samples.append(Sample(question.id, signals, answerable=False, held_out=True))
    return samples


def later_turns(bench: Bench, conversations: Sequence[Conversation]) -> list[Sample]:
    """Samples for the later turns of conversations, each after what was really answered before it."""
    assistant = bench.assistant()
    samples = []
    for conversation in conversations:
        history: list[Turn] = []
        for question in conversation.turns:
            if history and (found := assistant.examine(question.question, history).signals) is not None:
                samples.append(Sample(question.id, found, not question.unanswerable, later=True))
            history.append(assistant.turn(assistant.ask(question.question, history)))
    return samples


def elsewhere(bench: Bench, questions: Sequence[Question]) -> list[Sample]:
    """Samples for questions that no document of ours has to do with; they help to fit, as the held-out ones do."""
    assistant = bench.assistant()
    signals = ((question.id, assistant.examine(question.question).signals) for question in questions)
    return [
        Sample(name, found, answerable=False, held_out=True) for name, found in signals if found is not None
    ]


def fit(samples: Sequence[Sample], *, held_out_share: float = HELD_OUT_SHARE) -> Fit:
    """The calibrations of both pairs, with the penalty that predicts unseen questions best."""
    later = [sample for sample in samples if sample.later]
    samples = [sample for sample in samples if not sample.later]
    weights = _weights(samples, held_out_share)
    real = np.array([not sample.held_out for sample in samples])
    truth = np.array([sample.answerable for sample in samples])
    crossing = np.array([sample.signals.crossing > 0.5 for sample in samples])
    folds = _folds(samples)
    unseen = {penalty: _cross_validated(samples, weights, folds, penalty) for penalty in PENALTIES}
    losses = {penalty: _loss(guess[real], truth[real]) for penalty, guess in unseen.items()}
    penalty = min(losses, key=lambda one: losses[one])
    guess = unseen[penalty]
    # What is wanted is said of questions near the topic; those on other topics are reported beside them.
    near = np.array([sample.near_topic for sample in samples])
    far = real & ~truth & ~near
    balanced = truth | near if near.any() else real
    threshold, refusals, answers = choose_threshold(guess[balanced], truth[balanced])
    shared, deviation = _solve(samples, weights, penalty)
    shared[_FOLLOW_UP] += _follow_up_weight(later, shared, shared + deviation)
    return Fit(
        _calibration(shared, threshold),
        _calibration(shared + deviation, threshold),
        penalty,
        auroc_interval(guess[real].tolist(), truth[real].tolist()),
        auroc_interval(guess[real & ~crossing].tolist(), truth[real & ~crossing].tolist()),
        auroc_interval(guess[real & crossing].tolist(), truth[real & crossing].tolist()),
        auroc(guess[truth | ~real].tolist(), truth[truth | ~real].tolist()),
        brier(guess[real].tolist(), truth[real].tolist()),
        refusals,
        answers,
        float(np.mean(guess[far] >= threshold)) if far.any() else 0.0,
    )


def choose_threshold(probabilities: Floats, answerable: NDArray[np.bool_]) -> tuple[float, float, float]:
    """The threshold, and the shares of false refusals and false answers at it.

    Thresholds are tried halfway between neighbouring probabilities; of equally good ones the lowest is taken.
    """
    levels = np.unique(probabilities)
    tried = np.concatenate([[levels[0] / 2], (levels[1:] + levels[:-1]) / 2])
    best = (np.inf, 0.0, 0.0, 0.0)
    for threshold in tried:
        refusals = float(np.mean(probabilities[answerable] < threshold)) if answerable.any() else 0.0
        answers = float(np.mean(probabilities[~answerable] >= threshold)) if (~answerable).any() else 0.0
        cost = max(refusals / WANTED_FALSE_REFUSALS, answers / WANTED_FALSE_ANSWERS)
        if cost < best[0]:
            best = (cost, float(threshold), refusals, answers)
    return best[1], best[2], best[3]


def _weights(samples: Sequence[Sample], held_out_share: float) -> Floats:
    real = sum(not sample.held_out for sample in samples)
    held_out = len(samples) - real
    each = held_out_share * real / held_out if held_out else 0.0
    return np.array([each if sample.held_out else 1.0 for sample in samples])


def _folds(samples: Sequence[Sample]) -> NDArray[np.int64]:
    """A fold for each sample; a question and its held-out twin share one, and each fold has its part of both classes."""
    unanswerable = {sample.question for sample in samples if not sample.answerable and not sample.held_out}
    names = list(dict.fromkeys(sample.question for sample in samples))
    random = np.random.default_rng(SEED)
    order = [names[i] for i in random.permutation(len(names))]
    order.sort(key=lambda name: name in unanswerable)  # stable: both classes are dealt out evenly
    fold = {name: number % FOLDS for number, name in enumerate(order)}
    return np.array([fold[sample.question] for sample in samples])


def _cross_validated(
    samples: Sequence[Sample], weights: Floats, folds: NDArray[np.int64], penalty: float
) -> Floats:
    guesses = np.zeros(len(samples))
    for number in range(FOLDS):
        seen = [i for i in range(len(samples)) if folds[i] != number]
        unseen = [i for i in range(len(samples)) if folds[i] == number]
        shared, deviation = _solve([samples[i] for i in seen], weights[seen], penalty)
        within, across = _calibration(shared, 0.5), _calibration(shared + deviation, 0.5)
        for i in unseen:
            signals = samples[i].signals
            guesses[i] = (across if signals.crossing > 0.5 else within).probability(signals)
    return guesses


def _solve(samples: Sequence[Sample], weights: Floats, penalty: float) -> tuple[Floats, Floats]:
    """The shared weights and the deviation across languages, each `(signals + 1,)` with the bias last.

    Weighted logistic loss with an L2 penalty on the weights of standardised signals, solved by Newton's method; the
    biases go almost free.
    """
    raw = np.array([astuple(sample.signals) for sample in samples], float)
    crossing = raw[:, _CROSSING] > 0.5
    raw[:, _CROSSING] = 0.0  # said by the choice of the model
    centre = np.average(raw, axis=0, weights=weights)
    scale = np.sqrt(np.average((raw - centre) ** 2, axis=0, weights=weights))
    scale[scale < 1e-9] = 1.0
    design = np.column_stack([(raw - centre) / scale, np.ones(len(raw))])
    both = np.column_stack([design, design * crossing[:, None]])
    truth = np.array([sample.answerable for sample in samples], float)
    size = design.shape[1]
    costs = np.full(2 * size, penalty)
    costs[size:] *= DEVIATION_COST
    costs[[size - 1, 2 * size - 1]] = 1e-3

    values = np.zeros(2 * size)
    for _ in range(_NEWTON_STEPS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(both @ values, -30.0, 30.0)))
        gradient = both.T @ (weights * (chances - truth)) + costs * values
        curvature = (both * (weights * chances * (1.0 - chances))[:, None]).T @ both + np.diag(costs)
        step = np.linalg.solve(curvature, gradient)
        values = values - step
        if float(np.abs(step).max()) < 1e-9:
            break
    return _unstandardised(values[:size], centre, scale), _unstandardised(values[size:], centre, scale)


def _follow_up_weight(later: Sequence[Sample], within: Floats, across: Floats) -> float:
    """What a follow-up's log-odds lack when all other weights stand: Newton's method in one dimension, 0.0 for none."""
    followed = [sample for sample in later if sample.signals.follow_up > 0.5]
    truth = np.array([sample.answerable for sample in followed], float)
    logits = np.array(
        [
            np.append(astuple(sample.signals), 1.0) @ (across if sample.signals.crossing > 0.5 else within)
            for sample in followed
        ]
    )
    value = 0.0
    for _ in range(_NEWTON_STEPS if followed else 0):
        chances = 1.0 / (1.0 + np.exp(-np.clip(logits + value, -30.0, 30.0)))
        gradient = float((chances - truth).sum()) + _FOLLOW_UP_COST * value
        step = gradient / (float((chances * (1.0 - chances)).sum()) + _FOLLOW_UP_COST)
        value -= step
        if abs(step) < 1e-9:
            break
    return value


def _unstandardised(values: Floats, centre: Floats, scale: Floats) -> Floats:
    plain = values[:-1] / scale
    return np.append(plain, values[-1] - plain @ centre)


def _calibration(values: Floats, threshold: float) -> Calibration:
    return Calibration(
        tuple(round(float(value), 3) for value in values[:-1]),
        round(float(values[-1]), 3),
        round(threshold, 3),
    )


def _loss(probabilities: Floats, truth: NDArray[np.bool_]) -> float:
    likely = np.clip(np.where(truth, probabilities, 1.0 - probabilities), 1e-9, 1.0)
    return float(-np.log(likely).mean())


def format_fit(found: Fit, samples: Sequence[Sample]) -> str:
    """What was found, as lines to read and two to paste into rag/confidence.py."""
    real = [sample for sample in samples if not (sample.held_out or sample.later)]
    later = sum(sample.later for sample in samples)
    answerable = sum(sample.answerable for sample in real)

    def shown(interval: Interval) -> str:
        return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}] (n = {interval.n})"

    return "\n".join(
        [
            f"# {answerable} answerable, {len(real) - answerable} unanswerable,"
            f" {len(samples) - len(real) - later} held-out samples, {later} later turns; L2 penalty {found.penalty:g}",
            f"# cross-validated AUROC {shown(found.auroc)}; within a language {shown(found.auroc_within)};"
            f" across {shown(found.auroc_across)}; against held-out samples {found.auroc_held_out:.3f}",
            f"# cross-validated Brier {found.brier:.3f}; at the threshold {found.false_refusals:.3f} false refusals,"
            f" {found.false_answers:.3f} false answers near the topic, {found.false_answers_far:.3f} on others",
            f"# signals: {', '.join(_NAMES)}",
            f"WITHIN_LANGUAGE = {_shown(found.within)}",
            f"ACROSS_LANGUAGES = {_shown(found.across)}",
        ]
    )


def _shown(calibration: Calibration) -> str:
    return f"Calibration({calibration.weights}, {calibration.bias}, {calibration.threshold})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the development questions and print the constants."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=main.__doc__)
    parser.add_argument("--index", type=Path, help="the index folder (default: .index)")
    parser.add_argument(
        "--held-out", type=float, default=HELD_OUT_SHARE, metavar="SHARE",
        help="weight of all held-out questions against the real ones (default: %(default)s; 0 leaves them out)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        bench = open_bench(options.index or ensure_default_index(DEFAULT_INDEX_DIR))
        samples = collect(bench, development_questions(shipped_questions("dev")))
        samples += later_turns(bench, read_questions(shipped_questions("dev")).conversations)
        samples += elsewhere(bench, read_questions([ELSEWHERE]).questions)
        bench.save()
        for folder in folders("dev") if options.index is None else []:
            bench = open_folder(folder)
            samples += collect(bench, development_questions([folder / "questions.jsonl"]))
            samples += later_turns(bench, read_questions([folder / "questions.jsonl"]).conversations)
            bench.save()
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    print(format_fit(fit(samples, held_out_share=options.held_out), samples))
    return 0


if __name__ == "__main__":
    sys.exit(main())
