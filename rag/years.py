"""The years a question names and a sentence → how far the sentence is about another year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Chunk

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# A year that only serves as a measure: "3.1% more than in 2019", 比2021年少三千多人; "(2019: 13,050)" gives its own figure.
_MEASURE = re.compile(
    r"(?:(?<!对)比|较|相比于?|相较于?)\s*(?:19|20)\d{2}\s*年"
    r"|(?<!年)[与和同跟]\s*(?:19|20)\d{2}\s*年[^，。；,;]{0,4}(?:相比|持平|相当|比)"
    r"|\b(?:than(?: in)?|compared (?:with|to)|(?:up|down) (?:on|from)"
    r"|(?:up|down|more|less|rise|increase|growth|gain|drop|fall) (?:over|against))(?: the [a-z]+ of)?(?: in)? (?:19|20)\d{2}\b",
    re.IGNORECASE,
)
_GIVEN_BESIDE = re.compile(r"[（(]((?:19|20)\d{2})年?(?:[为是]|\s*[:：])")
_RANGE = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:-|–|—+|至|到|to)\s*((?:19|20)\d{2})")


def year_conflict(years: Sequence[str], sentence: str, chunk: Chunk) -> float:
    """How far the years of a question are from being the sentence's, in [0, 1]; 0.0 for a question without a year.

    A year in the sentence settles it, unless the sentence only compares with that year. A sentence of another year is
    about that one, unless the year stands elsewhere in its passage, where a list of years may have been cut. A sentence
    without any year is dated by the headings over it, by its passage, else by the document's own date.
    """
    if not years:
        return 0.0
    return sum(_one_year_conflict(year, sentence, chunk) for year in years) / len(years)


def _one_year_conflict(year: str, sentence: str, chunk: Chunk) -> float:
    own = set(YEAR.findall(_MEASURE.sub(" ", sentence)))
    if year in own:
        return 0.0
    measures = set(YEAR.findall(sentence)) - own
    beside = set(_GIVEN_BESIDE.findall(sentence))
    titled = _years_named(f"{chunk.title}\n" + "\n".join(chunk.section))
    if own - beside:
        return 0.6 if year in chunk.text and year not in measures else 1.0
    if titled:
        return 0.1 if year in titled else 0.2 if year in chunk.text and year not in measures else 1.0
    if year in chunk.text and year not in measures:
        return 0.1
    if YEAR.search(chunk.text):
        return 0.7 if year in chunk.context else 1.0
    return 0.2 if year in chunk.context else 1.0


def _years_named(heading: str) -> set[str]:
    """The years in a heading, those between the ends of a range among them."""
    named = set(YEAR.findall(heading))
    for first, last in _RANGE.findall(heading):
        named.update(str(year) for year in range(int(first), int(last) + 1))
    return named
