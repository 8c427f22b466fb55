"""Questions with their evidence, read from JSONL and checked against the documents."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.question_format import (
    SCHEMA_ADVICE,
    Conversation,
    Evidence,
    Question,
    comparable,
    parse_line,
)
from rag.errors import QuestionFileError, RagError

__all__ = [
    "Conversation",
    "Evidence",
    "Question",
    "QuestionFile",
    "check_questions",
    "comparable",
    "load_conversations",
    "load_questions",
    "read_question_file",
    "read_texts",
]

# These need two passages, so a file that gives them only one is a slip of the writer.
TWO_PASSAGE_TYPES: frozenset[str] = frozenset({"compare", "multi"})


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """What one file holds: single questions and conversations, each in the order of the lines."""

    questions: tuple[Question, ...] = ()
    conversations: tuple[Conversation, ...] = ()

    def all_questions(self) -> list[Question]:
        """Return the single questions, then every turn of every conversation."""
        return [
            *self.questions,
            *(turn for conversation in self.conversations for turn in conversation.turns),
        ]


def load_questions(path: Path | str) -> list[Question]:
    """Return the single questions of a JSONL file, in its order.

    Raises QuestionFileError, naming file and line, when a line cannot be used.
    """
    return list(read_question_file(path).questions)


def load_conversations(path: Path | str) -> list[Conversation]:
    """Return the conversations of a JSONL file, in its order; errors as in `load_questions`."""
    return list(read_question_file(path).conversations)


def read_question_file(path: Path | str) -> QuestionFile:
    """Return all questions and conversations of a JSONL file; a line with "turns" is a conversation.

    Empty lines are skipped. Raises QuestionFileError for a missing or empty file, a line that is not of the
    format, and an id that is used twice.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(
            f"Cannot read the questions in {path}.", f"{error}.", "Name a readable JSONL file in UTF-8."
        ) from error
    questions: list[Question] = []
    conversations: list[Conversation] = []
    first_line: dict[str, int] = {}
    # Not splitlines(): it also cuts at U+2028, which may stand inside a JSON string.
    for number, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        item = parse_line(path, number, content)
        if item.id in first_line:
            raise QuestionFileError(
                f"Cannot use {path}, line {number}.",
                f'The id "{item.id}" is used in line {first_line[item.id]} too.',
                "Give every line an id of its own.",
            )
        first_line[item.id] = number
        if isinstance(item, Conversation):
            conversations.append(item)
        else:
            questions.append(item)
    if not first_line:
        raise QuestionFileError(
            f"There are no questions in {path}.", "The file is empty.", f"Write one a line. {SCHEMA_ADVICE}"
        )
    return QuestionFile(tuple(questions), tuple(conversations))


def check_questions(questions: Sequence[Question], texts: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the questions, one sentence each; empty when all hold.

    `texts` maps a source (its file name as evidence gives it) to the whole text of that file. Checked are:
    every span stands in its source; every required answer stands in every alternative set of evidence; every
    accepted alternative stands somewhere in the named sources; questions for two passages have two; questions
    without an answer name none.
    """
    squeezed = {source: comparable(text) for source, text in texts.items()}
    problems: list[str] = []
    for question in questions:
        if question.unanswerable:
            found = _check_unanswerable(question)
        else:
            found = (
                _check_shape(question) + _check_spans(question, squeezed) + _check_answers(question, squeezed)
            )
        problems.extend(f"{question.id}: {problem}" for problem in found)
    return problems


def read_texts(folder: Path | str, questions: Sequence[Question]) -> dict[str, str]:
    """Return the texts of the sources that the questions name and the folder holds, by source."""
    named = sorted({item.source for question in questions for item in question.evidence})
    paths = {source: Path(folder) / source for source in named}
    return {source: _source_text(path) for source, path in paths.items() if path.is_file()}


def _source_text(path: Path) -> str:
    # Plain text is taken as it stands, so that a slip of our own reader cannot hide one of the questions.
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        from rag.readers import read_source

        return read_source(path).text


def _check_unanswerable(question: Question) -> list[str]:
    if question.evidence or question.answers:
        return ["it is marked unanswerable, so it must have neither evidence nor answers."]
    return []


def _check_shape(question: Question) -> list[str]:
    problems = []
    if question.near_topic:
        problems.append("near_topic says something of unanswerable questions only.")
    if not question.evidence or not question.answers:
        problems.append("it needs evidence and answers, or must be marked unanswerable.")
    if question.type in TWO_PASSAGE_TYPES:
        if not any(len(group) >= 2 for group in question.groups()):
            problems.append(f"type {question.type} needs two items of evidence in one group.")
        if len(question.answers) < 2:
            problems.append(f"type {question.type} needs two required answers.")
    return problems


def _check_spans(question: Question, squeezed: Mapping[str, str]) -> list[str]:
    problems = []
    for item in question.evidence:
        if item.source not in squeezed:
            problems.append(f"its source {item.source} is not among the documents.")
        elif comparable(item.text) not in squeezed[item.source]:
            problems.append(f"its evidence does not stand in {item.source}: {_shorten(item.text)}")
    return problems


def _check_answers(question: Question, squeezed: Mapping[str, str]) -> list[str]:
    problems = []
    # A separator keeps an answer from being found across the seam of two spans.
    groups = ["\n".join(comparable(item.text) for item in group) for group in question.groups()]
    sources = [squeezed.get(source, "") for source in {item.source for item in question.evidence}]
    for alternatives in question.answers:
        wanted = [comparable(alternative) for alternative in alternatives]
        if not all(any(one in group for one in wanted) for group in groups):
            problems.append(f"the answer {' / '.join(alternatives)} does not stand in the evidence.")
        for alternative, one in zip(alternatives, wanted, strict=True):
            if not any(one in source for source in sources):
                problems.append(f"the accepted answer {alternative} stands in none of its sources.")
    return problems


def _shorten(text: str, max_chars: int = 60) -> str:
    return text if len(text) <= max_chars else f"{text[:max_chars]}…"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check question files against a folder; return 0 when all hold, else 1."""
    parser = argparse.ArgumentParser(prog="python -m eval.questions", description=main.__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="JSONL files of questions or conversations")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="the folder of documents")
    options = parser.parse_args(arguments)
    failed = False
    for path in options.files:
        try:
            contents = read_question_file(path)
            questions = contents.all_questions()
            problems = check_questions(questions, read_texts(options.corpus, questions))
        except RagError as error:
            problems, contents = [str(error)], QuestionFile()
        for problem in problems:
            print(problem, file=sys.stderr)
        print(
            f"{path}: {len(contents.questions)} questions, {len(contents.conversations)} conversations, "
            f"{len(problems)} problems"
        )
        failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
