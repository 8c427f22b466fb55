"""Years, months, halves, ordinals: words of a row, of which one in a follow-up takes the place of another.

第二次呢？ after a question about 第一次, "and in April?" after March, "the year before?" after 2020.
"""

from __future__ import annotations

import re

YEAR_ZH = re.compile(r"(?:19|20)\d{2}\s*年?(?:\s*(?:至|到|-|—|–)\s*(?:19|20)\d{2}\s*年?)?")
YEAR_EN = re.compile(r"\b(?:19|20)\d{2}\b")

_MONTH_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_EN = "Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|weekdays?|weekends?"
_ORDINAL_EN = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|latest|previous|next"
_COUNT_ZH = "[一二三四五六七八九十百\\d]+"
_ROWS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        "今年|去年|前年|明年",
        "[上下]半年",
        f"第?{_COUNT_ZH}季度",
        r"(?<!\d)(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?",
        f"第{_COUNT_ZH}[次年届章条节项期批届版卷个]",
        f"{_COUNT_ZH}期",
        "[周星期]+[一二三四五六日天末]",
        r"(?:(?:19|20)\d{2}年?|[新旧老原]|现行|最新|上一)版",
        rf"(?:{_COUNT_ZH}|[A-Z])号[线楼车馆门院机厂井站桥船炉厅]",
        "春季|夏季|秋季|冬季",
        "早[餐饭]|[午中][餐饭]|晚[餐饭]",
        r"\b(?:breakfast|lunch|dinner|supper)s?\b",
        rf"\b(?:{_MONTH_EN})\b",
        rf"\b(?:{_DAY_EN})\b",
        rf"\b(?:{_ORDINAL_EN}) (?:quarter|half)\b",
        rf"\b(?:{_ORDINAL_EN})\b",
        r"\b(?:spring|summer|autumn|winter)\b",
        r"\b(?:this|last|next) (?:year|month|week|quarter)\b",
        r"\b(?!test\b|west\b|rest\b|best-|forest\b|interest\b|request\b|guest\b|harvest\b)(?:\w{2,}est|most \w+|least \w+)\b",
    )
)
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}
_NUMBERS |= {digit: n for n, digit in enumerate("一二三四五六七八九十", start=1)} | {"两": 2, "a": 1}
_YEAR_COUNTED_ZH = re.compile("第[一二三四五六七八九十]年")
_NEIGHBOUR = re.compile(
    r"(?P<before>(?:再?[前上]一年|\b(?:in )?the (?:year before|previous year|preceding year|prior year|year prior)\b(?: that)?))"
    r"|(?P<after>(?:再?[后下]一年|次年|翌年|转年|(?<![\u4e00-\u9fff])第二年(?![级度])"
    r"|\b(?:in )?the (?:year after|following year|next year|subsequent year)\b(?: that)?))",
    re.IGNORECASE,
)
_YEARS_AWAY = re.compile(
    r"(?:(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:之|以)?(?P<way>[前后])"
    r"|(?P<count>a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) years? (?P<side>later|after"
    r"|on|earlier|before|prior)(?: that| this)?)",
    re.IGNORECASE,
)


def exchanged(phrase: str, question: str) -> str | None:
    """The question with its member of a row replaced by the phrase, None when the two share no row."""
    phrase = phrase.removesuffix(" one")
    for row in _ROWS:
        if row.fullmatch(phrase) and (old := row.search(question)) and old.group() != phrase:
            return question[: old.start()] + phrase + question[old.end() :]
    return None


def year_meant(phrase: str, question: str) -> str | None:
    """The year that "two years later" or 前一年 means after a question that names one."""
    year = YEAR_EN.search(question) or YEAR_ZH.search(question)
    if not year:
        return None
    first = int(year.group()[:4])
    if phrase.startswith("第") and _YEAR_COUNTED_ZH.search(question):
        return None  # after 合同第一年 the second year is the contract's
    if neighbour := _NEIGHBOUR.fullmatch(phrase):
        return str(first + (1 if neighbour["after"] else -1))
    away = _YEARS_AWAY.fullmatch(phrase)
    if not away:
        return None
    said = (away["n"] or away["count"]).lower()
    years = _NUMBERS.get(said) or int(said)
    return str(
        first + years
        if away["way"] == "后" or (away["side"] or "").lower() in ("later", "after", "on")
        else first - years
    )


def with_neighbouring_year(question: str, latest: str) -> str:
    """A question that says 前一年 or "the following year" with the year that is meant."""
    neighbour = _NEIGHBOUR.search(question)
    year = year_meant(neighbour.group(), latest) if neighbour else None
    if not neighbour or not year or YEAR_EN.search(question) or YEAR_ZH.search(question):
        return question
    said = f"{year}年" if "年" in neighbour.group() else f"in {year}"
    return question[: neighbour.start()] + said + question[neighbour.end() :]


def with_year(year: str, question: str, *, chinese: bool) -> str:
    """A question asked of another year, or of a year where it named none."""
    old = (YEAR_ZH if chinese else YEAR_EN).search(question)
    if old and old.group()[:4] == year[:4] and len(old.group()) > len(year):
        return question  # the range that begins with this year
    unit = "年" if chinese and not year.endswith("年") and (not old or old.group().endswith("年")) else ""
    joined = question.find("，") + 1
    if not old and chinese and joined:
        return f"{question[:joined]}{year}{unit}{question[joined:]}"
    if old:
        return question[: old.start()] + year + unit + question[old.end() :]
    ending = question.rstrip("?？ ")
    return f"{year}{unit}{question}" if chinese else f"{ending} in {year}?"
