"""Files turned into text: one reader for each kind of file, chosen by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.errors import DocumentError
from rag.readers.html import read_html
from rag.readers.pdf import read_pdf
from rag.readers.source import Omission, SourceText
from rag.readers.text import read_markdown, read_text
from rag.readers.word import read_word

Reader = Callable[[Path], SourceText]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
SUFFIXES: frozenset[str] = frozenset(READERS)
# Documents of other programs: nobody who drops one into a folder should wonder where it is.
UNREAD: dict[str, str] = {
    ".doc": "Open it in Word or LibreOffice and save it as .docx.",
    ".wps": "Open it in WPS and save it as .docx.",
    ".rtf": "Open it in Word or LibreOffice and save it as .docx.",
    ".odt": "Open it in LibreOffice and save it as .docx.",
    ".pages": "Open it in Pages and export it as .docx or PDF.",
    ".caj": "Open it in CAJViewer and print it as PDF.",
    ".epub": "Convert it to HTML or PDF.",
    ".mht": "Open it in a browser and save it as HTML or PDF.",
    ".mhtml": "Open it in a browser and save it as HTML or PDF.",
    ".ppt": "Save the slides as PDF.",
    ".pptx": "Save the slides as PDF.",
    ".xls": "Save the sheets as PDF.",
    ".xlsx": "Save the sheets as PDF.",
}

__all__ = ["READERS", "SUFFIXES", "UNREAD", "Omission", "Reader", "SourceText", "read_source"]


def read_source(path: Path) -> SourceText:
    """The text of a file; DocumentError for an unknown kind or encoding, binary content, no text."""
    reader = READERS.get(path.suffix.lower())
    if reader is None and (advice := UNREAD.get(path.suffix.lower())):
        raise DocumentError(
            f"{path.name} cannot be read.", f"Files named *{path.suffix} are not read.", advice
        )
    if reader is None:
        raise DocumentError(
            f"{path.name} cannot be read.",
            f"There is no reader for files named *{path.suffix}."
            if path.suffix
            else "Its name has no ending that tells its kind.",
            f"Use one of these kinds: {', '.join(sorted(SUFFIXES))}.",
        )
    return reader(path)
