"""The conversation as HTML: question, answer with citation marks and evidence, decline, or error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.errors import RagError
from rag.page.evidence import DocumentOf, render_evidence, render_nearest
from rag.page.failures import render_failure, render_failure_note
from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import attributes, element, embolden, escape
from rag.page.names import text_language
from rag.page.rows import Row, render_rows
from rag.types import Answer, Quote

MARK = re.compile(r"\[(\d{1,3})\]")
OPENING, CLOSING = frozenset('“「『"'), frozenset('”」』"')


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what became of it; neither answer nor error means that it is being worked on.

    `shown` is how many segments of the answer are on the page while it streams; None is all of them.
    `growing` says that a language model is still writing: nothing is checked yet, so bare words are shown.
    `standing` is the quoted answer behind it, which is shown when the model is `stopped`.
    `corrected` says that the reader replaced the standalone question by one of their own.
    """

    question: str
    answer: Answer | None = None
    error: RagError | None = None
    unexpected: bool = False
    shown: int | None = None
    growing: bool = False
    corrected: bool = False
    standing: Answer | None = None
    stopped: bool = False

    @property
    def is_written(self) -> bool:
        """Whether a language model is writing the answer at this moment."""
        return self.standing is not None

    def stop(self) -> Exchange:
        """The exchange with its quoted answer in place of what the language model was writing."""
        return replace(self, answer=self.standing, growing=False, standing=None, stopped=True)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an answer: the answer's own words, a quote, or a citation mark."""

    kind: Literal["prose", "quote", "mark"]
    text: str
    quote: Quote | None = None
    number: int = 0


def segments(answer: Answer) -> list[Segment]:
    """The answer's text cut into quotes, citation marks and the words between; joined they are the text."""
    found: list[tuple[int, int, Quote]] = []
    for quote in sorted(answer.quotes, key=lambda quote: -len(quote.text)):
        position = answer.text.find(quote.text)
        while position >= 0 and any(
            position < end and start < position + len(quote.text) for start, end, _ in found
        ):
            position = answer.text.find(quote.text, position + 1)
        if position >= 0 and quote.text:
            found.append((position, position + len(quote.text), quote))
    pieces: list[Segment] = []
    last = 0
    for start, end, quote in sorted(found, key=lambda item: item[0]):
        pieces += _prose(answer.text[last:start], answer)
        pieces.append(Segment("quote", quote.text, quote))
        last = end
    return pieces + _prose(answer.text[last:], answer)


def render_conversation(
    exchanges: Sequence[Exchange], document_of: DocumentOf, language: InterfaceLanguage, welcome: str = ""
) -> str:
    """The whole conversation, oldest first; `welcome` is shown while there is none."""
    if not exchanges:
        return welcome
    body = "".join(
        render_exchange(exchange, f"e{number}", document_of, language)
        for number, exchange in enumerate(exchanges, start=1)
    )
    return f'<div class="log" role="log"{attributes(aria_label=LABELS[language].conversation)}>{body}</div>'


def render_exchange(
    exchange: Exchange, key: str, document_of: DocumentOf, language: InterfaceLanguage
) -> str:
    """One exchange; `key` makes the ids of its evidence cards unique on the page."""
    labels = LABELS[language]
    question = (
        f'<h2 class="question"{attributes(lang=text_language(exchange.question))}>'
        f"{element('span', labels.you_asked + labels.colon, class_='unseen')}{escape(exchange.question)}</h2>"
    )
    evidence, state = "", "answered"
    if exchange.error is not None or exchange.unexpected:
        state, said = "failed", _failure(exchange, language)
    elif exchange.answer is None:
        state, said = "pending", f'<p class="thinking" role="status">{escape(labels.thinking)}</p>'
    elif exchange.growing:
        state, said = "growing", f'<div class="answer" aria-busy="true">{escape(exchange.answer.text)}</div>'
    elif exchange.answer.declined:
        state, said = "declined", _declined(exchange, exchange.answer, language)
        evidence = render_nearest(exchange.answer, document_of, language)
    else:
        pieces = segments(exchange.answer)[: exchange.shown]
        said = _answer(exchange, exchange.answer, pieces, key, language)
        marked = {piece.number for piece in pieces if piece.kind == "mark"}
        count = len(exchange.answer.citations)
        if exchange.shown is not None:
            count = sum(citation.number in marked for citation in exchange.answer.citations)
        evidence = render_evidence(exchange.answer, key, document_of, language, count)
    return (
        f'<article class="exchange {state}"{attributes(id=key)}>'
        f'<div class="said">{question}{said}</div>{evidence}</article>'
    )


