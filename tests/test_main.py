from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rag.__main__ import main, parser, place_of
from rag.types import Chunk
from tests.toys_page import FAR_ROW, NEAR_ROW, ROWS_ANSWER, TABLE_HEADER, ToyAssistant

CORPUS = Path(__file__).parent.parent / "corpus"
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("documents")
    (place / "tea.txt").write_text(
        "茶园报告\n\n第一章 面积\n\n南山茶园的面积为28.8平方公里。李明是局长。\n\n第二章 产量\n\n2020年茶叶产量为5万吨，2021年为7万吨。\n",
        encoding="utf-8",
    )
    (place / "ports.md").write_text(
        "# Ports\n\n## Depth\n\nThe harbour of Westport is 12 metres deep.\n", encoding="utf-8"
    )
    return place


@pytest.fixture(scope="module")
def index(folder, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("built") / "index"
    assert main(["build", str(folder), "--index", str(place)]) == 0
    return place


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_an_answer_as_json_is_one_object_on_stdout(index, capsys):
    code, out, err = run(capsys, "ask", "南山茶园面积是多少？", "--index", index, "--json")
    assert (code, err) == (0, "")
    result = json.loads(out)
    assert set(result) >= {
        "question",
        "language",
        "hits",
        "latency_ms",
        "declined",
        "text",
        "quotes",
        "citations",
        "standalone_question",
        "confidence",
    }
    assert result["declined"] is False
    assert "28.8平方公里" in result["quotes"][0]["text"]
    assert set(result["quotes"][0]) >= {"text", "document_id", "source", "start", "end", "lines", "citation"}
    assert set(result["citations"][0]) >= {
        "number",
        "document_id",
        "source",
        "title",
        "section",
        "date",
        "formatted",
    }
    assert set(result["citations"][0]["formatted"]) == {"gbt7714", "apa", "chicago", "bibtex"}
    assert "[1]" in result["text"]


def test_hits_as_json_have_the_promised_shape(index, capsys):
    code, out, _ = run(capsys, "search", "How deep is Westport?", "--index", index, "-k", 2, "--json")
    assert code == 0
    result = json.loads(out)
    assert set(result) == {"question", "language", "hits", "latency_ms"}
    first = result["hits"][0]
    assert set(first) == {
        "rank", "score", "chunk_id", "document_id", "source", "title", "section", "text", "start", "end", "page", "lines", "metadata",
    }  # fmt: skip
    assert (first["rank"], first["source"]) == (1, "ports.md")
    assert len(result["hits"]) <= 2


def test_an_answer_for_people_names_its_source(index, capsys):
    code, out, _ = run(capsys, "ask", "南山茶园面积是多少？", "--index", index)
    assert code == 0
    assert "28.8平方公里" in out
    assert re.search(r"^\[1\] .*茶园报告", out, re.MULTILINE)


def test_quoted_rows_are_printed_under_their_tables_header_told_once(monkeypatch, capsys):
    assistant = ToyAssistant({ROWS_ANSWER.question: ROWS_ANSWER})
    monkeypatch.setattr("rag.__main__._opened", lambda _options: assistant)
    code, out, _ = run(capsys, "ask", ROWS_ANSWER.question)
    assert code == 0
    assert out.splitlines()[:3] == [f"  {TABLE_HEADER}", f"「{NEAR_ROW}」[1]", f"「{FAR_ROW}」[1]"]


def test_a_batch_answers_every_line_in_order(index, tmp_path, capsys):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        '{"id": 1, "question": "南山茶园面积是多少？"}\nbroken\n{"id": 3, "turns": [{"question": "2020年茶叶产量是多少？"}, {"question": "那2021年呢？"}]}\n',
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "ask", "--index", index, "--input", source, "--output", target)
    assert (code, out) == (0, "")
    first, second, third = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert first["id"] == 1
    assert "error" in second
    assert third["turns"][1]["standalone_question"] == "2021年茶叶产量是多少？"


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "x", "--input", "a"],
        ["ask", "--input", "a"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "-3"],
        ["nonsense"],
        [],
    ],
)
def test_misuse_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("question", ["", "   ", "？！…", "😀😀"])
def test_a_question_without_a_letter_is_a_clear_error(index, capsys, question):
    code, out, err = run(capsys, "ask", question, "--index", index)
    assert (code, out) == (1, "")
    assert err.startswith("rag ask: ")


