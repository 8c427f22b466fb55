"""What a pronoun means: the person an earlier turn speaks of, or the subject of its question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.followups import (
    EDGE,
    PERSON_ZH,
    THING_ZH,
    has_subject_zh,
    without_lead,
    without_question_words_zh,
)
from rag.slots import YEAR_ZH
from rag.text.language import detect_language
from rag.text.names import find_people

_MAX_ANSWER_CHARS = 4_000
# A post stands at most this far before the name it belongs to.
_POST_CHARS = 30

_POINTED_NOUN_ZH = re.compile(r"[这那该此](?:个|些|份|次|家|场|项|种|届|类)?(?P<noun>[\u4e00-\u9fff]{2,3})")
# Where the subject of a Chinese question ends: before its predicate, or before what is asked of it.
_PREDICATE_ZH = re.compile(
    r"(?:分别)?[是有在由于对从与占]|何时|什么|哪|多[少大长高]|几[个家项]|谁|如何|怎|为[什何]|(?:19|20)\d{2}|[成设建创]立|举[行办]|启动|发布"
)
_ATTRIBUTE_ZH = re.compile(
    r"(?:总?面积|总?人口|规模|定位|总部|地点|地址|时间|数量|总[额量]|增[速长]率?|产[量值]|占比|比[重例]|主题|目标|首都)$"
)
_NAME = r"(?:the )?[A-Z][\w'’.-]*(?: (?:of (?:the )?)?[A-Z][\w'’.-]*)*"
_SUBJECT_EN = re.compile(
    rf"\b(?:did|does|do|will|can|should|has|have|had) (?P<doer>{_NAME})"
    rf"|\b(?:is|are|was|were) (?P<one>{_NAME})(?=$| (?:\w+ed|meant|held|built|set|made|known|run|given|in|at|by|on|the|an?)\b)"
    rf"|\bof (?P<owner>{_NAME})(?=$| in \d{{4}}$)"
)


def person_spoken_of(asked: str, understood: str, answer: str) -> str | None:
    """The person a turn speaks of: one its question names, else the one of its answer that it asks for."""
    for question in (asked, understood):
        if people := find_people(question):
            return question[slice(*people[0])]
    answer = answer[:_MAX_ANSWER_CHARS]
    people = find_people(answer)
    if len({answer[start:end] for start, end in people}) <= 1:
        return answer[slice(*people[0])] if people else None
    # Of several people the one is meant whose post or body the question names.
    for question in (asked, understood):
        alike = [_shared_pairs(question, _before(answer, people, index)) for index in range(len(people))]
        if max(alike) > 0:
            return answer[slice(*people[alike.index(max(alike))])]
    return None


def subject_of(question: str) -> str | None:
    """What a question is about, when its words tell: the owner of an attribute, or the subject of a verb."""
    return _subject_en(question) if detect_language(question) == "en" else _subject_zh(question)


def pointed_at(question: str, subject: str | None) -> re.Match[str] | None:
    """那个报告 where the subject is itself a report."""
    for match in _POINTED_NOUN_ZH.finditer(question):
        noun = re.compile(re.escape(match.group()[: -len(match["noun"])] + match["noun"][:2]))
        if subject and subject.endswith(match["noun"][:2]):
            return noun.search(question)
    return None


def _before(answer: str, people: Sequence[tuple[int, int]], index: int) -> str:
    start = people[index][0]
    return answer[max(people[index - 1][1] if index else 0, start - _POST_CHARS) : start]


def _shared_pairs(one: str, other: str) -> int:
    return len(
        {one[i : i + 2] for i in range(len(one) - 1)} & {other[i : i + 2] for i in range(len(other) - 1)}
    )


def _subject_zh(question: str) -> str | None:
    topic = without_lead(question.strip(EDGE), chinese=True)
    topic = re.sub("^(?:其中|什么是|谁是)", "", topic)
    topic = YEAR_ZH.sub("", topic, count=1) if YEAR_ZH.match(topic) else topic
    predicate = _PREDICATE_ZH.search(topic)
    subject = topic[: predicate.start()] if predicate else without_question_words_zh(topic)
    owner, of, attribute = subject.rpartition("的")
    subject = owner if of and attribute else _ATTRIBUTE_ZH.sub("", subject)
    return subject if 2 <= len(subject) <= 20 and _names_something_zh(subject) else None


def _names_something_zh(text: str) -> bool:
    """Whether a text without its verb names a thing: one pronoun or nothing but an attribute does not."""
    if PERSON_ZH.search(text) or THING_ZH.search(text) or re.match("[这那该此]", text):
        return False
    return has_subject_zh(text) or has_subject_zh(f"{text}{text}")


def _subject_en(question: str) -> str | None:
    match = _SUBJECT_EN.search(question.strip(EDGE))
    name = match and (match["doer"] or match["one"] or match["owner"])
    return None if not name or name.endswith(("'s", "’s", "s'", "s’")) else name
