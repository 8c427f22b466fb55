from pathlib import Path

import pytest

from eval.questions import QuestionFile
from eval.runner import MODES, Bench, commit, evaluate, read_questions, require_evidence, shipped_questions
from rag.errors import QuestionFileError, RagError


def test_everything_is_asked_in_order_and_turns_are_numbered(bench: Bench, question_file: Path) -> None:
    outcomes = evaluate(bench, read_questions([question_file]), label="toy").outcomes
    assert [(outcome.id, outcome.turn) for outcome in outcomes] == [
        ("p1", 0),
        ("p2", 0),
        ("p3", 0),
        ("c1.1", 1),
        ("c1.2", 2),
    ]


def test_each_mode_ranks_every_answerable_question(bench: Bench, question_file: Path) -> None:
    outcomes = evaluate(bench, read_questions([question_file]), label="toy").outcomes
    assert [sorted(outcome.rankings) for outcome in outcomes[:3]] == [sorted(MODES), sorted(MODES), []]
    assert outcomes[0].rankings["sparse"].recall[5] == 1.0


def test_a_follow_up_is_asked_with_its_history(bench: Bench, question_file: Path) -> None:
    later = evaluate(bench, read_questions([question_file]), label="toy").outcomes[-1]
    assert "青石港" in later.standalone_question
    assert "2022" in later.standalone_question


def test_every_quote_of_the_toy_corpus_is_verbatim_and_marked(bench: Bench, question_file: Path) -> None:
    evaluation = evaluate(bench, read_questions([question_file]), label="toy")
    quotes = sum(len(outcome.quotes) for outcome in evaluation.outcomes)
    assert quotes >= 2
    assert sum(outcome.verbatim for outcome in evaluation.outcomes) == quotes
    assert sum(outcome.marked for outcome in evaluation.outcomes) == quotes


def test_two_runs_agree_but_for_time(bench: Bench, question_file: Path) -> None:
    one, two = (evaluate(bench, read_questions([question_file]), label="toy") for _ in range(2))
    assert [outcome.quotes for outcome in one.outcomes] == [outcome.quotes for outcome in two.outcomes]
    timeless = [name for name in one.figures if "latency" not in name]
    assert all(one.figures[name] == two.figures[name] for name in timeless)


def test_the_provenance_names_what_was_measured(bench: Bench, question_file: Path) -> None:
    origin = evaluate(bench, read_questions([question_file]), label="toy", paths=[question_file]).provenance
    assert (origin.questions, origin.model, origin.documents) == (("mine.jsonl",), "toy", 2)
    assert len(origin.corpus_sha256) == 64


def test_a_question_without_a_letter_is_declined_and_the_rest_go_on(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(
        '{"id": "odd", "language": "zh", "question": "？？", "unanswerable": true}\n'
        '{"id": "even", "language": "zh", "question": "谁？谁", "unanswerable": true}\n',
        encoding="utf-8",
    )
    outcomes = evaluate(bench, read_questions([path]), label="odd").outcomes
    assert (outcomes[0].declined, "no letter" in outcomes[0].error, outcomes[1].error) == (True, True, "")


def test_questions_about_other_documents_are_refused(bench: Bench) -> None:
    foreign = read_questions(shipped_questions("dev"))
    with pytest.raises(
        RagError, match=r"not about the documents.*ports\.md|not about the documents.*gardens\.md"
    ):
        require_evidence(bench, foreign)


def test_questions_without_any_evidence_are_not_refused(bench: Bench) -> None:
    require_evidence(bench, QuestionFile())


def test_a_missing_file_of_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="Cannot read the questions"):
        read_questions([tmp_path / "none.jsonl"])


def test_the_commit_is_a_short_name() -> None:
    assert commit() == "unknown" or len(commit().rstrip("+")) == 10
