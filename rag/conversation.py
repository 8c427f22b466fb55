"""A follow-up and the conversation before it → a question that stands by itself.

Three things make a follow-up lean on what came before: an ellipsis that changes one slot of the last question
(那2021年呢？ / "and imports?"), a pronoun (他还说了什么？), and a predicate without its subject (占全国的比重是多少？).
A question that has none of them changes the topic and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
from rag.text.names import find_people
from rag.types import Turn

# A longer message tells its own topic; of a longer earlier one the end is where it asks.
_MAX_QUESTION_CHARS = 300
_MAX_ANSWER_CHARS = 4_000
_TURNS_SEARCHED_FOR_A_PERSON = 3
_TURNS_SEARCHED_FOR_A_TAIL = 3
# A post stands at most this far before the name it belongs to.
_POST_CHARS = 30

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
    questions would pile up from turn to turn. `own` is the last question without a topic put before it.
    """

    latest: str
    root: str
    own: str
    person: str | None

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> _Context:
        person = next(filter(None, map(_person_of, reversed(turns[-_TURNS_SEARCHED_FOR_A_PERSON:]))), None)
        return cls(
            latest=_understood(turns[-1]),
            root=_root(turns),
            own=_own(turns[-1]),
            person=person,
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


def _person_of(turn: Turn) -> str | None:
    """The person a turn speaks of: one its question names, else the one of its answer that it asks for."""
    for question in (_clipped(turn.question), _understood(turn)):
        if people := find_people(question):
            return question[slice(*people[0])]
    answer = turn.answer[:_MAX_ANSWER_CHARS]
    people = find_people(answer)
    if len({answer[start:end] for start, end in people}) <= 1:
        return answer[slice(*people[0])] if people else None
    # Of several people the one is meant whose post or body the question names.
    for question in (turn.question, _understood(turn)):
        alike = [_shared_pairs(question, _before(answer, people, index)) for index in range(len(people))]
        if max(alike) > 0:
            return answer[slice(*people[alike.index(max(alike))])]
    return None


def _before(answer: str, people: Sequence[tuple[int, int]], index: int) -> str:
    start = people[index][0]
    return answer[max(people[index - 1][1] if index else 0, start - _POST_CHARS) : start]


def _shared_pairs(one: str, other: str) -> int:
    return len(
        {one[i : i + 2] for i in range(len(one) - 1)} & {other[i : i + 2] for i in range(len(other) - 1)}
    )


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
        (THING_ZH.search(led), _subject(context)),
        (_HERE_ZH.search(led), _subject(context)),
        (_pointed_at(led, _subject(context)), _subject(context)),
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
        meant = context.person if person else _subject(context) if said in ("it", "its") else None
        if meant:
            owns = said in ("his", "hers", "its") or (said == "her" and re.match(r" \w", after))
            possessive = "'s" if owns else ""
            return f"{before}{meant}{possessive}{after}?"
    leans = pronoun or leans_en(bare, led)
    return _after_topic(context.root, led, ": ", "?") if leans else None


def _pointed_at(question: str, subject: str | None) -> re.Match[str] | None:
    """那个报告 where the subject is itself a report."""
    for match in _POINTED_NOUN_ZH.finditer(question):
        noun = re.compile(re.escape(match.group()[: -len(match["noun"])] + match["noun"][:2]))
        if subject and subject.endswith(match["noun"][:2]):
            return noun.search(question)
    return None


def _subject(context: _Context) -> str | None:
    """What the last question was about, when its words tell: the owner of an attribute, or the subject of a verb."""
    for question in (context.own, context.root):
        english = detect_language(question) == "en"
        subject = _subject_en(question) if english else _subject_zh(question)
        if subject:
            return subject
    return None


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


def _after_topic(root: str, question: str, link: str, mark: str) -> str:
    """A question behind the topic it lacks; the topic loses its years when the question names one of its own."""
    topic = root.strip(EDGE)
    if detect_language(topic) != "en":
        topic = QUESTION_WORDS_AT_END_ZH.sub("", topic).strip(EDGE) or topic
    if YEAR_EN.search(question) or YEAR_ZH.search(question):
        topic = YEAR_ZH.sub("", topic).strip(EDGE) or topic
    return f"{topic}{link}{question}{mark}"
