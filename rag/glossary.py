"""A corpus folder's own terms: pairs of names in both languages, which expand a question.

The file is `glossary.tsv` in the corpus folder: UTF-8, one entry a line, Chinese terms separated by |, a tab, English
terms separated by |; lines that start with # are comments. Terms of one entry mean the same, so one is found by
another of its own language too (商务部|MOFCOM).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rag.errors import MetadataError
from rag.text.normalize import normalize
from rag.text.tokens import ENGLISH_STOP_WORDS, HAN

_WORD = re.compile(rf"[^\W_{HAN}]+")
_HAN_CHAR = re.compile(f"[{HAN}]")
_MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """Names of one thing; either side may hold several."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term that stands in a text and the other names of its entry."""

    term: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


class Glossary:
    """The entries of a glossary; immutable, safe to share between threads."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)

    def __len__(self) -> int:
        return len(self.entries)

    def expand(self, text: str) -> list[Expansion]:
        """Return the terms found in a text, longest first where they overlap, in order, each with its other names."""
        normal = normalize(text)
        found = [*self._find_words(text), *self._find_han(normal)]
        return [expansion for _, expansion in sorted(found, key=lambda pair: pair[0])]

    def _find_words(self, text: str) -> list[tuple[int, Expansion]]:
        matches = list(_WORD.finditer(text))
        singulars = [_singular(normalize(match.group())) for match in matches]
        typed_with_capitals = text != text.lower()
        found = []
        position = 0
        while position < len(singulars):
            step = 1
            for width in range(min(_MAX_WORDS, len(singulars) - position), 0, -1):
                entry, acronym = self._by_words.get(
                    tuple(singulars[position : position + width]), (None, False)
                )
                start, end = matches[position].start(), matches[position + width - 1].end()
                if entry is None or (acronym and not _reads_as_acronym(text[start:end], typed_with_capitals)):
                    continue
                found.append((start, _expansion(normalize(text[start:end]), entry)))
                step = width
                break
            position += step
        return found

    def _find_han(self, normal: str) -> list[tuple[int, Expansion]]:
        found = []
        position = 0
        while position < len(normal):
            terms = self._by_first_char.get(normal[position], ())
            match = next((pair for pair in terms if normal.startswith(pair[0], position)), None)
            if match is not None:
                found.append((position, _expansion(match[0], match[1])))
                position += len(match[0])
            else:
                position += 1
        return found

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], tuple[Entry, bool]]:
        """Latin terms by the singulars of their words, each with whether it is an acronym."""
        table: dict[tuple[str, ...], tuple[Entry, bool]] = {}
        for entry in self.entries:
            for term in (*entry.en, *entry.zh):
                normal = normalize(term)
                if not _HAN_CHAR.search(normal):
                    acronym = term.isupper() and " " not in term
                    table.setdefault(
                        tuple(_singular(word) for word in _WORD.findall(normal)), (entry, acronym)
                    )
        table.pop((), None)
        return table

    @cached_property
    def _by_first_char(self) -> dict[str, list[tuple[str, Entry]]]:
        """Terms with Chinese characters by their first character, longest first."""
        table: dict[str, list[tuple[str, Entry]]] = {}
        for entry in self.entries:
            for term in (*entry.zh, *entry.en):
                normal = normalize(term)
                if _HAN_CHAR.search(normal):
                    table.setdefault(normal[0], []).append((normal, entry))
        for terms in table.values():
            terms.sort(key=lambda pair: -len(pair[0]))
        return table


def read_glossary(path: Path) -> Glossary:
    """Return the glossary of a file; MetadataError names the line that is malformed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MetadataError(
            f"The glossary {path} cannot be read.", f"{error}.", "Save it as UTF-8 text, or remove it."
        ) from error
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        columns = line.split("\t")
        sides = [tuple(term.strip() for term in column.split("|") if term.strip()) for column in columns]
        if len(columns) != 2 or not all(sides):
            raise MetadataError(
                f"Line {number} of the glossary {path} is no entry: {line[:80]!r}.",
                "An entry has two columns, Chinese and English, with a tab between them.",
                "Write: term|other term<TAB>english term|other english term",
            )
        entries.append(Entry(*sides))
    return Glossary(entries)


def format_glossary(glossary: Glossary) -> str:
    """Return the entries in the file's format, one a line."""
    return "".join(f"{'|'.join(entry.zh)}\t{'|'.join(entry.en)}\n" for entry in glossary.entries)


def _reads_as_acronym(written: str, typed_with_capitals: bool) -> bool:
    """Whether MOST or SAFE is meant, not "most" or "safe": capitals tell, in a question that uses any."""
    return (
        any(char.isupper() for char in written) if typed_with_capitals else written not in ENGLISH_STOP_WORDS
    )


def _singular(word: str) -> str:
    """Return a word without a plural's ending; a full stemmer would take "initiative" for "initial"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return (
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


def _expansion(term: str, entry: Entry) -> Expansion:
    return Expansion(
        term,
        tuple(name for name in entry.zh if normalize(name) != term),
        tuple(name for name in entry.en if normalize(name) != term),
    )
