"""What a reader takes from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Omission:
    """A part of a file that could not be read though the rest was: "pages 3–5", and why, with what to do."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text as it stands, with the offsets at which its pages start, where the file says so.

    `paged`: pages are counted as the file counts them, whatever number is printed on them. `title` is what
    the file itself says its title is, where its text shows none.
    """

    text: str
    page_starts: tuple[int, ...] = ()
    markdown: bool = False
    paged: bool = False
    title: str = ""
    omissions: tuple[Omission, ...] = ()


def read_bytes(path: Path) -> bytes:
    """A file's bytes; DocumentError where it cannot be opened or there is nothing in it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{path.name} cannot be read.",
            f"{error.strerror or error}.",
            "Check that the file is there and may be read.",
        ) from error
    if not data.strip():
        raise no_text(path.name)
    return data


def no_text(name: str) -> DocumentError:
    """The error for a file without any text, to be raised."""
    return DocumentError(
        f"{name} is empty.", "There is no text in it.", "Remove it, or save the document again."
    )
