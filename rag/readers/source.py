"""What a reader takes from a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text as it stands, with the offsets at which its pages start, where the file says so."""

    text: str
    page_starts: tuple[int, ...] = ()
    markdown: bool = False
