"""PDF files: the text layer of their pages."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.readers.glyphs import meant
from rag.readers.page_lines import LINE_HYPHEN, Glyph, TextLine, drop_furniture, find_lines, set_pages
from rag.readers.source import Omission, SourceText, read_bytes

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_PAGE_BREAK = "\n\f"
_MAGIC = b"%PDF-"
# Other bytes may stand before the mark, as readers of such files allow.
_MAGIC_WITHIN = 1024
# Characters that a font without a character map gives: of no meaning, or private.
_UNKNOWN = re.compile(r"[\x00\ufffd\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]")
_MAX_UNKNOWN_SHARE = 0.3
_DROPPED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufeff\u200b]")
_MAX_NAME_BYTES = 256
# A page with fewer characters than this, and a picture over so much of it, is a scan: a stamp or a number is no text.
_MIN_CHARS = 25
_MIN_PICTURE_SHARE = 0.6

# The largest page that the format allows, in points.
_MAX_PLACE = 14_400.0

_Box = tuple[float, float, float, float]


def read_pdf(path: Path) -> SourceText:
    """The text layer of a PDF file, page by page, a form feed between two.

    The lines are those of the pages. Where a page leaves more space than usual there is a blank line, where it
    indents a first line or sets columns there are spaces: so the text is reflowed like any that was taken out
    of a PDF. Running headers and page numbers are left out where their place tells them, and so are
    tables of contents. Pages are counted
    from 1 as a viewer counts them, whatever is printed on them. Pages that are pictures without a text layer
    are listed in `omissions`. DocumentError for a file that is protected, damaged or no PDF, one that holds
    pictures alone, and one whose characters cannot be told.
    """
    data = read_bytes(path)
    if _MAGIC not in data[:_MAGIC_WITHIN]:
        raise DocumentError(
            f"{path.name} cannot be read.",
            "It is no PDF file, whatever its name says.",
            "Remove it, or save or download the document again as PDF.",
        )
    pages: list[list[TextLine]] = []
    damaged: list[int] = []
    pictures: list[int] = []
    with _opened(data, path.name) as document:
        for number in range(1, len(document) + 1):
            lines = _page(document, number)
            if lines is None:
                damaged.append(number)
            elif sum(len(line.text) for line in lines) < _MIN_CHARS and _is_picture(document, number):
                pictures.append(number)
            pages.append(lines or [])
    texts = set_pages(drop_furniture(pages))
    scanned = bool(pictures) and all(not text or page in pictures for page, text in enumerate(texts, start=1))
    _check("".join(texts), path.name, scanned=scanned)
    starts = accumulate((len(text) + len(_PAGE_BREAK) for text in texts[:-1]), initial=0)
    return SourceText(
        _PAGE_BREAK.join(texts), tuple(starts), paged=True, omissions=_omissions(pictures, damaged)
    )


def _omissions(pictures: Sequence[int], damaged: Sequence[int]) -> tuple[Omission, ...]:
    told = []
    if pictures:
        why = "A picture fills them and there is no text; the other pages are read."
        told.append(Omission(_name_pages(pictures), f"{why} Run text recognition (OCR) to have these too."))
    if damaged:
        why = "They are damaged; the other pages are read."
        told.append(Omission(_name_pages(damaged), f"{why} Download the file or save it again."))
    return tuple(told)


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[PdfDocument]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentError(
                f"{name} cannot be read.",
                "It is protected with a password.",
                "Open it with its password and save or print it as a PDF without one.",
            ) from error
        raise _damaged(name) from error
    with closing(document):
        if not len(document):
            raise _damaged(name)
        yield document


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        f"{name} cannot be read.",
        "The PDF file is damaged or incomplete.",
        "Download or save it again; if a PDF viewer still opens it, print it as PDF from there.",
    )


def _page(document: PdfDocument, number: int) -> list[TextLine] | None:
    """The lines of a page (from 1), or None where it is damaged."""
    import pypdfium2

    try:
        page = document[number - 1]
        with closing(page), closing(page.get_textpage()) as text:
            glyphs = list(_glyphs(text.raw, text.count_chars(), _upright(page)))
            height = page.get_height()
            return find_lines(glyphs, height, lambda index: _font(text.raw, index))
    except pypdfium2.PdfiumError:
        return None


def _glyphs(text: object, count: int, upright: Callable[[_Box], _Box]) -> Iterator[Glyph]:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    place = ctypes.byref(box)
    high = ""
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            # Where the platform's characters are 16 bits wide, those beyond come in two.
            high = chr(code)
            continue
        char = chr(code)
        if high:
            char = (high + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            high = ""
        if raw.FPDFText_IsHyphen(text, index) == 1:
            char = LINE_HYPHEN
        elif char == "\x00":
            char = "\ufffd"
        elif _DROPPED.match(char):
            continue
        raw.FPDFText_GetLooseCharBox(text, index, place)
        x, y, other_x, other_y = map(_bounded, upright((box.left, box.bottom, box.right, box.top)))
        left, right = sorted((x, other_x))
        bottom, top = sorted((y, other_y))
        inferred = char == " " and raw.FPDFText_IsGenerated(text, index) == 1
        yield Glyph(meant(char), left, bottom, right, top, inferred, index)


def _bounded(place: float) -> float:
    """A coordinate as it is, or at the end of the largest page where a damaged file leads anywhere."""
    return max(-_MAX_PLACE, min(_MAX_PLACE, place)) if place == place else 0.0  # noqa: PLR0124 - not a number


def _upright(page: PdfPage) -> Callable[[_Box], _Box]:
    """How boxes of a page go to where they are seen, from its lower left corner, when the page is turned."""
    x, y, right, top = page.get_cropbox()
    width, height = right - x, top - y
    turns: dict[int, Callable[[_Box], _Box]] = {
        0: lambda box: (box[0] - x, box[1] - y, box[2] - x, box[3] - y),
        90: lambda box: (box[1] - y, x + width - box[2], box[3] - y, x + width - box[0]),
        180: lambda box: (x + width - box[2], y + height - box[3], x + width - box[0], y + height - box[1]),
        270: lambda box: (y + height - box[3], box[0] - x, y + height - box[1], box[2] - x),
    }
    return turns[page.get_rotation()]


def _font(text: object, index: int) -> str:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(_MAX_NAME_BYTES)
    length = raw.FPDFText_GetFontInfo(text, index, name, _MAX_NAME_BYTES, None)
    return name.value.decode("utf-8", "replace") if length else ""


def _is_picture(document: PdfDocument, number: int) -> bool:
    """Whether a picture fills most of a page (from 1), as a scan does."""
    from pypdfium2 import raw

    with closing(document[number - 1]) as page:
        area = page.get_width() * page.get_height()
        for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)):
            left, bottom, right, top = picture.get_bounds()
            if (right - left) * (top - bottom) >= _MIN_PICTURE_SHARE * area:
                return True
    return False


def _check(text: str, name: str, *, scanned: bool) -> None:
    """Refuse a text that is none: pictures alone, nothing at all, or characters that nobody can tell."""
    if scanned:
        raise DocumentError(
            f"{name} has no text layer.",
            "Its pages are pictures, as a scanner makes them.",
            "Run text recognition (OCR) over it, with ocrmypdf for example, and build again.",
        )
    written = "".join(text.split())
    if not written:
        raise DocumentError(
            f"{name} has no text.",
            "Its pages hold no characters; where a viewer shows any, they are drawn.",
            "Run text recognition (OCR) over it, or save the document again as PDF with text.",
        )
    if len(_UNKNOWN.findall(written)) > _MAX_UNKNOWN_SHARE * len(written):
        raise DocumentError(
            f"The characters of {name} cannot be told.",
            "Its fonts do not say which characters they draw, so that copying from it gives signs without sense.",
            "Run text recognition (OCR) over it, or save the document again as PDF with another program.",
        )


def _name_pages(numbers: Sequence[int]) -> str:
    """Numbers in order as words: page 3; pages 1, 4–7."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    named = ", ".join("–".join(map(str, span)) for span in spans)
    return f"page{'' if len(numbers) == 1 else 's'} {named}"
