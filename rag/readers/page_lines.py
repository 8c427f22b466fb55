"""Characters at their places on a page → lines of text, with the blank lines, indents and wide gaps of the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from rag.lines import cells, ends_sentence
from rag.markup import starts_item

# Distances are in heights of the line, which is a little more than the size of its font.
_WIDE_GAP = 1.4
_WORD_GAP = 0.15
# Between two Han characters a gap up to this is the setter's, to fill the line, not the writer's.
_HAN_GAP = 0.8
_SAME_LINE = 0.5
_MIN_INDENT, _MAX_INDENT = 0.8, 5.0
# A step down to the next line that is so many times the usual one parts paragraphs.
_WIDE_STEP = 1.2
_FIGURE_STEP = 4.0
_BIGGER = 1.1
_MIN_STEPS = 5
# Running headers and footers stand in this share of the page's height, at its edges, apart from the text.
_MARGIN = 0.12
_APART = 0.8
# Page numbers stand on this share of the pages, the same words on so many, at one height to so many points.
_MIN_PAGE_SHARE, _MANY_PAGES = 0.3, 3
_SAME_HEIGHT = 3.0
_SAMPLES = 9
_INDENT = "    "
# No page is wider in cells; a damaged file may say that a character stands a mile away.
_MAX_COLUMN = 250
# What stands for a hyphen that breaks a word at the end of a line.
LINE_HYPHEN = "\x02"

_PAGE_NUMBER = re.compile(
    r"[-–—·•~|\s]*(?:第|page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*页?(?:\s*(?:/|of|，|,|共)\s*共?\s*\d{1,4}\s*页?)?[-–—·•~|\s]*",
    re.IGNORECASE,
)
_NUMBER_KEY = "\x00"
_LEADERS = re.compile(r"(?:[.·…．•‥]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE)
_SOFT_HYPHEN = re.compile("\u00ad(?!$)")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60“”‘’—…·\U00020000-\U0003134f]")


class Glyph(NamedTuple):
    """A character and its box, y upwards; `inferred` for a space that the PDF library put in; `place` its number on its page."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    inferred: bool = False
    place: int = -1


@dataclass(slots=True)
class TextLine:
    """A line of a page: its pieces between wide gaps, each with its left end, and how it is set.

    `face` is the font of its Han characters, or of the others where it has none; empty for a mixture.
    `marginal`: it stands at the upper or lower edge of the page, apart from the text.
    """

    pieces: list[tuple[float, str]]
    left: float
    bottom: float
    right: float
    top: float
    height: float
    base: float
    han: bool
    face: str
    marginal: bool = False

    @property
    def text(self) -> str:
        """Its words with single spaces between the pieces."""
        return " ".join(text for _, text in self.pieces)


def find_lines(
    glyphs: Sequence[Glyph], page_height: float, font_of: Callable[[int], str] = lambda _: ""
) -> list[TextLine]:
    """The lines of a page in reading order: that of the file, its header first and its footer last.

    A line ends where the glyphs say so, at a hyphen that ends a line (LINE_HYPHEN), and where the text
    jumps down and back; pieces that follow each other at one height are one line. `font_of` names the font of
    a glyph by its place.
    """
    runs: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        run = runs[-1]
        if glyph.char in "\r\n":
            runs.append([])
        elif glyph.char == LINE_HYPHEN:
            run.append(glyph._replace(char="-"))
            runs.append([])
        else:
            if run and glyph.top < run[-1].bottom and glyph.left < run[-1].left and not glyph.char.isspace():
                runs.append([])
            runs[-1].append(glyph)
    joined: list[list[Glyph]] = []
    for run in runs:
        inked = [glyph for glyph in run if not glyph.char.isspace()]
        if not inked:
            continue
        if joined and _goes_on(joined[-1], inked):
            joined[-1] += run
        else:
            joined.append(run)
    return _with_edges_in_place([_make_line(run, font_of) for run in joined], page_height)


