"""Files turned into text: one reader for each kind of file, chosen by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.errors import DocumentError
from rag.readers.source import SourceText
from rag.readers.text import read_markdown, read_text

Reader = Callable[[Path], SourceText]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
SUFFIXES: frozenset[str] = frozenset(READERS)

__all__ = ["READERS", "SUFFIXES", "Reader", "SourceText", "read_source"]


def read_source(path: Path) -> SourceText:
    """The text of a file; DocumentError for an unknown kind or encoding, binary content, no text."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            f"{path.name} cannot be read.",
            f"There is no reader for files named *{path.suffix}."
            if path.suffix
            else "Its name has no ending that tells its kind.",
            f"Use one of these kinds: {', '.join(sorted(SUFFIXES))}.",
        )
    return reader(path)
