"""English nouns as they take the place of one another: which may, and with which article."""

from __future__ import annotations

import re

_PLURAL_EN = re.compile("(?:\\b(?:wo)?men|children|people|[a-z][^sui]s)$")
_PEOPLE_EN = re.compile(
    r"\b(?:(?:wo)?men|children|people|kids|adults|students|pensioners|seniors|families|groups|members|residents|visitors)$"
)
_SINGULAR_BEFORE_EN = re.compile(r"\ban? (?:[a-z-]+ ){0,2}$", re.IGNORECASE)
_ARTICLE_AT_START_EN = re.compile("(?:an?|the) ", re.IGNORECASE)
_ARTICLE_AT_END_EN = re.compile(r"\ban? $", re.IGNORECASE)


def is_plural(phrase: str) -> bool:
    """Whether a phrase speaks of several, as its form tells: ferries, young people."""
    return _PLURAL_EN.search(phrase) is not None


def may_replace(phrase: str, noun: str, before: str) -> bool:
    """Whether a phrase may stand where a noun stands behind some words: students are no "pass" in "a day pass"."""
    if not is_plural(phrase) or is_plural(noun) or not _SINGULAR_BEFORE_EN.search(before):
        return True
    return _ARTICLE_AT_END_EN.search(before) is not None and not _PEOPLE_EN.search(phrase)


def with_article(before: str, phrase: str) -> str:
    """The words before a noun that is replaced, with the article of the other one: "an adult", "a season", "boats"."""
    one = _ARTICLE_AT_END_EN.search(before)
    if not one:
        return before
    article, before = one.group(), before[: one.start()]
    if is_plural(phrase) or _ARTICLE_AT_START_EN.match(phrase):
        return before
    if re.match("[b-df-gj-np-tv-z]", phrase, re.IGNORECASE):
        return f"{before}{article[0]} "
    return f"{before}{article[0]}n " if re.match("[aeio]", phrase, re.IGNORECASE) else f"{before}{article}"
