"""Escaped text and highlighted spans: the only place where text becomes HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import pairwise

Span = tuple[int, int]


def escape(text: object) -> str:
    """The text with every character that could be taken for markup replaced by its entity."""
    return html.escape(str(text), quote=True)


def attributes(**values: str | int | None) -> str:
    """` name="value"` for each value that is not None; `class_` gives class, inner underscores hyphens."""
    parts = []
    for name, value in values.items():
        if value is not None:
            parts.append(f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"')
    return "".join(parts)


def element(name: str, text: object, **values: str | int | None) -> str:
    """`<name ...>text</name>`, text and attributes escaped."""
    return f"<{name}{attributes(**values)}>{escape(text)}</{name}>"


def merge_spans(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans clipped to `[0, length)`, sorted, overlapping or touching ones joined, empty ones dropped."""
    merged: list[Span] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def highlight(text: str, quoted: Iterable[Span], marks: Iterable[Span] = ()) -> str:
    """The escaped text with `<mark>` around the quoted spans and `<b>` around marked words inside them."""
    quoted_spans = merge_spans(quoted, len(text))
    marked = merge_spans(marks, len(text))
    pieces, position = [], 0
    for start, end in quoted_spans:
        pieces.append(escape(text[position:start]))
        pieces.append(
            f"<mark>{embolden(text[start:end], [(a - start, b - start) for a, b in marked])}</mark>"
        )
        position = end
    pieces.append(escape(text[position:]))
    return "".join(pieces)


def embolden(text: str, marks: Sequence[Span]) -> str:
    """The escaped text with `<b>` around the marked spans."""
    spans = merge_spans(marks, len(text))
    cuts = [0, *(cut for span in spans for cut in span), len(text)]
    pieces = []
    for index, (start, end) in enumerate(pairwise(cuts)):
        piece = escape(text[start:end])
        pieces.append(f"<b>{piece}</b>" if index % 2 and piece else piece)
    return "".join(pieces)
