"""Words for a place in a source: page, or section and lines, as a citation gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Language

# A number that means something by itself ...
_SELF_STANDING = re.compile(
    r"(第\s*[一二三四五六七八九十百千零〇\d]+\s*[章节篇编部卷条]|附录\s*[A-Z一二三四五六七八九十\d]*|[表图]\s*\d+(?:[.\-]\d+)*"
    r"|(?:chapter|part|appendix|annex|article|table|figure|section)\s+(?:\d+(?:\.\d+)*|[IVXLC]+\b|[A-Z]\b)"
    r"|\d+(?:\.\d+)+)",
    re.IGNORECASE,
)
# ... and one that counts within the heading above.
_RELATIVE = re.compile(
    r"([（(]\s*[一二三四五六七八九十\d]+\s*[)）]|[一二三四五六七八九十]+(?=[、．.])|\d+(?=\s*[．.、])"
    r"|(?:主题|专题|议题|环节)[一二三四五六七八九十\d]+|(?:panel|session|topic)\s+\d+)",
    re.IGNORECASE,
)
_MAX_HEADING_CHARS = 60


def locate(
    section: Sequence[str],
    lines: tuple[int, int] | None,
    page: int | None,
    language: Language,
    *,
    bare: bool = False,
    comma: str = ", ",
) -> str:
    """The place: its page, else section and lines; "第三章（一）, 行 587–600", "Chapter 3(1), lines 587–600".

    `bare` leaves out the sign before a page number, as GB/T 7714 wants. Empty when nothing is known.
    """
    if page is not None:
        return str(page) if bare else (f"第{page}页" if language == "zh" else f"p. {page}")
    parts = [name_section(section)]
    if lines is not None:
        first, last = lines
        span = str(first) if first == last else f"{first}–{last}"
        parts.append(f"行 {span}" if language == "zh" else f"line{'' if first == last else 's'} {span}")
    return comma.join(filter(None, parts))


def name_section(path: Sequence[str]) -> str:
    """The innermost heading, cut if long; of a numbered one its number, with the chapter it counts in."""
    labels: list[str] = []
    for heading in reversed(path):
        text = " ".join(heading.split())
        numbered = _SELF_STANDING.match(text)
        relative = None if numbered else _RELATIVE.match(text)
        if match := numbered or relative:
            labels.append(match.group(1).strip())
        else:
            labels.append(_shortened(text))
        if not relative:
            break
    named = ""
    for label in reversed(labels):
        named += label if not named or label[0] in "（(" else f", {label}"
    return named


def _shortened(heading: str) -> str:
    if len(heading) <= _MAX_HEADING_CHARS:
        return heading
    head = heading[:_MAX_HEADING_CHARS]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,:;，：；") + "…"
