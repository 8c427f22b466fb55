"""A follow-up and the conversation before it → a question that stands by itself.

Three things make a follow-up lean on what came before: an ellipsis that changes one slot of the last question
(那2021年呢？ / "and imports?"), a pronoun (他还说了什么？), and a predicate without its subject (占全国的比重是多少？).
A question that has none of them changes the topic and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.antecedents import person_spoken_of, pointed_at, subject_of
from rag.followups import (
    EDGE,
    PERSON_EN,
    PERSON_ZH,
    QUESTION_WORDS_AT_END_ZH,
    THING_EN,
    THING_ZH,
    asks_nothing,
    has_subject_en,
    has_subject_zh,
    leans_en,
    leans_zh,
    slot_phrase_en,
    slot_phrase_zh,
    without_lead,
    without_question_words_zh,
)
from rag.slots import YEAR_EN, YEAR_ZH, Filler, Segmenter, Similarity, fill_slot, without_phrase_beside
from rag.text.language import detect_language
from rag.types import Turn

# A longer message tells its own topic; of a longer earlier one the end is where it asks.
_MAX_QUESTION_CHARS = 300
_TURNS_SEARCHED_FOR_A_PERSON = 3
_TURNS_SEARCHED_FOR_A_TAIL = 3

_TOPIC_CHANGE = re.compile(
    r"^(?:换个话题|换个问题|另一个问题|另外一个问题|另外问一下|再问个别的|(?:a )?(?:new|different|another) (?:subject|topic|question)|changing (?:the )?(?:subject|topic)"
    r"|on another (?:subject|topic|note)|unrelated(?: question)?)\s*[:：,，。.\-—]*\s*",
    re.IGNORECASE,
)
_SAME_YEAR = re.compile(r"当年|同年|那一?年|同期|该年|\b(?:in )?(?:that|the same) year\b", re.IGNORECASE)
_SAME_OCCASION = re.compile(
    r",? \b(?:at|in|during|on) the same (?:session|event|forum|meeting|report|panel|place)\b", re.IGNORECASE
)
_HERE_ZH = re.compile(r"[那这]里")


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it will be searched, and whether the conversation changed it."""

    text: str
    changed: bool


