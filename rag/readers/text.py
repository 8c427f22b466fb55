"""Plain text and Markdown files, in whatever encoding they were saved."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from rag.errors import DocumentError
from rag.readers.source import SourceText, no_text, read_bytes

# A guess between encodings needs only so much text.
_SAMPLE_CHARS = 50_000
# Control characters that have no place in a text file; tab, line and page breaks have.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_UNUSUAL = re.compile(r"[\ue000-\uf8ff\u3105-\u312f\u2500-\u257f\uff61-\uff9f\ufffd]")
_HAN = re.compile(r"[\u3400-\u9fff]")
# The commonest characters of running Chinese, simplified and traditional; together about a seventh of any
# text.
_COMMON = re.compile(
    r"[的一是不在了有和人这這为為中国國我大上个個来來以到说說们們时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡"
    r"，。、：；（）“”「」]"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path) -> SourceText:
    """The text of a plain text file; a form feed starts a page."""
    text = decode(read_bytes(path), path.name)
    breaks = [match.end() for match in re.finditer("\f", text)]
    return SourceText(text, (0, *breaks) if breaks else ())


def read_markdown(path: Path) -> SourceText:
    """The text of a Markdown file, markup included: its blocks are found when it is reflowed."""
    return SourceText(decode(read_bytes(path), path.name), markdown=True)


def decode(data: bytes, name: str) -> str:
    """The text of a file's bytes.

    UTF-8, UTF-16 or UTF-32 with their mark, UTF-8 without, else GB18030 or Big5, whichever reads better.
    Raises DocumentError for an empty file, for binary content, and where no encoding fits.
    """
    if not data.strip():
        raise no_text(name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data, encoding, name), name)
    if b"\x00" in data[:_SAMPLE_CHARS]:
        raise _binary(name)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        pass
    readings = [
        text for encoding in ("gb18030", "big5hkscs") if (text := _attempt(data, encoding)) is not None
    ]
    readings = [text for text in readings if _plausibility(text) > 0.0]
    if not readings:
        raise DocumentError(
            f"{name} cannot be read.",
            "Its bytes are neither UTF-8, UTF-16, GB18030 nor Big5 text.",
            "Save it as UTF-8 text and build again.",
        )
    return _checked(max(readings, key=_plausibility), name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name} cannot be read.",
            f"It begins like {encoding} text, but is broken at byte {error.start}.",
            "Save it as UTF-8 text and build again.",
        ) from error


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """How much a reading looks like Chinese prose: the share of common characters, less that of odd ones.

    Bytes of one Chinese encoding read as the other give rare characters; bytes of a Western one give rare
    characters and no Chinese punctuation. Nothing plausible is 0 or less.
    """
    sample = text[:_SAMPLE_CHARS]
    han = len(_HAN.findall(sample))
    odd = len(_UNUSUAL.findall(sample)) + len(_CONTROL.findall(sample))
    if not han:
        return 0.0
    return (len(_COMMON.findall(sample)) - 2 * odd) / (han + odd) - 0.02


def _checked(text: str, name: str) -> str:
    sample = text[:_SAMPLE_CHARS]
    if len(_CONTROL.findall(sample)) > len(sample) / 200 or "\x00" in sample:
        raise _binary(name)
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise no_text(name)
    return text


def _binary(name: str) -> DocumentError:
    return DocumentError(
        f"{name} is not a text file.",
        "It holds binary data, whatever its name says.",
        "Remove it from the folder, or save its text as UTF-8.",
    )
