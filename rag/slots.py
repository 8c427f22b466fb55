"""A phrase and the question before it → the question with the part that the phrase replaces replaced.

那2021年呢？ changes the year of the last question, "and imports?" the noun phrase that is most like imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.series import YEAR_EN, YEAR_ZH, exchanged, year_meant
from rag.text.language import detect_language
from rag.topics import clause_of, topic_of

# (phrase, candidates) -> one similarity each; the assistant passes the embedding model's cosine.
Similarity = Callable[[str, Sequence[str]], Sequence[float]]
# text -> its words in order.
Segmenter = Callable[[str], Sequence[str]]

# Under this cosine two phrases do not fill the same slot of a question (上海/广西 and imports/exports lie above 0.5
# with the shipped model, unrelated words below 0.3).
SLOT_SIMILARITY = 0.4
_LEAST_ALIKE = 0.15
_INSIDE_A_WORD = 0.12
_MAY_STAND_BEFORE_A_SLOT = "的在和与及年月日度对从由于为是跟把被了有家个项到向给去天次种名位条"
_WHOLE_SLOT_CHARS = 12
_MAX_WORDS_OF_A_SLOT = 3

_NOT_IN_A_SLOT = re.compile(r"[，,。；;？?]|多少|什么|[哪谁何几怎]")
# What stands behind 哪些 or 什么 is asked for, not spoken of.
_ASKED_ZH = re.compile("(?:哪[些个家]|什么)$")
_OWNED_TOPIC_ZH = re.compile(
    r"(?P<year>(?:19|20)\d{2}年)?[^，。；？]{2,30}?(?P<asks>(?:又?是|有|达到?|为)(?:多少|什么|哪些|谁)[^，。；]{0,4}[？?]?)"
)
_BAD_EDGE_ZH = re.compile(
    r"[的了是在和与有为多少几哪什么谁吗呢到达占被把对从由个家项次种条位名年月日时\W\d]+|哪些|哪个|多少|如何|其中"
)
_RUN_ZH = re.compile("[\u4e00-\u9fff]+|[A-Za-z]+")
# Years, counts and question words stand between the words that may be replaced; 去 and 在 do so before a place.
_BETWEEN_RUNS_ZH = re.compile(
    "(?:19|20)[0-9]{2}年?(?:[上下]半年)?|多[少大长高久]|几[个家项次种条所位名座艘届倍人天年]?|哪[些个家里年位]|什么|谁|怎么样?|如何|[的是]"
)
_MAX_SHORT_RUN = 3
# The owner in "Lima's exports" is Lima: what takes its place keeps the 's.
_WORD_EN = re.compile(r"[\w-]+(?:['’](?!s\b)[\w-]+)*")
_NAME_EN = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_STOP_WORDS_EN = (
    "a an the of in on at to for by and or is are was were be been do does did has have had can could will would"
    " should may how what which who whom whose when where why with from as it its than that between during since"
)
_STOP_EN = frozenset(_STOP_WORDS_EN.split())
_OWNER_ENDS = re.compile("['’]s\\b")
_HELPER_EN = re.compile(r"\b(?:did|does|do|can|could|will|would|should|may|might)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filler:
    """How slots of a question are compared and cut."""

    similarity: Similarity | None
    segment: Segmenter | None


def fill_slot(phrase: str, latest: str, root: str, filler: Filler) -> str:
    """The latest question with a part replaced by `phrase`, or the root question with `phrase` put beside it.

    `root` is the question that stood by itself: phrases put beside the latest one would pile up from turn to turn.
    """
    chinese = detect_language(latest) != "en"
    phrase = year_meant(phrase, latest) or phrase
    year = (YEAR_ZH if chinese else YEAR_EN).search(phrase)
    if year:
        rest = (phrase[: year.start()] + phrase[year.end() :]).strip()
        rest = re.sub(r"(?:^|\s)(?:in|for)$", "", rest) if not chinese else rest.removeprefix("的")
        moved = _with_year(year.group(), latest, chinese=chinese)
        if len(rest) <= 1 or rest == "one":
            return moved
        root = _with_year(year.group(), root, chinese=detect_language(root) != "en")
        phrase, latest = rest, moved
    topic = _OWNED_TOPIC_ZH.fullmatch(latest) if chinese and re.search(".的.", phrase) else None
    if topic:  # 上海的出口额 is a whole topic, so it takes the place of one
        return f"{topic['year'] or ''}{phrase}{topic['asks']}"
    if in_its_row := exchanged(phrase, latest):
        return in_its_row
    target = _best_slot(phrase, latest, filler, chinese=chinese) or _half(phrase, latest, filler)
    if target is not None:
        article = "the " if latest[slice(*target)].startswith("the ") and phrase.islower() else ""
        return f"{latest[: target[0]]}{article}{phrase}{latest[target[1] :]}"
    ending = root.rstrip("?？ ")
    return f"{ending} ({phrase})?" if detect_language(root) == "en" else f"{ending}（{phrase}）？"


def _with_year(year: str, question: str, *, chinese: bool) -> str:
    """A question asked of another year, or of a year where it named none."""
    old = (YEAR_ZH if chinese else YEAR_EN).search(question)
    if old and old.group()[:4] == year[:4] and len(old.group()) > len(year):
        return question  # the range that begins with this year
    unit = "年" if chinese and not year.endswith("年") and (not old or old.group().endswith("年")) else ""
    joined = question.find("，") + 1
    if not old and chinese and joined:
        return f"{question[:joined]}{year}{unit}{question[joined:]}"
    if old:
        return question[: old.start()] + year + unit + question[old.end() :]
    ending = question.rstrip("?？ ")
    return f"{year}{unit}{question}" if chinese else f"{ending} in {year}?"


def without_phrase_beside(question: str) -> str:
    """A question that `fill_slot` made, without the phrase that it put beside it."""
    return re.sub(r" ?[(（][^()（）]{1,60}[)）](?=[?？]?$)", "", question)


def _best_slot(phrase: str, previous: str, filler: Filler, *, chinese: bool) -> tuple[int, int] | None:
    candidates = _slots(previous, filler.segment, chinese=chinese)
    if _NAME_EN.fullmatch(phrase):  # a name takes the place of a name
        names = [span for span in candidates if _NAME_EN.fullmatch(previous[slice(*span)])]
        candidates = names or candidates
    elif phrase[:1].isupper():  # "the Hagen crane" takes the place of the Torv crane, and not of "crane"
        candidates = [
            span
            for span in candidates
            if previous[span[0]].isupper() or not re.search(r"(?<=\w )[A-Z][\w'’-]* $", previous[: span[0]])
        ]
    else:  # nor is the owner of a thing replaced by a thing: China's exports, and tea?
        candidates = [span for span in candidates if not _OWNER_ENDS.match(previous, span[1])]
    if chinese:  # nor is a part of a name: 能源 in 恒光能源
        owner = topic_of(previous).subject or ""
        inside = range(previous.find(owner) + 1, previous.find(owner) + len(owner))
        candidates = [span for span in candidates if span[0] not in inside]
    texts = [previous[start:end] for start, end in candidates]
    if not texts or any(text.casefold() == phrase.casefold() for text in texts):
        return None  # nothing to replace, or the phrase is already there
    scores = list(filler.similarity(phrase, texts)) if filler.similarity else [0.0] * len(texts)
    best, best_score = None, SLOT_SIMILARITY
    for span, text, score in zip(candidates, texts, scores, strict=True):
        # Of spans about equally alike the longer one is the whole of what is replaced: 发达经济体, not 经济体.
        total = score + 0.6 * _affix_overlap(phrase, text) + 0.005 * min(len(text), _WHOLE_SLOT_CHARS)
        total -= _INSIDE_A_WORD if chinese and _continues_a_word(previous, span[0]) else 0.0
        if total > best_score:
            best, best_score = span, total
    return best


def _half(phrase: str, question: str, filler: Filler) -> tuple[int, int] | None:
    """The owner or the attribute of "what is the population of Lima?", whichever is more like the phrase."""
    prefix = question.partition("，")[0]
    owner = topic_of(question).subject or (prefix if 2 <= len(prefix) <= _WHOLE_SLOT_CHARS else None)
    if not owner or not filler.similarity or phrase in question:
        return None
    start = question.find(owner)
    halves = [(start, start + len(owner))]
    if attribute := _attribute_of(owner, question):
        halves.append(attribute)
    scores = filler.similarity(phrase, [question[slice(*half)] for half in halves])
    best = max(range(len(halves)), key=lambda at: scores[at])
    return halves[best] if attribute and scores[best] >= _LEAST_ALIKE else None


def _attribute_of(owner: str, question: str) -> tuple[int, int] | None:
    """What is asked of the owner: 总磷 in 柳坝站的总磷是多少, "population" in "the population of Lima"."""
    if detect_language(question) == "en":
        clause = clause_of(question)
        said = re.search(
            rf"\b(?:the |an? )?(?P<attribute>[a-z][\w -]*?) (?:of|for) {re.escape(owner)}", question
        )
        return said.span("attribute") if said and clause and clause.copula else None
    said = re.search(
        rf"{re.escape(owner)}(?:(?:19|20)\d{{2}}年(?:[上下]半年)?)?[的，](?P<attribute>[^，。的]{{1,12}}?)(?=[是有为达占]|多少|怎|如何)",
        question,
    )
    return said.span("attribute") if said else None


def _affix_overlap(one: str, other: str) -> float:
    """Share of the longer phrase that a common ending or beginning covers: 南山茶园 / 北山茶园."""
    one, other = one.casefold(), other.casefold()
    longest = max(len(one), len(other))
    ending = next((n for n in range(min(len(one), len(other)), 0, -1) if one[-n:] == other[-n:]), 0)
    beginning = next((n for n in range(min(len(one), len(other)), 0, -1) if one[:n] == other[:n]), 0)
    shared = max(ending, beginning)
    alike = shared >= 2 or (ending and len(one) == len(other) == 2)
    return shared / longest if alike else 0.0


def _continues_a_word(text: str, start: int) -> bool:
    """Whether a Chinese span goes on where another word stands before it, as 能源 in 恒光能源."""
    return (
        bool(re.search("[\u4e00-\u9fff]$", text[:start])) and text[start - 1] not in _MAY_STAND_BEFORE_A_SLOT
    )


def _slots(previous: str, segment: Segmenter | None, *, chinese: bool) -> list[tuple[int, int]]:
    """Spans of neighbouring words that a follow-up could replace; no question or function words at the edges."""
    if chinese:
        words = _chinese_words(previous, segment)
    else:
        words = [word.span() for word in _WORD_EN.finditer(previous) if word.group() != "s"]
    stop = _STOP_EN if chinese else _STOP_EN | _verbs_en(previous)
    slots = []
    for first in range(len(words)):
        for last in range(first, min(first + _MAX_WORDS_OF_A_SLOT, len(words))):
            start, end = words[first][0], words[last][1]
            edges = (previous[slice(*words[first])], previous[slice(*words[last])])
            if any(_bad_edge(word, stop, chinese=chinese) for word in edges):
                continue
            if chinese and end - start < 2:
                continue
            if _NOT_IN_A_SLOT.search(previous[start:end]) or _ASKED_ZH.search(previous[:start]):
                continue
            if not chinese and (
                _splits_a_name(previous, start, end) or _splits_a_compound(previous, start, end, stop)
            ):
                continue
            slots.append((start, end))
    return slots


def _chinese_words(text: str, segment: Segmenter | None) -> list[tuple[int, int]]:
    """Spans of the words between what asks and what counts; a short run that stands alone there is one word."""
    words: list[tuple[int, int]] = []
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
    """The verbs of an English question, as far as its form tells: "take" in "did the zones take", "founded"."""
    verbs = {word.casefold() for word in re.findall(r"\b[a-z]+ed\b", question)}
    helper = _HELPER_EN.search(question)
    if helper:
        run: list[str] = []
        for word in _WORD_EN.findall(question[helper.end() :]):
            if word.casefold() in _STOP_EN and run:
                break
            run += [word] if word.casefold() not in _STOP_EN and word != "s" else []
        verbs |= {run[-1].casefold()} if len(run) > 1 and run[-1].islower() else set()
    return frozenset(verbs)


def _bad_edge(word: str, stop: frozenset[str], *, chinese: bool) -> bool:
    folded = word.casefold()
    return bool(_BAD_EDGE_ZH.fullmatch(folded)) if chinese else folded in stop


def _splits_a_name(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends inside a run of capitalised words, as Yi in Zhang Yi."""
    before = re.search(r"[A-Z][\w'’-]*\s+$", text[:start])
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
    return not _NAME_EN.fullmatch(text[start:end])
