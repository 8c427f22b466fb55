"""Word files (.docx)."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from rag.errors import DocumentError
from rag.readers.markdown import Blocks, inline
from rag.readers.source import SourceText, no_text, read_bytes
from rag.readers.spans import Slot, count_headers, texts
from rag.readers.word_numbers import BULLET, Numbering, W, read_numbering, value

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

# The container of Word's files before 2007, and of encrypted ones since.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# Deleted text, properties, the second of two ways to draw a thing, the reading beside a character.
_NO_TEXT = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "rt", "txbxContent", "sectPr", "tblPr", "sdtPr")
) | {f"{_MARKUP}Fallback"}
_SIGNS = {
    f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t",
}  # fmt: skip
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc (?:\d|heading)|table of figures")
_PLAIN_NUMBER = re.compile(r"[(（]?[\da-z]{1,3}[.)）]", re.IGNORECASE)
_TIGHT_NUMBER = re.compile(r".*[、）．。：]")
_MAX_CELL_CHARS = 1_500
_MAX_STYLES = 20
# What a broken archive, or one that holds something else, raises in one layer or another.
_DAMAGE = (
    BadZipFile, zlib.error, NotImplementedError, RuntimeError, LookupError, ValueError, AttributeError, OSError, EOFError,
)  # fmt: skip
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of its paragraphs: the heading's level from 1, 0 for a title, None for text."""

    level: int | None = None
    contents: bool = False
    number_id: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Source:
    """A document while it is read."""

    styles: dict[str, _Style]
    default: str
    numbering: Numbering
    notes: dict[tuple[str, str], str]
    titled: bool = False
    blocks: Blocks = field(default_factory=Blocks)
    called: list[str] = field(default_factory=list)


def read_word(path: Path) -> SourceText:
    """The text of a .docx file: headings by style, lists and tables with the signs of Markdown.

    Numbers that Word counts by itself (第一章, 1.2) are written out as it shows them. Tracked insertions are
    in, deletions are not; footnotes and endnotes come last; text boxes after their paragraph. Running headers
    and footers, comments and tables of contents are left out. Such a file knows no pages before it is
    printed: offsets and lines are those of this text. DocumentError for another kind of file under this
    name, an encrypted or damaged one, and one without text.
    """
    document = _open(read_bytes(path), path.name)
    source = _Source(
        styles=_read_styles(document),
        default=next((style.style_id for style in [document.styles.default(1)] if style), ""),
        numbering=read_numbering(_part(document, "numbering")),
        notes={
            (kind, note.get(f"{W}id", "")): " ".join(map(inline, _paragraph_texts(note)))
            for kind in ("footnotes", "endnotes")
            for note in _children(_part(document, kind))
        },
    )
    body = document.element.body
    source.titled = any(_style(source, paragraph).level == 0 for paragraph in body.iter(f"{W}p"))
    _write(body, source)
    for number, note in enumerate(source.called, start=1):
        source.blocks.paragraph(f"[^{number}]: {note}")
    text = source.blocks.text()
    if not text:
        raise no_text(path.name)
    # Without headings by style the text is as plain as any: numbers and short lines may head it.
    return SourceText(text, markdown=source.blocks.headings > 0)


def _open(data: bytes, name: str) -> Document:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    if data.startswith(_OLD_CONTAINER):
        if _ENCRYPTED in data:
            raise DocumentError(
                f"{name} cannot be read.",
                "It is protected with a password.",
                "Open it in Word, take the password off (File, Info, Protect Document) and save it.",
            )
        raise DocumentError(
            f"{name} cannot be read.",
            "It is a Word file of the kind before 2007 (.doc), whatever its name says.",
            "Open it in Word or LibreOffice and save it as .docx.",
        )
    if not data.startswith(b"PK"):
        raise DocumentError(
            f"{name} cannot be read.",
            "It is no Word file, whatever its name says.",
            "Remove it, or save the document as .docx.",
        )
    try:
        return docx.Document(io.BytesIO(data))
    except (*_DAMAGE, OpcError, LxmlError) as error:
        raise DocumentError(
            f"{name} cannot be read.",
            "It is damaged, or another kind of file under a Word file's name.",
            "Open it in Word or LibreOffice and save it again as .docx.",
        ) from error


def _part(document: Document, kind: str) -> _Element | None:
    """The root of a part beside the text: footnotes, endnotes, numbering."""
    from lxml import etree

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _children(root: _Element | None) -> Iterator[_Element]:
    for note in root if root is not None else ():
        # Those with a type are the lines that Word draws above the notes.
        if not note.get(f"{W}type"):
            yield note


def _read_styles(document: Document) -> dict[str, _Style]:
    elements = {
        element.get(f"{W}styleId", ""): element for element in document.styles.element.iter(f"{W}style")
    }
    return {name: _resolve(name, elements) for name in elements}


def _resolve(name: str, elements: dict[str, _Element]) -> _Style:
    """A style with what it takes over from those it is based on."""
    level: int | None = None
    number_id, depth = "", -1
    contents = False
    for _ in range(_MAX_STYLES):
        element = elements.get(name)
        if element is None:
            break
        called = value(element.find(f"{W}name")).lower()
        contents |= bool(_CONTENTS.match(called))
        if level is None:
            if match := _HEADING.fullmatch(called):
                level = int(match.group(1))
            elif called == "title":
                level = 0
            else:
                level = _outline_level(element)
        number = element.find(f"{W}pPr/{W}numPr")
        if number is not None:
            number_id = number_id or value(number.find(f"{W}numId"))
            if depth < 0 and (at := value(number.find(f"{W}ilvl"))).isdecimal():
                depth = int(at)
        name = value(element.find(f"{W}basedOn"))
    return _Style(level, contents, number_id, max(depth, 0))


