"""Page furniture: where pages begin, and the running headers and page numbers at their edges."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.columns import split_cells
from rag.headings import heading_style
from rag.lines import Layout, Line, ends_sentence
from rag.page_marks import (
    BARE_NUMBER,
    MAX_PAGE_LINES,
    MIN_PAGE_LINES,
    dressed_numbers,
    is_worded_number,
    page_number,
    running_titles,
)
from rag.particulars import is_date, is_labelled

# A running header is short; a repeated longer line is text.
_MAX_HEADER_CELLS = 100
# A header or footer without a number beside it must stand on this share of the pages.
_MIN_PAGE_SHARE = 0.4
# A page's header that comes but once has its two ends so far apart, in cells.
_MIN_ENDS_GAP = 6
_DIGITS = re.compile(r"\d+")
# A figure or an amount: "1,200", "£ 4.50", "EUR 30", "(12%)", "35 km".
_FIGURE = re.compile(r"\(?(?:[A-Z]{1,3}|[^\w\s(])?\s?[-–]?\d[\d.,\s]*(?:%|[^\W\d_]{1,6})?\)?")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Pages:
    """`furniture` are lines (by index) that belong to the page; `breaks` the first lines of pages, by index.

    `first_number` is the number printed on the first page, as the page numbers left in the text tell, else 1.
    """

    furniture: frozenset[int]
    breaks: tuple[int, ...]
    first_number: int = 1


def find_pages(
    lines: Sequence[Line], layout: Layout, lone_marks: frozenset[int], spoken_for: frozenset[int]
) -> Pages:
    """Where pages begin, and which lines are their headers, footers and numbers.

    `lone_marks` are lines that hold a footnote mark alone: the space after one is its own, not a lost page
    break. `spoken_for` are lines known to be text, whatever their repetition says.
    """
    if not lines:
        return Pages(frozenset(), ())
    edges = _page_edges(lines, layout, lone_marks)
    running = {
        index: number for index, number in running_titles(lines, layout).items() if index not in spoken_for
    }
    headers = _numbered_headers(lines, running, spoken_for)
    numbers = running | _numbers_at_edges(lines, edges)
    if len(edges) < 2:
        numbers |= dressed_numbers(lines, layout) | _numbers_between(lines, layout, headers)
    furniture = {*headers, *numbers, *_repeated_at_edges(lines, edges, spoken_for)}
    furniture |= _headers_after(lines, numbers, furniture)
    breaks = set(edges) if len(edges) > 1 else set()
    for index in _starts(lines, headers, numbers | headers):
        # The page begins with its header, wherever no form feed says so already.
        if not breaks & set(range(index - 1, index + 3)):
            breaks.add(index)
    ordered = tuple(sorted(breaks | {0})) if breaks else ()
    return Pages(frozenset(furniture - spoken_for), ordered, _first_number(ordered, headers | numbers))


def _starts(lines: Sequence[Line], headers: dict[int, int], numbers: dict[int, int]) -> list[int]:
    """The first lines of headers, or, where numbers stand at the foot of pages, the lines after them."""
    if not headers:
        return []
    first = min(numbers)
    if len(lines) - 1 in numbers or (numbers[first] == 1 and first >= MIN_PAGE_LINES):
        return [index + 1 for index, number in sorted(headers.items()) if number and index + 1 < len(lines)]
    return [index for index in sorted(headers) if index - 1 not in headers]


def _page_edges(lines: Sequence[Line], layout: Layout, lone_marks: frozenset[int]) -> list[int]:
    """Lines that start a page: after a form feed, or after a lost one, of which a lone leading space is left.

    Where every line is followed by a blank one, a line that follows at once and starts with one space can
    only be the first of a page.
    """
    explicit = [index for index, line in enumerate(lines) if line.new_page or index == 0]
    if len(explicit) > 1 or not layout.spaced:
        return explicit
    return [
        index
        for index, line in enumerate(lines)
        if index == 0 or (line.indent == 1 and line.gap == 0 and index - 1 not in lone_marks)
    ]


def _numbered_headers(
    lines: Sequence[Line], running: dict[int, int], spoken_for: frozenset[int]
) -> dict[int, int]:
    """Lines of a header that repeats beside a growing page number → that number, 0 for the header."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if (
            line.width <= _MAX_HEADER_CELLS
            and index not in spoken_for
            and not BARE_NUMBER.fullmatch(line.text)
        ):
            groups[_SPACE.sub("", line.text)].append(index)
    found: dict[int, int] = {}
    for group in groups.values():
        if len(group) < 2:
            continue
        for step in (1, -1):
            numbered = [
                (index, number)
                for index in group
                if (number := _number_at(lines, running, index + step)) is not None
            ]
            grows = all(a[1] < b[1] for a, b in itertools.pairwise(numbered))
            if len(numbered) >= 2 and grows and len(numbered) >= 0.6 * len(group):
                for index, number in numbered:
                    found[index] = 0
                    found[index + step] = number
    return found


