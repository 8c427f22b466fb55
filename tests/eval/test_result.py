import json
from pathlib import Path

import pytest

from eval.result import read_evaluation, to_json, write_evaluation
from rag.errors import RagError
from tests.eval.outcomes import make_evaluation, make_outcome


def test_an_evaluation_is_read_as_it_was_written(tmp_path: Path) -> None:
    evaluation = make_evaluation(make_outcome("1"), make_outcome("2", declined=True, missing=(0,)))
    write_evaluation(evaluation, tmp_path / "deep" / "report.json")
    read = read_evaluation(tmp_path / "deep" / "report.json")
    assert read.outcomes == evaluation.outcomes
    assert read.provenance == evaluation.provenance
    assert read.figure("answers.correct").value == 0.5


def test_json_knows_no_nan() -> None:
    json.loads(json.dumps(to_json(make_evaluation(make_outcome("1"))), allow_nan=False))


def test_a_figure_that_is_not_there_is_none() -> None:
    evaluation = make_evaluation(make_outcome("1"))
    assert evaluation.figure("answers.correct", "en") is None
    assert evaluation.figure("nonsense") is None


@pytest.mark.parametrize("content", ["{", "{}", "[]", '{"format": "yinju-evaluation-1"}'])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "other.json").write_text(content, encoding="utf-8")
    with pytest.raises(RagError, match="rag eval --report DIR"):
        read_evaluation(tmp_path / "other.json")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RagError, match=r"Cannot read the evaluation in .*none\.json"):
        read_evaluation(tmp_path / "none.json")
