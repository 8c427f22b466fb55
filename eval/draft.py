"""Draft questions from an index by rule, for a person to correct: a sentence with a figure, a date or a person in it.

A draft is a line of a question file whose answer and evidence are right by construction and whose wording is not: the
answer's place in the sentence is taken by a question word. Its note says what to do with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.runner import Bench
from rag.text.names import find_people
from rag.text.normalize import squeeze
from rag.text.sentences import split_sentences
from rag.types import Chunk

# Shorter sentences rarely stand by themselves, longer ones make no question.
MIN_CHARS, MAX_CHARS = 14, 140
NOTE = "draft: put the question into your own words, shorten the evidence, check the answer"

_SCALE = "(?:万亿|千万|百万|亿|万|千|百)"
_UNITS = (
    "平方公里|平方米|公里|公顷|美元|人民币|元|家|个|项|人|名|次|年|种|条|所|倍|吨"
    "|percent|per cent|million|billion|trillion|thousand|square kilomet(?:re|er)s|kilomet(?:re|er)s|years|people|companies"
)
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z.])\d[\d,，]*(?:\.\d+)?\s*(?:[%％]|(?:多|余)?\s*{_SCALE}?(?:多|余)?(?:{_UNITS})(?![A-Za-z]))",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"|\b(?:in|since|by)\s+(?P<year>(?:19|20)\d{2})\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？!?.；;][”’\"'）)】]*$")
_SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])")
_EDGE = " \t\n。.！!？?；;，,：:"


@dataclass(frozen=True, slots=True)
class _Find:
    """What a sentence can be asked for: the kind of question and the answer's span in the sentence."""

    kind: str
    start: int
    end: int


def draft_questions(bench: Bench, count: int) -> list[dict[str, object]]:
    """At most `count` lines of a question file, spread evenly over the documents and over the kinds of answer."""
    if count < 1:
        return []
    streams = []
    for info in bench.index.store.documents():
        people = [person.name for person in info.metadata.people]
        chunks = bench.index.store.chunks_of(info.id)
        for kind in ("number", "date", "who"):
            streams.append(_spread(list(_drafts(chunks, kind, people)), count))
    drafts = list(_round_robin(streams))[:count]
    return [{"id": f"draft-{number:03}", **draft} for number, draft in enumerate(drafts, start=1)]


def _drafts(chunks: Sequence[Chunk], kind: str, people: Sequence[str]) -> Iterator[dict[str, object]]:
    for chunk in chunks:
        for start, end in split_sentences(chunk.text):
            sentence = chunk.text[start:end].strip()
            whole = _SENTENCE_END.search(sentence) and not {"\t", "\n"} & set(sentence)
            if not whole or not MIN_CHARS <= len(squeeze(sentence)) <= MAX_CHARS:
                continue
            find = _find(sentence, kind, people)
            if find is not None:
                answer = sentence[find.start : find.end].strip()
                yield {
                    "language": "en" if chunk.language == "en" else "zh",
                    "type": kind,
                    "question": _question(sentence, find, chunk.language),
                    "evidence": [{"source": chunk.source, "text": sentence}],
                    "answers": [[answer]],
                    "note": NOTE,
                }


def _find(sentence: str, kind: str, people: Sequence[str]) -> _Find | None:
    """The first thing of a kind in a sentence; of two figures neither is clearly asked for, so there must be one."""
    if kind == "who":
        spans = find_people(sentence, people)
        return _Find(kind, *spans[0]) if len(spans) == 1 else None
    if kind == "date":
        dates = [
            match.span("year") if match.group("year") else match.span() for match in _DATE.finditer(sentence)
        ]
        return _Find(kind, *dates[0]) if len(dates) == 1 else None
    figures = [
        match.span() for match in _FIGURE.finditer(_DATE.sub(lambda m: " " * len(m.group()), sentence))
    ]
    return _Find(kind, *figures[0]) if len(figures) == 1 else None


def _question(sentence: str, find: _Find, language: str) -> str:
    """The sentence with a question word where the answer stood."""
    answer = sentence[find.start : find.end]
    before, after = sentence[: find.start].lstrip(_EDGE), sentence[find.end :].rstrip(_EDGE)
    if language == "en":
        word = {"number": "how much", "date": "which year", "who": "who"}[find.kind]
        return f"{before}{word}{after}?"
    unit = re.sub(r"^[\d,，.．\s]+", "", answer).strip()
    number = "百分之几" if unit in ("%", "％") else f"多少{unit.lstrip('多余')}"
    word = {"number": number, "date": "哪一年" if "月" not in answer else "什么时候", "who": "谁"}[find.kind]
    return _SPACE_IN_CHINESE.sub("", f"{before}{word}{after}？")


def _spread(drafts: list[dict[str, object]], count: int) -> list[dict[str, object]]:
    """At most `count` of the drafts at even distances, so that a document's end is drafted as well as its beginning."""
    if len(drafts) <= count:
        return drafts
    return [drafts[int(i * len(drafts) / count)] for i in range(count)]


def _round_robin(streams: Sequence[Sequence[dict[str, object]]]) -> Iterator[dict[str, object]]:
    for place in range(max((len(stream) for stream in streams), default=0)):
        for stream in streams:
            if place < len(stream):
                yield stream[place]
