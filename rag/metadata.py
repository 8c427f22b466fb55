"""What is known of a document besides its text: from its sidecar file, or told from the text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from rag.context import MONTHS
from rag.errors import MetadataError
from rag.types import Metadata, Person

_TEXT_KEYS = frozenset(
    field.name
    for field in fields(Metadata)
    if field.name not in ("authors", "authors_en", "headings", "people")
)
_PERSON_KEYS = frozenset(field.name for field in fields(Person))
_ALL_KEYS = frozenset(field.name for field in fields(Metadata))
_DATE_FORM = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
# A date says when a text was written only where it stands near its top.
_HEAD_CHARS = 600
_CHINESE_DATE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)")
_MONTH = "|".join(MONTHS)
_ENGLISH_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})\s+({_MONTH}),?\s+((?:19|20)\d{{2}})"
    rf"|({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}}))\b"
)


def read_metadata(path: Path) -> Metadata:
    """The metadata in a sidecar file. MetadataError names the file and the key that cannot be used."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _malformed(path, f"It is not TOML in UTF-8: {error}.") from error
    except OSError as error:
        raise _malformed(path, f"It cannot be read: {error.strerror or error}.") from error
    unknown = sorted(set(table) - _ALL_KEYS)
    if unknown:
        raise MetadataError(
            f"{path.name} cannot be used.",
            f'It has the unknown key "{unknown[0]}".',
            f"Use these keys only: {', '.join(sorted(_ALL_KEYS))}.",
        )
    values: dict[str, str] = {}
    for key in sorted(_TEXT_KEYS & set(table)):
        value = table[key]
        # TOML has dates of its own; an unquoted one is as good as a quoted one.
        values[key] = value.isoformat() if hasattr(value, "isoformat") else _text(path, key, value)
    if values.get("date") and not _DATE_FORM.fullmatch(values["date"]):
        raise _malformed(
            path, f'The date "{values["date"]}" is not written like 2025-11-05, 2025-11 or 2025.'
        )
    if values.get("language") and values["language"] not in ("zh", "en", "other"):
        raise _malformed(path, f'The language "{values["language"]}" is none of zh, en, other.')
    return Metadata(
        **values,
        authors=_texts(path, "authors", table.get("authors", [])),
        authors_en=_texts(path, "authors_en", table.get("authors_en", [])),
        headings=_headings(path, table.get("headings", {})),
        people=_people(path, table.get("people", [])),
    )


def infer_date(text: str) -> str:
    """The one full date at the top of a text, as ISO 8601; empty where there is none or several."""
    head = text[:_HEAD_CHARS]
    found = {(int(y), int(m), int(d)) for y, m, d in [*_CHINESE_DATE.findall(head), *_ISO_DATE.findall(head)]}
    for day, month, year, other_month, other_day, other_year in _ENGLISH_DATE.findall(head):
        found.add(
            (
                int(year or other_year),
                MONTHS.index(month or other_month) + 1,
                int(day or other_day),
            )
        )
    if len(found) != 1:
        return ""
    year, month, day = found.pop()
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _malformed(path: Path, why: str) -> MetadataError:
    return MetadataError(
        f"{path.name} cannot be used.", why, "Correct the file, or remove it: metadata is optional."
    )


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _malformed(path, f'The value of "{key}" is not a text in quotation marks.')
    return value.strip()


def _texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _malformed(path, f'The value of "{key}" is not a list of texts.')
    return tuple(_text(path, key, item) for item in value)


def _headings(path: Path, value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _malformed(path, 'The value of "headings" is not a table.')
    return {heading: _text(path, f"headings.{heading}", english) for heading, english in value.items()}


def _people(path: Path, value: object) -> tuple[Person, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _malformed(
            path, 'The value of "people" is not a list of tables: write [[people]] above each person.'
        )
    people = []
    for entry in value:
        unknown = sorted(set(entry) - _PERSON_KEYS)
        if unknown:
            raise _malformed(path, f'A person has the unknown key "{unknown[0]}".')
        if not entry.get("name"):
            raise _malformed(path, 'A person has no "name".')
        people.append(Person(**{key: _text(path, f"people.{key}", text) for key, text in entry.items()}))
    return tuple(people)
