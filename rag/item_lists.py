"""A passage's sentences → its lists: items on lines of their own under a line that says of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.markup import starts_item

Span = tuple[int, int]
_LEAST_ITEMS = 2
_OPENS = re.compile(r"[：:][*_”\"’'）)]*$")
_ENDS = re.compile(r"[。！？；.!?;…][*_”\"’'）)]*$")
_GOES_ON = re.compile(r".*[；;]$|\W{0,9}(?:\d{1,2}|[a-z])?\W{1,9}[a-z]")
_NUMBERED = re.compile(
    r"[*_]{0,2}(?:[（(][一二三四五六七八九十\da-z]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|(?:\d{1,2}|[a-z])(?:[、．)）]|\.(?=\s))|[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list among the sentences of a passage, by their numbers: what opens it, where items begin, its last one."""

    opener: int
    items: tuple[int, ...]
    last: int


def find_lists(text: str, spans: Sequence[Span]) -> list[ItemList]:
    """The lists of a text whose sentences stand at `spans`, in order.

    An item goes on to the end of its line. A line without a colon opens a list only where the items go on with its
    sentence: where they end with semicolons or begin with small letters.
    """
    found: list[ItemList] = []
    position = 1
    while position < len(spans):
        if not (_starts_line(text, spans, position) and _is_item(text, spans[position])):
            position += 1
            continue
        opener, kind = position - 1, _kind(text, spans[position])
        last, items = position, [position]
        while last + 1 < len(spans):
            if _starts_line(text, spans, last + 1):
                if not _is_item(text, spans[last + 1]) or _kind(text, spans[last + 1]) != kind:
                    break
                items.append(last + 1)
            last += 1
        opening = text[slice(*spans[opener])]
        lines = text[spans[position][0] : spans[last][1]].split("\n")
        goes_on = not _ENDS.search(opening) and any(map(_GOES_ON.match, lines))
        if (
            len(items) >= _LEAST_ITEMS
            and not _is_item(text, spans[opener])
            and (_OPENS.search(opening) or goes_on)
        ):
            found.append(ItemList(opener, tuple(items), last))
        position = last + 1
    return found


def _starts_line(text: str, spans: Sequence[Span], position: int) -> bool:
    return "\n" in text[spans[position - 1][1] : spans[position][0]]


def _is_item(text: str, span: Span) -> bool:
    line = text[slice(*span)]
    return bool(_NUMBERED.match(line)) or starts_item(line)


def _kind(text: str, span: Span) -> str:
    """What items of one list have in common: the form of their marks without the number."""
    line = text[slice(*span)]
    numbered = _NUMBERED.match(line)
    if not numbered:
        return line[:1]
    return re.sub(
        r"[①-⑳]", "①", re.sub(r"[一二三四五六七八九十]+", "一", re.sub(r"[\da-z]+", "1", numbered.group()))
    )
