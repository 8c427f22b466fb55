"""Markdown's blocks among a text's lines: code, tables, rules, lists, underlined headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rag.lines import Line

# A drawn line is no longer than this; a longer one is not worth the search.
_MAX_RULE_CHARS = 300

_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*")
_DIVIDER = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_RULE = re.compile(r"(?:[-–—_*=~·.]\s?){3,}")
_SETEXT = re.compile(r"={3,}|-{3,}")
_BOLD = re.compile(r"\*\*[^\s*](?:[^*]*[^\s*])?\*\*|__[^\s_](?:[^_]*[^\s_])?__")
# Under the six levels of #.
_BOLD_RANK = 7
_MAX_BOLD_CHARS = 120
_BULLET = re.compile(r"[-*+•●■◆▪‣–]\s+\S")
_NUMBERED = re.compile(
    r"\d{1,3}[.)]\s+\S|\d{1,2}[、．]\s*\S|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]\s*\S|[一二三四五六七八九十]{1,3}、\S|[①-⑳]\s*\S"
)

Role = Literal["code", "header", "divider", "row", "rule", "title", "underline", "front"]


@dataclass(frozen=True, slots=True)
class TableLine:
    """A header or a row of a table set in columns: its lines, by index, and its cells in order.

    `cells` are the source spans that make up each cell; `separators` stand before each of them, "" before the
    first.
    """

    kind: Literal["header", "row"]
    members: tuple[int, ...]
    cells: tuple[tuple[tuple[int, int], ...], ...]
    separators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """What each line of a marked block is, by index; `code`: the first line of verbatim text → its last.

    `titles` are headings' ranks; `stars` the source spans of the signs around a line that is bold as a whole;
    `rows` are the headers and rows of tables without signs, under each of their lines.
    """

    roles: dict[int, Role]
    code: dict[int, int]
    titles: dict[int, int]
    stars: tuple[tuple[int, int], ...] = ()
    rows: Mapping[int, TableLine] = field(default_factory=dict)


def find_markup(lines: Sequence[Line], markdown: bool) -> Markup:
    """The marked blocks of a text: code and tables in any, underlined titles in Markdown only."""
    roles: dict[int, Role] = {}
    code: dict[int, int] = {}
    titles: dict[int, int] = {}
    stars: list[tuple[int, int]] = []
    index = 0
    if markdown and lines and lines[0].text == "---":
        end = next((i for i in range(1, min(len(lines), 60)) if lines[i].text in ("---", "...")), 0)
        if end:
            code[0] = end
            roles.update(dict.fromkeys(range(end + 1), "front"))
            index = end + 1
    while index < len(lines):
        line = lines[index]
        fence = _FENCE.fullmatch(line.text)
        if fence and (end := _fence_end(lines, index, fence.group(1))):
            code[index] = end
            roles.update(dict.fromkeys(range(index, end + 1), "code"))
            index = end + 1
            continue
        if "|" in line.text and index + 1 < len(lines) and _is_divider(lines[index + 1], line):
            roles[index], roles[index + 1] = "header", "divider"
            index += 2
            while index < len(lines) and "|" in lines[index].text and lines[index].gap == 0:
                roles[index] = "row"
                index += 1
            continue
        if markdown and index and _SETEXT.fullmatch(line.text) and line.gap == 0 and index - 1 not in roles:
            roles[index - 1], roles[index] = "title", "underline"
            titles[index - 1] = 1 if line.text[0] == "=" else 2
        elif markdown and index + 1 < len(lines) and _is_bold_heading(line.text):
            roles[index], titles[index] = "title", _BOLD_RANK
            stars += [(line.start, line.start + 2), (line.end - 2, line.end)]
        elif 3 <= len(line.text) <= _MAX_RULE_CHARS and _RULE.fullmatch(line.text):
            roles[index] = "rule"
        index += 1
    return Markup(roles, code, titles, tuple(stars))


def starts_item(text: str) -> bool:
    """Whether a line starts an item of a list."""
    return bool(_BULLET.match(text) or _NUMBERED.match(text))


def _is_bold_heading(text: str) -> bool:
    """Whether a whole line is bold and no statement: a question or a name over the text below it."""
    return len(text) <= _MAX_BOLD_CHARS and bool(_BOLD.fullmatch(text)) and text[-3] not in "。.，,；;"


def _fence_end(lines: Sequence[Line], start: int, fence: str) -> int:
    return next(
        (
            i
            for i in range(start + 1, len(lines))
            if lines[i].text.startswith(fence) and not lines[i].text.strip(fence[0])
        ),
        0,
    )


def _is_divider(line: Line, header: Line) -> bool:
    return (
        line.gap == 0
        and "-" in line.text
        and len(line.text) <= 10 * _MAX_RULE_CHARS
        and bool(_DIVIDER.fullmatch(line.text))
        and ("|" in line.text or header.text.count("|") == 1)
    )
