"""What a pronoun means: the person an earlier turn speaks of, or the subject of its question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.chinese_topics import thing_zh, without_opening_zh
from rag.conversation.followups import (
    EDGE,
    PERSON_ZH,
    THING_ZH,
    has_subject_zh,
    without_lead_zh,
)
from rag.conversation.places import PLACE_ZH
from rag.text.language import detect_language
from rag.text.names import CHINESE_NAME, find_people

_MAX_ANSWER_CHARS = 4_000
# A post stands at most this far before the name it belongs to.
_POST_CHARS = 30

_POINTED_NOUN_ZH = re.compile(r"[这那该此](?:个|些|份|次|家|场|项|种|届|类)?(?P<noun>[\u4e00-\u9fff]{1,3})")
_NO_NOUN_GOES_ON_ZH = re.compile("$|[的是有由在多几哪怎为，,和与会能]")
# Who is asked for stands in an answer behind the post or "by", before what he did: 总经理是闻人杰, 由青年蔡文博发起.
_BEFORE_A_NAME_ZH = "(?:由[\u4e00-\u9fff]{0,8}?|[是为：:　 ]|[长师人理任员授手者家席记]|(?<!\\d)年)"
_NAMED_ZH = re.compile(
    rf"{_BEFORE_A_NAME_ZH}(?P<name>{CHINESE_NAME}?)(?=[，,。；;、（(\s]|$|于|在|原[是任为]|曾|自|主持|设计|提出|提议|倡议|编写|撰写|执导|发明|发现|组织|发起|创办|创立|担任|出任|牵头|负责|主张|管理|出资|捐)"
)
_VERB_BEFORE_NAME_ZH = re.compile("[\u4e00-\u9fff]*[是为由叫](?=[\u4e00-\u9fff]{2,}·)")
_ASKS_WHO = re.compile(r"(?:and |so |but )?(?:who|whose|whom)\b|[^，？]{0,12}谁", re.IGNORECASE)
_WHO_ZH = re.compile("谁|哪[位名]|[叫是]什么名字|[长任理人员师手席]叫什么")
_NAMED_EN = re.compile(
    r"(?<![\w'’] )(?<!\w)(?:[A-Z][a-zé'’-]+ ){1,2}(?:(?:de|van|von|bin|da) )?[A-Z][a-zé'’-]+(?! [A-Z])"
    r"|(?<=\bby )(?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+|(?<=\b(?:is|as) )(?:[A-Z][\w'’-]+ )(?:(?:de|van"
    r"|von) )?[A-Z][\w'’-]+"
)
_BODY_EN = re.compile(
    r"\b(?:The|Foundation|Company|Ltd|Inc|Bank|Group|Institute|University|Council|Committee|Ministry"
    r"|Museum|Hospital|School|Park|Street|Road|River|Bay|Works|Office|Board|Trust|Society|Association"
    r"|Railway|Observatory|Station|Bridge|[A-Z]\w+(?:ments|ings|tions|ics|ies)|Systems|Limited|County|City|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b"
)
# A sentence may begin with a small word and a place: "At Shimen the fish climb" names nobody.
_SMALL_WORD_FIRST_EN = re.compile(
    r"(?:At|In|On|By|For|From|To|With|Near|Since|Until|After|Before|During|Under|Over|When|While|But|And|As|If|This|That|These|Those"
    r"|It|Its|Their|His|Her|Our|All|Both|Each|Every|No|Not|Of) "
)
# Somebody by whose name a question begins and who speaks or does something: 江澜在会上做了什么报告.
_SPEAKER_ZH = re.compile(
    rf"(?P<name>{CHINESE_NAME}?)(?:教授|先生|女士|院士|主任|博士|老师)?(?=(?:在[^，]{{1,20}})?(?:[说讲谈]|表示|认为|提出|提到|介绍|[做作]了|发表|怎么看|如何看|的?(?:演讲|发言|报告)"
    # What somebody was, studied, did in his life.
    r"|(?:在[^，]{1,20}?(?:之?[前后]|以[前后]|时|期间))?(?:以前|原来|后来|早先)?(?:是[干做]什么|[干做](?:过?什么|哪一?行)|是(?:哪里|什么地方)人|毕业|出生|去世|退休)))"
)
_NO_PERSON_ZH = re.compile("[省市县区镇村港园馆院校厂店行局部司团会国城港岛山河湖司]$")
_WHICH_BODY = re.compile(
    r"(?:which|what) (?:of )?(?!(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had"
    r"|the \w+ (?:of|is|are|was|were))\b)"
    r"(?!.*\b(?:does|do|did|is|are|was|were)\b)"
    r"|who (?:built|made|designed|developed|founded|runs|owns|operates|publishe[sd])"
    r"|(?:哪一?[家个座所支]|什么)[\u4e00-\u9fff]{2}",
    re.IGNORECASE,
)
# What the body is called that a question asks for → how such bodies' names end in Chinese.
_KINDS_OF_BODY = (
    (r"^\w+ (?:\w+ ){0,3}(?:zone|park|district|area)s?\b|^哪一?个[\u4e00-\u9fff]{0,4}[区园]", "[区园]"),
    (r"^\w+ (?:\w+ ){0,3}(?:compan(?:y|ies)|firms?|makers?)\b|^哪一?家公司", "公司|集团|局|厂|院"),
    (r"^\w+ (?:\w+ ){0,3}(?:banks?)\b|^哪一?家银行", "银行"),
    (r"^\w+ (?:\w+ ){0,3}(?:universit(?:y|ies))\b|^哪一?所大学", "大学"),
)
_NAMED_BODY_ZH = re.compile(
    r"(?:^|[，。；、\s]|由|是|为|的|向|与|在)(?P<name>[\u4e00-\u9fff]{2,10}?(?:公司|集团|[中一二三四五六七八九十]局|研究院|设计院|大学|银行|协会|(?<!地)区|厂))"
    r"(?=$|[^\u4e00-\u9fff]|将|把|于|在|承|建|设|吸|落|出|负|的|已|共|与|和|生|研|投|拥)"
)
_NAMED_BODY_EN = re.compile(
    r"(?<=\bby )[A-Z][\w'’-]*(?: (?:& |and |of )?[A-Z][\w'’-]*)+"
    r"|(?:^|(?<=[.] ))[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)+(?= (?:built|made|has|runs|owns|designed))"
)
_PAIR_ZH = re.compile(
    r"(?P<former>[^，。的是在有]{2,12}?)[和与跟](?P<latter>[^，。]{2,12}?)(?=分别|各|去年|今年|谁|哪|都|有|的|在|是|相比|比|之间|(?:19|20)\d)"
)
_PAIR_EN = re.compile(
    r"\b(?P<former>(?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*) (?:and|or) (?P<latter>(?:the )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)"
)
_FORMER_OR_LATTER = re.compile(r"前者|后者|\bthe (?:former|latter)\b", re.IGNORECASE)
_DEFINITE_EN = re.compile(
    r"\b(?:the|that|this) (?P<noun>[a-z][a-z-]{2,})\b(?!['’]s| (?:of|for|from|at|in|on|by|to|with|near|that|which|who)\b)"
)

_NAME = r"(?:the )?[A-Z][\w'’.-]*(?: (?:of (?:the )?)?[A-Z][\w'’.-]*)*"
_SUBJECT_EN = re.compile(
    rf"\b(?:did|does|do|will|can|should|has|have|had) (?P<doer>{_NAME})"
    rf"|\b(?:is|are|was|were) (?P<one>{_NAME})(?=$| (?:\w+ed|meant|held|built|set|made|known|run|given|in|at|by|on|the|an?)\b)"
    rf"|\bof (?P<owner>{_NAME})(?=$| in \d{{4}}$)"
)


def person_spoken_of(asked: str, understood: str, answer: str) -> str | None:
    """The person a turn speaks of: one its question names, else the one of its answer that it asks for."""
    if _ASKS_WHO.match(asked) and (other := _another_than(_people_named(asked, understood), answer)):
        return other  # "who took over from Ida Brandt?": the one who did
    for question in (asked, understood):
        if people := _people(question):
            return question[slice(*people[0])]
        speaker = _SPEAKER_ZH.match(question)
        if speaker and not _NO_PERSON_ZH.search(speaker["name"]) and not PLACE_ZH.match(speaker["name"]):
            return speaker["name"]
    answer = answer[:_MAX_ANSWER_CHARS]
    people = _people(answer)
    if not people and (only := _only_name(asked, understood, answer)):
        return only
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
        start = match.start("noun")
        for length in (2, 1) if subject else ():
            noun, after = question[start : start + length], question[start + length :]
            # One character is a noun only where none other goes on: 这个奖, not 这个奖项.
            whole = len(noun) == length and (length > 1 or _NO_NOUN_GOES_ON_ZH.match(after))
            if subject and whole and subject.strip("》」”").endswith(noun):
                return re.compile(re.escape(question[match.start() : start + length])).search(question)
    return None


def asks_for_a_body(question: str) -> bool:
    """Whether a question asks which body or place did something, so that "it" is what the answer names."""
    return _WHICH_BODY.match(question) is not None


def body_of(question: str, answer: str) -> str | None:
    """The one body that an answer names to a question that asks which one, None when there are none or several."""
    first = answer[:_MAX_ANSWER_CHARS]
    if detect_language(first) == "en":
        found = {
            match.group().removeprefix("The ").strip()
            for match in _NAMED_BODY_EN.finditer(first)
            if match.group().removeprefix("The ").strip() not in question
        }
    else:
        found = {match["name"] for match in _NAMED_BODY_ZH.finditer(first) if match["name"] not in question}
        kind = next((ends for noun, ends in _KINDS_OF_BODY if re.search(noun, question, re.IGNORECASE)), "")
        found = {name for name in found if re.search(f"(?:{kind})$", name)}
    return found.pop() if len(found) == 1 else None


def former_or_latter(question: str, earlier: Sequence[str]) -> str | None:
    """A question that says 前者 or "the latter" with the one of the two things meant, None when it says neither.

    The two things are looked for in the earlier questions, the last of them first.
    """
    said = _FORMER_OR_LATTER.search(question)
    pairs = ((_PAIR_EN if detect_language(text) == "en" else _PAIR_ZH).search(text) for text in earlier)
    pair = next(filter(None, pairs), None)
    if not said or not pair:
        return None
    meant = pair["former"] if said.group().lower() in ("前者", "the former") else pair["latter"]
    return question[: said.start()] + meant + question[said.end() :]


def with_full_names(question: str, earlier: Sequence[str]) -> str:
    """An English question whose "the dam" is the Orrin dam of an earlier one, under its whole name."""
    latest = "\n".join(earlier)
    for short in _DEFINITE_EN.finditer(question):
        full = re.search(
            rf"\b(?:the|an?|[A-Z]\w+['’]s) ((?:(?!the\b|an?\b|of\b|in\b|by\b|to\b)[\w'’&-]+ ){{1,4}}{short['noun']})\b(?! [A-Z])",
            latest,
        )
        if full and not _another_number(question[short.end() :], latest[full.end() :]):
            return f"{question[: short.start()]}the {full[1]}{question[short.end() :]}"
    return question


def _another_number(after: str, after_full: str) -> bool:
    """Whether the noun goes on as one thing here and as several there: the pilot zones are not the Lima pilot zone."""
    here, there = re.match(r" ([a-z]+)", after), re.match(r" ([a-z]+)", after_full)
    return here is not None and there is not None and (here[1] == f"{there[1]}s" or there[1] == f"{here[1]}s")


def _people(text: str) -> list[tuple[int, int]]:
    """Spans of people's names; a body that does what people do, as "the Lima Foundation said", is none."""
    people = []
    for found, end in find_people(text):
        verb = _VERB_BEFORE_NAME_ZH.match(text[found:end])  # 第一位助手是托马斯·里德
        start = found + verb.end() if verb else found
        if not _BODY_EN.search(text[start:end]) and not _SMALL_WORD_FIRST_EN.match(text[start:end]):
            people.append((start, end))
    return people


