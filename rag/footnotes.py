"""Footnotes that stand among the text, and their marks, glued to words and figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.lines import Layout, Line, ends_sentence

_MAX_NOTE = 999
# Fewer than this many notes with a mark each may be a list of numbers.
_MIN_NOTES = 2
# A note stands on the page of its mark, so the mark is no further above it than this.
_MAX_PAGE_LINES = 400
# So many lines that start with the wanted number without its mark above them are lists and tables, not notes.
_MAX_FAILURES = 200
# A line longer than this is no line of a page.
_MAX_LINE_CHARS = 5_000

_PLAIN = re.compile(r"(\d{1,3})\s+(?=\S)")
_CIRCLED = re.compile(r"([\u2460-\u2473])\s*(?=\S)")
_BRACKETED = re.compile(r"[\[［〔](\d{1,3})[\]］〕]\s*(?=\S)")
_REFERENCES = re.compile(
    r"(?:[\dIVX]+\.?\s*)?(?:references|bibliography|works cited|参考文献|參考文獻)[:：]?", re.IGNORECASE
)
_MARKDOWN = re.compile(r"\[\^(\d{1,3})\]:\s*(?=\S)")
_LONE = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:19|20)\d\d\.$")
_SENTENCE_AFTER = re.compile(r"\s+[A-Z]|$")
_UNIT = re.compile(
    r"\s*[年月日号时分秒个家项次万亿千百十多余名位种条倍点届期元人级块所座章节页岁周天米吨%％‰°]|\s*\d|[.．]\d|[A-Za-z]"
)
_NO_MARK_AFTER = frozenset(" \t\u3000第表图约至达近超到为有于在是-–—~～/:：(（[《“「+±$¥￥№#＝=×·")
_PUNCTUATION = frozenset("。！？；，、”’」』）)》】%％.!?;,:：…")


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote's mark in the text: `[start, end)` of the source."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its lines, by index, and its mark, unless none was found."""

    number: int
    lines: tuple[int, ...]
    mark: Mark | None


def lone_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """Lines that hold nothing but a small number and follow the line before at once: marks set as lines."""
    return frozenset(
        index for index, line in enumerate(lines) if line.gap == 0 and index and _LONE.fullmatch(line.text)
    )


def find_notes(
    lines: Sequence[Line], layout: Layout, breaks: Sequence[int], skipped: frozenset[int]
) -> list[Note]:
    """Footnotes in order: lines that start with the next number and whose mark stands above them.

    Where pages are known, notes end their page, unless blank lines part paragraphs; else they end with their
    paragraph. `skipped` lines are no text.
    """
    notes: list[Note] = []
    page_ends = [*breaks[1:], len(lines)] if breaks else []
    expected, region = 1, 0
    index = failures = 0
    while index < len(lines) and failures < _MAX_FAILURES:
        number = _note_number(lines[index], index, skipped)
        if number is not None and lines[index].text.startswith("[^"):
            # Markdown says that this is a note, with a mark or without.
            mark = _find_marks(lines, [i for i in range(index) if i not in skipped], [number])[0]
            notes.append(Note(number, (index,), mark))
            index += 1
            continue
        if number not in (expected, 1) or number is None or _is_reference(lines, index):
            index += 1
            continue
        end = next((end for end in page_ends if end > index), 0)
        groups = _zone(lines, layout, skipped, start=index, end=end, number=number)
        body = [i for i in range(max(region, index - _MAX_PAGE_LINES), index) if i not in skipped]
        marks = _find_marks(lines, body, [group[0] for group in groups])
        if marks[0] is None:
            index += 1
            failures += 1
            continue
        if not end:
            groups = groups[: next((i for i, mark in enumerate(marks) if mark is None), len(groups))]
        notes.extend(
            Note(value, tuple(members), mark) for (value, members), mark in zip(groups, marks, strict=False)
        )
        expected = groups[-1][0] + 1
        index = region = groups[-1][1][-1] + 1
    return (
        notes
        if len(notes) >= _MIN_NOTES or any(lines[note.lines[0]].text.startswith("[^") for note in notes)
        else []
    )


def _note_number(line: Line, index: int, skipped: frozenset[int]) -> int | None:
    if index in skipped:
        return None
    if match := _CIRCLED.match(line.text):
        return ord(match.group(1)) - 0x245F
    match = _PLAIN.match(line.text) or _MARKDOWN.match(line.text) or _BRACKETED.match(line.text)
    return int(match.group(1)) if match else None


def _is_reference(lines: Sequence[Line], index: int) -> bool:
    """Whether a line "[1] …" opens a list of references, which stays where it is; its numbers cite, they are no marks."""
    return bool(
        _BRACKETED.match(lines[index].text)
        and index
        and _REFERENCES.fullmatch(lines[index - 1].text.strip("#* "))
    )


