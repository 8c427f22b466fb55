"""Page marks: the numbers that pages carry, alone on a line or at the end of a running title."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.lines import Layout, Line

# So many lines of text stand between the numbers of two pages; the last page may be nearly empty.
MIN_PAGE_LINES, MAX_PAGE_LINES = 6, 80
_MAX_CELLS = 120

_DASH = r"[-–—·•]"
# "page 3 of 9" is the mark of a page wherever it stands, "page 3" where others like it count up.
_COUNTED = r"(?:第\s*\d{1,4}\s*页\s*[/，,]?\s*共\s*\d+\s*页|[Pp](?:age|AGE)\s+\d{1,4}\s+of\s+\d+)"
_WORDED = rf"(?:{_COUNTED}|第\s*\d{{1,4}}\s*页|[Pp](?:age|AGE)\s+\d{{1,4}})"
BARE_NUMBER = re.compile(r"\d{1,4}")
_DRESSED = re.compile(
    rf"{_DASH}\s*\d{{1,4}}\s*{_DASH}|{_WORDED}|{_DASH}\s*{_WORDED}\s*{_DASH}|\d{{1,4}}\s*/\s*\d{{1,4}}"
)
_SURE = re.compile(rf"{_COUNTED}|{_DASH}\s*{_COUNTED}\s*{_DASH}")
_WIDE = r"(?:\s*[\t\u3000]\s*|\s{2,})"
_RUNNING = re.compile(
    rf"(?P<title>\S.*?)(?:{_WIDE}|\s+[|·•–—]\s+)(?P<mark>{_WORDED})|(?P<title_after>(?P<mark_first>{_WORDED})(?:{_WIDE}|\s+[|·•–—]\s+)\S.*)"
    rf"|(?P<title_bare>\S.*?){_WIDE}(?P<bare>\d{{1,4}})|(?P<bare_first>\d{{1,4}}){_WIDE}(?P<title_last>\S.*)"
)
_NUMBER_AT_END = re.compile(r"^.{0,8}\d|\d.{0,2}$")
_FIRST_NUMBER = re.compile(r"\d{1,4}")
_SPACE = re.compile(r"\s+")


class _Running(NamedTuple):
    """A line, by its index, that may hold a running title and its page's number.

    `worded` numbers say that they are a page's, `sure` ones of how many.
    """

    place: int
    number: int
    title: str
    worded: bool
    sure: bool


def page_number(text: str) -> int | None:
    """The number of a page that a line holds alone, dressed or not."""
    if BARE_NUMBER.fullmatch(text) or _DRESSED.fullmatch(text):
        match = _FIRST_NUMBER.search(text)
        return int(match.group()) if match else None
    return None


def dressed_numbers(lines: Sequence[Line]) -> dict[int, int]:
    """Lines, by index, that hold a dressed number alone → the number: those that count up, and those sure of it."""
    dressed = [
        (index, number)
        for index, line in enumerate(lines)
        if _DRESSED.fullmatch(line.text) and (number := page_number(line.text)) is not None
    ]
    if len(dressed) >= 2 and all(b[1] == a[1] + 1 for a, b in itertools.pairwise(dressed)):
        return dict(dressed)
    return {index: number for index, number in dressed if _SURE.fullmatch(lines[index].text)}


def running_titles(lines: Sequence[Line], layout: Layout) -> dict[int, int]:
    """Lines, by index, that hold a running title and, set apart from it, the page's number → the number.

    "page 3 of 9" says so itself. Else the same title must come again with a higher number, or, under a title
    of each chapter, the next number at the distance of pages.
    """
    found = {index: mark for index, line in enumerate(lines) if (mark := _running(index, line))}
    titles: defaultdict[str, list[_Running]] = defaultdict(list)
    for mark in found.values():
        titles[mark.title].append(mark)
    taken = [mark for mark in found.values() if mark.sure]
    for marks in titles.values():
        grows = all(a.number < b.number for a, b in itertools.pairwise(marks))
        if len(marks) < 2 or not grows:
            continue
        if marks[0].worded:
            taken.extend(marks)
        else:
            taken.extend(_at_distance(lines, layout, marks))
    worded = [mark for mark in found.values() if mark.worded]
    taken.extend(_at_distance(lines, layout, worded, step=1))
    return {mark.place: mark.number for mark in taken}


def _running(index: int, line: Line) -> _Running | None:
    may_be = line.width <= _MAX_CELLS and _NUMBER_AT_END.search(line.text)
    match = _RUNNING.fullmatch(line.text) if may_be else None
    if match is None:
        return None
    mark = match["mark"] or match["mark_first"] or match["bare"] or match["bare_first"]
    title = match["title"] or match["title_bare"] or match["title_last"]
    if title is None:
        title = match["title_after"][len(mark) :]
    number = _FIRST_NUMBER.search(mark)
    title = _SPACE.sub("", title)
    if number is None or not any(char.isalpha() for char in title):
        return None
    worded = not mark.isdecimal()
    return _Running(index, int(number.group()), title, worded, bool(_SURE.fullmatch(mark)))


def _at_distance(
    lines: Sequence[Line], layout: Layout, marks: Sequence[_Running], step: int = 0
) -> Iterable[_Running]:
    """Marks that stand alone and follow each other at the distance of pages, by `step` or, if 0, by any."""
    if not layout.width or layout.spaced:
        return
    for before, mark in itertools.pairwise(marks):
        if (
            mark.place - before.place >= MIN_PAGE_LINES
            and (not step or mark.number == before.number + step)
            and _stands_alone(lines, before.place)
            and _stands_alone(lines, mark.place)
        ):
            yield before
            yield mark


def _stands_alone(lines: Sequence[Line], index: int) -> bool:
    following = lines[index + 1] if index + 1 < len(lines) else None
    return (not index or lines[index].gap >= 1 or lines[index].new_page) and (
        following is None or following.gap >= 1 or following.new_page
    )
