"""Page marks: the numbers that pages carry, alone on a line or at the end of a running title."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.headings import heading_style
from rag.lines import Layout, Line, ends_sentence, first_token_width
from rag.markup import starts_item

# So many lines of text stand between the numbers of two pages; the last page may be nearly empty.
MIN_PAGE_LINES, MAX_PAGE_LINES = 6, 80
# Pages count up by one, or by two where only the left or only the right ones bear the title.
_STEPS = (1, 2)
# So many bare numbers must count up: of headings, "Lesson  1", two do so easily.
_MIN_BARE = 3
_MAX_CELLS = 120

_DASH = r"[-–—·•]"
# "page 3 of 9" is the mark of a page wherever it stands, "page 3" where others like it count up.
_COUNTED = r"(?:第\s*\d{1,4}\s*页\s*[/，,]?\s*共\s*\d+\s*页|[Pp](?:age|AGE)\s+\d{1,4}\s+of\s+\d+)"
_WORDED = rf"(?:{_COUNTED}|第\s*\d{{1,4}}\s*页|[Pp](?:age|AGE)\s+\d{{1,4}})"
BARE_NUMBER = re.compile(r"\d{1,4}")
_DRESSED = re.compile(
    rf"{_DASH}\s*\d{{1,4}}\s*{_DASH}|{_WORDED}|{_DASH}\s*{_WORDED}\s*{_DASH}|\d{{1,4}}\s*/\s*\d{{1,4}}"
)
_WORDED_ALONE = re.compile(_WORDED)
_COUNTED_ALONE = re.compile(_COUNTED)
_SURE = re.compile(rf"{_COUNTED}|{_DASH}\s*{_COUNTED}\s*{_DASH}")
_WIDE = r"(?:\s*[\t\u3000]\s*|\s{2,})"
_RUNNING = re.compile(
    rf"(?P<title>\S.*?)(?:{_WIDE}|\s+[|·•–—]\s+)(?P<mark>{_WORDED})|(?P<title_after>(?P<mark_first>{_WORDED})(?:{_WIDE}|\s+[|·•–—]\s+)\S.*)"
    rf"|(?P<title_bare>\S.*?){_WIDE}(?P<bare>\d{{1,4}})|(?P<bare_first>\d{{1,4}}){_WIDE}(?P<title_last>\S.*)"
)
_NUMBER_AT_END = re.compile(r"^.{0,8}\d|\d.{0,2}$")
_FIRST_NUMBER = re.compile(r"\d{1,4}")
_SPACE = re.compile(r"\s+")
_WIDE_GAP = re.compile(r"\S(?:\t|\u3000|\s{2})")
# A line that goes on with a sentence, and is no item "b) …".
_GOES_ON = re.compile(r"(?![a-z]{1,2}[.)）])[a-zß-ÿ]|[\u4e00-\u9fff]")


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


def is_worded_number(text: str) -> bool:
    """Whether a text is a number that says it is a page's."""
    return bool(_WORDED_ALONE.fullmatch(text))


def dressed_numbers(lines: Sequence[Line], layout: Layout) -> dict[int, int]:
    """Lines, by index, that hold a dressed number alone → the number.

    They count up; or each says of how many it is, and stands between dashes, where a page may end in a text
    broken into lines, or at the very end.
    """
    dressed = [
        (index, number)
        for index, line in enumerate(lines)
        if _DRESSED.fullmatch(line.text) and (number := page_number(line.text)) is not None
    ]
    if len(dressed) >= 2 and all(
        b[1] == a[1] + 1 and b[0] > a[0] + 1 for a, b in itertools.pairwise(dressed)
    ):
        return dict(dressed)
    return {index: number for index, number in dressed if _is_sure(lines, layout, index)}


def _is_sure(lines: Sequence[Line], layout: Layout, index: int) -> bool:
    """Whether a mark alone on its line can only be a page's: a form may bid its reader "fill in / page 1 of 3"."""
    text = lines[index].text
    if not _SURE.fullmatch(text):
        return False
    if not _COUNTED_ALONE.fullmatch(text):
        return True
    if index == len(lines) - 1:
        first, last = re.findall(r"\d+", text)
        return bool(first == last)
    return bool(layout.width) and not layout.spaced and (not index or lines[index].gap >= 1)


