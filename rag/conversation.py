"""A follow-up and the conversation before it → a question that stands by itself.

Three things make a follow-up lean on what came before: an ellipsis that changes one slot of the last question
(那2021年呢？ / "and imports?"), a pronoun (他还说了什么？), and a predicate without its subject (占全国的比重是多少？).
A question that has none of them changes the topic and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.antecedents import former_or_latter, person_spoken_of, pointed_at, subject_of, with_full_names
from rag.followups import (
    EDGE,
    PERSON_EN,
    PERSON_ZH,
    PRONOUN_EN,
    THING_EN,
    THING_ZH,
    adjunct_en,
    asks_nothing,
    asks_of_the_whole_en,
    asks_of_the_whole_zh,
    bound_en,
    circumstance_en,
    has_subject_zh,
    leans_en,
    leans_zh,
    own_noun_zh,
    phrase_alone_en,
    slot_phrase_en,
    slot_phrase_zh,
    speaks_of_zh,
    takes_time_en,
    tells_all_en,
    without_lead,
    without_question_words_zh,
)
from rag.series import YEAR_EN, YEAR_ZH, with_neighbouring_year, year_meant
from rag.slots import Filler, Segmenter, Similarity, fill_slot, without_phrase_beside
from rag.text.language import detect_language
from rag.topics import Topic, clause_of, topic_of
from rag.types import Turn

# A longer message tells its own topic; of a longer earlier one the end is where it asks.
_MAX_QUESTION_CHARS = 300
_TURNS_SEARCHED = 3
_MAX_WORDS_OF_A_YEAR_MEANT = 9

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
_WHY = re.compile(r"[，:] ?(?:为什么|为何|原因|why\b)", re.IGNORECASE)


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
    core = _with_year_meant(asked, context.latest)
    resolve = _resolve_english if detect_language(core) == "en" else _resolve_chinese
    resolved = resolve(core, context, Filler(similarity, segment)) or core
    return Standalone(question, changed=False) if resolved == asked else Standalone(resolved, changed=True)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a follow-up leans on.

    `latest` is the last question as it was understood, `earlier` the last few, latest first, and `topic` what the
    latest is about. `base` is the question that another
    phrase is put into: the latest one, or the one before it where that only asked why. `subject` is the thing that "it"
    means, and `person` the person last spoken of.
    """

    latest: str
    earlier: tuple[str, ...]
    base: str
    topic: Topic
    subject: str | None
    person: str | None

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> _Context:
        recent = turns[: -_TURNS_SEARCHED - 1 : -1]
        people = (
            person_spoken_of(_clipped(turn.question), _understood(turn), turn.answer) for turn in recent
        )
        person = next(filter(None, people), None)
        return cls(
            latest=_understood(turns[-1]),
            earlier=tuple(_understood(turn) for turn in recent),
            base=_base(turns),
            topic=_topic(turns[-1]),
            subject=next((thing for turn in recent if (thing := _thing(turn)) and thing != person), None),
            person=person,
        )


def _clipped(text: str) -> str:
    return " ".join(text.split())[-_MAX_QUESTION_CHARS:]


def _understood(turn: Turn) -> str:
    return _clipped(turn.standalone_question or turn.question)


def _asked(turn: Turn) -> str:
    asked = _clipped(turn.question).strip(EDGE)
    return without_lead(asked, chinese=detect_language(asked) != "en")


def _joined(turn: Turn) -> tuple[str, str] | None:
    """The topic that was put before a question and the question, None when none was."""
    understood, asked = without_phrase_beside(_understood(turn)).strip(EDGE), _asked(turn)
    if understood == _clipped(turn.question).strip(EDGE):
        return None
    for link in (": ", "，"):
        parts = understood.split(link)
        own = asked.count(link) + 1
        if len(parts) > own:
            return link.join(parts[:-own]), link.join(parts[-own:])
    return None


def _base(turns: Sequence[Turn]) -> str:
    """The last question that another phrase can be put into: one that only asked why is passed over."""
    for turn in reversed(turns):
        if not _WHY.search(_understood(turn)) or not _joined(turn):
            return _understood(turn)
    return _understood(turns[-1])


def _thing(turn: Turn) -> str | None:
    """What "it" means after a turn."""
    topic = _topic(turn)
    own = subject_of(_asked(turn)) if _joined(turn) else subject_of(_understood(turn))
    english = detect_language(_understood(turn)) == "en"
    found = (topic.subject, own) if english else (own, topic.subject)
    return next(filter(None, found), None) or (None if topic.event else subject_of(topic.whole))


def _topic(turn: Turn) -> Topic:
    """What a turn is about; of a topic and a question joined it is the topic, with the noun that was asked for."""
    joined = _joined(turn)
    if not joined:
        return topic_of(without_phrase_beside(_understood(turn)))
    topic, question = topic_of(joined[0]), joined[1]
    noun = own_noun_zh(question) if detect_language(question) != "en" else None
    if not noun:
        return Topic(topic.subject, joined[0].strip(EDGE), topic.event)
    owner = topic.subject or joined[0]
    return Topic(
        owner, f"{owner}的{noun}", False, f"{owner}的{noun}" if re.search("[叫是谁]", question) else None
    )