def _outline_level(element: _Element) -> int | None:
    outline = value(element.find(f"{W}pPr/{W}outlineLvl"))
    return int(outline) + 1 if outline.isdecimal() and int(outline) < _BODY_LEVEL else None


def _style(source: _Source, paragraph: _Element) -> _Style:
    name = value(paragraph.find(f"{W}pPr/{W}pStyle")) or source.default
    style = source.styles.get(name, _Style())
    own = _outline_level(paragraph)
    number = paragraph.find(f"{W}pPr/{W}numPr")
    number_id, depth = style.number_id, style.depth
    if number is not None:
        number_id = value(number.find(f"{W}numId")) or number_id
        at = value(number.find(f"{W}ilvl"))
        depth = int(at) if at.isdecimal() else depth
    return _Style(style.level if own is None else own, style.contents, number_id, depth)


def _write(parent: _Element, source: _Source) -> None:
    for child in parent:
        if child.tag == f"{W}p":
            _write_paragraph(child, source)
        elif child.tag == f"{W}tbl":
            _write_table(child, source)
        elif child.tag not in _NO_TEXT and not _is_contents(child):
            # Content controls, custom XML, tracked insertions: frames around blocks.
            _write(child, source)


def _is_contents(element: _Element) -> bool:
    gallery = value(element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
    return gallery.lower() == "table of contents"


def _write_paragraph(paragraph: _Element, source: _Source) -> None:
    style = _style(source, paragraph)
    text = _text(paragraph, source)
    if text.strip() and not style.contents:
        label = source.numbering.label(style.number_id, style.depth) if style.number_id else ""
        if style.level is not None:
            source.blocks.heading(style.level + source.titled, _numbered(label.strip(BULLET), text))
        elif label == BULLET:
            source.blocks.item("-", text, style.depth)
        elif label and _PLAIN_NUMBER.fullmatch(label):
            source.blocks.item(label, text, style.depth)
        else:
            source.blocks.paragraph(_numbered(label, text))
    for box in paragraph.iter(f"{W}txbxContent"):
        if next(box.iterancestors(f"{_MARKUP}Fallback"), None) is None:
            _write(box, source)


def _numbered(label: str, text: str) -> str:
    return (
        f"{label}{'' if not label or _TIGHT_NUMBER.fullmatch(label) else ' '}{text.lstrip()}"
        if label
        else text
    )


def _text(paragraph: _Element, source: _Source | None = None) -> str:
    """The text of a paragraph as it is shown; marks of notes as [^1], counted in the order of the text."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, node in walk:
        if node.tag in _NO_TEXT:
            walk.skip_subtree()
        elif node.tag in (f"{W}t", f"{_MATH}t"):
            parts.append(node.text or "")
        elif node.tag in _SIGNS:
            parts.append(_SIGNS[node.tag])
        elif node.tag in _NOTES and source is not None:
            note = source.notes.get((_NOTES[node.tag], node.get(f"{W}id", "")), "").strip()
            if note:
                source.called.append(note)
                parts.append(f"[^{len(source.called)}]")
    return "".join(parts)


def _paragraph_texts(parent: _Element, source: _Source | None = None) -> Iterator[str]:
    for paragraph in parent.iter(f"{W}p"):
        if next(paragraph.iterancestors(f"{_MARKUP}Fallback"), None) is None:
            yield _text(paragraph, source)


def _write_table(table: _Element, source: _Source) -> None:
    lines = list(_within(table, f"{W}tr"))
    rows = [list(_cells(line)) for line in lines]
    cells = [cell for row in rows for cell in row]
    if len(cells) < 2 or any(_is_frame(cell, source) for cell in cells):
        for cell in cells:
            _write(cell, source)
        return
    grid: list[list[Slot]] = []
    for row in rows:
        line: list[Slot] = []
        for cell in row:
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            slot = Slot(" ".join(filter(None, map(inline, _paragraph_texts(cell, source)))))
            if merged is not None and value(merged) != "restart" and grid and len(line) < len(grid[-1]):
                # A cell that goes down over several rows stands in each of them.
                slot = Slot(grid[-1][len(line)].text, "down")
            span = value(cell.find(f"{W}tcPr/{W}gridSpan"))
            across = min(int(span), 100) - 1 if span.isdecimal() else 0
            line += [slot, *[Slot(slot.text, "across")] * across]
        grid.append(line)
    headers = count_headers(grid, _marked_headers(lines))
    source.blocks.table(texts(grid, headers), headers)


def _marked_headers(rows: Sequence[_Element]) -> int:
    """How many rows at the top Word repeats on every page."""
    marks = [row.find(f"{W}trPr/{W}tblHeader") for row in rows]
    repeated = [mark is not None and value(mark) not in ("0", "false", "off") for mark in marks]
    return repeated.index(False) if False in repeated else len(repeated)


def _is_frame(cell: _Element, source: _Source) -> bool:
    """Whether a cell only frames a part of the text: with headings, a table or many words in it."""
    if next(cell.iter(f"{W}tbl"), None) is not None:
        return True
    paragraphs = list(cell.iter(f"{W}p"))
    return sum(len(_text(paragraph)) for paragraph in paragraphs) > _MAX_CELL_CHARS or any(
        _style(source, paragraph).level is not None for paragraph in paragraphs
    )


def _cells(row: _Element) -> Iterator[_Element]:
    return _within(row, f"{W}tc")


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Children of a kind, those inside content controls and tracked insertions too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _NO_TEXT and child.tag not in (f"{W}p", f"{W}tbl"):
            yield from _within(child, tag)
