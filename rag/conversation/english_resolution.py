"""An English follow-up → the question that it stands for."""

from __future__ import annotations

import re

from rag.conversation.antecedents import former_or_latter, with_full_names
from rag.conversation.english_comparisons import asks_for_more_en, compares_en
from rag.conversation.english_followups import (
    PERSON_EN,
    THING_EN,
    adjunct_en,
    asks_of_the_whole_en,
    bound_en,
    circumstance_en,
    is_subject_en,
    leans_en,
    noun_alone_en,
    phrase_alone_en,
    preposition_en,
    slot_phrase_en,
    takes_time_en,
    tells_all_en,
    without_lead_en,
)
from rag.conversation.english_phrases import PARTICIPLE, Clause
from rag.conversation.followups import EDGE
from rag.conversation.series import year_meant
from rag.conversation.slots import Filler, Fragment, behind_preposition, fill_slot, without_phrase_beside
from rag.conversation.spoken_of import Context, about_topic
from rag.conversation.topics import TIME_CLAUSE_EN, Topic, asked_again, clause_of
from rag.text.language import detect_language

_SAME_OCCASION = re.compile(
    r",? \b(?:at|in|during|on) the same (?:session|event|forum|meeting|report|panel|place)\b", re.IGNORECASE
)
_COUNTED_EN = re.compile(r"^\w+(?: \w+)?s (?:in|on|at) |^the [^,]*?(?:s|people|men|children|staff) that\b")
_BESIDES_FIRST_EN = re.compile(r"^(?:Besides|Apart from|Other than) [^,]{1,40}, ", re.IGNORECASE)
_OBJECT_EN = re.compile(r" [a-z]+ (?:the|an?) [a-z]")
# "What about Wuhan, what is it making?": the question behind is asked, of what stands before it.
_ABOUT_AND_QUESTION_EN = re.compile(
    r"(?:what|how) about (?P<thing>[^,;:?]{2,40})[,;:?] ?(?P<asks>(?:and )?(?:what|how|when|where|who|why|which|is|are"
    r"|was|were|do|does|did|has|have|had|can|could|will|would)\b.+)",
    re.IGNORECASE,
)
# Somebody known by nothing but his post: "the Kenyan minister".
_POST_EN = re.compile(
    r"^the (?:[\w'’-]+ ){0,4}(?:minister|ambassador|official|director|president|chair(?:man|woman|person)?|mayor"
    r"|governor|professor|spokes(?:man|woman|person)|manager|secretary|speaker|judge|engineer|teacher|captain|curator|head|chief|expert"
    r"|representative|founder|author|owner)$"
)
_NAME_ASKED_EN = re.compile(r"\b(?:his|her) name\b|\bcalled$", re.IGNORECASE)


def resolve_english(question: str, context: Context, filler: Filler) -> str | None:
    """An English question with what it leaves out, None when it leaves nothing out."""
    bare = _SAME_OCCASION.sub("", question.strip(EDGE))
    led = without_lead_en(bare)
    if about := _ABOUT_AND_QUESTION_EN.fullmatch(led):
        return _asked_of_en(about["thing"], without_lead_en(about["asks"]))
    if compares_en(led) and not former_or_latter(led, context.earlier):
        return about_topic(context.topic.whole, led, keeps_years=True)
    if asks_for_more_en(led):
        return about_topic(context.topic.whole, led)
    phrase = slot_phrase_en(bare, led) or phrase_alone_en(led, context.base)
    if phrase or year_meant(led, context.base):
        fragment = Fragment(phrase or led, preposition_en(led))
        return fill_slot(fragment, context.base, without_phrase_beside(context.base), filler)
    if chosen := former_or_latter(led, context.earlier):
        return f"{chosen}?"
    if more := _more_of_the_same(led, context, filler):
        return more
    named = led if tells_all_en(led) else with_full_names(led, context.earlier)
    if named != led:
        return f"{named}?"
    pronoun = PERSON_EN.search(led) or THING_EN.search(led)
    if pronoun and bound_en(led, pronoun):
        return None
    if noun_alone_en(led) and context.topic.subject:
        return about_topic(context.topic.subject, led)
    asked_for = _asked_for_en(led, pronoun, context)
    if asked_for is not None:
        return asked_for
    meant = _meant_by(pronoun, context) if pronoun and not takes_time_en(led) else None
    if pronoun and meant:
        return f"{_with_thing_en(_with_noun(led, pronoun, meant), context, besides=meant)}?"
    return _joined_en(context.topic, led) if pronoun or leans_en(bare, led) else None


def _asked_of_en(thing: str, question: str) -> str:
    """A question about a thing that stands before it: in the place of its pronoun, else still before it."""
    pronoun = PERSON_EN.search(question) or THING_EN.search(question)
    return f"{_with_noun(question, pronoun, thing)}?" if pronoun else f"{thing}: {question}?"


