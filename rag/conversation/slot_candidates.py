"""Spans of a question that a phrase of a follow-up could take the place of: neighbouring words, names whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# text -> its words in order.
Segmenter = Callable[[str], Sequence[str]]
Span = tuple[int, int]

_MAX_WORDS_OF_A_SLOT = 3
_NOT_IN_A_SLOT = re.compile(r"[，,。；;？?]|多少|什么|[哪谁何几怎]")
# What stands behind 哪些 or 什么 is asked for, not spoken of.
_ASKED_ZH = re.compile("(?:哪[些个家]|什么)$")
_BAD_EDGE_ZH = re.compile(
    r"[的了是在和与有为多少几哪什么谁吗呢到达占被把对从由个家项次种条位名年月日时座所支\W\d]+|哪些|哪个|多少|如何|其中"
    r"|一块儿?|一起|一同|共同|分别|大约|大概|主要|已经|目前|现在"
)
_RUN_ZH = re.compile("[\u4e00-\u9fff]+|[A-Za-z]+")
# Years, counts and question words stand between the words that may be replaced; 去 and 在 do so before a place.
_BETWEEN_RUNS_ZH = re.compile(
    "[现共还]?有(?=多|几|哪|什么)|(?:19|20)[0-9]{2}年?(?:[上下]半年)?|第[一二三四1-4]季度|[上下]半年|[0-9]+月份?|多[少大长高久]|几[个家项次种条所位名座艘届倍人天年块枚斤颗株棵匹册幅首]?|哪[些个家里年位]|什么|谁|怎么样?|如何|[的是]"
)
_MAX_SHORT_RUN = 3
# The owner in "Lima's exports" is Lima: what takes its place keeps the 's.
WORD_EN = re.compile(r"[\w-]+(?:['’](?!s\b)[\w-]+)*")
NAME_EN = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_STOP_WORDS_EN = (
    "a an the of in on at to for by and or is are was were be been do does did has have had can could will would"
    " should may how what which who whom whose when where why with from as it its than that between during since per"
    " many much into about under over through before after until besides"
)
STOP_EN = frozenset(_STOP_WORDS_EN.split())
_HELPER_EN = re.compile(r"\b(?:did|does|do|can|could|will|would|should|may|might)\b", re.IGNORECASE)
_NUMBER_BEFORE_EN = re.compile(r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten) $")
# "How many giraffes live in the zoo?"
_COUNTED_DO_EN = re.compile(
    r"\bhow many (?:[a-z]+ )?(?:[a-z]+s|staff|people|children|(?:wo)?men) ([a-z]+[a-rt-z]) (?:in|on|at|to|for|from|with)\b",
    re.IGNORECASE,
)
# Past forms that do not end in -ed and are no nouns as well.
_PAST_FORMS_EN = (
    "went came took gave got rose fell grew met spent saw began won lost kept held became made sent paid sold"
)
_PAST_EN = frozenset(_PAST_FORMS_EN.split())


def slots_zh(question: str, segment: Segmenter | None) -> list[Span]:
    """Spans of one to four neighbouring words of a Chinese question, without what asks and what counts at the edges."""
    words = _chinese_words(question, segment)
    slots = []
    for start, end in _runs(words):
        first, last = question[slice(*words[start])], question[slice(*words[end])]
        span = words[start][0], words[end][1]
        if _BAD_EDGE_ZH.fullmatch(first) or _BAD_EDGE_ZH.fullmatch(last) or span[1] - span[0] < 2:
            continue
        if not _NOT_IN_A_SLOT.search(question[slice(*span)]) and not _ASKED_ZH.search(question[: span[0]]):
            slots.append(span)
    return slots


def slots_en(question: str) -> list[Span]:
    """Spans of one to four neighbouring words of an English question, without function words and verbs at the edges."""
    words = [word.span() for word in WORD_EN.finditer(question) if word.group() != "s"]
    stop = STOP_EN | _verbs_en(question)
    slots = []
    for start, end in _runs(words):
        first, last = question[slice(*words[start])], question[slice(*words[end])]
        span = words[start][0], words[end][1]
        if (
            first.casefold() in stop
            or last.casefold() in stop
            or _NOT_IN_A_SLOT.search(question[slice(*span)])
        ):
            continue
        if first.isdigit() or _NUMBER_BEFORE_EN.search(question[: span[0]]):
            continue  # the 22 zones are counted: no "foreign trade" takes their place
        if not _splits_a_name(question, *span) and not _splits_a_compound(question, *span, stop):
            slots.append(span)
    return slots


def noun_phrases_after(preposition: str, question: str, *, named: bool) -> list[Span]:
    """Spans of the phrases behind a preposition of an English question: Lyon in "How many staff work in Lyon?".

    Unless a name is looked for, the owner stays outside: exports in "of Lima's exports".
    """
    stop = (STOP_EN | _verbs_en(question)) - {"the", "a", "an"}
    spans = []
    for match in re.finditer(rf"\b{re.escape(preposition)} ", question, re.IGNORECASE):
        end = start = match.end()
        for word in WORD_EN.finditer(question, start):
            gap = question[end : word.start()]
            if word.group().casefold() in stop or (end > start and gap not in (" ", "'", "’")):
                break
            end = word.end()
        phrase = question[start:end]
        owner = re.match(r"(?:the )?[\w-]+['’]s ", phrase)
        start += owner.end() if owner and not named else 0
        if phrase.casefold() not in ("", "the", "a", "an") and not re.match(r"(?:19|20)\d{2}\b", phrase):
            spans.append((start, end))
    return spans


def affix_overlap(one: str, other: str) -> float:
    """Share of the longer phrase that a common ending or beginning covers: 南山茶园 / 北山茶园."""
    one, other = one.casefold(), other.casefold()
    longest = max(len(one), len(other))
    ending = next((n for n in range(min(len(one), len(other)), 0, -1) if one[-n:] == other[-n:]), 0)
    beginning = next((n for n in range(min(len(one), len(other)), 0, -1) if one[:n] == other[:n]), 0)
    shared = max(ending, beginning)
    alike = shared >= 2 or (ending and len(one) == len(other) == 2)
    return shared / longest if alike else 0.0


def _runs(words: Sequence[Span]) -> list[Span]:
    """First and last number of every run of at most four words."""
    return [
        (first, last)
        for first in range(len(words))
        for last in range(first, min(first + _MAX_WORDS_OF_A_SLOT, len(words)))
    ]


def _chinese_words(text: str, segment: Segmenter | None) -> list[Span]:
    """Spans of the words between what asks and what counts; a short run that stands alone there is one word."""
    words: list[Span] = []
    for run in _RUN_ZH.finditer(_BETWEEN_RUNS_ZH.sub(lambda between: " " * len(between.group()), text)):
        position = run.start()
        short = len(run.group()) <= _MAX_SHORT_RUN and len(run.group()) > 1
        for word in [run.group()] if short or not segment else segment(run.group()):
            start = text.find(word, position, run.end())
            if start >= 0:
                words.append((start, start + len(word)))
                position = start + len(word)
    return words


def _verbs_en(question: str) -> frozenset[str]:
    """The verbs of an English question, as far as its form tells: "take" in "did the zones take", "founded", "went"."""
    verbs = {word.casefold() for word in re.findall(r"\b[a-z]+ed\b", question)} | _PAST_EN
    helper = _HELPER_EN.search(question)
    if not helper:
        verbs |= {match[1] for match in _COUNTED_DO_EN.finditer(question)}
    if helper:
        run: list[str] = []
        for word in WORD_EN.findall(question[helper.end() :]):
            if word.casefold() in STOP_EN and run:
                break
            run += [word] if word.casefold() not in STOP_EN and word != "s" else []
        verbs |= {run[-1].casefold()} if len(run) > 1 and run[-1].islower() else set()
    return frozenset(verbs)


def _splits_a_name(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends inside a run of capitalised words, as Yi in Zhang Yi."""
    before = re.search(r"\b[A-Z](?:[\w-]|['’](?!s\b))*\s+$", text[:start])
    after = re.match(r"\s+[A-Z]", text[end:])
    starts_name, ends_name = text[start].isupper(), re.search(r"[A-Z][\w'’-]*$", text[start:end]) is not None
    # The first word of a sentence is capitalised whatever it is.
    return bool((before and before.start() > 0 and starts_name) or (after and ends_name))


def _splits_a_compound(text: str, start: int, end: int, stop: frozenset[str]) -> bool:
    """Whether a noun of its own follows the span, as FDI in China's FDI: only the whole phrase is a slot.

    A name may stand before any word that is not capitalised: in "did Li Ming call for" a verb follows it.
    """
    after = re.match(r"\s+([\w'’-]+)", text[end:])
    if not after or after[1].casefold() in stop or after[1].isdigit():
        return False
    return not NAME_EN.fullmatch(text[start:end])
