"""The page's header: name, new conversation, light or dark, and the language of the interface."""

from __future__ import annotations

from rag.page.labels import LABELS, InterfaceLanguage
from rag.page.markup import attributes, element

THEME_ICON = (
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">'
    '<circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/></svg>'
)


def render_header(language: InterfaceLanguage) -> str:
    """The header's markup; its data attributes are the words that the page's script says."""
    labels = LABELS[language]
    other: InterfaceLanguage = "en" if language == "zh" else "zh"
    told = attributes(
        data_tag=labels.tag,
        data_send=labels.send,
        data_copied=labels.copied,
        data_copy_failed=labels.copy_failed,
        data_source_panel=labels.source_panel,
        data_source_failed=labels.source_failed,
    )
    fresh = element("button", labels.fresh, type="button", data_action="fresh", title=labels.fresh_hint)
    switch = element(
        "button",
        labels.other_language,
        type="button",
        data_action="language",
        data_language=other,
        lang=LABELS[other].tag,
        aria_label=labels.other_language_hint,
    )
    theme = attributes(title=labels.theme_hint, aria_label=labels.theme_hint)
    return (
        f'<header class="bar" data-interface="{language}"{told}>'
        f'<p class="brand"><span class="seal" aria-hidden="true">引</span>'
        f"{element('span', labels.name, class_='name')}"
        f"{element('span', labels.tagline, class_='tagline')}</p>"
        f"<nav{attributes(aria_label=labels.name)}>{fresh}{switch}"
        f'<button type="button" class="icon" data-action="theme"{theme}>{THEME_ICON}</button></nav></header>'
    )