def _asked_for_en(led: str, pronoun: re.Match[str] | None, context: Context) -> str | None:
    """A question about the body that was asked for: "where is it based?" after "which company built the bridge?"."""
    if not context.asks_for_a_body:
        return None
    who = re.match("who\\b", context.latest, re.IGNORECASE)
    said = pronoun.group().lower() if pronoun else ""
    if pronoun and THING_EN.fullmatch(said) and is_subject_en(led, pronoun) and not (who and said == "it"):
        if not context.asked_for:
            return about_topic(context.topic.whole, led)
        return f"{_with_noun(led, pronoun, context.asked_for)}?"
    if re.search(r"\bthere$", led) and not pronoun and context.asked_for:
        return about_topic(context.asked_for, led)
    return None


def _meant_by(pronoun: re.Match[str], context: Context) -> str | None:
    """The name for a pronoun. "They" may be the zones, the people or the products: only "it" is the subject."""
    said = pronoun.group().lower()
    if PERSON_EN.fullmatch(said):
        if _NAME_ASKED_EN.search(pronoun.string):
            return None
        post = context.topic.subject if _POST_EN.search(context.topic.subject or "") else None
        return context.person or (post if said != post else None)
    return context.subject if said in ("it", "its") and not _acts_on_a_thing(context) else None


def _acts_on_a_thing(context: Context) -> bool:
    """Whether the last question names somebody and what he did something to: "it" may be either of them."""
    clause, subject = clause_of(context.latest), context.topic.subject
    if (
        not clause
        or clause.copula
        or not subject
        or ": " in context.latest
        or not clause.rest.startswith(subject)
    ):
        return False
    return _OBJECT_EN.match(clause.rest[len(subject) :]) is not None


def _with_thing_en(question: str, context: Context, besides: str) -> str:
    """A question that also says "it" with the thing: "what is wrong with it according to Ida Brandt?"."""
    thing = re.search(r"\b(?:it|its)\b", question)
    holder = any(re.match(r"who (?:is|was|are|were)\b", text, re.IGNORECASE) for text in context.earlier)
    if not thing or not context.subject or context.subject == besides or holder or takes_time_en(question):
        return question
    return _with_noun(question, thing, context.subject)


def _with_noun(question: str, pronoun: re.Match[str], noun: str) -> str:
    before, said, after = question[: pronoun.start()], pronoun.group().lower(), question[pronoun.end() :]
    owns = said in ("his", "hers", "its") or (said == "her" and re.match(r" \w", after))
    return f"{before}{noun}'s{after}" if owns else f"{before}{noun}{after}"


def _uncapitalised(words: str) -> str:
    return words[:1].lower() + words[1:]


def _more_of_the_same(led: str, context: Context, filler: Filler) -> str | None:
    """The last question asked after something else or with a circumstance more: "why?", "on Sundays too?"."""
    topic = context.topic
    if circumstance := circumstance_en(led):
        pronoun = PERSON_EN.search(circumstance)
        if pronoun and context.person:
            circumstance = _with_noun(circumstance, pronoun, context.person)
        preposition = preposition_en(circumstance)
        fragment = Fragment(circumstance[len(preposition) + 1 :], preposition)
        if preposition and (filled := behind_preposition(fragment, context.base, filler)):
            return filled
        latest = without_phrase_beside(context.latest).rstrip("?？ ")
        if TIME_CLAUSE_EN.match(f" {circumstance}") and (other := TIME_CLAUSE_EN.search(latest)):
            return f"{latest[: other.start()]} {_uncapitalised(circumstance)}?"
        return f"{latest} {_uncapitalised(circumstance)}?"
    adjunct = adjunct_en(led)
    latest = _BESIDES_FIRST_EN.sub("", context.latest)
    clause = clause_of(latest) if detect_language(latest) == "en" else None
    if not adjunct:
        return None
    if (
        clause
        and not _asks_for_the_doer(clause)
        and ": " not in context.latest
        and (not clause.copula or adjunct.tail)
    ):
        negated = adjunct.tail == " not"
        what = (
            clause.wh.lower() == "what" and not clause.copula
        )  # "since when does the charter say?" would lack what it says
        if not what and (not clause.asked or not adjunct.tail):
            told = asked_again(clause, negated=negated)
            return f"{adjunct.asks} {clause.aux.lower()} {told}{'' if negated else adjunct.tail}?"
    return about_topic(topic.whole, f"{adjunct.asks}{adjunct.tail}")


def _asks_for_the_doer(clause: Clause) -> bool:
    """Whether what is asked for did it: "who has been the mayor?" asked again with "why" would lack its subject."""
    return re.match(r"(?:who|which)\b", clause.wh, re.IGNORECASE) is not None and (
        PARTICIPLE.match(clause.rest.split(" ")[0]) is not None
    )


def _joined_en(topic: Topic, question: str) -> str:
    """An English question behind what it lacks: the thing alone, or all that was asked of it."""
    of_many = re.search(r"\b(?:they|them)\b", question) and _COUNTED_EN.search(topic.whole)
    of_all = (
        asks_of_the_whole_en(question) or of_many or (topic.event and re.search(r"\b(?:them|it)\b", question))
    )
    thing = None if of_all else topic.subject
    return about_topic(thing or topic.whole, question)
