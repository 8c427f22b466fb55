from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import (
    Conversation,
    Evidence,
    Question,
    check_questions,
    comparable,
    load_conversations,
    load_questions,
    main,
    read_question_file,
    read_texts,
)
from rag.errors import QuestionFileError

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "eval" / "questions"
SHIPPED = sorted(FOLDER.glob("*.jsonl"))
SCHEMA = json.loads((FOLDER / "schema.json").read_text("utf-8"))

TEXTS = {
    "a.txt": "甲园区设立于 20\n13 年，面积28.8平方公里。\n\n负责人是王五。",
    "b.txt": "乙园区设立于2015年。",
}
GOOD: dict[str, Any] = {
    "id": "q1",
    "language": "zh",
    "type": "date",
    "question": "甲园区哪年设立？",
    "evidence": [{"source": "a.txt", "text": "甲园区设立于2013年"}],
    "answers": [["2013年", "二〇一三年"]],
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


def question(**changes: Any) -> Question:
    values: dict[str, Any] = {
        "id": "q1",
        "language": "zh",
        "question": "甲园区哪年设立？",
        "evidence": (Evidence("a.txt", "甲园区设立于2013年"),),
        "answers": (("2013年",),),
    }
    return Question(**(values | changes))


def test_a_line_becomes_a_question_with_defaults(tmp_path: Path) -> None:
    (loaded,) = load_questions(write(tmp_path / "q.jsonl", GOOD))
    assert loaded == Question(
        id="q1",
        language="zh",
        question="甲园区哪年设立？",
        type="date",
        evidence=(Evidence("a.txt", "甲园区设立于2013年", 1),),
        answers=(("2013年", "二〇一三年"),),
        unanswerable=False,
        near_topic=False,
        note="",
    )


def test_a_line_with_turns_becomes_a_conversation_whose_turns_are_numbered(tmp_path: Path) -> None:
    turns = [{"question": "哪年？"}, {"question": "那2015年呢？", "unanswerable": True}]
    path = write(tmp_path / "q.jsonl", {"id": "c1", "language": "zh", "turns": turns}, GOOD)
    assert load_conversations(path) == [
        Conversation(
            "c1",
            "zh",
            (
                Question("c1.1", "zh", "哪年？"),
                Question("c1.2", "zh", "那2015年呢？", unanswerable=True),
            ),
        )
    ]
    assert [one.id for one in read_question_file(path).all_questions()] == ["q1", "c1.1", "c1.2"]


def test_empty_lines_a_byte_order_mark_and_line_separators_inside_strings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    content = json.dumps(GOOD | {"question": "甲\u2028乙"}, ensure_ascii=False)
    path.write_bytes(b"\xef\xbb\xbf\r\n" + content.encode("utf-8") + b"\r\n\n")
    assert [one.question for one in load_questions(path)] == ["甲\u2028乙"]


BAD_LINES = [
    (["not", "an", "object"], "not an object"),
    (GOOD | {"answer": "2013年"}, "unknown key 'answer'"),
    (GOOD | {"language": "fr"}, "\"language\" is 'fr'"),
    (GOOD | {"type": "riddle"}, "\"type\" is 'riddle'"),
    (GOOD | {"question": "  "}, '"question" is missing or empty'),
    ({key: value for key, value in GOOD.items() if key != "id"}, '"id" is missing or empty'),
    (GOOD | {"answers": ["2013年"]}, '"answers" is not a list of lists'),
    (GOOD | {"answers": [[]]}, '"answers" is not a list of lists'),
    (GOOD | {"answers": [[" "]]}, '"answers" is not a list of lists'),
    (GOOD | {"evidence": ["a.txt"]}, '"evidence" is not a list of objects'),
    (GOOD | {"evidence": [{"source": "a.txt"}]}, '"text" is missing or empty'),
    (GOOD | {"evidence": [{"source": "a.txt", "text": "x", "group": 0}]}, '"group" is 0'),
    (GOOD | {"evidence": [{"source": "a.txt", "text": "x", "page": 3}]}, "unknown key 'page'"),
    (GOOD | {"unanswerable": "no"}, "\"unanswerable\" is 'no'"),
    (GOOD | {"note": 7}, '"note" is not a string'),
    ({"id": "c1", "language": "zh", "turns": []}, '"turns" is not a list of objects'),
    ({"id": "c1", "language": "zh", "turns": [{"id": "x", "question": "y"}]}, "unknown key 'id'"),
]


@pytest.mark.parametrize(("line", "why"), BAD_LINES)
def test_a_bad_line_is_refused_with_file_and_line_and_what_to_do(
    tmp_path: Path, line: object, why: str
) -> None:
    path = write(tmp_path / "q.jsonl", GOOD | {"id": "q0"}, line)
    with pytest.raises(QuestionFileError, match=re.escape(why)) as caught:
        load_questions(path)
    assert caught.value.what == f"Cannot use {path}, line 2."
    assert "eval/questions/README.md" in caught.value.advice


@pytest.mark.parametrize(("line", "why"), BAD_LINES)
def test_the_schema_refuses_what_the_reader_refuses(line: object, why: str) -> None:
    with pytest.raises(jsonschema.ValidationError, match=r"."):
        jsonschema.validate(line, SCHEMA)


def test_a_line_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "q1",', "utf-8")
    with pytest.raises(QuestionFileError, match=r"line 1\. It is not JSON"):
        load_questions(path)


def test_an_id_used_twice_names_both_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", GOOD, GOOD | {"id": "q2"}, GOOD)
    with pytest.raises(QuestionFileError, match=r'line 3\. The id "q1" is used in line 1 too'):
        load_questions(path)


def test_a_missing_an_empty_and_a_binary_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="Name a readable JSONL file"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n", "utf-8")
    with pytest.raises(QuestionFileError, match="The file is empty"):
        load_questions(tmp_path / "empty.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuestionFileError, match="Name a readable JSONL file"):
        load_questions(tmp_path / "binary.jsonl")


def test_comparison_ignores_white_space_width_and_case() -> None:
    assert comparable(" 占 ２４.４％，\nRcep ") == "占24.4%,rcep"


@given(st.text(), st.text())
def test_comparison_is_idempotent_and_blind_to_white_space(left: str, right: str) -> None:
    assert comparable(f"{left} \n\t{right}") == comparable(left) + comparable(right)
    assert not any(character.isspace() for character in comparable(left))


def test_evidence_and_answers_are_found_across_line_breaks_and_widths() -> None:
    whole = question(
        evidence=(Evidence("a.txt", "甲园区设立于２０１３年，面积28.8 平方公里"),),
        answers=(("2013 年",), ("28.8平方公里",)),
    )
    assert check_questions([whole], TEXTS) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"evidence": (Evidence("c.txt", "甲"),), "answers": (("甲",),)},
            "q1: its source c.txt is not among the documents.",
        ),
        (
            {"evidence": (Evidence("a.txt", "甲园区设立于2014年"),)},
            "q1: its evidence does not stand in a.txt: 甲园区设立于2014年",
        ),
        (
            {"answers": (("2013年",), ("王五",))},
            "q1: the answer 王五 does not stand in the evidence.",
        ),
        (
            {"evidence": (Evidence("a.txt", "甲园区设立于2013年"), Evidence("a.txt", "王五", 2))},
            "q1: the answer 2013年 does not stand in the evidence.",
        ),
        (
            {"answers": (("2013年", "贰零壹叁年"),)},
            "q1: the accepted answer 贰零壹叁年 stands in none of its sources.",
        ),
        (
            {"unanswerable": True},
            "q1: it is marked unanswerable, so it must have neither evidence nor answers.",
        ),
        (
            {"evidence": (), "answers": ()},
            "q1: it needs evidence and answers, or must be marked unanswerable.",
        ),
        ({"near_topic": True}, "q1: near_topic says something of unanswerable questions only."),
        (
            {"type": "multi", "answers": (("甲",), ("2013年",))},
            "q1: type multi needs two items of evidence in one group.",
        ),
        (
            {
                "type": "compare",
                "evidence": (Evidence("a.txt", "甲园区设立于2013年"), Evidence("b.txt", "2015年")),
            },
            "q1: type compare needs two required answers.",
        ),
    ],
)  # fmt: skip
def test_the_checker_names_what_is_wrong(changes: dict[str, Any], problem: str) -> None:
    assert problem in check_questions([question(**changes)], TEXTS)


