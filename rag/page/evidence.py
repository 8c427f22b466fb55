"""Evidence cards: a passage with its quoted span, where it stands, and what can be copied from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.context import table_header
from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import Span, attributes, element, escape, highlight
from rag.page.names import document_title, long_date, place, section_path, speaker_name, text_language
from rag.page.rows import Row, render_rows, row_cells
from rag.types import CITATION_STYLES, Answer, Chunk, Citation, Document, Hit, Metadata, Quote

DocumentOf = Callable[[str], Document | None]
STYLE_NAMES = {"gbt7714": "GB/T 7714", "apa": "APA", "chicago": "Chicago", "bibtex": "BibTeX"}
CONTEXT_CHARS = 120  # around a quote whose chunk is not among the hits: about three lines of a card


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's reading text, from `start`, with the quotes that stand in it.

    `row` says that it is a row of a table, `table_header` what names the row's cells.
    """

    text: str
    start: int
    quotes: tuple[Quote, ...]
    speaker: str = ""
    cut_before: bool = False
    cut_after: bool = False
    row: bool = False
    table_header: str = ""


class Place(NamedTuple):
    """First and last source line, and the page, or None for a source without pages."""

    lines: tuple[int, int]
    page: int | None


def render_evidence(
    answer: Answer, key: str, document_of: DocumentOf, language: InterfaceLanguage, count: int
) -> str:
    """Cards of the first `count` citations, under a heading with the choice of citation style."""
    labels = LABELS[language]
    shown = answer.citations[:count]
    if not shown:
        return ""
    cards = "".join(_citation_card(answer, citation, key, document_of, language) for citation in shown)
    return (
        f'<section class="evidence"{attributes(aria_label=labels.evidence)}>'
        f"<header><h3>{escape(labels.evidence)}</h3>{style_choice(language)}</header>{cards}</section>"
    )


def render_nearest(
    answer: Answer, document_of: DocumentOf, language: InterfaceLanguage, count: int = 3
) -> str:
    """The nearest passages of a declined answer, marked as not being an answer."""
    labels = LABELS[language]
    if not answer.hits:
        return ""
    cards = "".join(_hit_card(hit, document_of, language) for hit in answer.hits[:count])
    return (
        f'<section class="evidence nearest"{attributes(aria_label=labels.nearest)}>'
        f"<header><h3>{escape(labels.nearest)}</h3></header>"
        f'<p class="hint">{escape(labels.nearest_hint)}</p>{cards}</section>'
    )


def style_choice(language: InterfaceLanguage) -> str:
    """The selector of citation styles; the page's script keeps all of them in step."""
    labels = LABELS[language]
    options = "".join(
        f'<option value="{style}">{escape(STYLE_NAMES[style])}</option>' for style in CITATION_STYLES
    )
    return (
        f'<label class="style"><span>{escape(labels.style)}</span>'
        f'<select data-action="style"{attributes(aria_label=labels.style)}>{options}</select></label>'
    )


def passages_of(quotes: Sequence[Quote], hits: Sequence[Hit], document_of: DocumentOf) -> list[Passage]:
    """One passage a chunk, in the order of the quotes; the document's text for a quote outside the hits."""
    chunks = {hit.chunk.id: hit.chunk for hit in hits}
    grouped: dict[str, list[Quote]] = {}
    for quote in quotes:
        grouped.setdefault(quote.chunk_id, []).append(quote)
    return [_passage(group, chunks.get(chunk_id), document_of) for chunk_id, group in grouped.items()]


def places_of(quotes: Sequence[Quote]) -> list[Place]:
    """Where quotes stand, in the order of the document; those whose lines touch are one place.

    Two sentences far apart are two places: one range over both would send the reader through all between them.
    """
    places: list[Place] = []
    for quote in sorted(quotes, key=lambda quote: (quote.lines, quote.start)):
        if places and quote.page == places[-1].page and quote.lines[0] <= places[-1].lines[1] + 1:
            first, last = places[-1].lines
            places[-1] = Place((first, max(last, quote.lines[1])), quote.page)
        else:
            places.append(Place(quote.lines, quote.page))
    return places


def _passage(quotes: list[Quote], chunk: Chunk | None, document_of: DocumentOf) -> Passage:
    start, end = min(quote.start for quote in quotes), max(quote.end for quote in quotes)
    if chunk is not None and chunk.start <= start and end <= chunk.end:
        row, header = chunk.kind == "table_row", table_header(chunk)
        return Passage(chunk.text, chunk.start, tuple(quotes), chunk.speaker, row=row, table_header=header)
    header = quotes[0].table_header
    if len(quotes) == 1 and header and row_cells(quotes[0].text):  # the rows around it would be no help
        return Passage(quotes[0].text, start, tuple(quotes), row=True, table_header=header)
    speaker = chunk.speaker if chunk is not None else ""
    document = document_of(quotes[0].document_id)
    if document is None:
        return Passage(
            quotes[0].text, quotes[0].start, (quotes[0],), speaker, cut_before=True, cut_after=True
        )
    first, last = max(0, start - CONTEXT_CHARS), min(len(document.text), end + CONTEXT_CHARS)
    text = document.text[first:last]
    return Passage(text, first, tuple(quotes), speaker, first > 0, last < len(document.text))