@pytest.mark.parametrize(
    "question", ["南山茶园" * 2500, "Какова площадь чайного сада?", "西瓜の面積は？", "a"]
)
def test_odd_questions_get_an_answer_or_a_refusal(index, capsys, question):
    code, out, _ = run(capsys, "ask", question, "--index", index, "--json")
    assert code == 0
    assert isinstance(json.loads(out)["declined"], bool)


def test_no_index_is_an_error_whose_advice_the_parser_accepts(tmp_path, capsys):
    code, out, err = run(capsys, "ask", "x y", "--index", tmp_path / "none")
    assert (code, out) == (1, "")
    advice = re.search(r"rag (build .*)$", err.strip())
    assert advice
    parser().parse_args(advice.group(1).rstrip(".").split())


def test_an_empty_folder_is_an_error(tmp_path, capsys):
    code, _, err = run(capsys, "build", tmp_path, "--index", tmp_path / "index")
    assert code == 1
    assert str(tmp_path) in err
    assert not (tmp_path / "index").exists()


def test_a_failed_build_leaves_the_old_index_as_it_was(folder, tmp_path, capsys):
    place = tmp_path / "index"
    assert main(["build", str(folder), "--index", str(place)]) == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["build", str(empty), "--index", str(place)]) == 1
    capsys.readouterr()
    code, out, _ = run(capsys, "ask", "南山茶园面积是多少？", "--index", place, "--json")
    assert code == 0
    assert "28.8" in json.loads(out)["text"]


def test_replacing_the_index_of_another_folder_is_told(folder, tmp_path, capsys):
    place, other = tmp_path / "index", tmp_path / "other"
    other.mkdir()
    (other / "sea.txt").write_text("The sea is 900 metres deep.\n", encoding="utf-8")
    code, out, err = run(capsys, "build", folder, "--index", place)
    assert (code, err) == (0, "")
    assert "removed" not in out
    chunks = json.loads(run(capsys, "info", "--index", place, "--json")[1])["chunks"]
    _, out, err = run(capsys, "build", other, "--index", place)
    assert f"removed: 2 documents, {chunks} chunks" in out
    assert f"held the documents of {folder.resolve()}" in err
    assert "--index DIR" in err
    _, out, _ = run(capsys, "build", folder, "--index", place, "--json")
    result = json.loads(out)
    assert (result["removed_documents"], result["removed"]) == (1, 1)
    assert result["replaced"] == str(other.resolve())


def test_a_document_and_a_passage_can_be_shown(index, capsys):
    _, out, _ = run(capsys, "info", "--index", index, "--json")
    document_id = next(d["id"] for d in json.loads(out)["documents"] if d["source"] == "tea.txt")
    code, out, _ = run(capsys, "show", document_id, "--index", index)
    assert code == 0
    assert "第一章 面积" in out
    _, out, _ = run(capsys, "search", "南山茶园面积", "--index", index, "--json")
    chunk_id = json.loads(out)["hits"][0]["chunk_id"]
    code, out, _ = run(capsys, "show", chunk_id, "--index", index)
    assert code == 0
    assert "28.8平方公里" in out


def test_an_unknown_id_is_a_clear_error(index, capsys):
    code, _, err = run(capsys, "show", "no-such-document", "--index", index)
    assert code == 1
    assert "no-such-document" in err


def test_the_module_runs_as_a_command(index):
    result = subprocess.run(
        [sys.executable, "-m", "rag", "ask", "南山茶园面积是多少？", "--index", str(index), "--json"],
        cwd=CORPUS.parent, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["declined"] is False


def test_a_title_that_is_the_first_heading_too_is_printed_once() -> None:
    def chunk(title: str, *section: str) -> Chunk:
        return Chunk("d#1", "d", "d.txt", title, section, 0, 2, "桥。", "zh")

    assert place_of(chunk("桥志", "桥志", "一、缘起")) == "桥志 › 一、缘起"
    assert place_of(chunk("桥志", "一、缘起")) == "桥志 › 一、缘起"
    assert place_of(chunk("桥志")) == "桥志"