def _zone(
    lines: Sequence[Line], layout: Layout, skipped: frozenset[int], *, start: int, end: int, number: int
) -> list[tuple[int, list[int]]]:
    """Notes that follow each other from a line on, with their lines."""
    groups: list[tuple[int, list[int]]] = []
    index = start
    while index < (end or len(lines)):
        if index in skipped:
            index += 1
            continue
        if _note_number(lines[index], index, skipped) == number:
            groups.append((number, [index]))
            number += 1
        elif (end and not _stands_apart(lines[index], layout)) or _goes_on(
            lines[index - 1], lines[index], layout
        ):
            groups[-1][1].append(index)
        else:
            break
        index += 1
    return groups


def _stands_apart(line: Line, layout: Layout) -> bool:
    """Whether a blank line before a line says that it is no more of the note, though on its page."""
    return bool(layout.width) and not layout.spaced and not layout.marked and line.gap > 0


def _goes_on(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a line continues the note above it, where no page tells how far notes go."""
    if not layout.width:
        return False
    if layout.spaced:
        return before.width >= 0.8 * layout.width and not ends_sentence(before.text)
    return line.gap == 0


def _find_marks(lines: Sequence[Line], body: Sequence[int], numbers: Sequence[int]) -> list[Mark | None]:
    """The best place of each number's mark in the body, in ascending order; None where there is none."""
    options = [_places(lines, body, number) for number in numbers]
    # best[i][j]: the score of the numbers up to i with number i at its place j, and the place taken before
    # it.
    chains: list[tuple[int, int, tuple[Mark | None, ...]]] = [(0, -1, ())]
    for number, places in zip(numbers, options, strict=True):
        longer = [(score, last, (*marks, None)) for score, last, marks in chains]
        for worth, start, end in places:
            reachable = [chain for chain in chains if chain[1] < start]
            if reachable:
                score, _, marks = max(reachable, key=lambda chain: (chain[0], -chain[1]))
                longer.append((score + worth, end, (*marks, Mark(number, start, end))))
        longer.sort(key=lambda chain: (-chain[0], chain[1]))
        chains = longer[:12]
    return list(chains[0][2])


def _places(lines: Sequence[Line], body: Sequence[int], number: int) -> list[tuple[int, int, int]]:
    """(worth, start, end) of places where a number may be a mark, spans in the source."""
    bracketed = (f"[{number}]", f"［{number}］", f"〔{number}〕")
    shapes = (str(number), chr(0x245F + number) if number <= 20 else "", f"[^{number}]", *bracketed)
    found = []
    for index in body:
        line = lines[index]
        if len(line.text) > _MAX_LINE_CHARS:
            continue
        for shape in filter(None, shapes):
            position = line.text.find(shape)
            while position >= 0:
                sure = not shape.isdecimal() or not shape.isascii()
                if shape in bracketed:
                    worth = 4 if _is_glued(line.text, position) else 0
                else:
                    worth = 4 if sure else _worth(line, position, shape)
                if worth > 0:
                    found.append((worth, line.start + position, line.start + position + len(shape)))
                position = line.text.find(shape, position + 1)
    return found


def _is_glued(text: str, position: int) -> bool:
    """Whether a bracketed number is set onto a word or a sentence's end; "see [2]" needs its number to make sense."""
    before = text[:position]
    return bool(before) and (not before[-1].isspace() or before.rstrip()[-1:] in _PUNCTUATION)


def _worth(line: Line, position: int, digits: str) -> int:
    """How much a figure looks like a mark: glued to the word before it, and no part of what comes after."""
    text = line.text
    if position == 0:
        return 4 if text == digits and line.gap == 0 else 0
    before, after = text[position - 1], text[position + len(digits) :]
    if before.isdigit() or before in _NO_MARK_AFTER:
        return 0
    if before in ".,，．" and text[position - 2 : position - 1].isdigit():
        # … in 2012.2 Policy …: a year may end a sentence, then a mark, then the next one; else it is a
        # decimal.
        return int(bool(_YEAR_BEFORE.search(text[:position]) and _SENTENCE_AFTER.match(after)))
    closes = before in _PUNCTUATION
    if _UNIT.match(after):
        # 进步。72022 年: the mark 7, then a year that stands by itself.
        return (
            2
            if closes
            and (_YEAR.match(after) or not after[:1].isdigit())
            and not re.match(r"[.．]\d|[A-Za-z]", after)
            else 0
        )
    worth = 2 if closes else 1
    if before.isascii() and before.isupper():
        worth -= 1
    if not after or after[0] in _PUNCTUATION:
        worth += 2
    return worth
