"""Page furniture: where pages begin, and the running headers and page numbers at their edges."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.lines import Layout, Line

# A running header is short; a repeated longer line is text.
_MAX_HEADER_CELLS = 100
# A header or footer without a number beside it must stand on this share of the pages.
_MIN_PAGE_SHARE = 0.4
# So many lines of text stand between the numbers of two pages; the last page may be nearly empty.
_MIN_PAGE_LINES, _MAX_PAGE_LINES = 6, 80

_BARE_NUMBER = re.compile(r"\d{1,4}")
_DRESSED_NUMBER = re.compile(
    r"[-–—·•]\s*(\d{1,4})\s*[-–—·•]|第\s*(\d{1,4})\s*页(?:\s*[/，,]?\s*共\s*\d+\s*页)?|[Pp](?:age|AGE)\s+(\d{1,4})(?:\s+of\s+\d+)?"
    r"|(\d{1,4})\s*/\s*\d{1,4}"
)
_DIGITS = re.compile(r"\d+")
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
    headers = _numbered_headers(lines, spoken_for)
    numbers = _numbers_at_edges(lines, edges)
    if len(edges) < 2:
        numbers |= _numbers_between(lines, layout)
    furniture = {*headers, *numbers, *_repeated_at_edges(lines, edges, spoken_for)}
    breaks = set(edges) if len(edges) > 1 else set()
    previous = -2
    for index in sorted(headers):
        # The page begins with its header, wherever no form feed says so already.
        if index > previous + 1 and index not in breaks and not breaks & set(range(index - 1, index + 3)):
            breaks.add(index)
        previous = index
    ordered = tuple(sorted(breaks | {0})) if breaks else ()
    return Pages(frozenset(furniture - spoken_for), ordered, _first_number(ordered, headers | numbers))


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


def _numbered_headers(lines: Sequence[Line], spoken_for: frozenset[int]) -> dict[int, int]:
    """Lines of a header that repeats beside a growing page number → that number, 0 for the header."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if (
            line.width <= _MAX_HEADER_CELLS
            and index not in spoken_for
            and not _BARE_NUMBER.fullmatch(line.text)
        ):
            groups[_SPACE.sub("", line.text)].append(index)
    found: dict[int, int] = {}
    for group in groups.values():
        if len(group) < 2:
            continue
        for step in (1, -1):
            numbered = [
                (index, number) for index in group if (number := _number_at(lines, index + step)) is not None
            ]
            grows = all(a[1] < b[1] for a, b in itertools.pairwise(numbered))
            if len(numbered) >= 2 and grows and len(numbered) >= 0.6 * len(group):
                for index, number in numbered:
                    found[index] = 0
                    found[index + step] = number
    return found


def _number_at(lines: Sequence[Line], index: int) -> int | None:
    return _page_number(lines[index].text) if 0 <= index < len(lines) else None


def _page_number(text: str) -> int | None:
    if _BARE_NUMBER.fullmatch(text):
        return int(text)
    match = _DRESSED_NUMBER.fullmatch(text)
    return int(next(filter(None, match.groups()))) if match else None


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
        numbers = [(page, index, _page_number(lines[index].text)) for page, index in enumerate(candidates)]
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
    if len(edges) < 2:
        dressed = [index for index, line in enumerate(lines) if _DRESSED_NUMBER.fullmatch(line.text)]
        values = [_page_number(lines[index].text) or 0 for index in dressed]
        if len(dressed) >= 2 and all(b == a + 1 for a, b in itertools.pairwise(values)):
            found |= dict(zip(dressed, values, strict=True))
    return found


def _numbers_between(lines: Sequence[Line], layout: Layout) -> dict[int, int]:
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
        and (number := _page_number(line.text)) is not None
    ]
    found: dict[int, int] = {}
    for (before, first), (index, second) in itertools.pairwise(alone):
        if second == first + 1 and _MIN_PAGE_LINES <= index - before <= _MAX_PAGE_LINES:
            found |= {before: first, index: second}
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
