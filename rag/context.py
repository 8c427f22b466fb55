"""What a passage stands under, in every language known: title, headings, date, event, people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.markup import starts_item
from rag.text.normalize import squeeze
from rag.types import Chunk, Document, Metadata

_MONTH_NAMES = "January February March April May June July August September October November December"
MONTHS = tuple(_MONTH_NAMES.split())
# A line of a letterhead is no longer than a short sentence: 45 Chinese characters or 135 Latin letters.
_MAX_LEAD_LINES, _MAX_LEAD_BYTES = 7, 135
_LEADING = ("heading", "front", "paragraph")
# A line of dialogue or verse: who speaks, a question, words in quotation marks that end a sentence.
_SAID = re.compile(r"^[“\"「『].*[。！？.!?][”\"」』]$|[？?]$|^[\u4e00-\u9fff]{1,3}：(?=.*[。！？]$)")
# What is counted begins the text.
_NUMBERED = re.compile(
    r"[#*]*\s*(?:[（(]?[一二三四五六七八九十]{1,3}[、）)]|第[一二三四五六七八九十\d]+[章编节部条]"
    r"|(?:\d{1,2}|[IVX]{1,4})(?:\.\d+)*[.)]?\s|(?:part|chapter|article|section) [\dIVX])",
    re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_CHINESE_NAMES = re.compile(r"[\u4e00-\u9fff（）()]+(?:\s+[\u4e00-\u9fff（）()]+)+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Lines around a passage that belong to it: a caption's name and part, a table's header and group."""

    lines: tuple[str, ...] = ()


NO_SURROUNDINGS = Surroundings()


def describe(
    document: Document, path: tuple[str, ...], text: str, speaker: str, surroundings: Surroundings
) -> str:
    """The context of a passage, one thing a line, nothing twice."""
    metadata = document.metadata
    lines = [document.title, metadata.short_title, metadata.title_en, metadata.short_title_en]
    lines += path
    lines += _translated(path, metadata)
    lines += date_forms(metadata.date)
    lines += [
        metadata.event,
        metadata.event_en,
        metadata.place,
        metadata.place_en,
        metadata.issuer,
        metadata.issuer_en,
    ]
    if not (metadata.event or metadata.issuer):
        lines += lead_lines(document)
    lines += surroundings.lines
    lines.append(speaker)
    lines += _people(text, speaker, surroundings, metadata)
    return "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))


def lead_lines(document: Document) -> list[str]:
    """The short lines at the top of a document: who issued it, which session or year it is of, where and when.

    For documents without metadata; what is told apart by nothing else is told apart by these.
    """
    found: list[str] = []
    for block in document.blocks[:_MAX_LEAD_LINES]:
        text = " ".join(document.text[block.start : block.end].split())
        if (
            block.kind not in _LEADING
            or len(text.encode()) > _MAX_LEAD_BYTES
            or _NUMBERED.match(text)
            or (found and block.kind == "heading" and block.level > 1)
            or starts_item(text)
            or (_SAID.search(text) and text != document.title)
        ):
            break
        found.append(text)
    return found


def table_header(chunk: Chunk) -> str:
    """The line that names the columns above a row of a table; "" for other chunks and where none is known.

    It is the last line of the row's context that is set in cells as the row is: the name of a group of rows, or
    people that the row mentions, may stand below it. A table that was flattened into a cell a line has its names
    apart by spaces; only Chinese ones can be told from a sentence.
    """
    if chunk.kind != "table_row":
        return ""
    lines = chunk.context.split("\n")[::-1]
    for mark in ("\t", "|"):
        if mark in chunk.text:
            found = next((line for line in lines if mark in line and line != chunk.title), "")
            if found or mark == "|":
                return found
    known = {chunk.title, *chunk.section}
    return next((line for line in lines if _CHINESE_NAMES.fullmatch(line) and line not in known), "")


def spoken_of(speaker: str, metadata: Metadata) -> str:
    """A speaker with the post that the metadata knows, where the text gives a bare name."""
    for person in metadata.people:
        if speaker and squeeze(person.name) == squeeze(speaker) and person.post:
            return f"{person.post}{person.name}"
    return speaker


def date_forms(date: str) -> list[str]:
    """A date as people write it: 2025-11-05, 2025年11月, 2025年11月5日, November 2025."""
    match = _DATE.fullmatch(date)
    if not match:
        return [date] if date else []
    year, month, day = match.groups()
    forms = [date]
    if month is None:
        return [*forms, f"{year}年"]
    forms.append(f"{year}年{int(month)}月" + (f"{int(day)}日" if day else ""))
    if 1 <= int(month) <= 12:
        forms.append(f"{MONTHS[int(month) - 1]} {year}")
    return forms


def _translated(path: tuple[str, ...], metadata: Metadata) -> Iterator[str]:
    known = {squeeze(heading): english for heading, english in metadata.headings.items()}
    for heading in path:
        english = known.get(squeeze(heading))
        if english:
            yield english


def _people(text: str, speaker: str, surroundings: Surroundings, metadata: Metadata) -> Iterator[str]:
    """The people that a passage names, with their English names and posts."""
    around = squeeze("\n".join([text, speaker, *surroundings.lines]))
    for person in metadata.people:
        if person.name and squeeze(person.name) in around:
            yield " ".join(filter(None, [person.name, person.name_en, person.post_en]))
