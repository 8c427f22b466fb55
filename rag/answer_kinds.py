"""What a question asks for and a sentence → whether the sentence holds it, and which of its words they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.questions import AnswerKind, AskedFor
from rag.text.language import detect_language
from rag.text.names import find_people, find_people_with_posts

_NUMERAL = r"(?:\d[\d,，.．]*\d|\d)\s*(?:%|％|‰)?|百分之[零一二三四五六七八九十百千万点两]+|[一二三四五六七八九十百千万亿两]+(?:余|多)?(?=[个家项次年种条所位名期届倍成座艘])"
_QUANTITY = re.compile(
    rf"(?:约|超过|超|近|逾|不到|不足|多达|达|第)?\s*(?:{_NUMERAL})\s*(?:余|多)?\s*(?:万亿|亿|万|千|百|trillion|billion|million|thousand)?\s*(?:多|余)?\s*"
    r"(?:平方公里|平方米|平方千米|公里|千米|公顷|亩|米|吨|标箱|标准箱|美元|欧元|日元|人民币|元|人次|人|家|个|项|次|年|种|条|所|位|名|期|届|倍|成|座|艘|点|天|小时|分钟|GWh|位|percent|per cent"
    r"|square kilomet(?:re|er)s|kilomet(?:re|er)s|tonnes|years|companies|countries)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\d\s*(?:%|％|‰)|百分之|分之|percent|per cent|几成|[一二三四五六七八九]成", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:中|初|底|末)?|\d{1,2}\s*月\s*\d{1,2}\s*日|(?<!\d)(?:19|20)\d{2}(?!\d)"
    r"|二十世纪[一二三四五六七八九]十年代(?:初|中|末|后期)?|\d{2,4}\s*年代|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b[ \d,]*",
)
_DAY_ASKED = re.compile(
    r"哪一?天|几号|几月几日|哪日|\bwhat (?:day|date)\b|\bwhich (?:day|date)\b|\bon what date\b|\bexact date\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}[-./]\d{1,2}[-./]\d{1,2}|[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?\b|\b\d{1,2} [A-Z][a-z]+"
)
_YEAR_ONLY = re.compile(r"\s*(?:19|20)\d{2}\s*年?\s*")
_PLACE = re.compile(
    r"(?:在|于|位于|设立于|落户|位於)?[\u4e00-\u9fffA-Za-z（）()]{2,20}?(?:会议室|会展中心|中心|自治区|特别行政区|新区|片区|开发区|市|省|州|县|镇|港|岛|湾|路|楼)"
)
_REASON = re.compile(
    r"因为|由于|因此|原因|旨在|为了|以便|有助于|从而|是因|使得|之所以|为应对|出于|归因|所以|because|due to|owing to|in order to|therefore|so that",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"是指|指的是|即|简称|是一种|被称为|称为|意味着|所谓|定义为|是[^，。]{2,30}(?:的|之)|\bis an?\b|\brefers? to\b|\bmeans\b|\bknown as\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"、[^、。；]{1,30}(?:、|和|及|以及|与)|一是|第一[，,]|首先|；|包括|涵盖|涉及|, [^,.]{1,40}, (?:and|or) |;"
)
_UNIT_ASKED = re.compile(
    r"(?:多少|几)\s*(?:万|亿|千|百)?\s*(平方公里|美元|人民币|欧元|公里|平方米|标箱|吨|家|个|项|次|年|种|条|所|位|名|期|届|倍|座|艘|亿元|万元|元|人|天|点|城市|国家|企业)"
)
# (what a question asks the size of, the units that such a size is given in)
_SIZES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(units, re.IGNORECASE))
    for asked, units in (
        (
            r"面积|多大|占地|\barea\b|\bhow (?:big|large)\b|\bsize of\b|\bsquare\b",
            r"平方公里|平方千米|平方米|公顷|亩|\bsq|square|hectare|acre",
        ),
        (
            r"多久|多长时间|几年|多少年|有效期|\bhow (?:long|many years)\b|\bhow many (?:months|days)\b",
            r"年|个月|天|小时|周|year|month|day|hour",
        ),
        (
            r"多少钱|金额|产值|投资额|贸易额|进出口额|出口额|进口额|销售|收入|生产总值|总投资|规模(?:是|有|达|为)|GDP|\brevenue|\bsales\b|\bvalue\b|\bamount\b|\bhow much\b"
            r"|\binvest(?:ment|ed)?\b|\bexports?\b|\bimports?\b|\bFDI\b|\boutput\b|\bworth\b|\bcost",
            r"元|美元|人民币|dollar|yuan|RMB|USD|US\$|\$|€|euro",
        ),
        (
            r"多少人|人数|人才|人员|\bhow many (?:people|persons|staff|workers|professionals|employees)\b|\bstaff\b",
            r"人|名|位|people|persons|workers|staff",
        ),
        (r"排名|第几|名次|位列|\brank", r"第\s*\d+|第[一二三四五六七八九十]+|\d+(?:st|nd|rd|th)\b|位"),
        (r"吞吐量|\bTEU|\bcontainer", r"标箱|标准箱|TEU"),
    )
)
_SHARE_ASKED = re.compile(
    r"占比|比例|比重|份额|百分之几|百分比|增速|增长率|增长了?多少|几成|\bshare\b|\bpercent|\bproportion\b|\brate\b|\bgrowth\b|\bgrow\b|\bgrew\b|\bincrease",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^\d{0,3}\s*(?:参见|另见|详见|数据来源|资料来源|来源|引自|转引自|载于|See also|See|Sources?|Cf\.|Ibid)[\s:：《“]?",
    re.IGNORECASE,
)
_SHORT_LABEL_CHARS = 24
_FEWEST_LETTERS, _FEWEST_LETTERS_OF_A_FACT = 6, 3


def says_something(sentence: str, asked: AskedFor) -> bool:
    """Whether a sentence could answer by itself: a question, a label, a page's date, a name or a reference could not."""
    stripped = sentence.strip()
    if stripped.rstrip("*_”\"’' ").endswith(("？", "?")):
        return False
    if _REFERENCE.match(stripped):
        return False
    if asked.kind != "date":
        stripped = _DATE.sub("", stripped)
    if stripped.endswith(("：", ":")) and len(stripped) < _SHORT_LABEL_CHARS:
        return False
    words = sum(1 for character in stripped if character.isalpha())
    return words >= (
        _FEWEST_LETTERS_OF_A_FACT if asked.kind in ("number", "date", "person", "place") else _FEWEST_LETTERS
    )


