"""A Chinese follow-up → the question that it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.antecedents import former_or_latter, pointed_at
from rag.conversation.chinese_topics import ASKS_ZH, counts_things_zh, is_any_owner_zh, is_event_zh
from rag.conversation.followups import (
    EDGE,
    PERSON_ZH,
    THING_ZH,
    asks_how_zh,
    asks_of_the_whole_zh,
    bound_zh,
    has_subject_zh,
    leans_zh,
    of_somebody_new_zh,
    omits_owner_zh,
    own_noun_zh,
    slot_phrase_zh,
    slot_with_question_zh,
    speaks_of_zh,
    with_circumstance_zh,
    without_lead_zh,
    without_question_words_zh,
)
from rag.conversation.series import YEAR_ZH
from rag.conversation.slots import Filler, Fragment, fill_slot, without_phrase_beside
from rag.conversation.spoken_of import Context, after_topic
from rag.conversation.topics import Topic

# 维兰那边 says itself where that is.
_HERE_ZH = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[在到从对往向给跟和与是有去来由为]))(?:[那这]里(?!面)|[那这]儿|[那这]边)"
)
_NUMBERED_ZH = re.compile(
    "(?P<number>\\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Z])号(?P<kind>[线楼车馆门院机厂井站桥船炉厅]?)"
)
# What is asked of 5号 where that names a thing by itself: in 12号文件说了什么 a noun of its own goes on.
_ASKED_OF_A_NUMBER_ZH = re.compile(
    "$|[呢的，,？? ]|[也还又](?=[有是在])|(?:[一总]共|现在|大概)?(?:有|多[少大长高久远重深宽快]|[在归由]?(?:哪|谁|什么)|是)"
    "|怎么样?|如何|何时"
    "|[\u4e00-\u9fff](?:[了过于](?!吗|没)|在?[哪谁])|[\u4e00-\u9fff]{2}[了过于](?=[多几哪什谁怎])"
)
_IN_A_MONTH_ZH = re.compile("[1-9]|[12][0-9]|3[01]|[一二三四五六七八九]|二?十[一二三四五六七八九]?|三十一?")
_ON_A_DAY_ZH = re.compile(
    "会(?:议|吗|$)|[开聚例]会|有课|讲座|安排|[有空]票?[吗么]|活动|比赛|演出|考试|放假|上[班课学]|值班|休息"
    "|星期|[周礼拜]+[几一二三四五六日天]|天气|[下有][雨雪]|晴|农历|节[日假]"
)
_AMONG_ZH = re.compile("[那这]里面|[那这]其中|[那这]当中")
_MAX_CHARS_OF_A_VERB = 3
_THEM_ZH = re.compile("[它他她]们")
_SUPERLATIVE_ZH = re.compile("^最[\u4e00-\u9fff]{1,3}的|哪[一个家座所]{1,2}最")
_OCCASION_ZH = re.compile("(?:下一|上一|首|第[一二三四五六七八九十]+|历)[届次期轮批]")
# What somebody may do or get, and for how long: of a place that treats somebody so it is the whole that is meant.
_MAY_ZH = re.compile(
    "能|可以|多久|多长时间|几天|什么时候|享受|有效|期限|需?要[^，]{0,4}(?:条件|手续|材料)|怎么(?:申请|办|领|报)"
)
_NAME_ASKED_ZH = re.compile("叫什么|名字|姓名|姓什么")


def resolve_chinese(question: str, context: Context, filler: Filler) -> str | None:
    """A Chinese question with what it leaves out, None when it leaves nothing out."""
    bare = question.strip(EDGE)
    led = without_lead_zh(bare)
    kind = _kind_numbered_zh(context.earlier)
    if kind and _is_a_day_zh(led):
        return None  # of the thing numbered before nothing is asked
    of_kind = _with_kind_zh(led, kind)
    if fragment := _fragment_zh(of_kind):
        return fill_slot(fragment, context.base, without_phrase_beside(context.base), filler)
    if (with_time := with_circumstance_zh(led)) != led:
        led = of_kind = with_time
    elif own := slot_with_question_zh(led):
        led = f"{own[0]}{own[1]}"  # 高新区呢，归谁管？ says itself what it is about
        return f"{led}？"
    if of_kind != led:
        return f"{of_kind}？"
    if new := of_somebody_new_zh(led):
        return f"{new}？"
    if chosen := former_or_latter(led, context.earlier):
        return f"{chosen}？"
    return _with_antecedent_zh(led, context) or _with_owner_zh(bare, led, context)


def _fragment_zh(led: str) -> Fragment | None:
    if phrase := slot_phrase_zh(led):
        return Fragment(phrase, asks=asks_how_zh(led))
    own = slot_with_question_zh(led)
    return Fragment(own[0], asks=own[1]) if own and own[2] else None


def _with_owner_zh(bare: str, led: str, context: Context) -> str | None:
    """A question behind the thing, or all that was asked before, when its words show that it lacks it."""
    subject = context.topic.subject
    if _SUPERLATIVE_ZH.search(led) and counts_things_zh(context.latest) and not has_subject_zh(led):
        return after_topic(context.topic.whole, led, "，", "？")
    if leans_zh(bare, led):
        return _joined_zh(context.topic, led)
    if not subject or subject == context.person or not omits_owner_zh(led, context.answer):
        return None
    if context.topic.event and _OCCASION_ZH.match(led):
        return after_topic(context.topic.whole, led, "，", "？")
    year = YEAR_ZH.search(context.latest)
    measured = year and not YEAR_ZH.search(led) and re.search("占|比重|多少|几", led)
    when = year.group() if year and measured and year.group() not in subject else ""
    return f"{when}{subject}，{led}？"


def _with_antecedent_zh(led: str, context: Context) -> str | None:
    """A question with what its pronoun means in its place; None where it has none."""
    place = context.topic.subject or context.subject
    if _HERE_ZH.search(led) and (context.topic.event or is_event_zh(place or "")):
        return after_topic(context.topic.whole, led, "，", "？")  # where it happened is not said
    thing = context.subject
    if context.asks_for_a_body:  # 它 is the company that was asked for, not the bridge
        thing = context.asked_for
    if _THEM_ZH.search(led) and counts_things_zh(context.latest):
        thing = context.topic.whole  # they are the things that were counted
    if pointed := pointed_at(led, place):
        led = f"{led[: pointed.start()]}{place}{led[pointed.end() :]}"
        if not PERSON_ZH.search(led):
            return f"{led}？"
    for pronoun, meant in (
        (PERSON_ZH.search(led), context.person or context.topic.subject_asked_for),
        (_AMONG_ZH.search(led), context.topic.subject or _counted_zh(context.topic.whole)),
        (THING_ZH.search(led), thing),
        (_HERE_ZH.search(led), place),
    ):
        if not pronoun:
            continue
        before, after = led[: pronoun.start()], led[pronoun.end() :]
        if re.search("[被把给让]$", before) or (pronoun.re is PERSON_ZH and _NAME_ASKED_ZH.search(led)):
            return _joined_zh(context.topic, led)  # 为什么被他赶走: who was driven out is not said
        if re.search("[，,；;]", before) and has_subject_zh(before):
            return f"{led}？"  # the pronoun means something that the question names itself
        # Who "they" are is asked of the topic: 他们是谁 is no question about its name.
        if meant and without_question_words_zh(after):
            owner = "的" if pronoun.group() == "其" else "里面" if pronoun.re is _AMONG_ZH else ""
            object_left_out = pronoun.re is PERSON_ZH and _repeats_the_verb_zh(after, context)
            topic = f"{context.topic.subject}，" if object_left_out else ""
            return f"{topic}{before}{meant}{owner}{after}？"
        return _joined_zh(context.topic, led)
    return None


def _with_kind_zh(led: str, kind: str | None) -> str:
    """17号 after a question about 14号车 is 17号车."""
    said = _NUMBERED_ZH.match(led)
    if not said or said["kind"] or not kind or not _ASKED_OF_A_NUMBER_ZH.match(led, said.end()):
        return led
    return f"{said.group()}{kind}{led[said.end() :]}"


def _kind_numbered_zh(earlier: Sequence[str]) -> str | None:
    """The kind of thing that was last named by its number: 车 after 14号车."""
    numbered = (found["kind"] for text in earlier for found in _NUMBERED_ZH.finditer(text) if found["kind"])
    return next(numbered, None)


def _is_a_day_zh(led: str) -> bool:
    """Whether 5号 is a day of a month, as what is asked tells: 5号有会吗."""
    said = _NUMBERED_ZH.match(led)
    if not said or said["kind"] or not _IN_A_MONTH_ZH.fullmatch(said["number"]):
        return False
    return _ON_A_DAY_ZH.search(led, said.end()) is not None


def _repeats_the_verb_zh(after: str, context: Context) -> bool:
    """Whether all that is said of somebody is the verb of the last question: 谁发起了请愿, and 她在哪儿发起的."""
    subject = context.topic.subject
    verb = re.sub(f"{ASKS_ZH.pattern}|[在是的了过从到由把哪儿里]|当时|一共|总共", "", after)
    last = context.latest.replace(subject, "") if subject else ""
    return 0 < len(verb) <= _MAX_CHARS_OF_A_VERB and verb in last and subject != context.person


def _counted_zh(whole: str) -> str:
    """The things that a question counts, without an owner who names nothing: 全国的湿地公园 are 湿地公园."""
    owner, _, things = whole.partition("的")
    return things if things and is_any_owner_zh(owner) else whole


def _joined_zh(topic: Topic, question: str) -> str:
    """A Chinese question behind what it lacks: the thing alone, or all that was asked of it."""
    if topic.event and _OCCASION_ZH.match(question):
        return after_topic(topic.whole, question, "，", "？")
    own = own_noun_zh(question)
    pointed = speaks_of_zh(question)
    if pointed and topic.subject and bound_zh(question):
        return after_topic(topic.subject, question, "，", "？")
    points_elsewhere = pointed and topic.subject and pointed not in topic.subject
    if points_elsewhere or re.search("[他她它]们", question):
        return after_topic(topic.whole, question, "，", "？")
    for_somebody = _MAY_ZH.match(question) and topic.whole.startswith(f"{topic.subject}对")
    of_all = asks_of_the_whole_zh(question) or for_somebody or (topic.event and not own)
    thing = None if of_all else topic.subject
    return after_topic(thing or topic.whole, question, "，", "？")