def _citation_card(
    answer: Answer, citation: Citation, key: str, document_of: DocumentOf, language: InterfaceLanguage
) -> str:
    labels = LABELS[language]
    quotes = [quote for quote in answer.quotes if quote.citation == citation.number]
    document = document_of(citation.document_id)
    metadata = document.metadata if document else None
    passages = passages_of(quotes, answer.hits, document_of)
    facts = [long_date(citation.date, language)] if citation.date else []
    facts += [
        labels.speaker + labels.colon + speaker_name(name, metadata, language)
        for name in dict.fromkeys(passage.speaker for passage in passages if passage.speaker)
    ]
    facts += [place(lines, page, language) for lines, page in places_of(quotes)]
    copied = {f"data_{style}": citation.formatted.get(style, "") for style in CITATION_STYLES}
    quoted = "\n".join(quote.text for quote in quotes)
    span = (quotes[0].start, quotes[0].end) if quotes else (0, 0)
    buttons = (
        _source_button(citation.document_id, *span, language)
        + _button(labels.copy_quote, "quote")
        + _button(labels.copy_both, "both")
        + _button(labels.copy_citation, "citation")
    )
    return (
        f'<article class="card" tabindex="-1"'
        f"{attributes(id=f'{key}-c{citation.number}', data_quote=quoted, **copied)}>"
        f"{_card_head(str(citation.number), citation, metadata, facts, language)}"
        f"{''.join(_passage_block(block, citation.document_id, language) for block in _blocks(passages))}"
        f"{_formatted(citation)}"
        f'<footer class="tools">{buttons}</footer></article>'
    )


def _hit_card(hit: Hit, document_of: DocumentOf, language: InterfaceLanguage) -> str:
    labels = LABELS[language]
    chunk = hit.chunk
    document = document_of(chunk.document_id)
    metadata = document.metadata if document else None
    facts = [long_date(metadata.date, language)] if metadata and metadata.date else []
    if chunk.speaker:
        facts.append(labels.speaker + labels.colon + speaker_name(chunk.speaker, metadata, language))
    facts.append(place(chunk.lines, chunk.page, language))
    return (
        f'<article class="card"{attributes(data_quote=chunk.text)}>'
        f"{_card_head('', chunk, metadata, facts, language)}"
        f'<blockquote class="passage"{attributes(lang=text_language(chunk.text))}>'
        f"{_row_of(chunk) or _spaced(escape(chunk.text))}</blockquote>"
        f'<footer class="tools">{_source_button(chunk.document_id, chunk.start, chunk.end, language)}'
        f"{_button(labels.copy_passage, 'quote')}</footer></article>"
    )


def _card_head(
    number: str,
    cited: Citation | Chunk,
    metadata: Metadata | None,
    facts: Sequence[str],
    language: InterfaceLanguage,
) -> str:
    title = document_title(cited.title, metadata, language)
    path = "".join(
        element("li", heading, lang=text_language(heading))
        for heading in section_path(cited.section, metadata, language)
    )
    return (
        f'<header class="card-head">{element("span", number, class_="number") if number else ""}<div>'
        f"{element('h4', title, lang=text_language(title))}"
        f"{f'<ol class=path>{path}</ol>' if path else ''}"
        f'<p class="facts">{"".join(element("span", fact) for fact in facts)}</p></div></header>'
    )


def _passage_block(block: Sequence[Passage], document_id: str, language: InterfaceLanguage) -> str:
    quotes = block[0].quotes
    span = (min(quote.start for quote in quotes), max(quote.end for quote in quotes))
    words = "".join(passage.text for passage in block)
    shown = _rows_of(block) or "\n".join(_passage_words(passage) for passage in block)
    return (
        f'<blockquote class="passage" data-action="source"'
        f"{_source_data(document_id, *span)}"
        f"{attributes(lang=text_language(words), title=LABELS[language].open_source)}>{shown}</blockquote>"
    )


def _blocks(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Each passage by itself, but rows of one table that follow each other together."""
    blocks: list[list[Passage]] = []
    for passage in passages:
        header = passage.table_header if passage.row else ""
        if blocks and header and header == blocks[-1][0].table_header:
            blocks[-1].append(passage)
        else:
            blocks.append([passage])
    return blocks


def _passage_words(passage: Passage) -> str:
    words = _spaced(highlight(passage.text, _quoted(passage), _marks(passage)))
    return f"{'…' if passage.cut_before else ''}{words}{'…' if passage.cut_after else ''}"


def _rows_of(passages: Sequence[Passage]) -> str:
    """The passages as a table, or "" where they are no rows of one."""
    if not all(passage.row for passage in passages):
        return ""
    rows = [Row(passage.text, _quoted(passage), _marks(passage)) for passage in passages]
    return render_rows(rows, passages[0].table_header)


def _row_of(chunk: Chunk) -> str:
    return render_rows([Row(chunk.text)], table_header(chunk)) if chunk.kind == "table_row" else ""


def _quoted(passage: Passage) -> list[Span]:
    return [(quote.start - passage.start, quote.end - passage.start) for quote in passage.quotes]


def _marks(passage: Passage) -> list[Span]:
    return [
        (quote.start - passage.start + start, quote.start - passage.start + end)
        for quote in passage.quotes
        for start, end in quote.marks
    ]


def _spaced(passage: str) -> str:
    """The passage's markup with its empty lines made lower; its characters stay as they are."""
    return passage.replace("\n\n", '<span class="gap">\n\n</span>')


def _formatted(citation: Citation) -> str:
    return "".join(
        f'<p class="cite"{attributes(data_style=style, lang=text_language(citation.formatted[style]))}>'
        f"{escape(citation.formatted[style])}</p>"
        for style in CITATION_STYLES
        if style in citation.formatted
    )


def _source_data(document_id: str, start: int, end: int) -> str:
    return attributes(data_document=document_id, data_start=start, data_end=end)


def _source_button(document_id: str, start: int, end: int, language: InterfaceLanguage) -> str:
    data = _source_data(document_id, start, end)
    label = escape(LABELS[language].open_source)
    return f'<button type="button" class="open" data-action="source"{data}>{label}</button>'


def _button(label: str, what: str) -> str:
    return f'<button type="button" data-action="copy" data-what="{what}">{escape(label)}</button>'
