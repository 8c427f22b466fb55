"""HTML of the chatbot page: pure functions from answers and documents to markup, in Chinese or English.

Everything that comes from a document, a question or a language model is escaped here, once.
"""

from __future__ import annotations

from rag.page.assets import head, script
from rag.page.exchange import Exchange, render_conversation, segments
from rag.page.header import render_header
from rag.page.labels import LABELS, InterfaceLanguage, Labels
from rag.page.source import render_lines, render_source
from rag.page.welcome import Example, render_welcome

__all__ = [
    "LABELS",
    "Example",
    "Exchange",
    "InterfaceLanguage",
    "Labels",
    "head",
    "render_conversation",
    "render_header",
    "render_lines",
    "render_source",
    "render_welcome",
    "script",
    "segments",
]
