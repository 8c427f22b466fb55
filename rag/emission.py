"""Units written out as one reading text, with the runs that lead back to the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.types import Block, Run
from rag.units import Unit, continues_address

# An address is looked at this far to either side of a space in it.
_REACH = 400

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]*")
_ADDRESS_GO_ON = re.compile(r"[!-~]*")
_BLANKS = re.compile(r"[ \t\u3000]+")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_LAST_PART = re.compile(r"[A-Za-z]+$")
_FIRST_PART = re.compile(r"[a-z]+")


class Emission(NamedTuple):
    """A reading text, its runs, its blocks, and the hyphens (source spans) that only broke a word."""

    text: str
    runs: tuple[Run, ...]
    blocks: tuple[Block, ...]
    hyphens: tuple[tuple[int, int], ...]


def emit(source: str, units: Sequence[Unit], cuts: Sequence[tuple[int, int]]) -> Emission:
    """The units in order, two line breaks between them, or one before a tight one; the cuts are left out."""
    words: frozenset[str] | None = None
    levels = _levels(units)
    parts: list[str] = []
    runs: list[Run] = []
    blocks: list[Block] = []
    hyphens: list[tuple[int, int]] = []
    length = 0
    for unit, level in zip(units, levels, strict=True):
        separator = "" if not blocks else "\n" if unit.tight else "\n\n"
        start = -1
        for number, (low, high) in enumerate(unit.spans):
            if number and start >= 0:
                separator = unit.separators[number]
            end = high
            if (
                number + 1 < len(unit.spans)
                and not unit.separators[number + 1]
                and source[high - 1] in "-‐\u00ad"
            ):
                if words is None:
                    words = frozenset(match.group().lower() for match in _WORD.finditer(source))
                if _only_breaks(
                    source[max(low, high - 40) : high], source[slice(*unit.spans[number + 1])][:40], words
                ):
                    end -= 1
                    hyphens.append((end, high))
            for left, right in _pieces(source, low, end, cuts, unit.verbatim):
                parts.append(separator)
                length += len(separator)
                separator = ""
                if start < 0:
                    start = length
                runs.append(Run(length, left, right - left))
                parts.append(source[left:right])
                length += right - left
        if start >= 0:
            blocks.append(Block(unit.kind, start, length, level, unit.label, unit.role))
    return Emission("".join(parts), tuple(runs), tuple(blocks), tuple(hyphens))


def _levels(units: Sequence[Unit]) -> list[int]:
    """Depths of headings by their ranks, numbers of footnotes, 0 for all else."""
    stack: list[int] = []
    levels = []
    for unit in units:
        if unit.kind == "heading":
            while stack and stack[-1] >= unit.rank:
                stack.pop()
            stack.append(unit.rank)
        levels.append(len(stack) if unit.kind == "heading" else unit.number)
    return levels


def _pieces(
    source: str, low: int, high: int, cuts: Sequence[tuple[int, int]], verbatim: bool
) -> Iterator[tuple[int, int]]:
    """What is left of a source span without the cuts and without the spaces inside web addresses."""
    index = max(0, bisect_right(cuts, (low, low)) - 1)
    for left, right in cuts[index:]:
        if left >= high:
            break
        if right <= low:
            continue
        yield from _mended(source, low, left, verbatim)
        low = right
    yield from _mended(source, low, high, verbatim)


def _mended(source: str, low: int, high: int, verbatim: bool) -> Iterator[tuple[int, int]]:
    if verbatim:
        if low < high:
            yield low, high
        return
    position = low
    while match := _ADDRESS.search(source, position, high):
        address, end = match.group()[:_REACH], match.end()
        while len(address) < _REACH and (blanks := _BLANKS.match(source, end, high)):
            if not continues_address(address, source[blanks.end() : min(high, blanks.end() + _REACH)]):
                break
            yield low, end
            low = blanks.end()
            rest = _ADDRESS_GO_ON.match(source, low, high)
            end = rest.end() if rest else low
            address += source[low:end][:_REACH]
        position = max(end, match.end())
    if low < high:
        yield low, high


def _only_breaks(before: str, after: str, words: frozenset[str]) -> bool:
    """Whether a hyphen belongs to the line break: it is soft, or the whole word stands elsewhere."""
    if before.endswith("\u00ad"):
        return True
    left, right = _LAST_PART.search(before[:-1]), _FIRST_PART.match(after)
    if not left or not right:
        return False
    first, rest = left.group().lower(), right.group()
    return first + rest in words and f"{first}-{rest}" not in words
