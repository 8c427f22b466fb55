"""The gates themselves, and the shipped test half against them: what CI stops at."""

from pathlib import Path

import pytest

from eval.gates import SHIPPED_GATES, Gate, check_gates, read_gates
from eval.runner import Bench, evaluate, read_questions, shipped_questions
from rag.errors import RagError
from rag.index import build_index, shipped_corpus_dir
from tests.eval.outcomes import make_evaluation, make_outcome


def test_a_gate_passes_at_its_value_and_fails_below() -> None:
    half = make_evaluation(make_outcome("1"), make_outcome("2", correct=False))
    at, above = check_gates(
        half, [Gate("answers.correct", at_least=0.5), Gate("answers.correct", at_least=0.51)]
    )
    assert (at.passed, above.passed, at.reached) == (True, False, 0.5)


def test_a_gate_from_above_fails_above() -> None:
    half = make_evaluation(make_outcome("1"), make_outcome("2", declined=True))
    at, below = check_gates(
        half, [Gate("refusals.false_refusals", at_most=0.5), Gate("refusals.false_refusals", at_most=0.49)]
    )
    assert (at.passed, below.passed) == (True, False)


def test_a_figure_that_cannot_be_computed_fails_its_gate() -> None:
    result = check_gates(make_evaluation(make_outcome("1")), [Gate("answers.correct", "en", at_least=0.0)])[0]
    assert (result.reached, result.passed) == (None, False)


def test_a_gate_is_written_in_words() -> None:
    assert str(Gate("hybrid.recall@5", "zh", at_least=0.97)) == "hybrid.recall@5 (zh) >= 0.97"
    assert str(Gate("answers.quoted_chars", at_most=120)) == "answers.quoted_chars (all) <= 120"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[[gate]]\nfigure = "x"', "either at_least or at_most"),
        ('[[gate]]\nfigure = "x"\nat_least = 1\nat_most = 2', "either at_least or at_most"),
        ('[[gate]]\nfigure = "x"\nabove = 1', "above"),
        ("gate = 1", "gates in"),
        ("nothing", "gates in"),
    ],
)
def test_malformed_gates_are_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "gates.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RagError, match=reason):
        read_gates(tmp_path / "gates.toml")


def test_every_quote_must_be_verbatim_whatever_is_asked() -> None:
    gates = {gate.figure: gate for gate in read_gates(SHIPPED_GATES)}
    assert gates["system.verbatim"].at_least == 1.0
    assert gates["system.verbatim"].always


@pytest.mark.model
@pytest.mark.slow
def test_the_shipped_system_passes_every_gate_on_the_test_half(tmp_path: Path) -> None:
    build_index(shipped_corpus_dir(), tmp_path / "index")
    paths = shipped_questions("test")
    evaluation = evaluate(Bench.open(tmp_path / "index"), read_questions(paths), label="test", paths=paths)
    # Misses of the test half are not shown: only figures may be looked at.
    failed = [
        f"{result.gate}: {result.reached}"
        for result in check_gates(evaluation, read_gates())
        if not result.passed
    ]
    assert failed == []
    assert [outcome.id for outcome in evaluation.outcomes if outcome.unfound] == []
