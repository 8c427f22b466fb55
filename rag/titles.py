"""The title of a document, told from its text: its heading, or the lines at its top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rag.headings import heading_style
from rag.tables import is_table_caption
from rag.title_lines import (
    edition,
    is_body,
    is_letterhead,
    is_organisation,
    is_particular,
    is_subtitle,
    join,
    may_name,
    names_kind,
    runs_on,
    tidy,
    without_page_numbers,
)
from rag.types import Block

_MAX_TITLE_CHARS = 120
_MAX_FIRST_LINE_CHARS = 60
_MAX_BLOCKS_TO_TITLE = 40
_MAX_FRONT_BLOCKS = 16
_CHAPTERS = frozenset(("chapter", "part", "english chapter", "english part"))
_CHAPTER_NUMBER = re.compile(r"(?:chapter|part)\s+\w{1,6}|第\s*\S{1,4}\s*[编篇部卷章]", re.IGNORECASE)


def infer_title(text: str, blocks: Sequence[Block], running_header: str, name: str) -> str:
    """The first heading set as such that no chapter could have, else the line at the top that names the document.

    What the lines around it say is added: a subtitle, the issue, who publishes where the line says the kind of
    document only. A text with neither has its first heading without a number, a short first line, the title that
    its pages repeat, or the file's name.
    """
    top = blocks[:_MAX_BLOCKS_TO_TITLE]
    headings = [index for index, block in enumerate(top) if _may_be_title(text, block)]
    explicit = next((index for index in headings if text[top[index].start] == "#"), None)
    if explicit is not None:
        return _with_subheading(text, blocks, explicit)
    if title := _front_title(text, blocks):
        return title
    outer = next((top[index] for index in headings if not _is_nested(top, index)), None)
    if outer:
        return outer.label
    if blocks and blocks[0].kind != "heading":
        first = tidy(text[blocks[0].start : blocks[0].end])
        ended = first[-1] in "。！？.!?；;，,：:"
        if len(first) <= _MAX_FIRST_LINE_CHARS and not ended and not is_particular(first):
            return first
    repeated = without_page_numbers(running_header)
    if 4 <= len(repeated) <= _MAX_TITLE_CHARS:
        return repeated
    return Path(name).stem.replace("_", " ").strip() or name


def _may_be_title(text: str, block: Block) -> bool:
    """Whether a heading is set with # or without any mark, and is not one that any text may have (引言, 表 1 …)."""
    if block.kind != "heading" or len(block.label) > _MAX_TITLE_CHARS:
        return False
    if heading_style(block.label) or is_table_caption(block.label):
        return False
    style = heading_style(text[block.start : block.end])
    return style is None or style.name == "atx"


def _is_nested(blocks: Sequence[Block], index: int) -> bool:
    """Whether a heading stands in a section that one before it begins."""
    return any(block.kind == "heading" and block.level < blocks[index].level for block in blocks[:index])


def _with_subheading(text: str, blocks: Sequence[Block], index: int) -> str:
    """A heading with what stands right under it: its subtitle, or what the document is, or its chapter.

    That is the one heading of the next level; any other is a section.
    """
    head = blocks[index]
    title = tidy(head.label)
    if index + 1 == len(blocks):
        return title
    below = blocks[index + 1]
    line = tidy(below.label or text[below.start : below.end])
    if below.kind in ("heading", "paragraph", "front") and is_subtitle(line):
        return _bounded(title, line)
    if below.kind == "heading":
        style = heading_style(below.label)
        levels = [block.level for block in blocks[index + 2 :] if block.kind == "heading"]
        alone = head.level < below.level and levels and min(levels) > below.level
        if not alone or _is_question(line):
            return title
        if style:
            return _bounded(title, line) if style.name in _CHAPTERS else title
        kind = names_kind(line) and not names_kind(title)
        return _bounded(title, line) if kind else _with_edition(title, line)
    return (
        _with_edition(title, text[below.start : below.end]) if below.kind in ("paragraph", "front") else title
    )


def _front_title(text: str, blocks: Sequence[Block]) -> str:
    """The title among the lines at the top of a text that sets no heading as such; "" where none may be one.

    Lines that stand together are looked at together; a group of nothing but a publisher and its departments may be
    a letterhead.
    """
    lines, chapter = _front_lines(text, blocks)
    groups = _groups(lines)
    for number, group in enumerate(groups):
        names = [lines[index][0] for index in group]
        start = next((i for i, name in enumerate(names) if not is_organisation(name)), None)
        if start is None:
            if _is_letterhead(lines, groups, number):
                continue
            start = 0
        if start and len(groups) > number + 1 and not any(map(names_kind, names[start:])):
            continue
        title, after = names[start], group[start] + 1
        if _is_question(title) and len(lines) == 1:
            return ""
        below = names[start + 1 :]
        if below and runs_on(title, below[0]):
            title, after = f"{title} {below.pop(0)}", after + 1
        if after < len(lines) and is_subtitle(lines[after][0]):
            title, after = _bounded(title, lines[after][0]), after + 1
        elif not names_kind(title) and below and names_kind(below[0]):
            title, after = _bounded(title, below[0]), after + 1
        if after < len(lines):
            title = _with_edition(title, lines[after][0])
        above = names[start - 1] if start else chapter if not number else ""
        return _bounded(above, title) if above else title
    return next((lines[group[0]][0] for group in groups), "")


def _is_letterhead(lines: Sequence[tuple[str, bool]], groups: Sequence[Sequence[int]], number: int) -> bool:
    """Whether a group of publishers stands above the title: over a paper's number or the kind of document, or several."""
    group = groups[number]
    if len(group) > 1 or number + 1 == len(groups):
        return True
    if is_letterhead(lines[group[0]][0]):
        return True
    return any(
        names_kind(line) or (is_letterhead(line) and not is_organisation(line))
        for line, _ in lines[group[0] + 1 : groups[number + 1][-1] + 1]
    )


def _is_question(line: str) -> bool:
    """Whether a line asks or calls: a title may, where it does not stand alone."""
    return line.endswith(("?", "？", "!", "！"))


def _front_lines(text: str, blocks: Sequence[Block]) -> tuple[list[tuple[str, bool]], str]:
    """The lines above the text and whether each stands right under the one before; a chapter's number above them."""
    lines: list[tuple[str, bool]] = []
    chapter = ""
    end = 0
    for index, block in enumerate(blocks[:_MAX_FRONT_BLOCKS]):
        inside = text[block.start : block.end]
        if block.kind == "heading" and heading_style(block.label):
            if index or not _CHAPTER_NUMBER.fullmatch(block.label):
                break
            chapter = block.label
        elif block.kind not in ("heading", "paragraph", "front") or is_body(inside):
            break
        else:
            lines.append((tidy(inside), "\n\n" not in text[end : block.start]))
        end = block.end
    return lines, chapter


def _groups(lines: Sequence[tuple[str, bool]]) -> list[list[int]]:
    """Lines that may name the document, by index, those that stand together in one group."""
    groups: list[list[int]] = []
    for index, (line, tight) in enumerate(lines):
        if not may_name(line):
            continue
        if tight and groups and groups[-1][-1] == index - 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _with_edition(title: str, line: str) -> str:
    said = edition(line)
    return (
        title + said
        if said.strip("（）() ,") not in title and len(title + said) <= _MAX_TITLE_CHARS
        else title
    )


def _bounded(first: str, second: str) -> str:
    joined = join(first, second)
    return joined if len(joined) <= _MAX_TITLE_CHARS else second if is_organisation(first) else first