def running_titles(lines: Sequence[Line], layout: Layout) -> dict[int, int]:
    """Lines, by index, that hold a running title and, set apart from it, the page's number → the number.

    They count up at the distance of pages, each where a page may end. What could be a heading or an entry
    of an index, "Lesson  3" or "Anchor  page 3", must tear a sentence besides, as those never do. In doubt
    a line is text.
    """
    found = [
        mark
        for index, line in enumerate(lines)
        if (mark := _running(index, line)) and _may_end_page(lines, layout, index)
    ]
    titles: defaultdict[tuple[str, bool], list[_Running]] = defaultdict(list)
    for mark in found:
        titles[mark.title, mark.worded].append(mark)
    taken = [mark for mark in found if mark.sure and _tears(lines, layout, mark.place)]
    for (_, worded), marks in titles.items():
        if worded:
            taken.extend(mark for run in _runs(marks) for mark in run)
        else:
            taken.extend(_bare(lines, layout, marks))
    for run in _runs([mark for mark in found if mark.worded], steps=(1,)):
        if any(_tears(lines, layout, mark.place) for mark in run):
            taken.extend(run)
    return {mark.place: mark.number for mark in taken}


def _running(index: int, line: Line) -> _Running | None:
    may_be = line.width <= _MAX_CELLS and _NUMBER_AT_END.search(line.text)
    match = _RUNNING.fullmatch(line.text) if may_be else None
    if match is None or starts_item(line.text):
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


def _runs(marks: Sequence[_Running], steps: Sequence[int] = _STEPS) -> Iterator[list[_Running]]:
    """Two or more marks in a row that count up by the same step, at the distance of pages."""
    for step in steps:
        run: list[_Running] = []
        for mark in marks:
            if run and not (
                mark.number == run[-1].number + step
                and MIN_PAGE_LINES <= mark.place - run[-1].place <= step * MAX_PAGE_LINES
            ):
                if len(run) > 1:
                    yield run
                run = []
            run.append(mark)
        if len(run) > 1:
            yield run


def _bare(lines: Sequence[Line], layout: Layout, marks: Sequence[_Running]) -> Iterator[_Running]:
    """Marks of one title whose numbers do not say that they are a page's."""
    for run in _runs(marks):
        enough = len(run) >= _MIN_BARE or all(_is_at_form_feed(lines, mark.place) for mark in run)
        if enough and any(_tears(lines, layout, mark.place) for mark in run):
            yield from run


def _may_end_page(lines: Sequence[Line], layout: Layout, index: int) -> bool:
    """Whether a line stands at a form feed or, in a text broken into lines, apart from the lines around it."""
    if _is_at_form_feed(lines, index):
        return True
    if not layout.width or layout.spaced:
        return False
    following = lines[index + 1] if index + 1 < len(lines) else None
    return (not index or lines[index].gap >= 1) and (following is None or following.gap >= 1)


def _is_at_form_feed(lines: Sequence[Line], index: int) -> bool:
    return lines[index].new_page or (index + 1 < len(lines) and lines[index + 1].new_page)


def _tears(lines: Sequence[Line], layout: Layout, index: int) -> bool:
    """Whether a line stands in the middle of a sentence: the line above it is full and goes on below."""
    if not layout.width or not 0 < index < len(lines) - 1:
        return False
    before, following = lines[index - 1], lines[index + 1]
    return (
        before.width + 1 + first_token_width(following.text) > 0.9 * layout.width
        and not ends_sentence(before.text)
        and before.text[-1] not in ":：;；"
        and not _WIDE_GAP.search(before.text)
        and following.indent <= before.indent
        and bool(_GOES_ON.match(following.text))
        and not starts_item(following.text)
        and heading_style(before.text) is None
        and heading_style(following.text) is None
    )