def set_pages(pages: Sequence[Sequence[TextLine]]) -> list[str]:
    """The text of each page; what a usual step, indent and gap is, all pages tell together."""
    steps = _usual_steps(pages)
    texts: list[str] = []
    before: TextLine | None = None
    for lines in pages:
        text = _set_page(lines, steps)
        if before is not None and lines and _ended(before, lines):
            text = "\n" + text
        texts.append(text)
        before = lines[-1] if lines else before
    return texts


def drop_furniture(pages: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """The pages without running headers, footers and tables of contents.

    A running line stands apart at an edge, at one height on many pages; it repeats word for word, or is or holds
    a page number. What is larger than the text is no such line. A line of a table of contents leads to a page
    number with dots. What else is furniture, reflowing tells by its words.
    """
    lines = [line for page in pages for line in page]
    usual = median(line.height for line in lines) if lines else 0.0
    known = Counter(
        key for page in pages for key in {key for line in page if line.marginal for key in _keys(line)}
    )
    numbered = max(2, _MIN_PAGE_SHARE * len(pages))

    def runs(line: TextLine) -> bool:
        keys = _keys(line)
        numbers = [key for key in keys if key.endswith(_NUMBER_KEY)]
        if any(known[key] >= numbered for key in numbers):
            return True
        return not numbers and all(known[key] >= min(numbered, _MANY_PAGES) for key in keys)

    return [
        [
            line
            for line in page
            if not (line.marginal and line.height <= _BIGGER * usual and runs(line))
            and not _LEADERS.search(line.text)
        ]
        for page in pages
    ]


def _keys(line: TextLine) -> list[str]:
    """What is the same on other pages about the pieces of a line: the height, and the words if it is no number."""
    height = round(line.base / _SAME_HEIGHT)
    return [f"{height} {_NUMBER_KEY if _PAGE_NUMBER.fullmatch(text) else text}" for _, text in line.pieces]


def _goes_on(before: Sequence[Glyph], run: Sequence[Glyph]) -> bool:
    """Whether a run stands beside the one before it, to the right: a cell of the same row, text after a small mark."""
    last = next(glyph for glyph in reversed(before) if not glyph.char.isspace())
    first = run[0]
    overlap = min(last.top, first.top) - max(last.bottom, first.bottom)
    height = min(last.top - last.bottom, first.top - first.bottom)
    return height > 0 and overlap >= _SAME_LINE * height and first.left >= last.right - 0.2 * height


def _make_line(run: Sequence[Glyph], font_of: Callable[[int], str]) -> TextLine:
    inked = [glyph for glyph in run if not glyph.char.isspace()]
    height = median(glyph.top - glyph.bottom for glyph in inked)
    pieces: list[tuple[float, list[str]]] = []
    space = ""
    before: Glyph | None = None
    for glyph in run:
        if glyph.char.isspace():
            if not glyph.inferred:
                space = "\u3000" if glyph.char == "\u3000" else space or " "
            continue
        gap = glyph.left - before.right if before else 0.0
        if before is None or gap > _WIDE_GAP * height:
            pieces.append((glyph.left, []))
        elif space or gap > _WORD_GAP * height:
            both_han = _WIDE.match(before.char) and _WIDE.match(glyph.char)
            if space or not both_han or gap > _HAN_GAP * height:
                pieces[-1][1].append(space or " ")
        pieces[-1][1].append(glyph.char)
        before, space = glyph, ""
    han = [glyph for glyph in inked if _HAN.match(glyph.char)]
    shown = han or [glyph for glyph in inked if glyph.char.isalnum()] or inked
    sample = shown[:: max(1, len(shown) // _SAMPLES)]
    faces = {font_of(glyph.place) for glyph in sample}
    return TextLine(
        pieces=_without_marks([(left, _SOFT_HYPHEN.sub("", "".join(parts))) for left, parts in pieces]),
        left=min(glyph.left for glyph in inked),
        bottom=min(glyph.bottom for glyph in inked),
        right=max(glyph.right for glyph in inked),
        top=max(glyph.top for glyph in inked),
        height=median(glyph.top - glyph.bottom for glyph in shown) or 1.0,
        base=median(glyph.bottom for glyph in sample),
        han=bool(han),
        face=faces.pop() if len(faces) == 1 else "",
    )


def _without_marks(pieces: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The pieces with the mark of an item joined to the item: the gap after it makes no column."""
    if len(pieces) > 1 and len(pieces[0][1]) <= 5 and starts_item(f"{pieces[0][1]} {pieces[1][1]}"):
        left, mark = pieces[0]
        if not mark.isalnum():
            return [(left, f"{mark} {pieces[1][1]}"), *pieces[2:]]
    return pieces


def _with_edges_in_place(lines: list[TextLine], page_height: float) -> list[TextLine]:
    """The lines with a header that the file draws late put first, and a footer that it draws early put last."""
    head: list[TextLine] = []
    foot: list[TextLine] = []
    body = lines
    for _ in range(2):
        if group := _edge_group(body, page_height, 1):
            head += group
            body = [line for line in body if line not in group]
        if group := _edge_group(body, page_height, -1):
            foot = [*group, *foot]
            body = [line for line in body if line not in group]
    for line in (*head, *foot):
        line.marginal = True
    return [*head, *body, *foot]


def _edge_group(lines: Sequence[TextLine], page_height: float, way: int) -> list[TextLine]:
    """The lines side by side nearest to the upper (way 1) or lower (-1) edge, where they stand apart in the margin."""
    if len(lines) < 2:
        return []
    edge = max(lines, key=lambda line: line.top if way > 0 else -line.bottom)
    inside = edge.bottom > (1 - _MARGIN) * page_height if way > 0 else edge.top < _MARGIN * page_height
    beside = [line is edge or (line.top > edge.bottom and line.bottom < edge.top) for line in lines]
    group = [line for line, is_beside in zip(lines, beside, strict=True) if is_beside]
    rest = [line for line, is_beside in zip(lines, beside, strict=True) if not is_beside]
    if not inside or not rest:
        return []
    gap = (
        min(line.bottom for line in group) - max(line.top for line in rest)
        if way > 0
        else min(line.bottom for line in rest) - max(line.top for line in group)
    )
    return sorted(group, key=lambda line: line.left) if gap >= _APART * edge.height else []


def _usual_steps(pages: Sequence[Sequence[TextLine]]) -> dict[float, float]:
    """The usual step from one line to the next by their height, in points; under 0.0 the one for other heights."""
    by_height: defaultdict[float, list[float]] = defaultdict(list)
    for lines in pages:
        for before, line in pairwise(lines):
            step = before.base - line.base
            if _is_alike(before, line) and 0 < step < _FIGURE_STEP * line.height and _is_below(before, line):
                by_height[_rounded(line.height)].append(step)
    steps = {height: median(found) for height, found in by_height.items() if len(found) >= _MIN_STEPS}
    ratios = [step / height for height, found in by_height.items() for step in found if height]
    return {**steps, 0.0: median(ratios) if ratios else 1.2}


def _usual(line: TextLine, steps: dict[float, float]) -> float:
    return steps.get(_rounded(line.height), steps[0.0] * line.height)


def _rounded(height: float) -> float:
    return round(2 * height) / 2


def _is_alike(before: TextLine, line: TextLine) -> bool:
    return before.han == line.han and max(before.height, line.height) < _BIGGER * min(
        before.height, line.height
    )


def _is_below(before: TextLine, line: TextLine) -> bool:
    return line.base < before.base and line.left < before.right and before.left < line.right


def _set_page(lines: Sequence[TextLine], steps: dict[float, float]) -> str:
    if not lines:
        return ""
    left = min(line.left for line in lines)
    widths = [
        (line.right - line.left) / cells(line.text)
        for line in lines
        if len(line.pieces) == 1 and cells(line.text) > 9
    ]
    cell = (median(widths) if widths else lines[0].height / 2) or 1.0
    margins = _margins(lines)
    parts: list[str] = []
    hanging = False
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        following = lines[index + 1] if index + 1 < len(lines) else None
        indented = _is_indented(line, before, following, margins)
        apart = before is None or _parts_paragraphs(lines, index, steps)
        if starts_item(line.text):
            hanging = True
        elif apart or before is None or line.left < before.left - _MIN_INDENT * line.height:
            hanging = False
        if before is not None:
            parts.append("\n\n" if apart else "\n")
        if len(line.pieces) > 1:
            parts.append(_in_columns(line, left, cell))
        else:
            parts.append((_INDENT if indented and not hanging else "") + line.text)
    return "".join(parts)


def _in_columns(line: TextLine, left: float, cell: float) -> str:
    """The pieces of a line at their places, in cells from the left end of the page's text, as a typewriter sets them."""
    text, width = "", 0
    for place, piece in line.pieces:
        column = max(min(round((place - left) / cell), _MAX_COLUMN), width + 2 if text else 0)
        text += " " * (column - width) + piece
        width = column + cells(piece)
    return text


def _margins(lines: Sequence[TextLine]) -> list[float]:
    """Left ends that lines share, in ascending order."""
    lefts = Counter(round(line.left) for line in lines)
    return sorted(place for place, often in lefts.items() if often >= 2)


def _is_indented(
    line: TextLine, before: TextLine | None, following: TextLine | None, margins: Sequence[float]
) -> bool:
    """Whether a line is the first of a paragraph by its indent: what follows starts further left, or it does at once."""
    at = bisect_left(margins, line.left - _MIN_INDENT * line.height)
    margin = margins[at - 1] if at else None
    if following is not None and _is_below(line, following):
        inward = line.left - following.left
        if _MIN_INDENT * line.height <= inward <= _MAX_INDENT * line.height:
            return True
    if margin is None or line.left - margin > _MAX_INDENT * line.height:
        return False
    ended = before is None or ends_sentence(before.text)
    return ended and line.han and cells(line.text) > 2 * _MAX_INDENT


def _parts_paragraphs(lines: Sequence[TextLine], index: int, steps: dict[float, float]) -> bool:
    """Whether a blank line belongs above a line: more space than usual, or another size or font of whole lines."""
    before, line = lines[index - 1], lines[index]
    if not _is_below(before, line):
        # Another column, or what stands apart: its words may still go on.
        return line.base < before.base - _FIGURE_STEP * max(line.height, before.height)
    step = before.base - line.base
    usual = max(_usual(before, steps), _usual(line, steps))
    if step > _WIDE_STEP * usual:
        return True
    return _is_set_otherwise(before, line, _column_end(lines, index))


def _ended(before: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether the last line of a page is no part of the paragraph that the next page begins with."""
    column = _column_end(lines, 0)
    short = before.right < column - 2 * before.height
    return (short and ends_sentence(before.text)) or _is_set_otherwise(before, lines[0], column)


def _column_end(lines: Sequence[TextLine], index: int) -> float:
    return max(
        other.right for other in lines[max(0, index - 4) : index + 4] if _overlaps(other, lines[index])
    )


def _is_set_otherwise(before: TextLine, line: TextLine, column: float) -> bool:
    """Whether two lines differ in size or font as a whole; a line of one font up to the column's end may go on."""
    if before.han != line.han:
        return False
    if not _is_alike(before, line):
        return True
    if not before.face or not line.face or before.face == line.face:
        return False
    return before.right < column - 2 * before.height or ends_sentence(before.text)


def _overlaps(one: TextLine, other: TextLine) -> bool:
    return one.left < other.right and other.left < one.right
