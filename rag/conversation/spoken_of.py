"""What a follow-up may lean on: the last questions as they were understood, the thing, the person and the body meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.antecedents import asks_for_a_body, body_of, person_spoken_of, subject_of
from rag.conversation.chinese_topics import is_time_zh
from rag.conversation.english_followups import without_lead_en
from rag.conversation.english_phrases import PREPOSITION
from rag.conversation.followups import EDGE, own_noun_zh, without_lead_zh
from rag.conversation.series import YEAR_EN, YEAR_ZH
from rag.conversation.slots import without_phrase_beside
from rag.conversation.topics import Topic, clause_of, topic_of, topic_of_phrase
from rag.text.language import detect_language
from rag.types import Turn

# A longer message tells its own topic; of a longer earlier one the end is where it asks.
MAX_QUESTION_CHARS = 300
TURNS_SEARCHED = 3
_MAX_ANSWER_CHARS = 2_000
_PLACED_EN = re.compile(r"(?:[a-z]+ed|found|built|made|held|sold|seen) (?:at|in|on|near|from) ")
# What somebody said besides is no topic of its own.
_MORE = re.compile(r"^what else (?:did|does|do|has) \S+(?: \S+){0,4} (?:say|said|mention)", re.IGNORECASE)
_PREPOSITION_FIRST_EN = re.compile(rf"{PREPOSITION}\b", re.IGNORECASE)
_WHY = re.compile(r"[，:] ?(?:为什么|为何|原因|why\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up leans on.

    `latest` is the last question as it was understood, `earlier` the last few, latest first, and `topic` what the
    latest is about. `base` is the question that another
    phrase is put into: the latest one, or the one before it where that only asked why. `subject` is the thing that "it"
    means, and `person` the person last spoken of. `asked_for` is the body that the latest answer names to a question
    that `asks_for_a_body`: "which company built the bridge?".
    """

    latest: str
    earlier: tuple[str, ...]
    base: str
    topic: Topic
    subject: str | None
    person: str | None
    asked_for: str | None
    asks_for_a_body: bool
    answer: str

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> Context:
        """The context of the next question after some turns, at least one."""
        recent = turns[: -TURNS_SEARCHED - 1 : -1]
        people = (person_spoken_of(clipped(turn.question), _understood(turn), turn.answer) for turn in recent)
        person = next(filter(None, people), None)
        return cls(
            latest=_understood(turns[-1]),
            earlier=tuple(_understood(turn) for turn in recent),
            base=_base(turns),
            topic=_topic(
                next((turn for turn in recent if not _MORE.search(_understood(turn))), turns[-1]), recent
            ),
            subject=next(
                (thing for turn in recent if (thing := _thing(turn, recent)) and thing != person), None
            ),
            person=person,
            asked_for=body_of(_understood(turns[-1]), turns[-1].answer),
            asks_for_a_body=asks_for_a_body(_understood(turns[-1])),
            answer=turns[-1].answer[:_MAX_ANSWER_CHARS],
        )


def clipped(text: str) -> str:
    """A message on one line, of a very long one the end."""
    return " ".join(text.split())[-MAX_QUESTION_CHARS:]


def _understood(turn: Turn) -> str:
    return clipped(turn.standalone_question or turn.question)


def _asked(turn: Turn) -> str:
    asked = clipped(turn.question).strip(EDGE)
    return without_lead_en(asked) if detect_language(asked) == "en" else without_lead_zh(asked)


def _joined(turn: Turn) -> tuple[str, str] | None:
    """The topic that was put before a question and the question, None when none was."""
    understood, asked = without_phrase_beside(_understood(turn)).strip(EDGE), _asked(turn)
    if understood == clipped(turn.question).strip(EDGE):
        return None
    for link in (": ", "，"):
        parts = understood.split(link)
        own = asked.count(link) + 1
        if len(parts) > own and not is_time_zh(link.join(parts[:-own])):
            return link.join(parts[:-own]).removeprefix("About "), link.join(parts[-own:])
    return None


def _base(turns: Sequence[Turn]) -> str:
    """The last question that another phrase can be put into: one that only asked why is passed over."""
    for turn in reversed(turns):
        if not _WHY.search(_understood(turn)) or not _joined(turn):
            return _understood(turn)
    return _understood(turns[-1])


def _thing(turn: Turn, turns: Sequence[Turn]) -> str | None:
    """What "it" means after a turn."""
    topic = _topic(turn, turns)
    own = subject_of(_asked(turn)) if _joined(turn) else subject_of(_understood(turn))
    english = detect_language(_understood(turn)) == "en"
    found = (topic.subject, own) if english else (own, topic.subject)
    if english and (clause := clause_of(_understood(turn))) and _PLACED_EN.match(clause.rest):
        return None  # what was found at Lima is asked for, and "it" is not Lima
    return next(filter(None, found), None) or (None if topic.event else subject_of(topic.whole))


def _known_topic(phrase: str, earlier: Sequence[Turn]) -> Topic | None:
    """The topic that a phrase was made of: it tells what the phrase is about better than the phrase does."""
    topics = (topic_of(without_phrase_beside(_understood(turn))) for turn in earlier)
    return next((topic for topic in topics if topic.whole == phrase), None)


def _topic(turn: Turn, turns: Sequence[Turn]) -> Topic:
    """What a turn is about; of a topic and a question joined it is the topic, with the noun that was asked for."""
    joined = _joined(turn)
    if not joined:
        return topic_of(without_phrase_beside(_understood(turn)))
    topic, question = _known_topic(joined[0], turns) or topic_of_phrase(joined[0]), joined[1]
    noun = own_noun_zh(question) if detect_language(question) != "en" else None
    if not noun:
        return Topic(topic.subject, joined[0].strip(EDGE), topic.event)
    owner = topic.subject or joined[0]
    return Topic(
        owner, f"{owner}的{noun}", False, f"{owner}的{noun}" if re.search("[叫是谁]", question) else None
    )


def about_topic(topic: str, question: str, *, keeps_years: bool = False) -> str:
    """An English question behind the topic it lacks; one that compares the topic with another year keeps its years."""
    opening = "" if _PREPOSITION_FIRST_EN.match(topic) else "About "
    if keeps_years:
        return f"{opening}{topic.strip(EDGE)}: {question}?"
    return after_topic(f"{opening}{topic}", question, ": ", "?")


def after_topic(topic: str, question: str, link: str, mark: str) -> str:
    """A question behind the topic it lacks; the topic loses its years when the question names one of its own."""
    topic = topic.strip(EDGE)
    if YEAR_EN.search(question) or YEAR_ZH.search(question):
        topic = YEAR_ZH.sub("", re.sub(r" (?:in|for) (?:19|20)\d{2}\b", "", topic)).strip(EDGE) or topic
    return f"{topic}{link}{question}{mark}"
