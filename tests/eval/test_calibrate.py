import random
from dataclasses import astuple, fields, replace

import numpy as np
import pytest

from eval.calibrate import Sample, WithoutPassages, choose_threshold, collect, fit, format_fit, later_turns
from eval.question_format import Conversation, Question
from eval.runner import Bench, read_questions
from rag.confidence import Signals

NAMES = [field.name for field in fields(Signals)]


def signals(**values: float) -> Signals:
    return Signals(**(dict.fromkeys(NAMES, 0.5) | {"crossing": 0.0} | values))


def samples(count: int = 200, *, held_out: bool = False) -> list[Sample]:
    """Samples whose first signal tells the truth nine times in ten and whose other signals are noise."""
    dice = random.Random(5)
    made = []
    for number in range(count):
        answerable = dice.random() < 0.7
        first = float(answerable) if dice.random() < 0.9 else float(not answerable)
        noise = {name: dice.random() for name in NAMES[1:]}
        made.append(
            Sample(
                f"q{number}",
                signals(**(noise | {NAMES[0]: first, "crossing": float(number % 2)})),
                answerable,
            )
        )
        if held_out:
            made.append(Sample(f"q{number}", signals(**{NAMES[0]: 1.0}), answerable=False, held_out=True))
    return made


def test_the_signal_that_tells_gets_the_greatest_weight() -> None:
    found = fit(samples())
    weights = found.within.weights
    assert max(range(len(weights)), key=lambda i: abs(weights[i])) == 0
    assert found.auroc.value > 0.85
    assert abs(found.auroc_within.value - found.auroc_across.value) < 0.15


def test_the_crossing_itself_gets_no_weight() -> None:
    found = fit(samples())
    place = NAMES.index("crossing")
    assert (found.within.weights[place], found.across.weights[place]) == (0.0, 0.0)


def test_probabilities_are_calibrated_on_the_whole() -> None:
    data = samples(400)
    found = fit(data)
    guesses = [
        (found.across if sample.signals.crossing else found.within).probability(sample.signals)
        for sample in data
    ]
    assert np.mean(guesses) == pytest.approx(np.mean([sample.answerable for sample in data]), abs=0.02)


def test_held_out_samples_are_no_part_of_the_figures() -> None:
    found = fit(samples(held_out=True))
    assert found.auroc.n == 200
    without = fit(samples(held_out=True), held_out_share=0.0)
    assert without.within == fit(samples()).within


def test_later_turns_tell_only_what_being_a_follow_up_counts() -> None:
    alone = [replace(one, signals=replace(one.signals, follow_up=0.0)) for one in samples()]
    # Nine in ten of these are answerable, though the signal that tells speaks against each.
    later = [
        Sample(f"l{n}", signals(**{NAMES[0]: 0.0, "follow_up": 1.0}), answerable=n % 10 != 0, later=True)
        for n in range(60)
    ]
    without, found = fit(alone), fit([*alone, *later])
    place = NAMES.index("follow_up")
    assert found.auroc == without.auroc
    assert found.within.weights[:place] == without.within.weights[:place]
    assert found.within.weights[place] == found.across.weights[place] > without.within.weights[place]
    assert found.within.probability(later[0].signals) == pytest.approx(0.9, abs=0.05)


def test_the_threshold_balances_both_errors() -> None:
    # Answerable .9 .8 .7 .3, unanswerable .6 .2: between .3 and .6 nothing is gained, above .6 one in four is refused.
    confidence = np.array([0.9, 0.8, 0.7, 0.3, 0.6, 0.2])
    answerable = np.array([True, True, True, True, False, False])
    threshold, refusals, answers = choose_threshold(confidence, answerable)
    assert (threshold, refusals, answers) == (0.25, 0.0, 0.5)


def test_a_clean_cut_is_found_halfway() -> None:
    threshold, refusals, answers = choose_threshold(np.array([0.9, 0.7, 0.1]), np.array([True, True, False]))
    assert (threshold, refusals, answers) == (pytest.approx(0.4), 0.0, 0.0)


def test_two_fits_agree() -> None:
    one, two = fit(samples()), fit(samples())
    assert (one.within, one.across, one.auroc) == (two.within, two.across, two.auroc)


def test_every_answerable_question_is_also_asked_without_its_evidence(bench: Bench, question_file) -> None:
    collected = collect(bench, read_questions([question_file]).questions)
    assert {(sample.question, sample.held_out) for sample in collected} >= {
        ("p1", False),
        ("p1", True),
        ("p2", True),
    }
    assert all(not sample.answerable for sample in collected if sample.held_out)


def test_later_turns_are_asked_after_what_was_answered(bench: Bench) -> None:
    turns = (
        Question("c1.1", "zh", "青石港2020年的吞吐量是多少？"),
        Question("c1.2", "zh", "那2021年呢？"),
    )
    (sample,) = later_turns(bench, [Conversation("c1", "zh", turns)])
    assert (sample.question, sample.later, sample.signals.follow_up) == ("c1.2", True, 1.0)


def test_missing_passages_are_never_hits_and_ranks_stay_whole(bench: Bench) -> None:
    retriever = bench.retriever()
    first = retriever.search("青石港的吞吐量", 3)
    without = WithoutPassages(retriever, frozenset({first[0].chunk.id}))
    hits = without.search("青石港的吞吐量", 2)
    assert first[0].chunk.id not in [hit.chunk.id for hit in hits]
    assert [hit.rank for hit in hits] == [1, 2]
    assert without.idf("x") == retriever.idf("x")


def test_what_is_printed_can_be_pasted() -> None:
    data = samples()
    lines = [line for line in format_fit(fit(data), data).splitlines() if not line.startswith("#")]
    from rag.confidence import Calibration

    for line in lines:
        _, _, constructor = line.partition(" = ")
        pasted = eval(constructor, {"Calibration": Calibration})
        assert len(pasted.weights) == len(astuple(signals()))
