"""Headings, by the marks that Chinese and English texts set them with, and their order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.lines import ends_sentence

# Ranks order styles from the outermost in; only their order counts. Markdown's are 1 to 6.
PART, TOP, SECTION, THEME, ARTICLE, CLAUSE, SUBCLAUSE, ITEM, SUBITEM, BARE = (
    8,
    10,
    20,
    25,
    28,
    30,
    40,
    50,
    60,
    70,
)
_MAX_CHARS = 60
_MAX_ENGLISH_CHARS = 110

_NUMERAL = r"[一二三四五六七八九十百零〇两\d]{1,4}"
_STYLES: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("bracketed", TOP, re.compile(r"【[^【】]{1,40}】|〖[^〖〗]{1,40}〗")),
    ("part", PART, re.compile(rf"第\s*{_NUMERAL}\s*[编篇部卷](?:分)?(?:[\s:：、]|$).*")),
    ("chapter", TOP, re.compile(rf"第\s*{_NUMERAL}\s*章(?:[\s:：、]*\S.*)?")),
    ("section", SECTION, re.compile(rf"第\s*{_NUMERAL}\s*节(?:[\s:：、]*\S.*)?")),
    (
        "word",
        TOP,
        re.compile(
            r"前\s*言|引\s*言|导\s*言|导\s*论|绪\s*论|序\s*言|序|摘\s*要|内容摘要|执行摘要|概\s*述|结\s*论|结\s*语|结束语|后\s*记|致\s*谢|鸣\s*谢|目\s*录"
            r"|附\s*录|附\s*件|参考文献|附则|总则"
            r"|(?:附录|附件)\s*[A-Za-z一二三四五六七八九十\d]{1,3}(?:[\s:：、．.]+\S.*)?",
        ),
    ),
    (
        "english word",
        TOP,
        re.compile(
            r"(?:foreword|preface|introduction|abstract|executive summary|summary|background|conclusions?"
            r"|references|bibliography|acknowledge?ments?|contents|table of contents|glossary"
            r"|appendix(?:\s+[A-Z\d]{1,2})?(?:[:.]\s+\S.*)?"
            r"|annex(?:es)?(?:\s+[A-Z\d]{1,3})?(?:[:.]\s+\S.*)?)",
            re.IGNORECASE,
        ),
    ),
    (
        "english part",
        PART,
        re.compile(r"part\s+(?:[IVXLC]+|\d+|one|two|three|four|five|six)\b[\s:.\-–—]*.*", re.IGNORECASE),
    ),
    (
        "english chapter",
        TOP,
        re.compile(
            r"chapter\s+(?:[IVXLC]+|\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b[\s:.\-–—]*.*",
            re.IGNORECASE,
        ),
    ),
    (
        "english section",
        SECTION,
        re.compile(r"section\s+(?:[IVXLC]+|\d+(?:\.\d+)*)(?:\s*[:.\-–—]\s*\S.*)?", re.IGNORECASE),
    ),
    (
        # A line that is longer, or has a comma, may begin the article itself.
        "english article",
        ARTICLE,
        re.compile(
            r"(?:Article|ARTICLE|Rule|RULE|Clause|CLAUSE)\s+(?:\d{1,3}[A-Z]?|[IVXLC]+)"
            r"(?:[:.]?\s*\([^()]{2,60}\)|\s*[:.–—-]\s*[A-Z][^,;:.]{1,45})?"
        ),
    ),
    ("theme", THEME, re.compile(rf"(?:主题|专题|议题|议程|单元|板块)\s*{_NUMERAL}\s*[:：]\s*\S.*")),
    ("clause", CLAUSE, re.compile(r"[一二三四五六七八九十]{1,3}、\s*\S.*")),
    ("subclause", SUBCLAUSE, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s*\S.*")),
    ("decimal", ITEM + 4, re.compile(r"\d{1,2}\.\d{1,2}\.?\s+\S.*")),
    ("deep decimal", ITEM + 6, re.compile(r"\d{1,2}(?:\.\d{1,2}){2,3}\.?\s+\S.*")),
    ("item", ITEM, re.compile(r"\d{1,2}\s*[．、]\s*\S.*|\d{1,2}\.\s*(?!\d)\S.*")),
    (
        "numbered",
        ITEM,
        re.compile(
            r"\d{1,2}\s+(?:[A-Z][A-Za-z].*|(?![年月日个家项次万亿千百多余名位种条倍点])[\u4e00-\u9fff]\S{1,24})"
        ),
    ),
    ("subitem", SUBITEM, re.compile(r"[（(]\d{1,2}[）)]\s*\S.*")),
)
# Numbers that may as well count the items of a list.
LISTLIKE = frozenset({"clause", "subclause", "item", "numbered", "subitem", "decimal", "deep decimal"})
# A number alone may have a full stop, as a sentence has.
_LONE_ARTICLE = re.compile(r"(?:Article|ARTICLE|Rule|RULE|Clause|CLAUSE)\s+(?:\d{1,3}[A-Z]?|[IVXLC]+)\.")
_ATX = re.compile(r"(#{1,6})\s+(\S.*)")
_TRAILING_HASHES = re.compile(r"\s+#+$")
_ORNAMENT = re.compile(r"([一\-－–—·•*＊=~～_◆●■★])\1*\s*([^\s].*?[^\s])\s*\1+")
_BRACKETS = re.compile(r"[【〖]\s*(.*?)\s*[】〗]")
_SPACE = re.compile(r"\s+")
_LEADING_NUMBER = re.compile(
    r"[（(]?(?:(?P<figures>\d{1,2})(?![\d.]*\d)|(?P<han>[一二三四五六七八九十]{1,3}))"
)
_DECIMAL = re.compile(r"((?:\d{1,2}\.)+)(\d{1,2})\.?\s")
_DIGIT = {char: number for number, char in enumerate("一二三四五六七八九", start=1)}
_RUNS_ON = ("，", "、", "；", ",", ";", "：", ":")


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """How a heading is set, and its rank: a smaller one stands higher in the tree."""

    name: str
    rank: int


def heading_style(text: str, markdown: bool = False) -> HeadingStyle | None:
    """The style of a heading, or None for what is no heading by its own form.

    In Markdown only # counts, since numbers there count lists; so it does in a text that uses # throughout.
    """
    if len(text) > 3 * _MAX_ENGLISH_CHARS:
        return None
    if match := _ATX.fullmatch(text):
        return HeadingStyle("atx", len(match.group(1)))
    if not markdown and _LONE_ARTICLE.fullmatch(text):
        return HeadingStyle("english article", ARTICLE)
    if markdown or ends_sentence(text) or text.endswith(_RUNS_ON) or "。" in text:
        return None
    if len(text) > (_MAX_ENGLISH_CHARS if text.isascii() else _MAX_CHARS):
        return None
    return next(
        (HeadingStyle(name, rank) for name, rank, pattern in _STYLES if pattern.fullmatch(text)), None
    )


def heading_number(text: str) -> int | None:
    """The number that a heading starts with, in figures or Chinese numerals under 100; None without one."""
    match = _LEADING_NUMBER.match(text)
    if match is None:
        return None
    if match["figures"]:
        return int(match["figures"])
    tens, ten, ones = match["han"].rpartition("十")
    if not ten:
        return _DIGIT.get(ones)
    return 10 * (_DIGIT.get(tens, 1) if tens else 1) + _DIGIT.get(ones, 0)


def heading_count(text: str) -> tuple[str, int] | None:
    """What a heading's number counts under and that number: "4.", 2 for "4.2 Risks", "", 3 for "3. Aims"."""
    if match := _DECIMAL.match(text):
        return match.group(1), int(match.group(2))
    number = heading_number(text)
    return None if number is None else ("", number)


def heading_label(text: str) -> str:
    """A heading as a section path shows it: without #, brackets, ornaments and double spaces."""
    label = _SPACE.sub(" ", text).strip()
    if match := _ATX.fullmatch(label):
        label = _TRAILING_HASHES.sub("", match.group(2)).strip()
    if match := _BRACKETS.fullmatch(label):
        label = match.group(1)
    if match := _ORNAMENT.fullmatch(label):
        label = match.group(2)
    return label
