"""How a document, a section, a speaker, a date and a place are called in the language of the interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.page.labels import LABELS, InterfaceLanguage
from rag.types import Metadata

ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Titled(Protocol):
    """What a document, or an index's entry for one, tells of itself."""

    @property
    def source(self) -> str:
        """The file's path inside its folder."""

    @property
    def title(self) -> str:
        """The title in the document's own language."""

    @property
    def metadata(self) -> Metadata:
        """What is known of it."""


def document_title(title: str, metadata: Metadata | None, language: InterfaceLanguage) -> str:
    """The document's title; its English one for the English interface where the metadata has it."""
    if metadata is None:
        return title
    own = title or metadata.title
    return (metadata.title_en or own) if language == "en" else own


def short_title(document: Titled, language: InterfaceLanguage) -> str:
    """The shortest good name of a document: short title, title, or file name."""
    metadata = document.metadata
    own = metadata.short_title or document.title or document.source
    if language == "en":
        return metadata.short_title_en or metadata.title_en or own
    return own


def section_path(
    headings: Sequence[str], metadata: Metadata | None, language: InterfaceLanguage
) -> list[str]:
    """The headings from outermost to innermost, translated where the metadata translates them."""
    if language == "zh" or metadata is None:
        return list(headings)
    return [metadata.headings.get(heading, heading) for heading in headings]


def speaker_name(name: str, metadata: Metadata | None, language: InterfaceLanguage) -> str:
    """The speaker's name and post, as far as the metadata knows; `name` may be post and name in one."""
    people = metadata.people if metadata else ()
    known = [person for person in people if person.name and person.name in name]
    if not known:
        return name
    person = max(known, key=lambda person: len(person.name))
    if language == "zh":
        return f"{name}（{person.post}）" if person.post and name == person.name else name
    shown = f"{person.name_en} {person.name}" if person.name_en else person.name
    return f"{shown}, {person.post_en}" if person.post_en else shown


def long_date(iso: str, language: InterfaceLanguage) -> str:
    """2025-11-05 as 2025年11月5日 or 5 November 2025; what is not such a date stays as it is."""
    parts = iso.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return iso
    numbers = [int(part) for part in parts]
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        return iso
    if language == "zh":
        return "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    words = [str(numbers[0])]
    if len(numbers) > 1:
        words.insert(0, ENGLISH_MONTHS[numbers[1] - 1])
    if len(numbers) > 2:
        words.insert(0, str(numbers[2]))
    return " ".join(words)


def place(lines: tuple[int, int], page: int | None, language: InterfaceLanguage) -> str:
    """Page, where there is one, and lines of the source: p. 3, lines 120–124."""
    labels = LABELS[language]
    where = labels.line.format(lines[0]) if lines[0] == lines[1] else labels.lines.format(*lines)
    return where if page is None else labels.page.format(page) + labels.comma + where


def text_language(text: str) -> str:
    """`zh-CN` for a mainly Chinese text, else `en`: chooses fonts and a screen reader's voice.

    A Chinese character weighs as much as four letters, so that Latin names in Chinese do not tip the scale.
    """
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    return "zh-CN" if chinese and 4 * chinese >= latin else "en"
