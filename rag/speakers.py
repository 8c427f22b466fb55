"""Who speaks in a paragraph, only where its own words say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Verbs that report speech, longest first where one begins another.
_VERBS = (
    "表示|指出|认为|强调|介绍说|介绍称|介绍|分享了|分享|谈到|提到|坦言|直言|建议|呼吁"
    "|回应称|回应|透露|解释说|解释|称|说|提出|发言指出|致辞指出"
)
_HONORIFIC = r"(?:先生|女士|教授|博士|主任|院长)?"
_OPENING = re.compile(
    rf"(?P<name>[\u4e00-\u9fff·（(）)，,、\s\w]{{2,80}}?){_HONORIFIC}(?:(?:在|以|对|就)[^，。；“”]{{1,30}})?"
    rf"(?:(?:{_VERBS})[，,：:]|分享了|介绍了|(?:{_VERBS})(?=[“「]))"
)
_LECTURE = re.compile(
    r"(?P<name>[^，。；“”]{2,60}?)(?:围绕|以|就)[^。]{0,60}(?:作|做|发表)(?:了)?(?:主旨|主题|专题)?(?:演讲|发言|致辞|报告)"
)
_CLOSING = re.compile(rf"”\s*(?P<name>[\u4e00-\u9fff·]{{2,12}}?)(?:{_VERBS})(?:[，,。：:]|$)")
_ENGLISH_CLOSING = re.compile(
    r"[”\"],?\s+(?:said|says|added|noted|explained)\s+(?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,4})"
)
_ENGLISH_OPENING = re.compile(
    r"(?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){1,4})(?:,[^.,]{3,80},)?"
    r"\s+(?:said|says|stated|noted|argued|explained|emphasi[sz]ed|pointed out)\b"
)
_PRONOUN = re.compile(
    r"^(?:据|他|她|它|其|他们|她们|对此|据介绍|据悉|报告|报道|方案|文件|论坛|会议|本|该|这|此|有关|相关|数据|记者|He|She|They|It)"
)
_DATE_OR_NUMBER = re.compile(r"\d{4}\s*年|\d+月\d+日")
_NOT_A_NAME = re.compile(r"[，,。；：]|报告|方案|政策|文件|规划|数据显示|会议|^\d|工作方案|论坛$")


def find_speaker(paragraph: str, names: Sequence[str] = ()) -> str:
    """Who speaks, as the paragraph names them, or the empty string.

    `names` are names known to be persons' (from captions or metadata): an opening that ends on one is
    certain; any other must be short and hold nothing but a post and a name.
    """
    # A long paragraph names its speaker at one of its ends.
    text = paragraph.strip() if len(paragraph) < 1_000 else f"{paragraph[:500]}\n{paragraph[-500:]}"
    for known in names:
        if known and text.startswith(known):
            return known
    if match := _CLOSING.search(text) or _ENGLISH_CLOSING.search(text):
        name = match.group("name").strip()
        return "" if _PRONOUN.match(name) else name
    match = _LECTURE.match(text) or _ENGLISH_OPENING.match(text)
    if match:
        return _plausible(match.group("name"))
    match = _OPENING.match(text)
    return _plausible(match.group("name")) if match else ""


def _plausible(name: str) -> str:
    name = name.strip()
    if _PRONOUN.match(name) or _NOT_A_NAME.search(name) or _DATE_OR_NUMBER.search(name) or len(name) > 60:
        return ""
    return name