def _people_named(*questions: str) -> set[str]:
    return {question[slice(*span)] for question in questions for span in _people(question)}


def _another_than(named: set[str], answer: str) -> str | None:
    """The one person of an answer who is not among those that the question names, None when it names nobody."""
    answer = answer[:_MAX_ANSWER_CHARS]
    others = {answer[start:end] for start, end in _people(answer)} - named
    return others.pop() if named and len(others) == 1 else None


def _only_name(asked: str, understood: str, answer: str) -> str | None:
    """The one name in an answer to a question that asks who; None when there are several."""
    question = understood or asked
    english = detect_language(answer) == "en"
    if english:
        names = {
            match.group().strip()
            for match in _NAMED_EN.finditer(answer)
            if not _BODY_EN.search(match.group())
            and not _SMALL_WORD_FIRST_EN.match(match.group())
            and match.group() not in question
        }
    else:
        who = _WHO_ZH.search(question) or _ASKS_WHO.search(question)
        names = {match["name"] for match in _NAMED_ZH.finditer(answer)} if who else set()
    names = {name for name in names if not any(name != other and name in other for other in names)}
    return names.pop() if len(names) == 1 else None


def _before(answer: str, people: Sequence[tuple[int, int]], index: int) -> str:
    start = people[index][0]
    return answer[max(people[index - 1][1] if index else 0, start - _POST_CHARS) : start]


def _shared_pairs(one: str, other: str) -> int:
    return len(
        {one[i : i + 2] for i in range(len(one) - 1)} & {other[i : i + 2] for i in range(len(other) - 1)}
    )


def _subject_zh(question: str) -> str | None:
    text = without_opening_zh(without_lead_zh(question.strip(EDGE)))
    subject = thing_zh(text)
    return subject if subject and _names_something_zh(subject) else None


def _names_something_zh(text: str) -> bool:
    """Whether a text without its verb names a thing: one pronoun or nothing but an attribute does not."""
    if PERSON_ZH.search(text) or THING_ZH.search(text) or re.match("[这那该此]", text):
        return False
    return has_subject_zh(text) or has_subject_zh(f"{text}{text}")


def _subject_en(question: str) -> str | None:
    match = _SUBJECT_EN.search(question.strip(EDGE))
    name = match and (match["doer"] or match["one"] or match["owner"])
    return None if not name or name.endswith(("'s", "’s", "s'", "s’")) else name
