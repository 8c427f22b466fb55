"""The page's header: name, new conversation, light or dark, and the language of the interface."""

from __future__ import annotations

from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import attributes, escape

THEME_ICON = (
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7.2" fill="none" '
    'stroke="currentColor" stroke-width="1.5"/><path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/></svg>'
)


def render_header(language: InterfaceLanguage) -> str:
    """The header's markup; its data attributes are the words that the page's script says."""
    labels = LABELS[language]
    other: InterfaceLanguage = "en" if language == "zh" else "zh"
    told = attributes(
        data_tag=labels.tag,
        data_copied=labels.copied,
        data_copy_failed=labels.copy_failed,
        data_source_panel=labels.source_panel,
        data_source_failed=labels.source_failed,
    )
    switch = attributes(data_language=other, lang=LABELS[other].tag, aria_label=labels.other_language_hint)
    return (
        f'<header class="bar" data-interface="{language}"{told}>'
        f'<p class="brand"><span class="seal" aria-hidden="true">引</span>'
        f'<span class="name">{escape(labels.name)}</span>'
        f'<span class="tagline">{escape(labels.tagline)}</span></p>'
        f'<nav{attributes(aria_label=labels.name)}>'
        f'<button type="button" data-action="fresh"{attributes(title=labels.fresh_hint)}>{escape(labels.fresh)}</button>'
        f'<button type="button" data-action="language"{switch}>{escape(labels.other_language)}</button>'
        f'<button type="button" class="icon" data-action="theme"'
        f"{attributes(title=labels.theme_hint, aria_label=labels.theme_hint)}>{THEME_ICON}</button>"
        f"</nav></header>"
    )
