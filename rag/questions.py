"""A question → what it asks for: the kind of answer, the years it names, whether it is only a greeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.text.language import detect_language
from rag.text.names import CHINESE_NAME
from rag.text.normalize import normalize
from rag.types import Language
from rag.years import YEAR

MAX_QUESTION_CHARS = 2_000

AnswerKind = Literal[
    "number", "date", "person", "post", "place", "list", "reason", "definition", "compare", "other"
]

# Only of somebody named: a report has a title too, and a country a position in a ranking.
_PERSON_ZH = rf"(?:{CHINESE_NAME}|[\u4e00-\u9fff]{{1,7}}(?:·[\u4e00-\u9fff]{{1,7}})+)"
_PERSON_EN = r"(?-i:[A-Z][\w.'’-]+(?: [A-Z][\w.’-]+){1,3}?)"
_FOR_A_POST = (
    rf"^{_PERSON_ZH}(?:究竟|到底)?(?:是|为)(?:谁|何人|什么人|哪个单位的|哪家(?:公司|单位|机构)的|(?:做|干)什么的)[呀啊？?。]*$"
    r"|(?:什么|何|哪一?[个种])(?:职务|职位|官职)|(?:职务|职位)(?:是|为|叫)?(?:什么|啥|何|$|[？?])"
    rf"|^{_PERSON_ZH}的?(?:是什么|有什么)?(?:头衔|身份)|在哪里?任职"
    rf"|\bwho (?:is|was) {_PERSON_EN}\W*$"
    rf"|\b{_PERSON_EN}['’]s? (?:\w+ )?(?:post|position|job|job title|title)\W*$"
    rf"|\b(?:what|which) (?:\w+ )?(?:post|position|job|title) (?:does|did|has) {_PERSON_EN}|\bwhat (?:does|did) {_PERSON_EN} do\W*$"
)
# A comparison may hold any other question word, so it is looked for first. Of the others the one that stands first in
# the question decides: "how big was it when it opened" asks for a size. Written for questions as people type them.
_KIND_PATTERNS: tuple[tuple[AnswerKind, str], ...] = (
    (
        "compare",
        r"区别|不同(?:之处|点)|有何不同|什么不同|哪儿?不同|不一样|相比|比较|差异|异同|哪个更|谁更|\bcompared?\b|\bdiffer|\bversus\b|\bvs\b|\bthan\b"
        r"|相同点|共同点|\bin common\b|\bsimilarit",
    ),
    ("post", _FOR_A_POST),
    (
        "date",
        r"哪一?年|几月|哪一?[天日]|何时|什么时候|什么时间|几号|哪个月|日期|多久以前|\bwhen\b|\bwhat (?:year|date|month|day)\b"
        r"|\bwhich (?:year|date|month|day)\b|\bin what year\b|\bsince when\b",
    ),
    (
        "number",
        r"多少|(?<!哪)几(?:个|家|项|次|年|种|条|所|位|名|期|届|倍|成|大|亿|万|平方|座|艘|点|天|分钟|小时|周|层|岁|元|块|人|只|头|米|公里)|多大|多高|多长|多远|百分之几|第几"
        r"|\bhow (?:many|much|large|big|high|long|far|fast|old|short|small)\b|\bwhat (?:is |was |are |were )?(?:the |its |their )?(?:\w+ )?"
        r"(?:number|amount|size|rate|area|total|value|proportion|share|figure|percentage|population|revenue|turnover|GDP|price|cost|fee|fare|salary|height|length|depth|width|weight|speed|flow|capacity|profit|budget|distance|temperature|age)\b"
        r"|\bhow .{0,20}\b(?:grow|grew|increase|rise|rose|fall|fell)\b",
    ),
    (
        "person",
        r"谁|哪一?(?:位|名)|何人|什么人|哪些人|\bwho\b|\bwhom\b|\bwhose\b|\bwhich (?:official|speaker|minister|person|expert|executive|ambassador)s?\b"
        r"|\bname of the (?:speaker|minister|director|president)\b",
    ),
    (
        "reason",
        r"为什么|为何|原因|怎么会|缘何|何以|\bwhy\b|\breasons?\b|\bwhat (?:caused|led|drove|motivated)\b",
    ),
    (
        "definition",
        r"什么是|是什么意思|指的?是什么|含义|定义|何谓|何为|是指什么|\bdefin|\bwhat does [^?]{1,60} mean\b|\bmeaning of\b|\bwhat is an?\b",
    ),
    (
        "list",
        r"哪些|哪几|有什么|列出|列举|包括什么|分别|几大|\bwhich (?:\w+ ){0,3}\w+s (?:are|were|have|did|do)\b|\blist\b|\bwhat are\b|\bwhat were\b|\bname the\b"
        r"|\bwhat (?:kinds?|types?|measures|steps|areas|sectors|fields|challenges|policies|countries|cities)\b|\bwhich (?:countries|cities|areas|sectors|zones|fields)\b",
    ),
    (
        "place",
        r"哪里|哪儿|什么地方|何处|哪个(?:城市|省|国家|地区|地方)|在哪(?![些个种几方])|地点|\bwhere\b|\bwhich (?:city|country|province|region|place)\b|\bwhat (?:city|country|place)\b|\bvenue\b",
    ),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KIND_PATTERNS)
# Nouns that ask for a figure when no question word says otherwise, as in keyword questions.
_FIGURE_NOUN = re.compile(
    r"占比|比例|比重|份额|规模|增速|增长率|数量|总数|金额|总额|面积|产值|吞吐量|人数|几何$|\bpercent|\bpercentage\b|\bshare of\b|\brank(?:ed|ing)?\b|\bgrowth rate\b"
    r"|\bnumber of\b|\bvolume\b|\bGDP\b|\bsize of\b|\brate\b",
    re.IGNORECASE,
)

# "In 2024, not 2022": the second year is named to be left out.
_SET_ASIDE = re.compile(
    r"(?:\bnot(?: (?:in|for|the))?|\b(?:rather|other) than|\binstead of|而不是|不是|而非|并非)\s*(?:19|20)\d{2}(?!\d)",
    re.IGNORECASE,
)

_QUESTION_WORD = re.compile(
    r"多少|几[个家项次年种条所位名届倍]|哪一?[年个位些里家]|什么时候|什么|谁|怎么|如何|为什么|为何|多[大高长久]"
    r"|\b(?:who|when|where|why|what|which|how (?:many|much|long|big|large|far|high)|how)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"分别|各(?:是|有|为|占|自)|两者|二者|\bboth\b|\brespectively\b|\beach\b|从多少.*到多少|\bfrom what to what\b",
    re.IGNORECASE,
)

_GREETING = re.compile(
    r"^(?:你好|您好|嗨|哈喽|早上好|下午好|晚上好|谢谢(?:你|您)?|多谢|感谢|再见|拜拜|辛苦了|hi|hello|hey|good (?:morning|afternoon|evening)"
    r"|thanks?(?: you)?(?: (?:very|so) much| a lot)?|bye|goodbye|cheers|你是谁|你能做什么|你会什么|who are you|what can you do|help|帮助|ok(?:ay)?|好的?|嗯+|明白了?|知道了|了解了?|收到|i see|got it|great|nice|cool|yes|no|是的?|不是|不用了?)"
    r"(?:[啊呀吗呢了哦~\s]|there)*$",
    re.IGNORECASE,
)
_COURTESY_BEFORE = re.compile(
    r"^(?:(?:你好|您好|大家好|嗨|哈喽|打扰了?|不好意思|抱歉|请问(?:一下|你|您)?|我?想(?:问|知道|了解)(?:一下|的是)?|请?告诉我|请(?=列出|介绍|说明|解释)"
    r"|(?:(?:我|请|再|麻烦|劳烦|烦请|能否|能不能|可否|可以|能|你|您|大家|各位|老师|想|帮我|帮忙|给我|替我|向|跟)*"
    r"(?:请教|咨询|麻烦(?:问|您|你)?|问|查|找|看|告诉|帮忙|帮我|了解)(?:我|您|你|一?下|看|找|查|问|个|一个|几个|问题|各位|大家|吗)*)(?=[\s,，。.!！?？:：、~～])"
    r"|(?:hello|hi|hey|dear (?:sir|madam|all)|good (?:morning|afternoon|evening)|excuse me|sorry(?: to (?:bother|trouble) you)?|please(?: tell me)?"
    r"|(?:could|can|would|will) you (?:please |kindly )?(?:tell me|help me|look (?:it|this) up(?: for me)?|find out|check)"
    r"|tell me|i(?:'d|’d| would) like to (?:know|ask)(?: something| you something)?|i want to know(?: something)?|i(?: was|'m|’m| am) wondering|do you know|(?:a )?quick question)\b(?: there)?)[\s,，。.!！:：、~～]*)+",
    re.IGNORECASE,
)
_COURTESY_AFTER = re.compile(
    r"[\s,，。.!！]*(?:谢谢(?:你|您|啦|了)*|多谢(?:了)?|感谢(?:你|您)?|拜托了?|(?:many )?thanks?(?: you)?(?: (?:very|so) much| a lot| in advance)?|please|cheers)[\s!！。.~～]*$",
    re.IGNORECASE,
)
_FEWEST_CHARS_OF_A_QUESTION = 2
_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
# Full-width letters, digits and the percent sign as they stand in ASCII.
_PLAIN_WIDTH = {
    code: code - 0xFEE0
    for code in (0xFF05, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
} | {0x3000: 0x20}
_THANKS = re.compile(
    r"谢|感谢|辛苦|thank|cheers|^(?:ok(?:ay)?|好的?|嗯+|明白了?|知道了|了解了?|收到|i see|got it|great|nice|cool|yes|no|是的?|不是|不用了?)",
    re.IGNORECASE,
)
_FAREWELL = re.compile(r"再见|拜拜|bye", re.IGNORECASE)
# Bounded, so that a long question of nothing but years is searched in no time.
_TWO_DATED = re.compile(
    rf"(?P<first>(?P<subject>[^，,；;。？?]{{0,40}}?)(?P<year>{YEAR.pattern})\s*(?:年度?)?(?P<what>[^，,；;。？?和与跟]{{0,40}}))"
    rf"(?:和|与|跟|以及)\s*(?P<second>[^，,；;。？?]{{0,40}}?{YEAR.pattern}[^，,；;。？?]{{0,40}}?)(?:分别|各自?)"
)
_LEAST_WHAT = 2
_EDGE_PUNCTUATION = " \t\n\r!！?？.。,，~～;；:：…、"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a question wants: its language, the kind of answer, and the years it names (in order, without repeats).

    `parts` counts the things asked for at once: "when was it founded, and by whom?" has two.
    """

    language: Language
    kind: AnswerKind
    years: tuple[str, ...]
    parts: int = 1


