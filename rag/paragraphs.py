"""Lines put back into paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.captions import Caption
from rag.footnotes import Note
from rag.furniture import Pages
from rag.headings import heading_style
from rag.lines import Layout, Line, ends_sentence, first_token_width
from rag.markup import Markup, starts_item
from rag.particulars import are_labelled, are_set_out, falls_back, hangs_under, is_indented, is_lettered_item
from rag.types import BlockKind
from rag.units import Unit, join_units, make_unit

# A line of a text with whole paragraphs for lines is a torn half only when it is this long.
_MIN_TORN_CELLS = 100
# A quotation that never closes must not swallow the text.
_MAX_OPEN_QUOTE_CHARS = 600

_TABLE_OR_FIGURE = re.compile(
    r"(?:表|图|Table|Figure|Fig\.)\s*[\dA-Z一二三四五六七八九十]+(?:[-－.]\d+)?(?:[\s:：.．]|$)"
)
_ENGLISH_NAME = r"[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){1,3}"
BYLINE = re.compile(
    r"[■□●◆\s]*(?:[\u4e00-\u9fff]{0,8}(?:记者|通讯员|特派员)|作者|撰文|撰稿|文\s*[/／|丨])\s*[:：]?\s*[\u4e00-\u9fff·]{2,6}(?:[\s、，,]+[\u4e00-\u9fff·]{2,6})*"
    rf"|[Bb][Yy]\s+{_ENGLISH_NAME}(?:(?:,| and| &)\s+{_ENGLISH_NAME})*"
)
_BLOCKS: dict[str, BlockKind] = {"header": "table_header", "row": "table_row"}
_SENTENCE_INSIDE = re.compile(r"[，。；,;]")
_TEXT_INSIDE = re.compile(r"[，。；,;：:“]")
_NO_PUNCTUATION = re.compile(r"[^，。；：！？、,;:!?…]{4,30}")


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a text's lines before they are joined."""

    lines: Sequence[Line]
    layout: Layout
    pages: Pages
    captions: Sequence[Caption]
    notes: Sequence[Note]
    lone_marks: frozenset[int]
    markup: Markup
    markdown: bool


def form_units(source: str, found: Found) -> list[Unit]:
    """The units of a text in source order, kinds as far as lines tell them; footnotes are left out."""
    lines = found.lines
    units: list[Unit] = []
    for kind, members in _groups(found):
        first = lines[members[0]]
        spans = [(lines[index].start, lines[index].end) for index in members]
        page = bisect_right(found.pages.breaks, members[0]) - 1
        tight = first.gap == 0 and not found.layout.spaced and bool(units)
        if kind == "verbatim":
            spans = [(spans[0][0], spans[-1][1])]
            units.append(make_unit("paragraph", source, spans, gap=first.gap, page=page, verbatim=True))
        elif kind == "title":
            units.append(
                make_unit(
                    "heading", source, spans, gap=first.gap, page=page, rank=found.markup.titles[members[0]]
                )
            )
        elif kind in ("header", "row"):
            units.append(make_unit(_BLOCKS[kind], source, spans, gap=first.gap, page=page, tight=tight))
        elif row := found.markup.rows.get(members[0]):
            cells = [make_unit(_BLOCKS[row.kind], source, cell, page=page) for cell in row.cells]
            cells[0].gap, cells[0].tight = first.gap, tight
            units.append(join_units(cells, row.separators[1:]))
        else:
            units.append(
                make_unit("paragraph", source, spans, gap=first.gap, page=page, tight=tight, style=kind)
            )
    return units


