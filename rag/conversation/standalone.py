"""A follow-up and the conversation before it → a question that stands by itself.

Three things make a follow-up lean on what came before: an ellipsis that changes one slot of the last question
(那2021年呢？ / "and imports?"), a pronoun (他还说了什么？), and a predicate without its subject (占全国的比重是多少？).
A question that has none of them changes the topic and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.chinese_resolution import resolve_chinese
from rag.conversation.english_followups import PRONOUN_EN
from rag.conversation.english_resolution import resolve_english
from rag.conversation.followups import EDGE, PERSON_ZH, asks_nothing
from rag.conversation.quoted_names import QuotedNames
from rag.conversation.series import YEAR_EN, YEAR_ZH, with_neighbouring_year
from rag.conversation.slot_candidates import Segmenter
from rag.conversation.slots import Filler, Similarity
from rag.conversation.spoken_of import MAX_QUESTION_CHARS, TURNS_SEARCHED, Context, clipped
from rag.text.language import detect_language
from rag.types import Turn

_MAX_WORDS_OF_A_YEAR_MEANT = 9
_TOPIC_CHANGE = re.compile(
    r"^(?:换个话题|换个问题|另一个问题|另外一个问题|另外问一下|再问个别的"
    r"|(?:a )?(?:new|different|another) (?:subject|topic|question|thing|matter)|changing (?:the )?(?:subject|topic)"
    r"|on another (?:subject|topic|note)|unrelated(?: question)?)\s*[:：,，。.\-—]*\s*",
    re.IGNORECASE,
)
_SAME_YEAR = re.compile(r"当年|同年|那一?年|同期|该年|\b(?:in )?(?:that|the same) year\b", re.IGNORECASE)
_SAME_OCCASION = re.compile(
    r",? \b(?:at|in|during|on) the same (?:session|event|forum|meeting|report|panel|place)\b", re.IGNORECASE
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
    turns = [turn for turn in history if not asks_nothing(turn.question)][-TURNS_SEARCHED - 1 :]
    if not turns or len(asked) > MAX_QUESTION_CHARS or asks_nothing(asked):
        return Standalone(question, changed=False)
    if changes_topic := _TOPIC_CHANGE.match(asked):
        rest = asked[changes_topic.end() :]
        return Standalone(rest or question, changed=bool(rest))
    said = [clipped(text) for turn in turns for text in (turn.question, turn.standalone_question)]
    quoted = QuotedNames.of([asked, *said])
    context = Context.of([_with_names_hidden(turn, quoted) for turn in turns])
    core = _with_year_meant(quoted.hidden(asked), context.latest)
    resolve = resolve_english if detect_language(core) == "en" else resolve_chinese
    resolved = quoted.shown(resolve(core, context, _filler(similarity, segment, quoted)) or core)
    if resolved.strip(EDGE) == asked.strip(EDGE):
        return Standalone(question, changed=False)
    return Standalone(resolved, changed=True)


def _with_names_hidden(turn: Turn, quoted: QuotedNames) -> Turn:
    hidden = quoted.hidden(clipped(turn.question)), quoted.hidden(clipped(turn.standalone_question))
    return Turn(*hidden, turn.answer)


def _filler(similarity: Similarity | None, segment: Segmenter | None, quoted: QuotedNames) -> Filler:
    """A filler that compares quoted names by their own words."""
    if not similarity:
        return Filler(None, segment)
    return Filler(
        lambda phrase, spans: similarity(quoted.shown(phrase), [quoted.shown(span) for span in spans]),
        segment,
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
