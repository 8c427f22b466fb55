"""The numbers that Word puts before headings and items by itself: 第一章, 1.2, (a)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"

_PLACE = re.compile(r"%([1-9])")
# Word's lists have nine levels.
_DEPTHS = frozenset("012345678")
_MAX_SPELLED = 999
_CHINESE = ("chinese", "japaneseCounting", "taiwanese", "ideographDigital")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_SMALL_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered: Word's name of the figures, the pattern (第%1章), the first number."""

    figures: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """A document's lists, and how far each is counted; labels must be asked for in the document's order."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def label(self, number_id: str, depth: int) -> str:
        """The number before the next paragraph of a list at a depth from 0; • for a bullet, "" for none."""
        abstract = self.lists.get(number_id, "")
        levels = self.levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [])
        if number_id not in self._begun:
            self._begun.add(number_id)
            for restarted, start in self.restarts.get(number_id, {}).items():
                if restarted < len(counts):
                    counts[restarted] = start - 1
        # A number of an outer level starts the inner ones anew.
        del counts[depth + 1 :]
        while len(counts) <= depth:
            at = len(counts)
            first = self.restarts.get(number_id, {}).get(at, levels[at].start if at in levels else 1)
            counts.append(first if at < depth else first - 1)
        counts[depth] += 1
        if level.figures == "bullet":
            return BULLET
        return _PLACE.sub(
            lambda place: _shown(counts, levels, int(place.group(1)) - 1, level), level.pattern
        ).strip()


def read_numbering(root: _Element | None) -> Numbering:
    """The lists that a document defines; none without a part for them."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iter(f"{W}abstractNum"):
        numbering.levels[abstract.get(f"{W}abstractNumId", "")] = dict(_levels(abstract))
    for number in root.iter(f"{W}num"):
        name = number.get(f"{W}numId", "")
        numbering.lists[name] = value(number.find(f"{W}abstractNumId"))
        for override in number.iter(f"{W}lvlOverride"):
            start = value(override.find(f"{W}startOverride"))
            if start.isdecimal():
                depth = _depth(override)
                numbering.restarts.setdefault(name, {})[depth] = int(start)
            if inner := dict(_levels(override)):
                # Another look for this list alone: it is a list of its own then.
                own = f"{numbering.lists[name]}/{name}"
                numbering.levels[own] = {**numbering.levels.get(numbering.lists[name], {}), **inner}
                numbering.lists[name] = own
    return numbering


def value(element: _Element | None) -> str:
    """An element's w:val, empty for none."""
    return "" if element is None else element.get(f"{W}val", "")


def _levels(parent: _Element) -> Iterator[tuple[int, Level]]:
    for level in parent.iter(f"{W}lvl"):
        start = value(level.find(f"{W}start"))
        yield (
            _depth(level),
            Level(
                value(level.find(f"{W}numFmt")) or "decimal",
                value(level.find(f"{W}lvlText")),
                int(start) if start.isdecimal() else 1,
            ),
        )


def _depth(element: _Element) -> int:
    depth = element.get(f"{W}ilvl", "0")
    return int(depth) if depth in _DEPTHS else 0


def _shown(counts: list[int], levels: dict[int, Level], place: int, level: Level) -> str:
    count = counts[place] if place < len(counts) else 1
    figures = levels[place].figures if place in levels else level.figures
    if level.figures == "decimal":
        # 第一章 and 1.2 under it: a level in figures has all its numbers in figures.
        figures = "decimal" if figures.startswith(_CHINESE) else figures
    return write_number(count, figures)


def write_number(number: int, figures: str) -> str:
    """A number from 1 in the figures that Word calls by a name; in plain ones for a name not known here."""
    if figures == "none":
        return ""
    if not 0 < number <= _MAX_SPELLED:
        return str(number)
    if figures.startswith(_CHINESE):
        return _chinese(number)
    if figures in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if figures == "upperLetter" else letters
    if figures in ("lowerRoman", "upperRoman"):
        roman = ""
        for size, sign in (*_ROMAN, *_SMALL_ROMAN):
            roman += sign * (number // size)
            number %= size
        return roman.upper() if figures == "upperRoman" else roman
    if figures == "decimalZero":
        return f"{number:02d}"
    if figures.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    """A number up to 999 in Chinese numerals: 十二, 一百零五."""
    numerals = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{numerals[hundreds]}百" if hundreds else ""
    if tens:
        written += "十" if tens == 1 and not hundreds else f"{numerals[tens]}十"
    elif hundreds and ones:
        written += "零"
    return written + (numerals[ones] if ones else "")
