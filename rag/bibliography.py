"""Bibliographic items in the form of CSL-JSON, made from what is known of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

from rag.types import Language, Metadata


class CslName(TypedDict, total=False):
    """A person as family and given name, or an organisation (and a Chinese name) as one literal."""

    family: str
    given: str
    literal: str


CslDate = TypedDict("CslDate", {"date-parts": list[list[int]]})

CslItem = TypedDict(
    "CslItem",
    {
        "type": str,
        "title": str,
        "author": list[CslName],
        "issued": CslDate,
        "publisher": str,
        "publisher-place": str,
        "container-title": str,
        "URL": str,
        "language": str,
    },
    total=False,
)

# What a sidecar's `kind` may say, in either language, and the CSL type that chooses the form of the entry.
_TYPES: dict[str, tuple[str, ...]] = {
    "report": ("report", "briefing", "working paper", "white paper", "报告", "简报", "研究报告", "白皮书"),
    "article-newspaper": ("news", "newspaper", "newspaper article", "news article", "新闻", "报纸", "报道"),
    "webpage": ("webpage", "web page", "website", "web", "网页", "网站"),
    "book": ("book", "图书", "专著", "书"),
    "article-journal": ("article", "journal article", "paper", "期刊", "期刊论文"),
    "legislation": ("law", "regulation", "statute", "法律", "法规", "规章"),
    "thesis": ("thesis", "dissertation", "学位论文"),
    "standard": ("standard", "标准"),
    "dataset": ("dataset", "data set", "数据集"),
}
_TYPE_OF = {kind: csl_type for csl_type, kinds in _TYPES.items() for kind in (*kinds, csl_type)}
_IN_A_CONTAINER = frozenset({"article-newspaper", "article-journal"})

_HAN = re.compile(r"[\u3400-\u9fff]")
_NEITHER = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0370-\u1fff]")
_ACRONYM = re.compile(r"\s*[（(]([A-Z][A-Za-z&.\-]*[A-Z])[)）]\s*$")
_DATE = re.compile(r"\s*(\d{4})(?:\D{1,3}(\d{1,2}))?(?:\D{1,3}(\d{1,2}))?(?!\d)")
_ORGANISATION = re.compile(
    r"\b(of|for|and|the|bank|organi[sz]ation|office|department|ministry|university|institute|committee|group|"
    r"association|agency|council|commission|cent(?:re|er)|bureau|secretariat|fund|foundation|company|inc|ltd|"
    r"nations|union|government|team|press|society|academy|school|college|network|alliance)\b",
    re.IGNORECASE,
)


def title_language(title: str, known: str = "") -> Language:
    """The language of a title: the known one, else by its script; a tag such as zh-CN counts as zh."""
    if known:
        return "zh" if known.startswith("zh") else "en" if known.startswith("en") else "other"
    if _NEITHER.search(title):
        return "other"
    return "zh" if _HAN.search(title) else "en"


def csl_item(metadata: Metadata, title: str, language: Language, *, english: bool = False) -> CslItem:
    """The CSL-JSON item of a document; fields that are not known are left out.

    `english` gives names of people and bodies in English where the metadata has them, as styles for English
    texts want; the title stays in its own language. Without authors the issuer stands in their place.
    """
    csl_type = _TYPE_OF.get(metadata.kind.strip().casefold(), "webpage" if metadata.url else "document")
    item: CslItem = {"type": csl_type, "title": (metadata.title or title).strip(), "language": language}
    issuers = bodies(metadata.issuer_en if english and metadata.issuer_en else metadata.issuer)
    authors = _authors(metadata, english)
    if authors or issuers:
        item["author"] = authors or [CslName(literal=issuer) for issuer in issuers]
    if parts := date_parts(metadata.date):
        item["issued"] = {"date-parts": [parts]}
    # The place of an event is not the place of publication.
    place = "" if metadata.event else (metadata.place_en if english and metadata.place_en else metadata.place)
    publisher = ("、" if language == "zh" and not english else ", ").join(issuers)
    if publisher and (csl_type in _IN_A_CONTAINER or (csl_type == "webpage" and authors)):
        item["container-title"] = publisher
    elif publisher and csl_type != "webpage" and (authors or place):
        item["publisher"] = publisher
        if place:
            item["publisher-place"] = place
    if metadata.url:
        item["URL"] = metadata.url.strip()
    return item


def bodies(issuer: str) -> list[str]:
    """The organisations of an issuer field: semicolons separate them, acronyms are left out."""
    return [name for part in re.split(r"[;；]", issuer) if (name := _ACRONYM.sub("", part).strip())]


def acronym(issuer: str) -> str:
    """The acronym that stands in brackets after the first organisation's name, or nothing."""
    match = _ACRONYM.search(re.split(r"[;；]", issuer)[0])
    return match.group(1) if match else ""


def date_parts(date: str) -> list[int]:
    """Year, month and day as far as the date gives them and they are possible; empty for none."""
    match = _DATE.match(date)
    if not match:
        return []
    limits = (9999, 12, 31)
    parts: list[int] = []
    for group, limit in zip(match.groups(), limits, strict=True):
        if group is None or not 1 <= int(group) <= limit:
            break
        parts.append(int(group))
    return parts


def _authors(metadata: Metadata, english: bool) -> list[CslName]:
    names = metadata.authors_en if english and metadata.authors_en else metadata.authors
    pairs = len(metadata.authors) == len(names)
    return [
        _name(name, metadata.authors[index] if pairs else "")
        for index, name in enumerate(names)
        if name.strip()
    ]


def _name(name: str, original: str) -> CslName:
    """A CSL name; `{...}` marks an organisation, `Family, Given` says which is which.

    Otherwise the last word is the family name; of a Chinese name in pinyin it is the first.
    """
    name = " ".join(name.split())
    words = name.split(" ")
    if name.startswith("{") and name.endswith("}"):
        return CslName(literal=name[1:-1])
    if "," in name and not _HAN.search(name):
        family, _, given = name.partition(",")
        return CslName(family=family.strip(), given=given.strip())
    if _HAN.search(name) or len(words) == 1 or _ORGANISATION.search(name):
        return CslName(literal=name)
    if _is_chinese_name(original) and len(words) == 2:
        return CslName(family=words[0], given=words[1])
    return CslName(family=words[-1], given=" ".join(words[:-1]))


def _is_chinese_name(name: str) -> bool:
    return 2 <= len(name) <= 4 and all(_HAN.match(character) for character in name)


def short_names(names: Sequence[CslName]) -> list[str]:
    """What stands for each author in running text: the family name, or the whole literal."""
    return [name.get("family") or name.get("literal", "") for name in names]
