"""Figures and dates of a text as tokens that are equal in both languages: 3.6 万亿, 36000亿 and "3.6 trillion" meet.

A figure becomes "#" and its value, a percentage that and "%", an ordinal "№" and its place, a date the tokens of its
year, month and day as far as they are given ("2013年9月" and "September 2013": #2013 and @2013-09). Texts are
expected in normal form (rag.text.normalize): half width, lower case, no spaces between figures and Han characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or date at `[start, end)` of a text and the tokens that stand for it, the most exact one first."""

    start: int
    end: int
    tokens: tuple[str, ...]


_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMERAL = "[〇零一二两三四五六七八九十百千]"
_HAN_SCALE = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 100}
_EN_SCALE = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_SHORT_SCALE = {"mn": 10**6, "bn": 10**9, "tn": 10**12}
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_ONES = {word: value for value, word in enumerate(_ONES.split())}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        (
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
            "nineteenth", "twentieth",
        ),
        1,
    )
}  # fmt: skip
_EN_TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip

# A single Han digit is a figure only before a measure word; 一带一路, 三峡 and 第一 are words.
_MEASURE = "个|类|种|项|家|次|届|年|位|名|大|条|期|批|座|所|倍|亿|万|成|天|月|日|周|点|份|人|国|省|市|区"
_HAN_YEAR = r"[〇零一二三四五六七八九]{4}(?=年)"
_YEAR = r"(?:1[5-9]|20|21)\d{2}"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# "One" is a pronoun more often than a number.
_EN_SMALL = (
    rf"(?:{'|'.join(_EN_TENS)})(?:[- ](?:{'|'.join(list(_EN_ONES)[1:10])}))?"
    rf"|(?:{'|'.join(sorted((word for word in _EN_ONES if word != 'one'), key=len, reverse=True))})"
    rf"|one(?=[ -](?:{'|'.join(_EN_SCALE)}))"
)
# Letters glued to a figure are its unit or make a name of both: 28.8km is a figure, 5g and 3d are not.
_UNIT = (
    "(?:km|kg|cm|mm|mw|gw|kwh|gwh|twh|sq|m|t|ha|mn|bn|tn|usd|rmb|million|billion|trillion|percent|pct)[²2]?"
)
_PERCENT = r"%|个?百分点|percent(?:age)?(?:\ points?)?|per\ cent|pct"

_PATTERN = re.compile(
    rf"""
      (?P<date_zh>(?P<y1>{_YEAR}|{_HAN_YEAR})年(?:(?P<m1>\d{{1,2}})月(?:(?P<d1>\d{{1,2}})[日号])?)?)
    | (?P<day_zh>(?<!\d)(?P<m2>\d{{1,2}})月(?P<d2>\d{{1,2}})[日号])
    | (?P<iso>(?<![\d-])(?P<y3>{_YEAR})-(?P<m3>0\d|1[0-2])(?:-(?P<d3>[0-3]\d))?(?![\d-]))
    | (?P<date_en>\b(?P<m4>{_MONTH})\b\.?\ (?P<d4>{_DAY})\b(?:,?\ (?P<y4>{_YEAR})\b)?)
    | (?P<date_en2>\b(?P<d5>{_DAY})\ (?:of\ )?(?P<m5>{_MONTH})\b\.?(?:,?\ (?P<y5>{_YEAR})\b)?)
    | (?P<month_en>\b(?P<m6>{_MONTH})\b\.?,?\ (?:of\ )?(?P<y6>{_YEAR})\b)
    | 第(?P<ordinal_zh>\d+|{_HAN_NUMERAL}+)
    | \b(?:(?P<ordinal>\d+)(?:st|nd|rd|th)|(?P<ordinal_en>{"|".join(_ORDINALS)}))\b
    | (?P<percent_zh>百分之(?P<p1>{_DIGITS}|{_HAN_NUMERAL}+(?:点{_HAN_NUMERAL}+)?))
    | (?P<figure>(?<![a-z\d.])(?P<n1>(?>{_DIGITS}))(?:(?![a-z])|(?={_UNIT}\b)))(?:多|余|来)?
        (?:(?P<scale_zh>万亿|亿|千万|百万|万|千(?!米|克|瓦|伏)|百(?!分))
          |[ -]?(?P<scale_en>{"|".join(_EN_SCALE)})s?\b
          |\ ?(?P<scale_short>mn|bn|tn)\b)?
        (?:多|余)?(?:\ ?(?P<percent>{_PERCENT})(?![a-z]))?
    | (?P<han>(?<!第){_HAN_NUMERAL}{{2,}}|(?<![第一二三四五六七八九十])[二两三四五六七八九十](?=多?余?(?:{_MEASURE})))
        (?:多|余)?(?P<han_scale>万亿|亿|万)?
    | (?P<word>\b(?P<w1>{_EN_SMALL})(?:[ -](?P<w1_scale>{"|".join(_EN_SCALE)})s?)?\b)(?:\ ?(?P<word_percent>percent|per\ cent)\b)?
    """,
    re.VERBOSE,
)


