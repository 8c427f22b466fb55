"""The working form of a text between its lines and its blocks: units that know their source spans."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.types import BlockKind

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003134f]")
# Punctuation that both scripts use; it is Chinese where the text is.
_SHARED = frozenset("“”‘’—…·")
_OPEN_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]*$")
_ADDRESS_REST = re.compile(r"[\w\-./?=&%#+~:,]+", re.ASCII)
_ADDRESS_JOINT = tuple("/-_=&?.,%#")
# How far back an address may have begun.
_ADDRESS_REACH = 400


@dataclass(slots=True)
class Unit:
    """A block in the making: where its text stands in the source, in reading order.

    `tight` puts it on the line right after the unit before it; `rank` orders headings, a smaller one is
    higher; `page` counts from 0. `verbatim` text keeps the line breaks inside its spans.
    """

    kind: BlockKind
    spans: list[tuple[int, int]]
    text: str
    gap: int = 1
    page: int = 0
    tight: bool = False
    rank: int = 0
    number: int = 0
    label: str = ""
    role: str = ""
    verbatim: bool = False
    style: str = ""
    separators: list[str] = field(default_factory=list)


def make_unit(kind: BlockKind, source: str, spans: Sequence[tuple[int, int]], **extra: object) -> Unit:
    """A unit whose spans are joined as the script asks: Chinese without a space, Latin words with one."""
    pieces = [source[start:end] for start, end in spans]
    separators = [""]
    chinese = any(_HAN.search(piece[:200]) or _HAN.search(piece[-200:]) for piece in pieces)
    for left, right in itertools.pairwise(pieces):
        separators.append(glue(left, right, chinese))
    text = (
        "".join(part for pair in zip(separators, pieces, strict=True) for part in pair)
        if len(pieces) > 1
        else pieces[0]
    )
    unit = Unit(kind, list(spans), text, separators=separators)
    for name, value in extra.items():
        setattr(unit, name, value)
    return unit


def join_units(units: Sequence[Unit], between: Sequence[str]) -> Unit:
    """One unit of several, with the given text before each but the first; the first one's properties hold."""
    first = units[0]
    spans = [span for unit in units for span in unit.spans]
    separators = list(first.separators)
    text = first.text
    for unit, space in zip(units[1:], between, strict=True):
        separators.extend([space, *unit.separators[1:]])
        text += space + unit.text
    return Unit(
        first.kind,
        spans,
        text,
        first.gap,
        first.page,
        first.tight,
        first.rank,
        first.number,
        first.label,
        first.role,
        first.verbatim,
        first.style,
        separators,
    )


def glue(left: str, right: str, chinese: bool) -> str:
    """What stands between two lines of one paragraph: nothing, or a space between Latin words.

    `chinese` tells whether the paragraph is Chinese: there a figure broken over two lines is one figure,
    and a quotation mark belongs to the Chinese text.
    """
    if not left or not right:
        return ""
    if continues_address(left, right):
        return ""
    last, first = left[-1], right[0]
    if _WIDE.match(last) or _WIDE.match(first):
        return ""
    if chinese and (
        last in _SHARED or first in _SHARED or (last.isdigit() and (first.isdigit() or first in ".%％"))
    ):
        return ""
    if last in "-‐‑\u00ad" and left[-2:-1].isalnum() and first.isalnum():
        return ""
    if chinese and last in "-/~" and not left[-2:-1].isspace():
        return ""
    return " "


def continues_address(left: str, right: str) -> bool:
    """Whether a web address that the left part ends on goes on in the right one.

    It does when it breaks at a joint (…/government/ | file/148.html), or inside a query whose rest fills
    the line.
    """
    if not _OPEN_ADDRESS.search(left[-_ADDRESS_REACH:]):
        return False
    rest = _ADDRESS_REST.match(right)
    if rest is None:
        return False
    token = rest.group()
    if left.endswith("."):
        host = left[left.rfind("//") + 2 :]
        return (
            host == "www."
            or left.endswith("www.")
            or bool(re.match(r"(?:s?html?|aspx?|php|pdf|jsp)\b", token))
        )
    if left.endswith(_ADDRESS_JOINT):
        return bool(re.search(r"[/_.=\-\d]", token))
    return (
        "=" in left[left.rfind("?") :]
        and "?" in left
        and token == right.strip()
        and any(char.isdigit() for char in token)
    )