def standalone_question(
    question: str,
    history: Sequence[Turn],
    *,
    similarity: Similarity | None = None,
    segment: Segmenter | None = None,
) -> Standalone:
    """The question with what it leaves out filled in from the last turns; unchanged when it stands by itself."""
    asked = " ".join(question.split())
    turns = [turn for turn in history if not asks_nothing(turn.question)]
    if not turns or len(asked) > _MAX_QUESTION_CHARS or asks_nothing(asked):
        return Standalone(question, changed=False)
    if changes_topic := _TOPIC_CHANGE.match(asked):
        rest = asked[changes_topic.end() :]
        return Standalone(rest or question, changed=bool(rest))
    context = _Context.of(turns)
    core = _with_same_year(asked, context.latest)
    resolve = _resolve_english if detect_language(core) == "en" else _resolve_chinese
    resolved = resolve(core, context, Filler(similarity, segment)) or core
    return Standalone(question, changed=False) if resolved == asked else Standalone(resolved, changed=True)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a follow-up leans on.

    `latest` is the last question as it was understood, `root` the last one that stood by itself: topics put before
    questions would pile up from turn to turn. `subject` is the thing and `person` the person last spoken of.
    """

    latest: str
    root: str
    subject: str | None
    person: str | None

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> _Context:
        people = (
            person_spoken_of(_clipped(turn.question), _understood(turn), turn.answer)
            for turn in reversed(turns[-_TURNS_SEARCHED_FOR_A_PERSON:])
        )
        own, root = _own(turns[-1]), _root(turns)
        return cls(
            latest=_understood(turns[-1]),
            root=root,
            subject=subject_of(own) or subject_of(root),
            person=next(filter(None, people), None),
        )


def _clipped(text: str) -> str:
    return " ".join(text.split())[-_MAX_QUESTION_CHARS:]


def _understood(turn: Turn) -> str:
    return _clipped(turn.standalone_question or turn.question)


def _root(turns: Sequence[Turn]) -> str:
    """The last question that stood by itself, without the phrases and questions that were put beside it since."""
    asked = [_asked(turn) for turn in turns]
    for position in reversed(range(len(turns))):
        understood = _understood(turns[position])
        if understood == _clipped(turns[position].question):
            return understood
        text = without_phrase_beside(understood).strip(EDGE)
        if _cut(text, asked[position]) is not None:
            continue
        cuts = [
            cut
            for question in asked[max(0, position - _TURNS_SEARCHED_FOR_A_TAIL) : position]
            if (cut := _cut(text, question))
        ]
        return min(cuts, key=len, default=without_phrase_beside(understood))
    return _understood(turns[0])


def _own(turn: Turn) -> str:
    understood = _understood(turn)
    return _asked(turn) if _cut(understood.strip(EDGE), _asked(turn)) is not None else understood


def _asked(turn: Turn) -> str:
    asked = _clipped(turn.question).strip(EDGE)
    return without_lead(asked, chinese=detect_language(asked) != "en")


def _cut(understood: str, asked: str) -> str | None:
    """The topic that was put before a question, None when none was."""
    starts = [understood.rfind(f"{link}{asked}") for link in (": ", "，")] if asked else [-1]
    return understood[: max(starts)] if max(starts) > 0 else None


def _with_same_year(question: str, latest: str) -> str:
    year = YEAR_EN.search(latest) or YEAR_ZH.search(latest)
    if not year or not _SAME_YEAR.search(question) or re.search(r"(?:19|20)\d{2}", question):
        return question
    digits = year.group()[:4]
    chinese = detect_language(question) != "en"
    return _SAME_YEAR.sub(f"{digits}年" if chinese else f"in {digits}", question, count=1)


def _resolve_chinese(question: str, context: _Context, filler: Filler) -> str | None:
    bare = question.strip(EDGE)
    led = without_lead(bare, chinese=True)
    if phrase := slot_phrase_zh(led):
        return fill_slot(phrase, context.latest, context.root, filler)
    for pronoun, meant in (
        (PERSON_ZH.search(led), context.person),
        (THING_ZH.search(led), context.subject),
        (_HERE_ZH.search(led), context.subject),
        (pointed_at(led, context.subject), context.subject),
    ):
        if not pronoun:
            continue
        before, after = led[: pronoun.start()], led[pronoun.end() :]
        if re.search("[，,；;]", before) and has_subject_zh(before):
            return None  # the pronoun means something that the question names itself
        # Who "they" are is asked of the topic: 他们是谁 is no question about its name.
        if meant and without_question_words_zh(after):
            owner = "的" if pronoun.group() == "其" else ""
            return f"{before}{meant}{owner}{after}？"
        return _after_topic(context.root, led, "，", "？")
    return _after_topic(context.root, led, "，", "？") if leans_zh(bare, led) else None


def _resolve_english(question: str, context: _Context, filler: Filler) -> str | None:
    bare = _SAME_OCCASION.sub("", question.strip(EDGE))
    led = without_lead(bare, chinese=False)
    if phrase := slot_phrase_en(bare, led):
        return fill_slot(phrase, context.latest, context.root, filler)
    person, thing = PERSON_EN.search(led), THING_EN.search(led)
    pronoun = person or thing
    if pronoun:
        before, after = led[: pronoun.start()], led[pronoun.end() :]
        if has_subject_en(before) and re.search(r"(?:,|;| and\b)", before):
            return None  # the pronoun means something that the question names itself
        said = pronoun.group().lower()
        # "They" may be the zones, the people or the products of the last question: only "it" is its subject.
        meant = context.person if person else context.subject if said in ("it", "its") else None
        if meant:
            owns = said in ("his", "hers", "its") or (said == "her" and re.match(r" \w", after))
            possessive = "'s" if owns else ""
            return f"{before}{meant}{possessive}{after}?"
    leans = pronoun or leans_en(bare, led)
    return _after_topic(context.root, led, ": ", "?") if leans else None


def _after_topic(root: str, question: str, link: str, mark: str) -> str:
    """A question behind the topic it lacks; the topic loses its years when the question names one of its own."""
    topic = root.strip(EDGE)
    if detect_language(topic) != "en":
        topic = QUESTION_WORDS_AT_END_ZH.sub("", topic).strip(EDGE) or topic
    if YEAR_EN.search(question) or YEAR_ZH.search(question):
        topic = YEAR_ZH.sub("", topic).strip(EDGE) or topic
    return f"{topic}{link}{question}{mark}"