def find_figures(text: str) -> list[Figure]:
    """Return the figures and dates of a text in normal form, in order, without overlap."""
    return list(_figures(text))


def _figures(text: str) -> Iterator[Figure]:
    for match in _PATTERN.finditer(text):
        tokens = _tokens_of(match)
        if tokens:
            yield Figure(match.start(), match.end(), tokens)


def _tokens_of(match: re.Match[str]) -> tuple[str, ...]:
    groups = match.groupdict()
    for year, month, day in (
        ("y1", "m1", "d1"),
        ("", "m2", "d2"),
        ("y3", "m3", "d3"),
        ("y4", "m4", "d4"),
        ("y5", "m5", "d5"),
        ("y6", "m6", ""),
    ):
        if groups.get(month) or groups.get(year):
            return _date_tokens(groups.get(year), groups.get(month), groups.get(day))
    if ordinal := _ordinal(groups):
        return (f"№{ordinal}",)
    if groups["percent_zh"]:
        return _value_tokens(_number(groups["p1"]), percent=True)
    if groups["figure"]:
        scale = _scale(groups["scale_zh"] or groups["scale_en"] or groups["scale_short"])
        return _value_tokens(_times(_number(groups["n1"]), scale), percent=bool(groups["percent"]))
    if groups["han"]:
        return _value_tokens(_times(_han_number(groups["han"]), _scale(groups["han_scale"])), percent=False)
    if groups["word"]:
        value = _times(Decimal(_english_small(groups["w1"])), _scale(groups["w1_scale"]))
        return _value_tokens(value, percent=bool(groups["word_percent"]))
    return ()


def _ordinal(groups: Mapping[str, str | None]) -> int | None:
    """第八, the 8th and the eighth → 8."""
    if written := groups["ordinal_zh"]:
        value = _number(written) if written.isdigit() else _han_number(written)
        return None if value is None else int(value)
    if written := groups["ordinal"]:
        return int(written) if len(written) < 10 else None
    return _ORDINALS.get(groups["ordinal_en"] or "")


def _date_tokens(year: str | None, month: str | None, day: str | None) -> tuple[str, ...]:
    year = "".join(str(_HAN_DIGITS.get(char, char)) for char in year) if year else ""
    month_number = _MONTHS.get(month or "") or int(month or 0)
    day_number = int(re.sub(r"\D", "", day or "") or 0)
    if not 0 <= month_number <= 12 or not 0 <= day_number <= 31:
        return (f"#{year}",) if year else ()
    tokens = []
    if month_number and day_number:
        tokens.append(f"@{month_number:02d}-{day_number:02d}")
    if year and month_number:
        tokens.append(f"@{year}-{month_number:02d}")
    if year:
        tokens.append(f"#{year}")
    return tuple(tokens)


def _value_tokens(value: Decimal | None, *, percent: bool) -> tuple[str, ...]:
    if value is None:
        return ()
    # normalize() would write 100 as 1E+2; format "f" keeps plain digits, and 18.10 must equal 18.1.
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    plain = plain.lstrip("0") or "0"
    plain = f"0{plain}" if plain.startswith(".") else plain
    return (f"#{plain}%",) if percent else (f"#{plain}",)


def _number(text: str) -> Decimal | None:
    if text[:1].isdecimal():  # of any script: a pattern's \d and Decimal both know ٣
        try:
            # Forty digits are no figure but a serial number; their exact value is not worth a long multiplication.
            return Decimal(text.replace(",", "")) if len(text) <= 40 else None
        except InvalidOperation:
            return None
    whole, _, fraction = text.partition("点")
    value = _han_number(whole)
    if value is None or not fraction:
        return value
    digits = "".join(str(_HAN_DIGITS[char]) for char in fraction if char in _HAN_DIGITS)
    return value + Decimal(f"0.{digits or 0}")


def _han_number(text: str) -> Decimal | None:
    """二十一 → 21, 二〇一三 → 2013, 一百零五 → 105; None where the characters make no number, as in 一一."""
    if all(char in _HAN_DIGITS for char in text):
        # Digit by digit only when it looks like a year or a number read out; 三四 means "three or four".
        return Decimal("".join(str(_HAN_DIGITS[char]) for char in text)) if len(text) in (1, 4) else None
    total, digit = 0, 0
    for char in text:
        if char in _HAN_TENS:
            total += (digit or (1 if not total else 0)) * _HAN_TENS[char]
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
    return Decimal(total + digit) if total + digit else None


def _english_small(text: str) -> int:
    parts = re.split(r"[- ]", text)
    return sum(_EN_TENS.get(part, _EN_ONES.get(part, 0)) for part in parts)


def _scale(name: str | None) -> int:
    if not name:
        return 1
    return _HAN_SCALE.get(name) or _EN_SCALE.get(name) or _EN_SHORT_SCALE.get(name) or 1


def _times(value: Decimal | None, scale: int) -> Decimal | None:
    return None if value is None else value * scale
