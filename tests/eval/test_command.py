import json
from pathlib import Path

import pytest

from eval import command
from eval.command import run_evaluation
from eval.gates import Gate
from eval.questions import check_questions, read_question_file, read_texts
from eval.runner import Bench
from rag.errors import IndexNotFoundError, QuestionFileError


@pytest.fixture(autouse=True)
def toy_bench(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    monkeypatch.setattr(Bench, "open", staticmethod(lambda index_dir: bench))


def run(question_file: Path | None, **options: object) -> int:
    values = {"index_dir": Path(".index"), "gate": False, "as_json": False, "report": None, "draft": None}
    return run_evaluation(questions=question_file, **(values | options))  # type: ignore[arg-type]


def test_a_summary_is_printed(question_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(question_file) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("3 questions (1 without an answer), 2 turns of conversations; 2 documents")
    assert "answers correct" in printed
    assert "all 2 gates passed" in printed


def test_json_is_one_object_and_nothing_else(question_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(question_file, as_json=True)
    result = json.loads(capsys.readouterr().out)
    assert set(result) == {"format", "provenance", "figures", "outcomes", "gates"}
    assert result["figures"]["system.verbatim"]["all"]["value"] == 1.0


def test_a_failed_gate_fails_the_command_only_when_asked(
    question_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "read_gates", lambda: [Gate("answers.correct", at_least=2.0, always=True)])
    assert run(question_file) == 0
    assert "1 of 1 gates not reached" in capsys.readouterr().out
    assert run(question_file, gate=True) == 1
    assert "answers.correct (all) >= 2: reached" in capsys.readouterr().out


def test_gates_of_the_shipped_half_do_not_hold_for_other_questions(
    question_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "read_gates", lambda: [Gate("answers.correct", at_least=2.0)])
    assert run(question_file, gate=True) == 0


def test_evidence_that_is_in_no_document_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.jsonl"
    lines = [
        {"id": "here", "language": "zh", "question": "青石港？", "evidence": [{"source": "ports.md", "text": "青石港"}], "answers": [["青石港"]]},
        {"id": "nowhere", "language": "zh", "question": "机场？", "evidence": [{"source": "ports.md", "text": "机场"}], "answers": [["机场"]]},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    run(path)
    assert "evidence that stands in no indexed document: nowhere" in capsys.readouterr().out


def test_a_report_is_written_with_its_tables_of_variants(
    question_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import eval.ablation
    import eval.robustness
    from eval.variants import Variant

    monkeypatch.setattr(eval.ablation, "ablate", lambda bench, asked: [Variant("complete", {}, {})])
    monkeypatch.setattr(eval.robustness, "noise_rows", lambda bench, asked: [Variant("as written", {}, {})])
    monkeypatch.setattr(eval.robustness, "distractor_row", lambda bench, asked: Variant("crowded", {}, {}))
    assert run(question_file, report=tmp_path / "out") == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "crowded" in page
    assert "report.html" in capsys.readouterr().err


def test_drafts_are_lines_of_a_question_file_that_pass_the_check(
    tmp_path: Path, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(None, draft=4) == 0
    path = tmp_path / "draft.jsonl"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    drafts = read_question_file(path)
    assert len(drafts.questions) == 4
    assert check_questions(drafts.questions, read_texts(bench.index.manifest.corpus, drafts.questions)) == []


def test_a_file_that_is_no_question_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"mine\.jsonl, line 1"):
        run(tmp_path / "mine.jsonl")


def test_a_missing_index_is_refused(
    tmp_path: Path, question_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with pytest.raises(IndexNotFoundError, match="rag build"):
        run(question_file, index_dir=tmp_path / "none")
