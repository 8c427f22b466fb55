"""A text cut into sentences, Chinese and English alike."""

from __future__ import annotations

import re

_CLOSERS = r"[”’」』）》】〉\"')\]]*"
_BOUNDARY = re.compile(
    # Chinese: the mark alone ends the sentence
    rf"(?:[。！？；｡]|…+)[。！？；…!?]*{_CLOSERS}\s*"
    # English: a space must follow, or Chinese
    rf"|(?<![.!?])[.!?]++{_CLOSERS}(?:\s+|$|(?=[\u3400-\u9fff“「『（《]))"
    # a paragraph, a row, a list item
    r"|\n\s*"
)
# Words before a full stop that seldom end a sentence; single letters are initials.
_ABBREVIATIONS_WORDS = """
mr mrs ms dr prof st sr jr vs etc e.g i.e cf al fig figs tab no nos vol pp p ch sec eq ed eds est
approx inc ltd co corp dept gov gen col sen rep hon jan feb mar apr jun jul aug sep sept oct nov dec
u.s u.k u.n ph.d a.m p.m viz resp
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_WORDS.split())
_MAY_END = frozenset({"etc", "inc", "ltd", "co", "corp", "u.s", "u.k", "u.n", "a.m", "p.m", "al", "jr", "sr"})
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z.]*$")
# How far back the word before a full stop may begin.
_WORD_REACH = 24


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences in order, white space after each included; they cover the text without gaps.

    Closing quotation marks and brackets stay with their sentence; abbreviations, initials, decimals and
    addresses do not end one. A line break always does. The empty text has no sentences.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if match.end() <= start or not _ends_here(text, match):
            continue
        if not text[start : match.end()].strip() and spans:
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append((start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def _ends_here(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] not in ".!?" or "\n" in mark:
        return True
    following = text[match.end() : match.end() + 1]
    if following and following.islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(0, match.start() - _WORD_REACH), match.start())
    if word is None:
        # "3. Aims": a number alone at the start of a line counts a list, it is no sentence.
        return not _is_list_number(text, match.start())
    bare = word.group().lower()
    if len(bare) == 1:
        return not word.group().isupper()
    if bare in _ABBREVIATIONS:
        return bare in _MAY_END and (not following or following.isupper())
    return True


def _is_list_number(text: str, end: int) -> bool:
    start = end
    while start > 0 and end - start < 4 and text[start - 1].isdigit():
        start -= 1
    return start < end and (start == 0 or text[start - 1] == "\n")
