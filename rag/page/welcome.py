"""The empty page: what this is, questions to try, and the documents that answers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import attributes, escape
from rag.page.names import Titled, long_date, short_title, text_language

MAX_DOCUMENTS = 12  # more would push the composer's neighbours off a laptop's screen


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try; `source` is the file that answers it, so that it is offered only where that is indexed."""

    question: str
    source: str


def render_welcome(
    examples: Sequence[Example], documents: Sequence[Titled], language: InterfaceLanguage
) -> str:
    """The welcome in the interface's language; examples stay in the language they are asked in."""
    labels = LABELS[language]
    return (
        f'<section class="welcome"><h1>{escape(labels.tagline)}</h1><p class="promise">{escape(labels.promise)}</p>'
        f"{_examples(examples, labels.examples)}{_documents(documents, language)}</section>"
    )


def _examples(examples: Sequence[Example], heading: str) -> str:
    if not examples:
        return ""
    items = "".join(
        f'<li><button type="button" data-action="ask"{attributes(lang=text_language(example.question))}>'
        f"{escape(example.question)}</button></li>"
        for example in examples
    )
    return f'<h2>{escape(heading)}</h2><ul class="examples">{items}</ul>'


def _documents(documents: Sequence[Titled], language: InterfaceLanguage) -> str:
    if not documents:
        return ""
    items = []
    for document in documents[:MAX_DOCUMENTS]:
        title = short_title(document, language)
        date = long_date(document.metadata.date, language) if document.metadata.date else ""
        items.append(
            f"<li><span{attributes(lang=text_language(title), title=document.title)}>{escape(title)}</span>"
            f"<time>{escape(date)}</time></li>"
        )
    if len(documents) > MAX_DOCUMENTS:
        items.append(f"<li><span>+ {len(documents) - MAX_DOCUMENTS}</span></li>")
    return f'<h2>{escape(LABELS[language].documents)}</h2><ul class="documents">{"".join(items)}</ul>'