def _number_at(lines: Sequence[Line], running: dict[int, int], index: int) -> int | None:
    if index in running:
        return running[index]
    return page_number(lines[index].text) if 0 <= index < len(lines) else None


def _headers_after(lines: Sequence[Line], numbers: dict[int, int], furniture: set[int]) -> set[int]:
    """Lines of two ends, right under the number of the page before and apart from the text: a page's header.

    It comes but once where only one page has it.
    """
    shapes = {_shape(lines[index].text) for index in furniture}
    return {
        index + 1
        for index in numbers
        if not BARE_NUMBER.fullmatch(lines[index].text)
        and index + 2 < len(lines)
        and index + 1 not in furniture
        and lines[index + 1].gap == 0
        and lines[index + 2].gap >= 1
        and lines[index + 1].width <= _MAX_HEADER_CELLS
        # A row with two ends above the number is of a table that goes on below it.
        and not (index and _ends(lines[index - 1]))
        and _is_header(lines[index + 1], shapes)
    }


def _is_header(line: Line, shapes: set[str]) -> bool:
    """Whether a line has two ends as headers have them: a date or a page's number on the right, or the words of another."""
    ends = _ends(line)
    if ends is None or ends_sentence(line.text) or heading_style(line.text) is not None:
        return False
    if any(is_labelled(end) or (_FIGURE.fullmatch(end) and not is_date(end)) for end in ends):
        return False
    return is_date(ends[1]) or is_worded_number(ends[1]) or _shape(line.text) in shapes


def _ends(line: Line) -> tuple[str, str] | None:
    """The texts of a line's two ends, where a wide gap parts them."""
    ends = split_cells(line)
    if len(ends) != 2 or ends[1][0].left - ends[0][-1].right < _MIN_ENDS_GAP:
        return None
    middle = ends[1][0].start - line.start
    return line.text[:middle].rstrip(), line.text[middle:]


def _repeated_at_edges(lines: Sequence[Line], edges: Sequence[int], spoken_for: frozenset[int]) -> set[int]:
    """First and last lines of pages whose words, figures aside, stand on many pages."""
    if len(edges) < 3:
        return set()
    found: set[int] = set()
    for candidates in (list(edges), [edge - 1 for edge in [*edges[1:], len(lines)]]):
        shapes = Counter(_shape(lines[index].text) for index in candidates)
        for index in candidates:
            often = shapes[_shape(lines[index].text)]
            if (
                often >= max(3, _MIN_PAGE_SHARE * len(edges))
                and lines[index].width <= _MAX_HEADER_CELLS
                and index not in spoken_for
            ):
                found.add(index)
    return found


def _numbers_at_edges(lines: Sequence[Line], edges: Sequence[int]) -> dict[int, int]:
    """Lines, by index, that hold a page number alone at the foot or the head of a page → the number.

    The numbers must count up with the pages.
    """
    found: dict[int, int] = {}
    for candidates in (list(edges), [edge - 1 for edge in [*edges[1:], len(lines)]]):
        numbers = [(page, index, page_number(lines[index].text)) for page, index in enumerate(candidates)]
        shifts = Counter(number - page for page, _, number in numbers if number is not None)
        if not shifts:
            continue
        shift, votes = shifts.most_common(1)[0]
        if votes >= 2:
            found |= {
                index: number
                for page, index, number in numbers
                if number is not None and number - page == shift
            }
    return found


def _numbers_between(lines: Sequence[Line], layout: Layout, headers: dict[int, int]) -> dict[int, int]:
    """Lines, by index, that hold a number alone between blank lines, in a text broken into lines → the number.

    They are page numbers where they count up by one at the distance of pages: cells of a table stand closer,
    the numbers of chapters further apart.
    """
    if not layout.width or layout.spaced:
        return {}
    alone = [
        (index, number)
        for index, line in enumerate(lines)
        if line.gap >= 1
        and (index + 1 == len(lines) or lines[index + 1].gap >= 1)
        and (number := page_number(line.text)) is not None
    ]
    found: dict[int, int] = {}
    for (before, first), (index, second) in itertools.pairwise(alone):
        if second == first + 1 and MIN_PAGE_LINES <= index - before <= MAX_PAGE_LINES:
            found |= {before: first, index: second}
    last = max((index for index, number in headers.items() if number), default=len(lines))
    if last < len(lines) - 1 and page_number(lines[-1].text) == headers[last] + 1:
        # The number of the last page, which no header follows.
        found[len(lines) - 1] = headers[last] + 1
    return found


def _first_number(breaks: Sequence[int], numbers: dict[int, int]) -> int:
    """The number printed on the first page, where the numbers left in the text agree with the count."""
    shifts = set()
    for index, number in numbers.items():
        if number:
            page = sum(start <= index for start in breaks)
            shifts.add(number - page)
    return 1 + shifts.pop() if len(shifts) == 1 else 1


def _shape(text: str) -> str:
    return _DIGITS.sub("0", _SPACE.sub("", text))
