"""A text's lines and what their lengths say of its layout."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

# Wider than this, a line was not broken to fit a page: its lines are paragraphs.
MAX_WRAP_CELLS = 130
_MIN_WRAP_CELLS = 20

_PIECE = re.compile(r"[^\n\r\f]+|\r\n|[\n\r\f]")
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6“”‘’—…·]"
)
# A footnote's mark may stand after the full stop.
_ENDS_SENTENCE = re.compile(
    r"(?:[。！？!?…｡]|(?<![A-Z])\.)[”’」』）》】\"')\]]*(?:\[\^?\d{1,3}\]|[\u2460-\u2473])?$"
)
_FIRST_TOKEN = re.compile(r"[A-Za-z0-9_./%+\-]+|.", re.DOTALL)
_WIDTH_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds text. `[start, end)` is its span without the white space at both ends.

    `width` counts cells: a Han character fills two. `gap` is the number of blank lines before it, `void`
    whether one of them held a lone space (an empty paragraph of the source), `trailing` whether the line
    ends in a space, `new_page` whether a form feed stands before it.
    """

    text: str
    start: int
    end: int
    width: int
    indent: int
    gap: int
    void: bool
    trailing: bool
    new_page: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text was set, from its own lines.

    `width` is the column in cells, or 0 where lines are whole paragraphs. `spaced`: a blank line follows
    every line and so separates nothing. `marked`: a trailing space ends a paragraph. `blocks`: blank lines
    separate paragraphs.
    """

    width: int
    spaced: bool
    marked: bool
    blocks: bool


def line_starts(text: str) -> tuple[int, ...]:
    """The offsets at which lines start, as an editor counts them."""
    return (0, *(match.end() for match in re.finditer(r"\r\n|[\n\r]", text)))


def split_lines(text: str) -> list[Line]:
    """The lines of a text that hold more than white space, in order."""
    lines: list[Line] = []
    gap, void, new_page, at_start = 0, False, False, True
    for match in _PIECE.finditer(text):
        raw = match.group()
        if raw == "\f":
            new_page, at_start = True, True
            continue
        if raw in ("\n", "\r", "\r\n"):
            gap += at_start
            at_start = True
            continue
        at_start = False
        stripped = raw.strip()
        if not stripped:
            gap += 1
            void = True
            continue
        left = len(raw) - len(raw.lstrip())
        lines.append(
            Line(
                text=stripped,
                start=match.start() + left,
                end=match.start() + left + len(stripped),
                width=cells(stripped),
                indent=sum(2 if char == "\u3000" else 4 if char == "\t" else 1 for char in raw[:left]),
                gap=gap,
                void=void,
                trailing=raw[-1] in " \u3000",
                new_page=new_page,
            )
        )
        gap, void, new_page = 0, False, False
    return lines


def cells(text: str) -> int:
    """The width of a text in cells; that of a very long one is estimated from its start."""
    if text.isascii():
        return len(text)
    if len(text) > _WIDTH_SAMPLE:
        return len(text) * cells(text[:_WIDTH_SAMPLE]) // _WIDTH_SAMPLE
    return len(text) + len(_WIDE.findall(text))


def first_token_width(text: str) -> int:
    """The cells of what could not have been broken: the first word, or the first Han character."""
    match = _FIRST_TOKEN.match(text)
    return cells(match.group()) if match else 0


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends where this text ends."""
    return bool(_ENDS_SENTENCE.search(text[-12:]))


def measure_layout(lines: list[Line]) -> Layout:
    """The layout that explains the lines best."""
    if len(lines) < 3:
        return Layout(0, spaced=False, marked=False, blocks=True)
    ordered = sorted(line.width for line in lines)
    column = ordered[int(0.9 * (len(ordered) - 1))]
    near = sum(0.8 * column <= width <= 1.15 * column for width in ordered) / len(ordered)
    followers = list(itertools.pairwise(lines))
    broken = sum(line.width >= 0.7 * column and not ends_sentence(line.text) for line, _ in followers) / max(
        1, len(followers)
    )
    wider = sum(width > 1.5 * column for width in ordered) / len(ordered)
    if not (_MIN_WRAP_CELLS <= column <= MAX_WRAP_CELLS and near >= 0.3 and broken >= 0.2 and wider <= 0.1):
        return Layout(0, spaced=False, marked=False, blocks=True)
    torn = [(a, b) for a, b in followers if a.width >= 0.7 * column and not ends_sentence(a.text)]
    spaced = sum(b.gap == 1 for _, b in torn) > 0.6 * len(torn) and sum(
        b.gap >= 1 for _, b in followers
    ) > 0.6 * len(followers)
    separated = sum(b.gap >= 1 for _, b in followers) / len(followers)
    return Layout(
        column, spaced=spaced, marked=_is_marked(lines, column), blocks=not spaced and separated >= 0.03
    )


def _is_marked(lines: list[Line], column: int) -> bool:
    """Whether trailing spaces end paragraphs: there are many, and seldom on a line that was torn."""
    marked = [line for line in lines if line.trailing]
    bare = [line for line in lines if not line.trailing]
    if not 0.05 * len(lines) <= len(marked) <= 0.8 * len(lines) or not bare:
        return False
    whole = sum(line.width < 0.7 * column or ends_sentence(line.text) for line in marked)
    torn = sum(line.width >= 0.7 * column for line in bare)
    return whole >= 0.7 * len(marked) and torn >= 0.5 * len(bare)
