"""Normal forms of text for matching: one width, one case, one script; the original is never changed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_SPACE = re.compile(r"\s+")
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
# Extracted text sets random spaces around figures in Chinese: 2012年的第 34位 is 2012年的第34位.
_SPACE_AT_FIGURE = re.compile(rf"(?<={_HAN})[ \t]+(?=[\d%])|(?<=[\d%])[ \t]+(?={_HAN})")
# Characters whose composition with the next one NFKC may change must be normalised together with it.
_CLUSTER = re.compile(r"[\x00-\x7f]|.[\u0300-\u036f\u3099\u309a\u1100-\u11ff\uff9e\uff9f\u200d]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normal form; `offsets[i]` is the original index of its character i, the last one the length."""

    text: str
    offsets: tuple[int, ...]


def normalize(text: str) -> str:
    """NFKC, case folded, simplified Chinese, no spaces between a figure and a Han character beside it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _simplify(_SPACE_AT_FIGURE.sub("", folded))


def squeeze(text: str) -> str:
    """The text without any white space."""
    return _SPACE.sub("", text)


def normalize_with_offsets(text: str) -> Normalized:
    """The same as `normalize`, with the way back: `len(offsets) == len(text) + 1`."""
    pieces: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        piece = unicodedata.normalize("NFKC", match.group()).casefold()
        pieces.append(piece)
        offsets.extend([match.start()] * len(piece))
    folded = "".join(pieces)
    kept: list[str] = []
    places: list[int] = []
    last = 0
    for match in _SPACE_AT_FIGURE.finditer(folded):
        kept.append(folded[last : match.start()])
        places.extend(offsets[last : match.start()])
        last = match.end()
    kept.append(folded[last:])
    places.extend(offsets[last:])
    return Normalized(_simplify("".join(kept)), (*places, len(text)))


def _simplify(text: str) -> str:
    """Traditional characters as simplified ones, one for one, so that offsets stand."""
    if text.isascii():
        return text
    return text.translate(_simplified())


@cache
def _simplified() -> dict[int, int]:
    """Code points of traditional characters → simplified, from OpenCC's character table.

    Only the table is read: the converter's phrase rules change lengths, which no offset survives, and cost
    two thirds of a second to load.
    """
    from importlib.resources import files

    table: dict[int, int] = {}
    dictionary = files("opencc").joinpath("dictionary", "TSCharacters.txt")
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional) == 1 and len(first) == 1:
            table[ord(traditional)] = ord(first)
    return table