def kind_fit(sentence: str, question: str, asked: AskedFor, people: Sequence[str] = ()) -> float:
    """How well a sentence holds the kind of thing asked for: 1.0 fully, 0.5 in part, 0.0 not to be seen.

    -1.0 where a figure, a date or somebody's post is asked for and there is none, -0.5 for a figure in another unit.
    """
    kind = asked.kind
    if kind == "number":
        return _number_fit(sentence, question)
    if kind == "date":
        if _DAY_ASKED.search(question) and not _DAY.search(sentence):
            return 0.3 if _DATE.search(sentence) else -1.0
        return 1.0 if _DATE.search(sentence) else -1.0
    if kind == "person":
        return 1.0 if find_people(sentence, people) else 0.0  # "who" may ask for a body
    if kind == "post":
        return _post_fit(sentence, question)
    patterns = {"place": _PLACE, "reason": _REASON, "definition": _DEFINITION, "list": _LIST}
    pattern = patterns.get(kind)
    if pattern is None:
        return 0.5
    return 1.0 if pattern.search(sentence) else 0.0


def _post_fit(sentence: str, question: str) -> float:
    named = find_people_with_posts(sentence)
    if any(_is_in(part, question) for name in named for part in re.split(r"[·•・ ]", name)):
        return 1.0
    if detect_language(question) == detect_language(sentence):
        return -1.0
    # A name in the other language is written otherwise; the words that both share tell whose it is.
    return 0.8 if named else -0.5


def _is_in(name: str, question: str) -> bool:
    """Whether a question holds a name; a Chinese one may have come with a character or two of the verb after it."""
    lengths = range(len(name), max(2, len(name) - 2) - 1, -1) if not name.isascii() else [len(name)]
    return any(name[:length] in question for length in lengths if length > 1)


def _number_fit(sentence: str, question: str) -> float:
    quantities = [
        match.group(0) for match in _QUANTITY.finditer(sentence) if not _YEAR_ONLY.fullmatch(match.group(0))
    ]
    if not quantities:
        return -1.0
    if _SHARE_ASKED.search(question):
        return 1.0 if _PERCENT.search(sentence) else 0.4
    expected = [units for asked_size, units in _SIZES if asked_size.search(question)]
    if expected:
        return 1.0 if any(units.search(sentence) for units in expected) else -0.5
    unit = _UNIT_ASKED.search(question)
    if unit:
        tail = unit.group(1)
        close = tail in sentence and any(
            tail in quantity or f"{quantity.strip()}{tail}" in sentence.replace(" ", "")
            for quantity in quantities
        )
        return 1.0 if close else 0.4
    return 0.8


def answer_marks(
    text: str, kind: AnswerKind, question: str, people: Sequence[str] = ()
) -> tuple[tuple[int, int], ...]:
    """Spans of the words in a quote that answer: figures for a number, names for a person; none where it is the whole."""
    if kind == "person":
        return tuple(find_people(text, people))
    if kind == "date":
        return tuple(
            match.span() for match in _DATE.finditer(text) if not _in_question(match.group(0), question)
        )
    if kind == "number":
        spans = []
        for match in _QUANTITY.finditer(text):
            value = match.group(0).strip()
            if not value or _YEAR_ONLY.fullmatch(match.group(0)) or _in_question(value, question):
                continue
            start = match.start() + len(match.group(0)) - len(match.group(0).lstrip())
            spans.append((start, match.start() + len(match.group(0).rstrip())))
        expected = _expected_unit(question)
        fitting = (
            tuple(span for span in spans if expected.search(text[span[0] : span[1] + 1])) if expected else ()
        )
        if fitting:
            return fitting
        return tuple(span for span in spans if not _DATE.fullmatch(text[span[0] : span[1]].strip()))
    return ()


def _expected_unit(question: str) -> re.Pattern[str] | None:
    """What the figure asked for is counted in, when the question tells."""
    if _SHARE_ASKED.search(question):
        return _PERCENT
    for asked_size, units in _SIZES:
        if asked_size.search(question):
            return units
    unit = _UNIT_ASKED.search(question)
    return re.compile(re.escape(unit.group(1))) if unit else None


def _in_question(value: str, question: str) -> bool:
    return re.sub(r"\s", "", value) in re.sub(r"\s", "", question)