def core_question(question: str) -> str:
    """The question in simplified characters and plain width, without the courtesies around it; at most 2,000 characters.

    Chinese punctuation keeps its form. What is shown to the reader stays as it was typed; this is what is understood.
    """
    # Ten thousand pasted characters are an accident, and must not cost seconds in every pattern that reads them.
    squeezed = " ".join(question[: 4 * MAX_QUESTION_CHARS].split())[:MAX_QUESTION_CHARS]
    plain = _HAN_RUN.sub(lambda run: normalize(run.group()), squeezed.translate(_PLAIN_WIDTH)).strip()
    core = plain
    for pattern in (_COURTESY_BEFORE, _COURTESY_AFTER):
        stripped = pattern.sub("", core).strip()
        if sum(character.isalnum() for character in stripped) >= _FEWEST_CHARS_OF_A_QUESTION:
            core = stripped
    return core


def analyse_question(question: str) -> AskedFor:
    """The kind of answer a question asks for, read off its question words; "other" when none is found."""
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_KINDS)
        if (match := pattern.search(question))
    ]
    kind: AnswerKind = "other"
    if found:
        kind = "compare" if found[0][2] == "compare" else min(found)[2]
    elif _FIGURE_NOUN.search(question):
        kind = "number"
    parts = max(1, len(_QUESTION_WORD.findall(question)), 2 if _SEVERAL.search(question) else 1)
    years = dict.fromkeys(YEAR.findall(_SET_ASIDE.sub("", question)))
    return AskedFor(detect_language(question), kind, tuple(years), min(parts, 3))


