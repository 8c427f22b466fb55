"""BibTeX entries made from CSL-JSON items, safe to paste into a .bib file."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from rag.bibliography import CslItem, CslName, short_names

_ENTRY_TYPES = {
    "report": "techreport",
    "article-newspaper": "article",
    "article-journal": "article",
    "book": "book",
    "thesis": "phdthesis",
}
_PUBLISHER_FIELDS = {"report": "institution", "book": "publisher", "thesis": "school"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"zh": "chinese", "en": "english"}
# BibTeX counts braces even behind a backslash, so a brace in a text is written as a command.
_SPECIALS = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    **{character: "\\" + character for character in "&%$#_"},
}
_STOP_WORDS = frozenset({"the", "a", "an", "on", "of", "in", "for", "and", "to"})


def format_bibtex(item: CslItem, key: str, translation: str = "") -> str:
    """The entry of `item`; `translation`, the title in English, becomes a note."""
    csl_type = item["type"]
    fields: dict[str, str] = {}
    if item.get("author"):
        fields["author"] = "{" + " and ".join(_author(name) for name in item["author"]) + "}"
    fields["title"] = "{{" + escape_latex(item.get("title", "")) + "}}"
    if "container-title" in item:
        fields["howpublished" if csl_type == "webpage" else "journal"] = (
            "{" + escape_latex(item["container-title"]) + "}"
        )
    publisher = item.get("publisher", "")
    if not publisher and csl_type == "report":
        publisher = ", ".join(name.get("literal", "") for name in item.get("author", []))
    if publisher:
        fields[_PUBLISHER_FIELDS.get(csl_type, "publisher")] = "{" + escape_latex(publisher) + "}"
    if "publisher-place" in item:
        fields["address"] = "{" + escape_latex(item["publisher-place"]) + "}"
    parts = item["issued"]["date-parts"][0] if "issued" in item else []
    for name, part in zip(("year", "month", "day"), parts, strict=False):
        fields[name] = _MONTHS[part - 1] if name == "month" else "{" + str(part) + "}"
    if "URL" in item:
        fields["url"] = "{" + _safe_url(item["URL"]) + "}"
    if item.get("language") in _LANGUAGES:
        fields["language"] = "{" + _LANGUAGES[item["language"]] + "}"
    if translation:
        fields["note"] = "{English title: " + escape_latex(translation) + "}"
    body = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@{_ENTRY_TYPES.get(csl_type, 'misc')}{{{key},\n{body}\n}}"


def bibtex_key(english: CslItem, translation: str = "", acronym: str = "") -> str:
    """An ASCII key that is always the same for the same document, as "unctad2023role-e56c".

    Author, year, first word of the title, and four hexadecimal digits that tell alike documents apart.
    `english` is the item with English names; `acronym` stands for an issuer that is the author.
    """
    item = english
    names = short_names(item.get("author", []))
    author = _ascii(acronym if acronym and "literal" in item["author"][0] else _short(names)) if names else ""
    year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else "nd"
    title = item.get("title", "")
    words = (_ascii(word) for word in (translation or title).split())
    word = next((word for word in words if word and word not in _STOP_WORDS), "")
    digest = hashlib.sha256(f"{title}\n{item.get('issued', '')}".encode()).hexdigest()[:4]
    return f"{author or word or 'doc'}{year}{word if author else ''}-{digest}"


def escape_latex(text: str) -> str:
    """The text with every character that means something to LaTeX or BibTeX written as itself; one line."""
    return "".join(_SPECIALS.get(character, character) for character in " ".join(text.split()))


def _author(name: CslName) -> str:
    if "literal" in name:
        return "{" + escape_latex(name["literal"]) + "}"
    return f"{escape_latex(name['family'])}, {escape_latex(name.get('given', ''))}"


def _short(names: list[str]) -> str:
    """The first author's name; of a body with a long name, its initials."""
    words = names[0].split()
    return names[0] if len(words) < 3 else "".join(word[0] for word in words if word[0].isupper())


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def _safe_url(url: str) -> str:
    return "".join(f"%{ord(c):02X}" if c in '{}\\ "' else c for c in url)