def test_an_answer_is_not_found_across_the_seam_of_two_spans() -> None:
    seam = question(
        evidence=(Evidence("a.txt", "面积28.8平方公里"), Evidence("a.txt", "负责人是王五")),
        answers=(("公里负责",),),
    )
    assert "q1: the answer 公里负责 does not stand in the evidence." in check_questions([seam], TEXTS)


def test_groups_are_alternatives_in_the_order_of_their_numbers() -> None:
    one, two, three = Evidence("a.txt", "x", 2), Evidence("a.txt", "y", 1), Evidence("b.txt", "z", 2)
    assert question(evidence=(one, two, three)).groups() == ((two,), (one, three))


def test_the_command_tells_problems_and_fails_on_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for source, text in TEXTS.items():
        (tmp_path / source).write_text(text, "utf-8")
    good = write(tmp_path / "good.jsonl", GOOD | {"answers": [["2013年"]]})
    assert main([str(good), "--corpus", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{good}: 1 questions, 0 conversations, 0 problems\n"
    bad = write(tmp_path / "bad.jsonl", GOOD | {"answers": [["2014年"]]})
    assert main([str(bad), "--corpus", str(tmp_path)]) == 1
    assert "q1: the answer 2014年 does not stand in the evidence." in capsys.readouterr().err


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_line_fits_the_schema_and_stands_in_its_document(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in path.read_text("utf-8").splitlines():
        validator.validate(json.loads(line))
    questions = read_question_file(path).all_questions()
    assert check_questions(questions, read_texts(ROOT / "corpus", questions)) == []


def test_the_development_half_is_large_and_balanced() -> None:
    questions = load_questions(FOLDER / "dev.jsonl")
    answerable = [one for one in questions if not one.unanswerable]
    unanswerable = [one for one in questions if one.unanswerable]
    languages = Counter(one.language for one in answerable)
    assert len(answerable) >= 120
    assert len(unanswerable) >= 30
    assert abs(languages["zh"] - languages["en"]) <= 0.1 * len(answerable)
    assert sum(one.near_topic for one in unanswerable) >= 22
    assert {one.type for one in answerable} == set(SCHEMA["$defs"]["question"]["properties"]["type"]["enum"])
    assert {item.source for one in answerable for item in one.evidence} == {
        path.name for path in (ROOT / "corpus").glob("*.txt")
    }
    conversations = load_conversations(FOLDER / "dev-conversations.jsonl")
    assert len(conversations) >= 12
    assert all(2 <= len(one.turns) <= 4 for one in conversations)


def test_the_readme_counts_the_development_questions_rightly() -> None:
    questions = [one for one in load_questions(FOLDER / "dev.jsonl") if not one.unanswerable]
    counted = Counter((one.type, one.language) for one in questions)
    rows = re.findall(r"^\| (\w+) \| (\d+) \| (\d+) \|", (FOLDER / "README.md").read_text("utf-8"), re.M)
    kinds = {one.type for one in questions}
    assert {(kind, int(zh), int(en)) for kind, zh, en in rows} == {
        (kind, counted[kind, "zh"], counted[kind, "en"]) for kind in kinds
    }