def one_year_each(question: str, years: Sequence[str]) -> list[str]:
    """The question about each of its years alone, in their order: "2021和2022年的盈亏" is "2021年的盈亏" for the first."""
    return [_one_year(question, year, [other for other in years if other != year]) for year in years]


def _one_year(question: str, year: str, others: Sequence[str]) -> str:
    if len(others) == 1 and (part := _own_part(question, year)):
        return part
    any_year = rf"(?<!\d)(?:{'|'.join((year, *others))})(?!\d)"
    run = re.compile(
        rf"(?:\b(?:from|between|in)\s+)?{any_year}\s*(?:年度?)?(?:\s*(?:[和与跟及到至、,—–-]|,? ?\b(?:and|to|or)\b)\s*(?:in\s+)?{any_year}\s*(?:年度?)?)+",
        re.IGNORECASE,
    )
    chinese = detect_language(question) == "zh"
    question = run.sub(f"{year}年" if chinese else f"in {year}", question)
    other = re.compile(
        rf"(?:\b(?:in|for|of|from|since|by|to)\s+)?(?<!\d)(?:{'|'.join(others)})(?!\d)\s*(?:年度?)?",
        re.IGNORECASE,
    )
    return " ".join(other.sub(" ", question).split())


def _own_part(question: str, year: str) -> str:
    """The question about one of two things that have a year each, "" for another question and where both are one thing.

    "2023年徐斐说的和2025年新华社写的各是多少" is "2023年徐斐说的是多少" for 2023; in "2023和2025年的盈亏" one thing has two years.
    """
    match = _TWO_DATED.search(question)
    if not match or len(match["what"].strip("的在 ")) < _LEAST_WHAT:
        return ""
    part = match["first"]
    if match["year"] != year:
        # "中国2013年的出口和2022年的进口": the country is said once.
        part = (match["subject"] if match["second"].startswith(year) else "") + match["second"]
    return f"{question[: match.start()]}{part.strip()}{question[match.end() :]}"


def greeting_kind(question: str) -> Literal["hello", "thanks", "farewell"] | None:
    """Which courtesy a message is, or None when it asks something."""
    message = question.strip(_EDGE_PUNCTUATION)
    if not _GREETING.match(message):
        return None
    if _THANKS.search(message):
        return "thanks"
    return "farewell" if _FAREWELL.search(message) else "hello"