def _groups(found: Found) -> Iterator[tuple[str, list[int]]]:
    """Kinds and line indices of units, in order; a caption comes as kind "caption:N", a row in columns "row from N"."""
    lines, roles = found.lines, found.markup.roles
    noted = {index for note in found.notes for index in note.lines}
    captioned = {
        index: number
        for number, caption in enumerate(found.captions)
        for index in range(caption.first, caption.last)
    }
    current: list[int] = []
    kind = ""
    for index in range(len(lines)):
        if index in noted or index in found.pages.furniture or index in found.lone_marks:
            continue
        role = roles.get(index, "")
        if role in ("divider", "rule", "underline"):
            continue
        label = ""
        if role in ("code", "front"):
            label = "verbatim"
        elif row := found.markup.rows.get(index):
            label = f"{row.kind} from {row.members[0]}"
        elif role in ("title", "header", "row"):
            label = role
        elif index in captioned:
            label = f"caption:{captioned[index]}"
        if current:
            same = label == kind
            if label == "verbatim" and same:
                joined = index not in found.markup.code
            elif label.startswith("caption:") or index in found.markup.rows:
                joined = same
            elif label or not same:
                joined = False
            else:
                joined = _continues(found, current, index)
            if not joined:
                yield kind, current
                current = []
        current.append(index)
        kind = label
    if current:
        yield kind, current


def _continues(found: Found, current: Sequence[int], index: int) -> bool:
    """Whether a line continues the paragraph made so far."""
    lines, layout = found.lines, found.layout
    last = current[-1]
    before, line = lines[last], lines[index]
    starts = _starts_block(found, line)
    if _is_ruled_off(found, last, index):
        return False
    if layout.marked:
        return _marked_continues(found, last, index, starts)
    if before.text.startswith("#") and heading_style(before.text, found.markdown):
        return False
    if not layout.width:
        if line.gap == 0 and not starts and index - last == 1:
            if are_labelled(lines[current[0]], line):
                return False
            in_item = starts_item(lines[current[0]].text)
            return (found.markdown and not before.trailing) or (in_item and line.indent >= 2)
        return _torn(before, line, starts)
    first = lines[current[0]]
    hangs = hangs_under(first, line)
    full = before.width + 1 + first_token_width(line.text)
    if line.text[0] not in "-*+" and not hangs and is_indented(before, line, full, layout.width):
        return False
    new_page = index in found.pages.breaks or index - last > 1
    if layout.spaced:
        return _spaced_continues(found, current, index, starts=starts, full=full, new_page=new_page)
    if is_lettered_item(before, line) or falls_back(first, before, line):
        return False
    if are_set_out(first, before, line, full <= 0.9 * layout.width):
        return False
    if new_page and not ends_sentence(before.text) and full > 0.7 * layout.width and not starts:
        return True
    if starts and line.gap == 0 and full > 0.9 * layout.width and _is_torn_number(found, before, line):
        starts = False
    if line.gap >= 1 or starts:
        return False
    if _is_heading(found, before) and len(current) == 1 and not _is_clause(before, line, layout, hangs):
        return full > layout.width and not ends_sentence(before.text) and line.width < 0.6 * layout.width
    if before.text.endswith("-") and before.text[-2:-1].isalpha() and line.text[0].islower():
        return True
    if ends_sentence(before.text):
        return full > (0.5 if layout.blocks else 0.9) * layout.width
    # A heading's form within a paragraph is a reference that stands on a line of its own.
    goes_on = before.width > 0.4 * layout.width or (len(current) > 1 and _is_heading(found, before))
    return full > 0.7 * layout.width or (line.text[0].islower() and goes_on)


def _is_ruled_off(found: Found, last: int, index: int) -> bool:
    """Whether a drawn line parts two lines, and not the text of a page from its notes."""
    between = range(last + 1, index)
    return any(found.markup.roles.get(i) == "rule" for i in between) and not any(
        i in found.pages.furniture or any(i in note.lines for note in found.notes) for i in between
    )


def _is_clause(before: Line, line: Line, layout: Layout, hangs: bool) -> bool:
    """Whether a first line that is numbered like a heading begins a paragraph: it is full and runs on."""
    outdent = max(0, before.indent - line.indent)
    if outdent + before.width + 1 + first_token_width(line.text) <= 0.9 * layout.width:
        return False
    runs_on = hangs or line.text[0].islower() or bool(_TEXT_INSIDE.search(before.text))
    return runs_on or (outdent > 0 and bool(_TEXT_INSIDE.search(line.text)))


