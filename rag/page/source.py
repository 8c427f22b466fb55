"""The source text around a quote: numbered lines, the quote highlighted, page furniture greyed."""

from __future__ import annotations

from itertools import pairwise

from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import Span, attributes, element, escape, merge_spans
from rag.page.names import document_title, long_date, text_language
from rag.types import Document, SourceMap

LINES_AROUND = 40
LINES_MORE = 120
MAX_LINE_CHARS = 4000  # a file may be one line of megabytes; a browser should not have to draw it


def render_source(document: Document, span: Span, language: InterfaceLanguage) -> str:
    """The panel's content for a span of the reading text, with some lines before and after it."""
    labels = LABELS[language]
    title = document_title(document.title, document.metadata, language)
    first, last = document.source_map.lines(*span)
    window = (first - LINES_AROUND, last + LINES_AROUND)
    metadata = document.metadata
    issuer = (metadata.issuer_en if language == "en" else "") or metadata.issuer
    about = [long_date(metadata.date, language), issuer, document.source]
    return (
        f'<header class="panel-head"><div>{element("h2", title, lang=text_language(title))}'
        f"{element('p', ' · '.join(part for part in about if part))}</div>"
        f'<button type="button" data-action="close"{attributes(aria_label=labels.close)}>×</button></header>'
        f'<div class="lines" tabindex="0"{attributes(role="region", aria_label=labels.source_panel)}>'
        f"{render_lines(document, span, window, language)}</div>"
        f'<footer class="panel-foot">{escape(labels.source_hint)}</footer>'
    )


def render_lines(document: Document, span: Span, window: Span, language: InterfaceLanguage) -> str:
    """The lines of the window (first and last, from 1, clipped to the file) and buttons for more."""
    labels = LABELS[language]
    count = len(document.source_map.line_starts)
    first, last = max(1, window[0]), min(count, window[1])
    quoted = source_spans(document.source_map, *span)
    furniture = list(document.source_map.furniture)
    rows = "".join(_line(document, number, quoted, furniture) for number in range(first, last + 1))
    before = _more(labels.earlier, max(1, first - LINES_MORE), first - 1) if first > 1 else ""
    after = _more(labels.later, last + 1, min(count, last + LINES_MORE)) if last < count else ""
    return before + rows + after


def source_spans(source_map: SourceMap, start: int, end: int) -> list[Span]:
    """The spans of the source text that hold the characters `[start, end)` of the reading text."""
    spans = []
    for run in source_map.runs:
        low, high = max(start, run.start), min(end, run.start + run.length)
        if low < high:
            spans.append((run.source_start + low - run.start, run.source_start + high - run.start))
    return merge_spans(spans, max((span[1] for span in spans), default=0))


def _line(document: Document, number: int, quoted: list[Span], furniture: list[Span]) -> str:
    starts = document.source_map.line_starts
    begin = starts[number - 1]
    stop = starts[number] if number < len(starts) else len(document.source_text)
    text = document.source_text[begin:stop].rstrip("\r\n\f")
    inside = merge_spans(((a - begin, b - begin) for a, b in quoted), len(text))
    low = max(0, inside[0][0] - MAX_LINE_CHARS // 2) if inside and len(text) > MAX_LINE_CHARS else 0
    high = min(len(text), low + MAX_LINE_CHARS)
    aside = merge_spans(((a - begin, b - begin) for a, b in furniture), len(text))
    body = _marked(text, low, high, inside, aside)
    shown = f"{'…' if low else ''}{body}{'…' if high < len(text) else ''}"
    hit = " hit" if inside else ""
    return f'<div class="line{hit}"><span class="no">{number}</span><span class="words">{shown}</span></div>'


def _marked(text: str, low: int, high: int, quoted: list[Span], aside: list[Span]) -> str:
    cuts = sorted({low, high, *(cut for span in quoted + aside for cut in span if low < cut < high)})
    pieces = []
    for start, end in pairwise(cuts):
        piece = escape(text[start:end])
        if any(a <= start < b for a, b in quoted):
            piece = f"<mark>{piece}</mark>"
        elif any(a <= start < b for a, b in aside):
            piece = f'<span class="aside">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _more(label: str, first: int, last: int) -> str:
    text = f"{label} {first}–{last}"
    return element(
        "button", text, type="button", class_="more", data_action="more", data_first=first, data_last=last
    )
