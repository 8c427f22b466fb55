"""HTML files: what a page says, without the site around it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.readers.markdown import Blocks, inline
from rag.readers.source import SourceText, read_bytes
from rag.readers.spans import Slot, count_headers, is_figure, texts
from rag.readers.text import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET_BYTES = 4096
# Browsers show a sign in place of each broken byte; with more of them than this the encoding is another one.
_MAX_BROKEN_SHARE = 0.002
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# What pages call by these names is the larger set, as browsers know.
_CHARSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252", "ascii": "cp1252",
    # A page whose name for its encoding can be read in single bytes is not in these.
    "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8", "utf-32": "utf-8", "utf-7": "utf-8",
}  # fmt: skip

_NO_TEXT = frozenset(
    (
        "script", "style", "template", "noscript", "svg", "annotation", "iframe", "object", "embed",
        "applet", "canvas", "audio", "video", "map", "nav", "button", "select", "option",
        "datalist", "input", "textarea", "head", "title", "rp", "rt", "dialog", "menu", "progress",
        "meter",
    )
)  # fmt: skip
_SITE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"))
_BLOCK = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
        "dir",
    )
)  # fmt: skip
_LISTS = frozenset(("ul", "ol", "dir"))
# A cell that holds one of these, or a text so long, is a frame of the page's layout.
_LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "section")
_MAX_CELL_CHARS = 1_500
# The part that a page calls its content counts as such when it holds this share of its text.
_MIN_MAIN_SHARE = 0.4
_MAX_SPAN = 100


def read_html(path: Path) -> SourceText:
    """The text of an HTML file: headings, lists and tables with the signs of Markdown, one paragraph a line.

    Scripts, styles, navigation, forms' controls, the site's own header and footer and links to footnotes are
    left out. Offsets and lines are those of this text, not of the tags it was taken from. DocumentError for
    a page without text and for bytes in no known encoding.
    """
    data = read_bytes(path)
    root = _parse(_decode(data, path.name), path.name)
    if root is None:
        raise _without_text(path.name)
    blocks = Blocks()
    _write(_content(root), blocks)
    text = blocks.text()
    if not text:
        raise _without_text(path.name)
    title = inline(root.findtext(".//title") or "")
    headed = next(root.iter("h1"), None) is not None
    # Without a heading of its own the text is as plain as any: numbers and short lines may head it.
    return SourceText(text, markdown=blocks.headings > 0, title="" if headed else title)


def _decode(data: bytes, name: str) -> str:
    """The text of a page in the encoding it names, else in the one that fits; a few broken bytes are shown as such."""
    named = []
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        for match in _CHARSET.finditer(data[:_CHARSET_BYTES]):
            try:
                codec = codecs.lookup(match.group(1).decode("ascii")).name
                text = data.decode(_CHARSETS.get(codec, codec))
            except LookupError:
                continue
            except UnicodeDecodeError:
                named.append(_CHARSETS.get(codec, codec))
                continue
            return text
    try:
        return decode(data, name)
    except DocumentError:
        for codec in (*named, "utf-8"):
            text = data.decode(codec, "replace")
            if text.count("\ufffd") <= len(text) * _MAX_BROKEN_SHARE:
                return text
        raise


def _parse(text: str, name: str) -> HtmlElement | None:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # As bytes, since lxml refuses a decoded text that still names an encoding.
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # What follows would be missing without a word.
        raise DocumentError(
            f"{name} cannot be read.",
            "Its elements are nested in each other thousands of times.",
            "Open it in a browser and save it again as PDF.",
        )
    return root


def _content(root: HtmlElement) -> HtmlElement:
    """The part that the page itself marks as its content, where most of the text stands there."""
    body = next(root.iter("body"), root)
    whole = _length(body)
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.xpath(path)
        if len(found) == 1 and _length(found[0]) >= _MIN_MAIN_SHARE * whole:
            return found[0]
    return body


def _length(element: HtmlElement) -> int:
    from lxml import etree

    length = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start" and node is not element and _is_left_out(node):
            walk.skip_subtree()
        elif event == "start":
            length += len((node.text or "").strip())
        elif node is not element:
            length += len((node.tail or "").strip())
    return length


def _is_left_out(node: HtmlElement) -> bool:
    tag = node.tag
    if tag in _NO_TEXT or not isinstance(tag, str):
        return True
    if node.get("role", "").lower() in _SITE_ROLES or "hidden" in node.attrib:
        return True
    if tag in ("header", "footer"):
        inside = any(parent.tag in ("article", "main", "section") for parent in node.iterancestors())
        return not inside and (tag == "footer" or next(node.iter("h1"), None) is None)
    if tag == "sup":
        # A mark that leads to a footnote would be glued to the word or figure before it.
        link = next(node.iter("a"), None)
        return link is not None and "#" in link.get("href", "")
    return False


def _write(content: HtmlElement, blocks: Blocks) -> None:
    """Write out an element's blocks, in order. The walk is no recursion: pages nest deeper than Python may."""
    from lxml import etree

    buffer: list[str] = []
    marks: list[str] = []
    lists: list[tuple[str, int]] = []

    def flush() -> None:
        text = "".join(buffer)
        buffer.clear()
        if not text.strip():
            return
        if marks and marks[0] and lists:
            blocks.item(marks[0], text, len(lists) - 1)
            # What follows in the same item has no mark of its own.
            marks[0] = ""
        else:
            blocks.paragraph(text)

    walk = etree.iterwalk(content, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if node is not content and _is_left_out(node):
                walk.skip_subtree()
                continue
            if tag in _BLOCK:
                flush()
            if tag == "br":
                buffer.append("\n")
            elif tag in _LISTS:
                lists.append((tag, _number(node.get("start"), 1) - 1))
            elif tag == "li" and lists:
                kind, count = lists[-1]
                lists[-1] = (kind, count + 1)
                marks.insert(0, f"{count + 1}." if kind == "ol" else "-")
            elif re.fullmatch("h[1-6]", tag):
                blocks.heading(int(tag[1]), _flat(node))
                walk.skip_subtree()
                continue
            elif tag == "pre":
                blocks.verbatim(_raw(node))
                walk.skip_subtree()
                continue
            elif tag == "table" and _is_data(node):
                if (caption := node.find("caption")) is not None:
                    blocks.paragraph(_flat(caption))
                grid = _grid(node)
                headers = count_headers(grid, _marked_headers(node))
                blocks.table(texts(grid, headers), headers)
                walk.skip_subtree()
                continue
            buffer.append(_collapsed(node.text))
            continue
        if tag in _BLOCK and not _is_left_out(node):
            flush()
        if tag in _LISTS and lists and not _is_left_out(node):
            lists.pop()
        elif tag == "li" and marks and not _is_left_out(node):
            marks.pop(0)
        if node is not content:
            buffer.append(_collapsed(node.tail))
    flush()


def _collapsed(text: str | None) -> str:
    """White space as a browser shows it; a line break in the file is none on the page."""
    return re.sub(
        r"[ \t\r\n\f]+", lambda match: "\r" if re.search(r"[\r\n]", match.group()) else " ", text or ""
    )


def _raw(node: HtmlElement, line_break: str = "\n") -> str:
    """All text inside an element that is shown, line breaks and what stands on lines of its own parted."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, inner in walk:
        if event == "start":
            if inner is not node and _is_left_out(inner):
                walk.skip_subtree()
                continue
            if inner.tag == "br" or (inner.tag in _BLOCK and parts and inner is not node):
                parts.append(line_break)
            parts.append(inner.text or "")
        elif inner is not node:
            parts.append(inner.tail or "")
    return "".join(parts).replace("\r\n", "\n").replace("\r", "\n")


def _flat(node: HtmlElement) -> str:
    return inline(_raw(node))


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data, not the layout of the page."""
    if table.get("role", "") in ("presentation", "none"):
        return False
    cells = [cell for row in _rows(table) for cell in row]
    if len(cells) < 2:
        return False
    return not any(
        next(cell.iter(*_LAYOUT), None) is not None or len(cell.text_content()) > _MAX_CELL_CHARS
        for cell in cells
    )


def _rows(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            yield [cell for cell in row if cell.tag in ("td", "th")]


def _marked_headers(table: HtmlElement) -> int:
    """How many rows at the top hold nothing but cells that the page marks as names, and no figures in plain ones."""
    marked = 0
    for row in _rows(table):
        plain = [cell for cell in row if cell.tag != "th"]
        if plain and row[0].getparent().getparent().tag != "thead":
            break
        if marked and any(is_figure(inline(_raw(cell, " "))) for cell in plain):
            break
        marked += 1
    return marked


def _grid(table: HtmlElement) -> list[list[Slot]]:
    """The cells of a table by row; one that goes down over several rows stands in each of them."""
    grid: list[list[Slot]] = []
    down: dict[int, tuple[Slot, int]] = {}
    for row in _rows(table):
        line: list[Slot] = []
        for cell in row:
            _fill(line, down)
            text = inline(_raw(cell, " "))
            rows = min(_number(cell.get("rowspan"), 1), _MAX_SPAN)
            for offset in range(min(_number(cell.get("colspan"), 1), _MAX_SPAN)):
                if rows > 1:
                    down[len(line)] = (Slot(text, "across" if offset else "down"), rows - 1)
                line.append(Slot(text, "across" if offset else "start"))
        _fill(line, down)
        grid.append(line)
    return grid


def _fill(line: list[Slot], down: dict[int, tuple[Slot, int]]) -> None:
    while len(line) in down:
        slot, left = down.pop(len(line))
        if left > 1:
            down[len(line)] = (slot, left - 1)
        line.append(slot)


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"\s*0*[1-9]\d{0,5}\s*", value, re.ASCII) else otherwise


def _without_text(name: str) -> DocumentError:
    return DocumentError(
        f"{name} has no text.",
        "Without scripts and navigation nothing is left of the page; its text may be loaded by a script.",
        "Open it in a browser and save it again as a complete page or as PDF.",
    )
