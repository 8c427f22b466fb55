"""Lines that stand one under another and are no paragraph: particulars, dated entries, names in columns."""

from __future__ import annotations

import re

from rag.lines import Line, cells

_LABEL = r"(?:[\u4e00-\u9fff]{1,8}\s*[：:]|[A-Z][A-Za-z]*(?: [A-Za-z]+){0,2}:(?=\s))"
# A line of particulars: "**时间**：2023年", "Venue: the town hall". Two of them in a row are no paragraph.
_LABELLED = re.compile(rf"\*\*[^*\n]{{1,24}}(?:\*\*\s*[:：]|[:：]\s*\*\*)|{_LABEL}\s*\S")
_SET_APART = re.compile(rf"{_LABEL}(?:\u3000|\s{{2,}})\s*\S")
_HANGING = (
    re.compile(rf"{_LABEL}\s*"),
    re.compile(
        r"[（(]?[\dA-Za-z一二三四五六七八九十]{1,3}(?:\.\d{1,3}){0,3}[.)）、．]?\s+"
        r"|[（(][一二三四五六七八九十]{1,3}[）)]|[-*•·]\s+"
    ),
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_YEAR = r"(?:1[5-9]|20)\d{2}"
# An entry of a chronology: its date, then, set apart, what happened.
_DATED = re.compile(
    rf"{_YEAR}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?(?:\s*[：:]|\s+(?!\d))"
    rf"|(?:(?:\d{{1,2}}\s+)?{_MONTH}\s+)?{_YEAR}(?::|\s+[-–—]|\s{{2,}})\s*\S"
    rf"|\d{{4}}[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?(?:[：:]|\s{{2,}})\s*\S"
)
_DATE = re.compile(
    rf"{_YEAR}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?|{_YEAR}[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?"
    rf"|\d{{1,2}}[-./]\d{{1,2}}[-./](?:\d{{2}}|{_YEAR})|(?:\d{{1,2}}\s+)?{_MONTH}\s+{_YEAR}|{_MONTH}\s+\d{{1,2}},?\s+{_YEAR}"
)
_LETTERED = re.compile(r"[（(]?(?:[a-z]|[ivx]{1,4})[)）]\s")
_LEADS_ON = re.compile(r"[:;：；.。](?: (?:and|or))?$")
# Chinese words set apart from each other: a name and a post, an office and a date.
_COLUMNS = re.compile(r"[\u4e00-\u9fff）)](?:\u3000+| {2,})[\u4e00-\u9fff]")
_WIDE_GAP = re.compile(r"[^\s.?!:;。？！：；] {3,}(?=\S)")
_PAUSE = re.compile(r"[,.;?!](?=\s)|[，。；！？]")
_SENTENCE_INSIDE = re.compile(r"[，。；！？]")


def are_labelled(first: Line, line: Line) -> bool:
    """Whether a line gives a particular of its own under another one."""
    return bool(_LABELLED.match(first.text) and _LABELLED.match(line.text))


def is_labelled(text: str) -> bool:
    """Whether a text gives a particular after its label, "Signed: Ann Lee"."""
    return bool(_LABELLED.match(text))


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else."""
    return bool(_DATE.fullmatch(text))


def is_particular(text: str) -> bool:
    """Whether a line is a label with words in columns after it, "主持人：主任　王某", and so heads no text."""
    return bool(_LABELLED.match(text) and _COLUMNS.search(text))


def are_set_out(first: Line, before: Line, line: Line, is_short: bool) -> bool:
    """Whether a line stands under the paragraph `first` begins as another entry of the same kind.

    `before` is the line right above; `is_short` tells whether the next word would have fitted on it.
    """
    if _share_column(first, line, is_short) or (_DATED.match(first.text) and _DATED.match(line.text)):
        return True
    if are_labelled(first, line) and (
        is_short or _SET_APART.match(first.text) or _SET_APART.match(line.text)
    ):
        return True
    columns = _is_in_columns(before) + _is_in_columns(line)
    # A filled line of text that holds a wide gap by chance goes on in the next one, which holds none.
    return columns == 2 or (columns == 1 and (is_short or bool(_LEADS_ON.search(before.text))))


def hangs_under(first: Line, line: Line) -> bool:
    """Whether a line stands under the words after the number or the label of a paragraph's first line."""
    marks = (pattern.match(first.text) for pattern in _HANGING)
    return any(mark and line.indent == first.indent + cells(mark.group()) for mark in marks)


def falls_back(first: Line, before: Line, line: Line) -> bool:
    """Whether a line goes back to the margin from which a paragraph's later lines hung."""
    return before is not first and hangs_under(first, before) and line.indent <= first.indent < before.indent


def is_indented(before: Line, line: Line, full: int, width: int) -> bool:
    """Whether a line's indent starts a paragraph: of two Han characters, or, in Latin script, more than the line before.

    A Latin line goes on at the same indent where that line, `full` with the next word, was filled to the
    column.
    """
    latin = line.text[0].isascii() and before.text[-1].isascii()
    goes_on = (
        latin
        and line.gap == 0
        and line.indent == before.indent
        and before.indent + full > 0.9 * width
        and not _LETTERED.match(line.text)
    )
    return line.indent >= 4 and not goes_on


def is_lettered_item(before: Line, line: Line) -> bool:
    """Whether a line "(b) …" is the next item of a list: the line before ends an item, or announces them."""
    return bool(_LETTERED.match(line.text) and _LEADS_ON.search(before.text))


def _share_column(first: Line, line: Line, is_short: bool) -> bool:
    """Whether both lines have their first wide gap before the same column.

    Where the line above was filled, the gaps of running text may do so by chance: it goes on in lower case,
    or has a pause before its gap.
    """
    gaps = [(each, gap) for each in (first, line) if (gap := _WIDE_GAP.search(each.text))]
    places = [each.indent + cells(each.text[: gap.end()]) for each, gap in gaps]
    if len(places) < 2 or places[0] != places[1]:
        return False
    return is_short or not (
        line.text[0].islower() or any(_PAUSE.search(each.text[: gap.end()]) for each, gap in gaps)
    )


def _is_in_columns(line: Line) -> bool:
    return bool(_COLUMNS.search(line.text)) and not _SENTENCE_INSIDE.search(line.text)