def _with_year_meant(question: str, latest: str) -> str:
    """The question with the year that 当年 or "the year before" means; a long one that names no "he" is left alone."""
    short = (
        len(question.split()) + len(re.findall("[\u4e00-\u9fff]", question)) / 2 <= _MAX_WORDS_OF_A_YEAR_MEANT
    )
    if not short and not PERSON_ZH.search(question) and not PRONOUN_EN.search(question):
        return question
    return with_neighbouring_year(_with_same_year(question, latest), latest)


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
        return fill_slot(phrase, context.base, without_phrase_beside(context.base), filler)
    if chosen := former_or_latter(led, context.earlier):
        return f"{chosen}？"
    for pronoun, meant in (
        (PERSON_ZH.search(led), context.person or context.topic.subject_asked_for),
        (THING_ZH.search(led), context.subject),
        (_HERE_ZH.search(led), context.topic.subject or context.subject),
        (pointed_at(led, context.topic.subject or context.subject), context.topic.subject or context.subject),
    ):
        if not pronoun:
            continue
        before, after = led[: pronoun.start()], led[pronoun.end() :]
        if re.search("[被把给让]$", before):
            return _joined_zh(context.topic, led)  # 为什么被他赶走: who was driven out is not said
        if re.search("[，,；;]", before) and has_subject_zh(before):
            return None  # the pronoun means something that the question names itself
        # Who "they" are is asked of the topic: 他们是谁 is no question about its name.
        if meant and without_question_words_zh(after):
            owner = "的" if pronoun.group() == "其" else ""
            return f"{before}{meant}{owner}{after}？"
        return _joined_zh(context.topic, led)
    return _joined_zh(context.topic, led) if leans_zh(bare, led) else None


def _joined_zh(topic: Topic, question: str) -> str:
    """A Chinese question behind what it lacks: the thing alone, or all that was asked of it."""
    own = own_noun_zh(question)
    pointed = speaks_of_zh(question)
    points_elsewhere = pointed and topic.subject and pointed not in topic.subject
    if points_elsewhere or re.search("[他她它]们", question):
        return _after_topic(topic.whole, question, "，", "？")
    thing = None if asks_of_the_whole_zh(question) or (topic.event and not own) else topic.subject
    return _after_topic(thing or topic.whole, question, "，", "？")


def _resolve_english(question: str, context: _Context, filler: Filler) -> str | None:
    bare = _SAME_OCCASION.sub("", question.strip(EDGE))
    led = without_lead(bare, chinese=False)
    phrase = slot_phrase_en(bare, led) or phrase_alone_en(led, context.base)
    if phrase or year_meant(led, context.base):
        phrase = phrase or led
        return fill_slot(phrase, context.base, without_phrase_beside(context.base), filler)
    if chosen := former_or_latter(led, context.earlier):
        return f"{chosen}?"
    if more := _more_of_the_same(led, context):
        return more
    named = led if tells_all_en(led) else with_full_names(led, context.earlier)
    if named != led:
        return f"{named}?"
    pronoun = PERSON_EN.search(led) or THING_EN.search(led)
    if pronoun and bound_en(led, pronoun):
        return None
    meant = _meant_by(pronoun, context) if pronoun and not takes_time_en(led) else None
    if pronoun and meant:
        return f"{_with_noun(led, pronoun, meant)}?"
    return _joined_en(context.topic, led) if pronoun or leans_en(bare, led) else None


def _meant_by(pronoun: re.Match[str], context: _Context) -> str | None:
    """The name for a pronoun. "They" may be the zones, the people or the products: only "it" is the subject."""
    said = pronoun.group().lower()
    if PERSON_EN.fullmatch(said):
        return context.person
    return context.subject if said in ("it", "its") else None


def _with_noun(question: str, pronoun: re.Match[str], noun: str) -> str:
    before, said, after = question[: pronoun.start()], pronoun.group().lower(), question[pronoun.end() :]
    owns = said in ("his", "hers", "its") or (said == "her" and re.match(r" \w", after))
    return f"{before}{noun}'s{after}" if owns else f"{before}{noun}{after}"


def _more_of_the_same(led: str, context: _Context) -> str | None:
    """The last question asked after something else or with a circumstance more: "why?", "on Sundays too?"."""
    topic = context.topic
    if circumstance := circumstance_en(led):
        pronoun = PERSON_EN.search(circumstance)
        if pronoun and context.person:
            circumstance = _with_noun(circumstance, pronoun, context.person)
        return f"{without_phrase_beside(context.latest).rstrip('?？ ')} {circumstance}?"
    adjunct = adjunct_en(led)
    clause = clause_of(context.latest) if detect_language(context.latest) == "en" else None
    if not adjunct:
        return None
    if clause and ": " not in context.latest and (not clause.copula or adjunct.tail):
        tail = "" if adjunct.tail == " not" else adjunct.tail
        return f"{adjunct.asks} {clause.aux.lower()} {clause.told}{tail}?"
    return _after_topic(topic.whole, f"{adjunct.asks}{adjunct.tail}", ": ", "?")


def _joined_en(topic: Topic, question: str) -> str:
    """An English question behind what it lacks: the thing alone, or all that was asked of it."""
    of_all = asks_of_the_whole_en(question) or (topic.event and re.search(r"\bthem\b", question))
    thing = None if of_all else topic.subject
    return _after_topic(thing or topic.whole, question, ": ", "?")


def _after_topic(topic: str, question: str, link: str, mark: str) -> str:
    """A question behind the topic it lacks; the topic loses its years when the question names one of its own."""
    topic = topic.strip(EDGE)
    if YEAR_EN.search(question) or YEAR_ZH.search(question):
        topic = YEAR_ZH.sub("", re.sub(r" (?:in|for) (?:19|20)\d{2}\b", "", topic)).strip(EDGE) or topic
    return f"{topic}{link}{question}{mark}"