def _prose(text: str, answer: Answer) -> list[Segment]:
    """Marks of the answer's citations set apart; an [n] that cites nothing stays part of the words."""
    numbers = {citation.number for citation in answer.citations}
    pieces, last = [], 0
    for match in MARK.finditer(text):
        if int(match[1]) in numbers:
            if match.start() > last:
                pieces.append(Segment("prose", text[last : match.start()]))
            pieces.append(Segment("mark", match[0], number=int(match[1])))
            last = match.end()
    return pieces + ([Segment("prose", text[last:])] if last < len(text) else [])


def _answer(
    exchange: Exchange, answer: Answer, pieces: Sequence[Segment], key: str, language: InterfaceLanguage
) -> str:
    labels = LABELS[language]
    body = "".join(_segment(piece, key, language) for piece in _rows_unbracketed(pieces))
    complete = exchange.shown is None
    busy = None if complete else "true"
    stopped = element("p", labels.stopped, class_="note") if exchange.stopped else ""
    confidence = ""
    if complete and answer.quotes:
        confidence = (
            f'<p class="confidence"{attributes(title=labels.confidence_hint)}>'
            f"{escape(labels.confidence.format(round(100 * answer.confidence)))}</p>"
        )
    return (
        f"{_standalone(exchange, answer, language)}"
        f'<div class="answer"{attributes(aria_label=labels.answer, aria_busy=busy)}>{body}</div>'
        f"{_notes(answer, language) if complete else ''}{stopped}{confidence}"
    )


def _segment(piece: Segment, key: str, language: InterfaceLanguage) -> str:
    if piece.kind == "mark":
        target = f"{key}-c{piece.number}"
        return element(
            "a",
            piece.text,
            class_="ref",
            href=f"#{target}",
            data_action="evidence",
            data_target=target,
            aria_label=LABELS[language].go_to_evidence.format(piece.number),
        )
    if piece.quote is not None and (row := _row(piece.quote)):
        return f'<blockquote class="row"{attributes(lang=text_language(piece.text))}>{row}</blockquote>'
    if piece.quote is not None:
        return f"<q{attributes(lang=text_language(piece.text))}>{embolden(piece.text, piece.quote.marks)}</q>"
    return f'<span class="prose">{escape(piece.text)}</span>'


def _row(quote: Quote) -> str:
    """A quoted row of a table under the table's header; "" for any other quote."""
    if not (quote.table_header or quote.text.startswith("|") or "\t" in quote.text):
        return ""
    return render_rows([Row(quote.text, marks=quote.marks)], quote.table_header)


def _rows_unbracketed(pieces: Sequence[Segment]) -> list[Segment]:
    """The pieces without the quotation marks around rows of tables, whose form shows that they are quoted."""
    rows = [piece.quote is not None and bool(_row(piece.quote)) for piece in pieces]
    bare = []
    for piece, after, before in zip(pieces, [False, *rows], [*rows[1:], False], strict=False):
        text = piece.text
        if piece.kind == "prose" and after and text[:1] in CLOSING:
            text = text[1:]
        if piece.kind == "prose" and before and text[-1:] in OPENING:
            text = text[:-1]
        bare.append(replace(piece, text=text))
    return bare


def _declined(exchange: Exchange, answer: Answer, language: InterfaceLanguage) -> str:
    said = MARK.sub("", answer.text)
    return (
        f"{_standalone(exchange, answer, language)}"
        f'<div class="notice" role="status">'
        f"{element('p', said, class_='notice-title', lang=text_language(said))}</div>{_notes(answer, language)}"
    )


def _failure(exchange: Exchange, language: InterfaceLanguage) -> str:
    labels, error = LABELS[language], exchange.error
    words = element("p", labels.unexpected) if error is None else render_failure(error, language)
    return (
        f'<div class="notice" role="alert"><p class="notice-title">{escape(labels.failed)}</p>{words}</div>'
    )


def _notes(answer: Answer, language: InterfaceLanguage) -> str:
    failed = str(answer.failure)
    return "".join(
        render_failure_note(answer.failure, language)
        if answer.failure is not None and note == failed
        else element("p", note, class_="note")
        for note in answer.notes
    )


def _standalone(exchange: Exchange, answer: Answer, language: InterfaceLanguage) -> str:
    """What the question was understood as, where it is not what was typed, and a form to correct it."""
    labels = LABELS[language]
    standalone = answer.standalone_question.strip()
    if standalone in ("", exchange.question.strip()):
        return ""
    lead = labels.corrected_as if exchange.corrected else labels.understood_as
    return (
        f'<div class="standalone"><p>{escape(lead)}<span{attributes(lang=text_language(standalone))}>'
        f"{escape(standalone)}</span> "
        f'<button type="button" class="link" data-action="correct">{escape(labels.correct)}</button></p>'
        f'<form class="correct" hidden>'
        f'<input type="text" name="question"{attributes(value=standalone, aria_label=labels.correct_field)}>'
        f'<button type="submit" class="primary">{escape(labels.ask_again)}</button>'
        f'<button type="button" data-action="cancel">{escape(labels.cancel)}</button></form></div>'
    )
