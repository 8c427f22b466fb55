"""Structure that a file holds as such, written with the signs that reflowing knows from Markdown."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029]+")
# A line break inside Chinese text is the editor's, not the writer's: nothing stands between the two characters.
_CHINESE_BREAK = re.compile(rf"(?<={_HAN})[ \t]*[\r\n][ \t\r\n]*(?={_HAN})")
# What has no width says where a word may be broken, and would keep it from being found.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f]")
_MAX_LEVEL = 6


@dataclass(slots=True)
class Blocks:
    """The blocks of a document in the making: lines, and what heads them."""

    parts: list[str] = field(default_factory=list)
    headings: int = 0
    _listed: bool = False

    def heading(self, level: int, text: str) -> None:
        """A heading of a level from 1; below the sixth there is none."""
        if text := inline(text):
            self.headings += 1
            self._add(f"{'#' * min(max(level, 1), _MAX_LEVEL)} {text}")

    def paragraph(self, text: str) -> None:
        """A paragraph; a line break in it stays one."""
        lines = [line for piece in text.split("\n") if (line := inline(piece))]
        # Two spaces say that a line break is meant.
        self._add("  \n".join(lines))

    def item(self, mark: str, text: str, depth: int = 0) -> None:
        """An item of a list, right under the one before; `depth` counts the lists around its own."""
        if text := inline(text.replace("\n", " ")):
            self._add(f"{'  ' * depth}{mark} {text}", listed=True)

    def table(self, rows: Iterable[Sequence[str]], headers: int = 1) -> None:
        """A table, its first rows the header; a row with one cell over its width before it is its title.

        Several rows of a header are one, each column with all its names: 产量 2022年 | 产量 2023年.
        """
        named = [[inline(cell.replace("\n", " ")) for cell in row] for row in rows]
        head = [row for row in named[:headers] if any(row)]
        grid = [*head, *(row for row in named[headers:] if any(row))]
        while len(grid) > 1 and len(set(filter(None, grid[0]))) == 1 and (grid[0][0] or len(head) < 2):
            self.paragraph(next(filter(None, grid.pop(0))))
            head = head[1:]
        if len(head) > 1:
            columns = itertools.zip_longest(*head, fillvalue="")
            grid[: len(head)] = [[" ".join(dict.fromkeys(filter(None, names))) for names in columns]]
        width = max(map(len, grid), default=0)
        if width < 2 or len(grid) < 2:
            for row in grid:
                self.paragraph(" ".join(filter(None, row)))
            return
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in grid]
        lines.insert(1, "|" + " --- |" * width)
        self._add("\n".join(lines))

    def verbatim(self, text: str) -> None:
        """Text whose line breaks and spaces count."""
        text = text.strip("\n").rstrip()
        if text.strip():
            fence = "```"
            while fence in text:
                fence += "`"
            self._add(f"{fence}\n{text}\n{fence}")

    def text(self) -> str:
        """All of it, a blank line between the blocks."""
        return "".join(self.parts)

    def _add(self, block: str, *, listed: bool = False) -> None:
        if not block:
            return
        if self.parts:
            self.parts.append("\n" if listed and self._listed else "\n\n")
        self.parts.append(block)
        self._listed = listed


def inline(text: str) -> str:
    """Text on one line: white space as single spaces, none for a line break inside Chinese, nothing invisible."""
    text = _INVISIBLE.sub("", text)
    return _SPACE.sub(" ", _CHINESE_BREAK.sub("", text)).strip(" \u3000")
