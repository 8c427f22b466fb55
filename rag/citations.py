"""Citations in four styles: GB/T 7714-2015, APA and Chicago author-date through citeproc, and BibTeX.

An entry stands by itself and can be pasted into a list of references. GB/T 7714 gives the place in the source
within the entry; the others give it where the source is cited, which is what `format_in_text` makes.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from rag.bibliography import CslItem, acronym, csl_item, short_names, title_language
from rag.bibtex import bibtex_key, escape_latex, format_bibtex
from rag.locators import locate
from rag.types import CITATION_STYLES, Citation, CitationStyle, Language, Metadata

__all__ = ["Citable", "csl_item", "format_citation", "format_in_text", "make_citation"]

# Chicago's 16th edition has the 17th's author-date form for all that is cited here, and its style file is
# the one that citeproc-py renders rightly: with later ones it cuts given names and ends news with "Edition.".
_STYLE_FILES: dict[CitationStyle, str] = {
    "gbt7714": "china-national-standard-gb-t-7714-2015-numeric",
    "apa": "apa",
    "chicago": "chicago-author-date-16th-edition",
}
_QUOTED_BY_CHICAGO = frozenset({"article-newspaper", "article-journal", "webpage", "document"})

# Private-use characters carry through citeproc what it would change or lose; no input keeps its own.
_UNPRINTABLE = re.compile("[\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f]")
_MEDIUM, _PLACE, _NO_DATE, _OPEN, _CLOSE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_GUARDED = (("<", "\ue005"), ("..", "\ue006"))

_RENDERING = threading.Lock()


class Citable(Protocol):
    """What a citation needs of a document; a Document has it, and so has an index's short form of one."""

    @property
    def id(self) -> str:
        """The document's id."""

    @property
    def source(self) -> str:
        """Its file."""

    @property
    def title(self) -> str:
        """Its title, inferred where the metadata has none."""

    @property
    def metadata(self) -> Metadata:
        """What is known of it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Formatted(Mapping[CitationStyle, str]):
    """The four entries, each made when it is asked for: loading citeproc costs more than most answers."""

    document: Citable
    section: tuple[str, ...]
    lines: tuple[int, int] | None
    page: int | None

    def __getitem__(self, style: CitationStyle) -> str:
        if style not in CITATION_STYLES:
            raise KeyError(style)
        return format_citation(self.document, self.section, self.lines, self.page, style)

    def __iter__(self) -> Iterator[CitationStyle]:
        return iter(CITATION_STYLES)

    def __len__(self) -> int:
        return len(CITATION_STYLES)

    def __repr__(self) -> str:
        return repr(dict(self))


def make_citation(
    number: int,
    document: Citable,
    section: tuple[str, ...],
    lines: tuple[int, int] | None = None,
    page: int | None = None,
) -> Citation:
    """The citation that a mark [number] stands for, in all four styles."""
    return Citation(
        number=number,
        document_id=document.id,
        source=document.source,
        title=document.metadata.title or document.title,
        section=section,
        date=document.metadata.date,
        formatted=_Formatted(document, section, lines, page),
    )


def format_citation(
    document: Citable,
    section: Sequence[str],
    lines: tuple[int, int] | None,
    page: int | None,
    style: CitationStyle,
) -> str:
    """The entry for a list of references, plain text; raises ValueError for an unknown style."""
    work = _Work.of(document, style)
    if style == "bibtex":
        original = csl_item(work.metadata, work.title, work.language)
        return format_bibtex(original, work.bibtex_key, work.translation)
    entry = _entry(json.dumps(work.item, ensure_ascii=False), work.translation, style, work.language)
    place = locate(work.within(section), lines, page, work.language, bare=True)
    return _at_place(entry, place)


def format_in_text(
    document: Citable,
    section: Sequence[str],
    lines: tuple[int, int] | None,
    page: int | None,
    style: CitationStyle,
) -> str:
    """What stands behind a quotation in running text; in APA "(Lee, 2023, Chapter 3(1), lines 5–9)"."""
    work = _Work.of(document, style)
    section = work.within(section)
    if style == "gbt7714":
        comma = "，" if work.language == "zh" else ", "
        return _in_chinese_text(work, locate(section, lines, page, work.language, comma=comma))
    place = locate([work.heading_in_english(heading) for heading in section], lines, page, "en")
    if style == "bibtex":
        latex = escape_latex(place).replace("–", "--")
        locator = f"[{{{latex}}}]" if "]" in latex else f"[{latex}]" if latex else ""
        return f"\\cite{locator}{{{work.bibtex_key}}}"
    if style == "apa":
        dated = f"{_listed(work.names, '&', most=2)}, {work.year or 'n.d.'}"
    else:
        dated = _listed(work.names, "and", most=3) + (f" {work.year}" if work.year else ", n.d.")
    return f"({dated}, {place})" if place else f"({dated})"


@dataclass(frozen=True, slots=True)
class _Work:
    """A document as one style sees it: GB/T 7714 with its own names, the other styles with English ones."""

    title: str
    translation: str
    language: Language
    metadata: Metadata
    item: CslItem

    @classmethod
    def of(cls, document: Citable, style: CitationStyle) -> _Work:
        if style not in CITATION_STYLES:
            raise ValueError(f"unknown citation style {style!r}")
        metadata = _printable(document.metadata)
        title = _clean(metadata.title or document.title) or document.source
        language = title_language(title, metadata.language)
        translation = metadata.title_en if language != "en" else ""
        item = csl_item(metadata, title, language, english=style != "gbt7714")
        return cls(title, translation, language, metadata, item)

    @property
    def names(self) -> list[str]:
        return short_names(self.item.get("author", [])) or [self.translation or self.title]

    @property
    def year(self) -> str:
        return str(self.item["issued"]["date-parts"][0][0]) if "issued" in self.item else ""

    @property
    def bibtex_key(self) -> str:
        return bibtex_key(
            self.item, self.translation, acronym(self.metadata.issuer_en or self.metadata.issuer)
        )

    def within(self, section: Sequence[str]) -> list[str]:
        """The headings that lead to a place in the work; one that only says its title leads nowhere."""
        title = "".join(self.title.split())
        return [heading for heading in section if "".join(heading.split()) not in title]

    def heading_in_english(self, heading: str) -> str:
        wanted = "".join(heading.split())
        translations = self.metadata.headings.items()
        return next((english for key, english in translations if "".join(key.split()) == wanted), heading)


def _in_chinese_text(work: _Work, place: str) -> str:
    """The form of GB/T 7714 with author and year, because a number means nothing outside its own list."""
    if work.language != "zh":
        return f"({', '.join(filter(None, (_listed(work.names, '&', most=2), work.year or 'n.d.', place)))})"
    names = "、".join(work.names[:3]) + (" 等" if len(work.names) > 3 else "")
    return f"（{'，'.join(filter(None, (names, work.year or '无日期', place)))}）"


def _listed(names: list[str], conjunction: str, most: int) -> str:
    if len(names) > most:
        return f"{names[0]} et al."
    if len(names) <= 2:
        return f" {conjunction} ".join(names)
    return f"{', '.join(names[:-1])}, {conjunction} {names[-1]}"


def _printable(metadata: Metadata) -> Metadata:
    return replace(
        metadata,
        title=_clean(metadata.title),
        title_en=_clean(metadata.title_en),
        issuer=_clean(metadata.issuer),
        issuer_en=_clean(metadata.issuer_en),
        authors=tuple(map(_clean, metadata.authors)),
        authors_en=tuple(map(_clean, metadata.authors_en)),
        place=_clean(metadata.place),
        place_en=_clean(metadata.place_en),
        url=_clean(metadata.url),
    )


def _clean(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


@lru_cache(maxsize=4096)
def _entry(item_json: str, translation: str, style: CitationStyle, language: Language) -> str:
    """The entry of a CSL-JSON item, with a sign where the place in the source belongs."""
    for (
        plain,
        sign,
    ) in _GUARDED:  # out of the reach of citeproc-py, which reads markup and mends doubled full stops
        item_json = item_json.replace(plain, sign)
        translation = translation.replace(plain, sign)
    item: dict[str, Any] = json.loads(item_json)
    bodies = [name["literal"] for name in item.get("author", []) if "literal" in name]
    if style == "gbt7714":
        _prepare_for_gbt(item)
    else:
        _prepare_for_english(item, translation, style, bodies)
    chinese = style == "gbt7714" and language == "zh"
    entry = _render(item, style, "zh-CN" if chinese else "en-US")
    entry = _mend(entry, style, bodies, "[出版年不详]" if chinese else "[n.d.]")
    for plain, sign in _GUARDED:
        entry = entry.replace(sign, plain)
    return entry


def _prepare_for_gbt(item: dict[str, Any]) -> None:
    # citeproc-py drops the whole "[R]" where no medium is known, so one is given and taken out again.
    item["medium"] = "OL" if "URL" in item else _MEDIUM
    if item["type"] != "webpage":  # a page number would make the style print it as a book
        item["page"] = _PLACE
    if "issued" not in item:
        item["issued"] = {"literal": _NO_DATE}


def _prepare_for_english(
    item: dict[str, Any], translation: str, style: CitationStyle, bodies: list[str]
) -> None:
    title = item["title"]
    if style == "chicago" and item["type"] in _QUOTED_BY_CHICAGO:
        title = title.replace("“", "‘").replace("”", "’")
    if translation:
        title += f"{_OPEN}{translation}{_CLOSE}"
    if style == "apa":  # a publisher who is the author is not named again
        for field in ("publisher", "container-title"):
            if item.get(field) == ", ".join(bodies):
                del item[field]
    item["title"] = title
    if not item.get("author"):
        # citeproc-py prints a title that stands for the author twice; as the author alone it comes once.
        item["author"] = [{"literal": item.pop("title")}]


def _mend(entry: str, style: CitationStyle, bodies: list[str], no_date: str) -> str:
    """The entry with citeproc-py's slips put right."""
    if style == "gbt7714":
        entry = re.sub(r"^\[1\]\s*", "", entry).replace(f"/{_MEDIUM}", "").replace(_NO_DATE, no_date)
        for body in bodies:  # the style writes surnames in capitals, and takes a body's name for one
            entry = entry.replace(body.upper(), body)
    else:
        entry = entry.replace("Retrieved http", "http")
    # The translation of a title stands in brackets, outside quotation marks; full stops stand inside them.
    entry = re.sub(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}”", r"” [\1]", entry)
    entry = entry.replace(_OPEN, " [").replace(_CLOSE, "]")
    if style == "chicago":
        entry = re.sub(r"”([.,])(?=\s|$)", r"\1”", entry)
    return re.sub(r"(?<=[?!？！。])\.(?=\s|$|”)", "", entry)


def _at_place(entry: str, place: str) -> str:
    """The entry with the place where its sign stands; without a place, what leads to the sign goes too."""
    return entry.replace(_PLACE, place) if place else re.sub(rf"(: |, )?\(?{_PLACE}\)?", "", entry)


@lru_cache(maxsize=8)
def _style(style: CitationStyle, locale: str) -> object:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(_STYLE_FILES[style], locale=locale, validate=False)


def _render(item: dict[str, Any], style: CitationStyle, locale: str) -> str:
    """The entry as citeproc writes it; one at a time, because a style object keeps state while it renders."""
    with _RENDERING:
        from citeproc import Citation as CiteprocCitation
        from citeproc import CitationItem, CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        source = CiteProcJSON([{**item, "id": "entry"}])
        bibliography = CitationStylesBibliography(_style(style, locale), source, formatter.plain)
        bibliography.register(CiteprocCitation([CitationItem("entry")]))
        return str(bibliography.bibliography()[0])
