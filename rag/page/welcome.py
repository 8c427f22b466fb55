"""The empty page: what this is, questions to try, and the documents that answers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import element
from rag.page.names import Titled, long_date, short_title, text_language

MAX_DOCUMENTS = 12  # more would push the composer's neighbours off a laptop's screen


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try, offered only where `source`, the file that answers it, is indexed."""

    question: str
    source: str


def render_welcome(
    examples: Sequence[Example], documents: Sequence[Titled], language: InterfaceLanguage
) -> str:
    """The welcome in the interface's language; examples stay in the language they are asked in."""
    labels = LABELS[language]
    return (
        f'<section class="welcome">{element("h1", labels.tagline)}'
        f"{element('p', labels.promise, class_='promise')}"
        f"{_examples(examples, labels.examples)}{_documents(documents, language)}</section>"
    )


def _examples(examples: Sequence[Example], heading: str) -> str:
    if not examples:
        return ""
    buttons = (
        element(
            "button", example.question, type="button", data_action="ask", lang=text_language(example.question)
        )
        for example in examples
    )
    items = "".join(f"<li>{button}</li>" for button in buttons)
    return f'{element("h2", heading)}<ul class="examples">{items}</ul>'


def _documents(documents: Sequence[Titled], language: InterfaceLanguage) -> str:
    if not documents:
        return ""
    items = []
    for document in documents[:MAX_DOCUMENTS]:
        title = short_title(document, language)
        date = long_date(document.metadata.date, language) if document.metadata.date else ""
        name = element("span", title, lang=text_language(title), title=document.title)
        items.append(f"<li>{name}{element('time', date)}</li>")
    if len(documents) > MAX_DOCUMENTS:
        items.append(f"<li><span>+ {len(documents) - MAX_DOCUMENTS}</span></li>")
    return f'{element("h2", LABELS[language].documents)}<ul class="documents">{"".join(items)}</ul>'
