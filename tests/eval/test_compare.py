from pathlib import Path

import pytest

from eval.compare import compare, format_comparison, main
from eval.result import write_evaluation
from tests.eval.outcomes import make_evaluation, make_outcome, make_ranking

BEFORE = make_evaluation(
    make_outcome("1"),
    make_outcome("2", correct=False),
    make_outcome("3", rankings={"hybrid": make_ranking(7)}),
    make_outcome("4"),
    make_outcome("gone"),
)
AFTER = make_evaluation(
    make_outcome("1"),
    make_outcome("2"),
    make_outcome("3", rankings={"hybrid": make_ranking(2)}, declined=True),
    make_outcome("4", quotes=()),
    make_outcome("new"),
)


def test_questions_are_gained_lost_or_merely_changed() -> None:
    comparison = compare(BEFORE, AFTER)
    assert comparison.common == 4
    assert [change.after.id for change in comparison.gained] == ["2"]
    assert [change.after.id for change in comparison.lost] == ["3"]
    assert [change.after.id for change in comparison.other] == ["4"]


def test_differences_are_paired() -> None:
    moved = compare(BEFORE, AFTER).moved
    assert moved["hybrid.recall@5"].value == 1 / 4
    assert moved["right"].value == 0.0


def test_a_difference_within_chance_is_called_a_tie() -> None:
    assert "tie" in format_comparison(compare(BEFORE, AFTER)).splitlines()[2]


def test_a_reworded_question_is_another_question() -> None:
    assert (
        compare(
            make_evaluation(make_outcome("1")), make_evaluation(make_outcome("1", question="另问？"))
        ).common
        == 0
    )


def test_the_command_shows_both_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_evaluation(BEFORE, tmp_path / "a.json")
    write_evaluation(AFTER, tmp_path / "b.json")
    assert main([str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 0
    printed = capsys.readouterr().out
    assert "now right: 1" in printed
    assert "before: 吞吐量为 415 万吨\n    after:  declined" in printed


def test_the_command_refuses_other_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert main([str(tmp_path / "a.json"), str(tmp_path / "a.json")]) == 1
    assert "Cannot read the evaluation" in capsys.readouterr().err