def _is_torn_number(found: Found, before: Line, line: Line) -> bool:
    """Whether the number that a line starts with belongs to the sentence before: "effective on / 1 July", "in / Article 5"."""
    style = heading_style(line.text, found.markdown)
    return (
        style is not None
        and style.name in ("numbered", "decimal", "english article")
        and not ends_sentence(before.text)
        and not before.text.endswith((":", ";", "：", "；"))
        and not starts_item(line.text)
    )


def _starts_block(found: Found, line: Line) -> bool:
    if _TABLE_OR_FIGURE.match(line.text) and not ends_sentence(line.text):
        return True
    return (
        starts_item(line.text)
        or line.text.startswith(">")
        or heading_style(line.text, found.markdown) is not None
    )


def _is_heading(found: Found, line: Line) -> bool:
    return heading_style(line.text, found.markdown) is not None


def _torn(before: Line, line: Line, starts: bool) -> bool:
    """Whether a page break tore a paragraph that should be one line."""
    if line.gap == 0 or starts or before.width < _MIN_TORN_CELLS or ends_sentence(before.text):
        return False
    if before.text.endswith(("：", ":")) or not _SENTENCE_INSIDE.search(before.text[:-1]):
        return False
    first = line.text[0]
    return not (first.isascii() and first.isupper()) and not line.text.startswith(("#", "【", "|", "```"))


def _marked_continues(found: Found, last: int, index: int, starts: bool) -> bool:
    """Trailing spaces tell: a line without one goes on, over page breaks and footnotes too."""
    before, line = found.lines[last], found.lines[index]
    if before.trailing:
        return False
    between = range(last + 1, index)
    only_marks = all(i in found.lone_marks for i in between)
    if only_marks and (line.void or any(found.lines[i].void for i in between) or (between and line.indent)):
        return False
    return not (starts and ends_sentence(before.text))


def _spaced_continues(
    found: Found, current: Sequence[int], index: int, *, starts: bool, full: int, new_page: bool
) -> bool:
    """A blank line follows every line: how full a line is tells whether its paragraph goes on."""
    lines, layout = found.lines, found.layout
    before, line = lines[current[-1]], lines[index]
    if (
        _is_bracketed(before)
        or _is_bracketed(line)
        or BYLINE.fullmatch(before.text)
        or BYLINE.fullmatch(line.text)
    ):
        return False
    ended = ends_sentence(before.text)
    if len(current) == 1 and _is_subhead(found, current[0], index):
        return False
    if before.width > 1.5 * layout.width or line.width > 1.5 * layout.width:
        # Another layout within the text: here blank lines count again.
        return line.gap == 0 and not starts
    if starts and (ended or full <= 0.9 * layout.width):
        return False
    if _quote_is_open(lines, current):
        return True
    if new_page:
        return not ended and full > 0.8 * layout.width
    if line.text.startswith("——") and not ended:
        return False
    if not ended:
        return full > 0.8 * layout.width
    if full <= 0.93 * layout.width:
        return False
    # The first line of a paragraph was indented, so it is two Han characters short.
    return line.width > layout.width - 4 or ends_sentence(line.text)


def _is_bracketed(line: Line) -> bool:
    return line.text.startswith("【") and line.text.endswith("】")


def _is_subhead(found: Found, index: int, following: int) -> bool:
    """Whether a line is a heading glued to the text below: no punctuation, no blank line after it."""
    lines = found.lines
    line = lines[index]
    starts = index == 0 or ends_sentence(lines[index - 1].text) or _is_bracketed(lines[index - 1])
    return (
        starts
        and following == index + 1
        and lines[following].gap == 0
        and following not in found.pages.breaks
        and (index == 0 or line.gap > 0)
        and bool(_NO_PUNCTUATION.fullmatch(line.text))
    )


def _quote_is_open(lines: Sequence[Line], current: Sequence[int]) -> bool:
    length = depth = 0
    for index in current:
        text = lines[index].text
        length += len(text)
        depth += text.count("“") - text.count("”")
    return depth > 0 and length < _MAX_OPEN_QUOTE_CHARS
