from __future__ import annotations

import json

import pytest

from rag.batch import run_batch
from rag.errors import QuestionError, QuestionFileError
from rag.types import Turn


def echo(question, history):
    if not question.strip():
        raise QuestionError("The question is empty.", "It has no letter.", "Type one.")
    return {"text": question.upper(), "earlier": len(history)}, Turn(question)


def run(tmp_path, lines):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    count = run_batch(source, target, echo)
    return count, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_results_keep_the_order_and_the_ids(tmp_path):
    count, results = run(tmp_path, ['{"id": "b", "question": "x"}', '{"id": "a", "question": "y"}'])
    assert count == 2
    assert results == [{"id": "b", "text": "X", "earlier": 0}, {"id": "a", "text": "Y", "earlier": 0}]


def test_a_bad_line_gives_an_error_and_the_rest_go_on(tmp_path):
    _, results = run(
        tmp_path,
        ["{not json", '["a list"]', '{"id": 3}', '{"id": 4, "question": " "}', '{"id": 5, "question": "ok"}'],
    )
    assert ["error" in result for result in results] == [True, True, True, True, False]
    assert [result["id"] for result in results] == [None, None, 3, 4, 5]


def test_an_empty_line_has_a_result_too_so_that_lines_keep_their_numbers(tmp_path):
    count, results = run(tmp_path, ['{"id": 1, "question": "x"}', "", "  ", '{"id": 4, "question": "y"}', ""])
    assert count == 4
    assert results[1:3] == [
        {"id": None, "error": "Line 2 is empty."},
        {"id": None, "error": "Line 3 is empty."},
    ]
    assert results[3] == {"id": 4, "text": "Y", "earlier": 0}


def test_the_turns_of_a_conversation_see_those_before_them(tmp_path):
    _, [result] = run(
        tmp_path, ['{"id": 1, "turns": [{"question": "a"}, {"question": ""}, {"question": "b"}]}']
    )
    assert [turn.get("earlier") for turn in result["turns"]] == [0, None, 1]
    assert "error" in result["turns"][1]


def test_a_missing_input_is_a_clear_error_and_leaves_an_old_output_alone(tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with pytest.raises(QuestionFileError, match="could not be run"):
        run_batch(tmp_path / "none.jsonl", target, echo)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
