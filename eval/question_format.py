"""What one line of a question file says: a question with its evidence, or a conversation.

The format is described in eval/questions/README.md and, for machines, in eval/questions/schema.json.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from rag.errors import QuestionFileError

QuestionLanguage = Literal["zh", "en"]
QuestionType = Literal[
    "fact", "number", "who", "list", "why", "compare", "definition", "table",
    "paraphrase", "keyword", "noisy", "multi", "near_duplicate", "date", "place",
]  # fmt: skip
_QUESTION_KEYS = frozenset(
    {"id", "language", "type", "question", "evidence", "answers", "unanswerable", "near_topic", "note"}
)
_TURN_KEYS = frozenset({"question", "evidence", "answers", "unanswerable", "note"})
_CONVERSATION_KEYS = frozenset({"id", "language", "turns", "note"})
SCHEMA_ADVICE = "The format is described in eval/questions/README.md."


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a source that holds (a part of) the answer.

    All items of one `group` are needed together; different groups are alternatives, each enough by itself.
    """

    source: str
    text: str
    group: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question, where its answer stands, and the strings that a right answer contains.

    `answers` holds one tuple per required string: its accepted alternatives. A turn of a conversation is a
    Question too; its id is the conversation's with the turn's number (from 1) behind a dot.
    """

    id: str
    language: QuestionLanguage
    question: str
    type: QuestionType = "fact"
    evidence: tuple[Evidence, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    unanswerable: bool = False
    near_topic: bool = False
    note: str = ""

    def groups(self) -> tuple[tuple[Evidence, ...], ...]:
        """Return the alternative sets of evidence, in the order of their numbers."""
        numbers = sorted({item.group for item in self.evidence})
        return tuple(tuple(item for item in self.evidence if item.group == number) for number in numbers)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions asked one after the other; a later turn may lean on the earlier ones."""

    id: str
    language: QuestionLanguage
    turns: tuple[Question, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a value stands, for messages, and the object that was read there."""

    path: Path
    number: int
    values: Mapping[str, Any] = field(default_factory=dict)

    def error(self, why: str, advice: str) -> QuestionFileError:
        return QuestionFileError(
            f"Cannot use {self.path}, line {self.number}.", why, f"{advice} {SCHEMA_ADVICE}"
        )


def comparable(text: str) -> str:
    """Return text as evidence and answers are compared: NFKC, casefolded, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def parse_line(path: Path, number: int, content: str) -> Question | Conversation:
    """Return what line `number` (from 1) of a file holds; an object with "turns" is a conversation.

    Raises QuestionFileError, naming file and line, when the line is not of the format.
    """
    line = _parse(path, number, content)
    return _conversation(line) if "turns" in line.values else _question(line)


def _parse(path: Path, number: int, content: str) -> _Line:
    line = _Line(path, number)
    try:
        values = json.loads(content)
    except ValueError as error:
        raise line.error(f"It is not JSON: {error}.", "Write one JSON object a line.") from error
    if not isinstance(values, dict):
        raise line.error("It is JSON, but not an object.", "Write one JSON object a line.")
    return _Line(path, number, values)


def _question(line: _Line) -> Question:
    _known_keys(line, line.values, _QUESTION_KEYS)
    kind = line.values.get("type", "fact")
    if kind not in get_args(QuestionType):
        raise line.error(f'"type" is {kind!r}.', f"Use one of {', '.join(get_args(QuestionType))}.")
    return Question(
        id=_text(line, line.values, "id"),
        language=_language(line),
        question=_text(line, line.values, "question"),
        type=kind,
        evidence=_evidence(line, line.values),
        answers=_answers(line, line.values),
        unanswerable=_flag(line, line.values, "unanswerable"),
        near_topic=_flag(line, line.values, "near_topic"),
        note=_note(line, line.values),
    )


def _conversation(line: _Line) -> Conversation:
    _known_keys(line, line.values, _CONVERSATION_KEYS)
    identifier, language = _text(line, line.values, "id"), _language(line)
    turns = line.values["turns"]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, dict) for turn in turns):
        raise line.error('"turns" is not a list of objects.', "Give the turns as a list, one object each.")
    return Conversation(
        id=identifier,
        language=language,
        turns=tuple(
            _turn(line, f"{identifier}.{n}", language, turn) for n, turn in enumerate(turns, start=1)
        ),
        note=_note(line, line.values),
    )


def _turn(line: _Line, identifier: str, language: QuestionLanguage, values: Mapping[str, Any]) -> Question:
    _known_keys(line, values, _TURN_KEYS)
    return Question(
        id=identifier,
        language=language,
        question=_text(line, values, "question"),
        evidence=_evidence(line, values),
        answers=_answers(line, values),
        unanswerable=_flag(line, values, "unanswerable"),
        note=_note(line, values),
    )


def _evidence(line: _Line, values: Mapping[str, Any]) -> tuple[Evidence, ...]:
    items = values.get("evidence", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise line.error('"evidence" is not a list of objects.', 'Write [{"source": "…", "text": "…"}].')
    return tuple(_evidence_item(line, item) for item in items)


def _evidence_item(line: _Line, item: Mapping[str, Any]) -> Evidence:
    _known_keys(line, item, frozenset({"source", "text", "group"}))
    group = item.get("group", 1)
    if not isinstance(group, int) or isinstance(group, bool) or group < 1:
        raise line.error(f'"group" is {group!r}.', "Number the alternative sets of evidence from 1.")
    return Evidence(_text(line, item, "source"), _text(line, item, "text"), group)


def _answers(line: _Line, values: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    answers = values.get("answers", [])
    usable = isinstance(answers, list) and all(
        isinstance(alternatives, list)
        and alternatives
        and all(isinstance(one, str) and comparable(one) for one in alternatives)
        for alternatives in answers
    )
    if not usable:
        raise line.error(
            '"answers" is not a list of lists of strings.',
            'Write one list of accepted strings for each required answer: [["28.8 平方公里"], ["2013 年"]].',
        )
    return tuple(tuple(alternatives) for alternatives in answers)


def _known_keys(line: _Line, values: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise line.error(
            f"It has the unknown key {unknown[0]!r}.", f"The keys are {', '.join(sorted(known))}."
        )


def _text(line: _Line, values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str) or not value.strip():
        raise line.error(f'"{key}" is missing or empty.', f'Give "{key}" as a string.')
    return value


def _language(line: _Line) -> QuestionLanguage:
    value = line.values.get("language")
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise line.error(f'"language" is {value!r}.', 'Use "zh" or "en": the language of the question.')


def _flag(line: _Line, values: Mapping[str, Any], key: str) -> bool:
    value = values.get(key, False)
    if not isinstance(value, bool):
        raise line.error(f'"{key}" is {value!r}.', "Use true or false.")
    return value


def _note(line: _Line, values: Mapping[str, Any]) -> str:
    value = values.get("note", "")
    if not isinstance(value, str):
        raise line.error('"note" is not a string.', 'Give "note" as a string, or leave it out.')
    return value
