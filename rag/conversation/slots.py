"""A phrase and the question before it → the question with the part that the phrase replaces replaced.

那2021年呢？ changes the year of the last question, "and imports?" the noun phrase that is most like imports. A phrase
that is like no part of it is asked of the thing that the question was about, or else put beside the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.conversation.chinese_topics import ATTRIBUTE_ZH, ends_as_a_thing_zh, owner_zh, without_opening_zh
from rag.conversation.english_nouns import is_plural, may_replace, with_article
from rag.conversation.places import is_place_zh, opens_with_a_place_zh
from rag.conversation.series import YEAR_EN, YEAR_ZH, exchanged, with_year, year_meant
from rag.conversation.slot_candidates import (
    NAME_EN,
    Segmenter,
    Span,
    affix_overlap,
    noun_phrases_after,
    slots_en,
    slots_zh,
)
from rag.conversation.topics import clause_of, topic_of
from rag.text.language import detect_language

# (phrase, candidates) -> one similarity each; the assistant passes the embedding model's cosine.
Similarity = Callable[[str, Sequence[str]], Sequence[float]]

# Over this cosine two phrases fill the same slot of a question; one that is clearly more like the phrase than all
# others does so from the lower one on (two countries lie about 0.4 apart with the shipped model, two posts 0.3).
SLOT_SIMILARITY = 0.4
_CLEARLY_BEST = 0.25
_CLEARLY_AHEAD = 0.08
_COUNTED_ALIKE = 0.5
_LEAST_ALIKE = 0.15
_INSIDE_A_WORD = 0.12
_SAME_HEAD = 0.3
_BOTH_PLACES = 0.3
_OWNED = 0.2
_MAY_STAND_BEFORE_A_SLOT = "的在和与及年月日度对从由于为是跟把被了有家个项到向给去天次种名位条座所支"
_WHOLE_SLOT_CHARS = 12

_OWNED_TOPIC_ZH = re.compile(
    r"(?P<year>(?:19|20)\d{2}年)?[^，。；？]{2,30}?(?P<asks>(?:又?是|有|达到?|为)(?:多少|什么|哪些|谁)[^，。]{0,4}[？?]?)"
)
_COUNT_BEFORE_ZH = re.compile(
    r"(?:多少|几)[个家项次种条所位名座艘届支架台辆套门只头户本份间款类批场块枚斤颗株棵匹册幅首]?(?P<modifier>[\u4e00-\u9fff]{0,6})$"
)
# These nouns belong to something done and not to a thing: the effect of the measure.
_OF_AN_ACTION_ZH = re.compile("(?:效果|成效|结果|影响|作用|意义|原因|目的|背景|过程|后果|好处)$")
_MEASURE_ZH = re.compile(
    "(?:面积|人口|规模|利润|营收|收入|支出|投入|产出|进口|出口|投资|成本|价格|人数|全长|总长|门票|票价|[率额量度值费价比速])$"
)
_NOW_ZH = re.compile("现在|目前|如今|眼下|当前")
_MEASURE_EN = re.compile(
    "(?:share|percentage|proportion|number|amount|total|rate|level|value|size|part|year)s?"
)
# What is asked of a thing as "how tall" and "how wide" ask: no noun that takes the place of the thing.
_ATTRIBUTE_EN = re.compile(
    "(?:total |annual |average |maximum |minimum )?(?:height|width|length|depth|weight|size|area|age|speed|capacity|cost"
    "|price|volume|diameter|population|budget|temperature|distance|value|power)"
)
_COUNTED_EN = re.compile(r"\bhow many (?P<things>(?:[a-z-]+ ){0,2}?[a-z-]{2,}s)\b", re.IGNORECASE)
_COUNTED_DOERS_EN = re.compile(
    r"how many (?P<things>(?:[a-z-]+ )?(?:[a-z-]{2,}s|staff|people|children|(?:wo)?men)) [a-z]+ (?:the )?(?-i:[A-Z])"
    r"(?:(?![a-z]+s\b)[\w'’. -])+\??",
    re.IGNORECASE,
)
_UNITS_EN = frozenset(
    ("minutes", "hours", "days", "nights", "weeks", "months", "years", "times", "tonnes", "tons", "miles")
)
_OWNER_ENDS = re.compile("['’]s\\b")
_OWNER_ALONE_EN = re.compile(r"(?P<owner>[\w-]+)['’]s")
_BEHIND_A_NAME_EN = re.compile(r"(?<=\w )[A-Z][\w'’-]* $")
_HOW_SO_EN = re.compile(
    r"how (?!many\b|much\b)(?P<measure>[a-z]+) (?:is|are|was|were) (?P<thing>[^,;:?]+)\??", re.IGNORECASE
)
_PART_OF_A_YEAR_EN = re.compile("(?:first|second|third|fourth|last) (?:half|quarter)")
_NOUN_OF_OWNER_EN = re.compile(
    r"(?:the )?(?P<noun>[a-z][\w-]*) of (?P<owner>(?:the )?[A-Z][\w-]*(?: [A-Z][\w-]*)*)"
)


@dataclass(frozen=True, slots=True)
class Filler:
    """How slots of a question are compared and cut."""

    similarity: Similarity | None
    segment: Segmenter | None


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a follow-up puts into the last question: "for the flu" is `phrase` "flu" with `preposition` "for".

    `asks` are the words that a Chinese fragment asks with itself, 怎么样 in 效果怎么样.
    """

    phrase: str
    preposition: str = ""
    asks: str = ""


def fill_slot(fragment: Fragment, latest: str, root: str, filler: Filler) -> str:
    """The latest question with a part replaced by the fragment, or the root question with it put beside it.

    `root` is the question that stood by itself: phrases put beside the latest one would pile up from turn to turn.
    """
    chinese = detect_language(latest) != "en"
    phrase = year_meant(fragment.phrase, latest) or fragment.phrase
    if year := (YEAR_ZH if chinese else YEAR_EN).search(phrase.split("年版")[-1]):
        rest = (phrase[: year.start()] + phrase[year.end() :]).strip()
        rest = re.sub(r"(?:^|\s)(?:in|for)$", "", rest) if not chinese else rest.removeprefix("的")
        moved = with_year(year.group(), latest, chinese=chinese)
        if len(rest) <= 1 or rest == "one":
            return moved
        root = with_year(year.group(), root, chinese=detect_language(root) != "en")
        phrase, latest = rest, moved
    if in_its_row := exchanged(phrase, latest):
        return in_its_row
    fragment = Fragment(phrase, fragment.preposition, fragment.asks)
    filled = _filled_zh(fragment, latest, filler) if chinese else _filled_en(fragment, latest, filler)
    if filled:
        return filled
    ending = root.rstrip("?？ ")
    return f"{ending} ({phrase})?" if detect_language(root) == "en" else f"{ending}（{phrase}）？"


def without_phrase_beside(question: str) -> str:
    """A question that `fill_slot` made, without the phrase that it put beside it."""
    return re.sub(r" ?[(（][^()（）]{1,60}[)）](?=[?？]?$)", "", question)


# -- Chinese ----------------------------------------------------------------------------------------------------------


def _filled_zh(fragment: Fragment, latest: str, filler: Filler) -> str | None:
    phrase = fragment.phrase
    if re.search(".的.", phrase) and (topic := _OWNED_TOPIC_ZH.fullmatch(latest)):
        return f"{topic['year'] or ''}{phrase}{topic['asks']}"  # 上海的出口额 is a whole topic, and takes the place of one
    if _NOW_ZH.fullmatch(phrase):
        return f"{phrase}{YEAR_ZH.sub('', latest, count=1)}"
    if phrase in latest:
        return None
    if target := _best_slot_zh(phrase, latest, filler) or _half(phrase, latest, filler):
        asks = fragment.asks if ATTRIBUTE_ZH.search(latest[slice(*target)]) else ""
        return _replaced(latest, target, phrase) if not asks else f"{latest[: target[0]]}{phrase}{asks}？"
    return _asked_of_the_thing_zh(fragment, latest) if filler.similarity else None


def _best_slot_zh(phrase: str, question: str, filler: Filler) -> Span | None:
    attribute = ATTRIBUTE_ZH.search(phrase) is not None
    owner = owner_zh(without_opening_zh(question)) or ""
    owner = "" if ATTRIBUTE_ZH.search(owner) else owner
    owner_at = question.find(owner)
    least = _COUNTED_ALIKE if len(phrase) <= 2 else SLOT_SIMILARITY
    scored = []
    for span, text, score in _scored(phrase, slots_zh(question, filler.segment), question, filler):
        if owner and _cuts_name(
            span, (owner_at, owner_at + len(owner)), phrase, text, thing=ends_as_a_thing_zh(owner)
        ):
            continue  # a part of a name is no slot: 能源 in 恒光能源
        # A name does not take the place of an attribute, nor an attribute that of a name.
        if attribute != (ATTRIBUTE_ZH.search(text) is not None) and not affix_overlap(phrase, text):
            continue
        if not is_place_zh(text) and opens_with_a_place_zh(text) and not opens_with_a_place_zh(phrase):
            continue  # 中国 stays where 服务出口 takes the place of 货物出口
        if owner and span[0] == owner_at and not _may_replace_owner(phrase, text, owner):
            continue
        total = score + 0.005 * min(len(text), _WHOLE_SLOT_CHARS)
        total -= _INSIDE_A_WORD if _continues_a_word(question, span[0]) else 0.0
        named = ends_as_a_thing_zh(phrase) or is_place_zh(phrase)
        if owner and span[0] == owner_at and ends_as_a_thing_zh(text) and not named:
            total -= _INSIDE_A_WORD
        total += _BOTH_PLACES if is_place_zh(phrase) and is_place_zh(text) else 0.0
        counted = _COUNT_BEFORE_ZH.search(question[: span[0]])
        if counted and not affix_overlap(phrase, text) and (counted["modifier"] or (owner and total < least)):
            continue
        scored.append((total, span))
    best = _clear_winner(scored)
    if best and phrase.endswith(question[slice(*best)]):
        # 奶酪出口 takes the place of 葡萄酒出口, and not of 出口.
        best = min(span for _, span in scored if span[1] == best[1])
    return best


def _cuts_name(span: Span, name: Span, phrase: str, text: str, *, thing: bool) -> bool:
    """Whether a span holds a part of a name; the place that a name begins with may change: 河南 in 河南博物院."""
    apart = span[1] <= name[0] or span[0] >= name[1]
    place = span[0] == name[0] and is_place_zh(phrase) and is_place_zh(text)
    kind = name[0] <= span[0] and span[1] <= name[1] and not thing and affix_overlap(phrase, text) > 0
    kind = (
        kind and abs(len(phrase) - len(text)) <= 1
    )  # 内资企业 takes the place of 外商投资企业, and not of 企业
    return not (apart or span == name or place or kind)


def _may_replace_owner(phrase: str, text: str, owner: str) -> bool:
    """Whether a phrase can stand where the thing spoken of stands: 引桥 is a part of 青龙大桥, and no other bridge."""
    if is_place_zh(text) and len(text) > 1 and not is_place_zh(phrase) and len(owner) > len(text):
        return False
    return len(phrase) > 2 or len(text) <= 2 or is_place_zh(phrase)


def _asked_of_the_thing_zh(fragment: Fragment, question: str) -> str | None:
    """The phrase asked of the thing, or of what was done, that the question is about: 创新港的目标是什么."""
    phrase, topic = fragment.phrase, topic_of(question)
    attribute = ATTRIBUTE_ZH.search(phrase)
    prefix = question.partition("，")[0] if "，" in question else ""
    of_action = _OF_AN_ACTION_ZH.search(phrase)
    thing = (
        topic.whole
        if of_action
        else topic.subject or (prefix if 2 <= len(prefix) <= _WHOLE_SLOT_CHARS else None)
    )
    counted = re.search(r"(?:多少|几(?![点月号时岁]))[\u4e00-\u9fff]", question)
    if not thing or phrase in question or (not attribute and not counted) or is_place_zh(phrase):
        return None
    if len(phrase) == 2 and thing[-1] == phrase[-1] and not ends_as_a_thing_zh(thing):
        return question.replace(thing[-2:], phrase, 1)  # sick leave after annual leave: 年假, 病假
    asks = fragment.asks or ("是多少" if _MEASURE_ZH.search(phrase) else "是什么" if attribute else "有多少")
    year = YEAR_ZH.search(question) if asks in ("是多少", "有多少") else None
    when = year.group() if year and year.group() not in thing else ""
    return f"{when}{thing}的{phrase}{asks}？"


def _continues_a_word(text: str, start: int) -> bool:
    """Whether a Chinese span goes on where another word stands before it, as 能源 in 恒光能源."""
    return (
        bool(re.search("[\u4e00-\u9fff]$", text[:start])) and text[start - 1] not in _MAY_STAND_BEFORE_A_SLOT
    )


# -- English ----------------------------------------------------------------------------------------------------------


def _filled_en(fragment: Fragment, latest: str, filler: Filler) -> str | None:
    phrase = fragment.phrase
    if _OWNER_ALONE_EN.fullmatch(phrase) and (owner := _OWNER_ALONE_EN.search(latest)):
        return _replaced(latest, owner.span(), phrase)
    owned = re.fullmatch(r"(?:the )?[A-Z][\w-]*(?: [A-Z][\w-]*)*['’]s (?P<noun>[a-z][\w-]*)", phrase)
    for of_owner in _NOUN_OF_OWNER_EN.finditer(latest) if owned else ():
        if owned and of_owner["noun"] == owned["noun"]:
            return _replaced(latest, of_owner.span(), phrase)
    if phrase.casefold() in latest.casefold():
        return None
    if _PART_OF_A_YEAR_EN.fullmatch(phrase) and (year := YEAR_EN.search(latest)):
        return f"{latest[: year.start()]}the {phrase} of {latest[year.start() :]}"
    how = _HOW_SO_EN.fullmatch(latest)
    if how and not fragment.preposition and _ATTRIBUTE_EN.fullmatch(phrase):
        return f"What is the {phrase} of {how['thing']}?"
    if kind := re.fullmatch(r"(?:an? )?(?P<kind>[\w-]+) ones?", phrase):
        return _of_another_kind(kind["kind"], latest, filler)
    doers = _COUNTED_DOERS_EN.fullmatch(latest) if is_plural(phrase) and phrase.islower() else None
    if (
        doers and filler.similarity
    ):  # what is counted does it to one thing with a name: "attend Corran school"
        return _replaced(latest, doers.span("things"), phrase)
    target = _behind_preposition(fragment, latest, filler) or _best_slot_en(phrase, latest, filler)
    if target := target or _half(phrase, latest, filler):
        return _replaced(latest, target, phrase)
    if fragment.preposition and not NAME_EN.search(phrase):
        return None
    counted = _COUNTED_EN.search(latest) if re.fullmatch(r"[a-z-]+(?: [a-z-]+)?s", phrase) else None
    if counted and counted["things"] in _UNITS_EN and counted["things"] != phrase:
        does = topic_of(latest).subject or ""
        at = latest.find(f" {does} ") + 1
        return (
            _replaced(latest, (at, at + len(does)), phrase) if at and re.fullmatch("[a-z]+s", does) else None
        )
    if counted and filler.similarity:
        return _replaced(latest, counted.span("things"), phrase)
    clause, subject = clause_of(latest), topic_of(latest).subject
    if fragment.preposition:
        return f"{without_phrase_beside(latest).rstrip('?？ ')} {fragment.preposition} {phrase}?"
    named = subject is not None and NAME_EN.search(subject) is not None
    return f"{subject}: {phrase}?" if named and clause and not clause.copula and phrase.islower() else None


def _of_another_kind(kind: str, question: str, filler: Filler) -> str | None:
    """Another kind of the same thing: "and online ones?" after a question about paper applications."""
    pairs = [span for span in slots_en(question) if len(question[slice(*span)].split()) == 2]
    firsts = [question[slice(*span)].split(maxsplit=1)[0] for span in pairs]
    if not pairs:
        return None
    scores = filler.similarity(kind, firsts) if filler.similarity else [0.0] * len(pairs)
    best = max(range(len(pairs)), key=lambda at: scores[at])
    return _replaced(question, (pairs[best][0], pairs[best][0] + len(firsts[best])), kind)


def behind_preposition(fragment: Fragment, question: str, filler: Filler) -> str | None:
    """The question with the fragment instead of what stands behind the same preposition, None where there is none."""
    target = _behind_preposition(fragment, question, filler)
    return _replaced(question, target, fragment.phrase) if target else None


def _behind_preposition(fragment: Fragment, question: str, filler: Filler) -> Span | None:
    """What stands behind the same preposition in the question: "in Porto" takes the place of "in Lyon"."""
    if not fragment.preposition:
        return None
    named = NAME_EN.fullmatch(fragment.phrase) is not None
    spans = noun_phrases_after(fragment.preposition, question, named=named)
    spans = [
        span
        for span in spans
        if named == bool(NAME_EN.fullmatch(question[slice(*span)].removeprefix("the ")))
    ]
    if len(spans) > 1 and filler.similarity:
        scores = filler.similarity(fragment.phrase, [question[slice(*span)] for span in spans])
        return spans[max(range(len(spans)), key=lambda at: scores[at])]
    return spans[0] if spans else None


def _best_slot_en(phrase: str, question: str, filler: Filler) -> Span | None:
    candidates = slots_en(question)
    named = NAME_EN.fullmatch(phrase) is not None
    if named:  # a name takes the place of a name
        names = [span for span in candidates if NAME_EN.fullmatch(question[slice(*span)])]
        candidates = names or candidates
    elif phrase[:1].isupper():  # "the Hagen crane" takes the place of the Torv crane, and not of "crane"
        candidates = [
            span
            for span in candidates
            if question[span[0]].isupper() or not _BEHIND_A_NAME_EN.search(question[: span[0]])
        ]
    else:  # nor is a name or the owner of a thing replaced by a thing: China's exports, and tea?
        candidates = [
            span
            for span in candidates
            if not _OWNER_ENDS.match(question, span[1]) and not _is_title_en(question[slice(*span)])
        ]
        if _COUNTED_EN.search(question) and phrase.endswith(
            "s"
        ):  # teachers are no "school" in "Corran school"
            candidates = [
                span
                for span in candidates
                if question[span[1] - 1] == "s"
                or not (question[span[0]].isupper() or _BEHIND_A_NAME_EN.search(question[: span[0]]))
            ]
        candidates = [
            span for span in candidates if may_replace(phrase, question[slice(*span)], question[: span[0]])
        ]
    scored = []
    for span, text, score in _scored(phrase, candidates, question, filler):
        if _MEASURE_EN.fullmatch(text) and not _MEASURE_EN.fullmatch(phrase):
            continue
        same_head = text.split()[-1].casefold() == phrase.rsplit(maxsplit=1)[-1].casefold() and " " in text
        owned = _OWNER_ENDS.search(question[: span[0]].rstrip()) and not phrase[:1].isupper()
        total = score + 0.005 * min(len(text), _WHOLE_SLOT_CHARS) + (_SAME_HEAD if same_head else 0.0)
        scored.append((total + (_OWNED if owned and score > 0 else 0.0), span))
    if named and scored and filler.similarity and max(scored)[0] >= _LEAST_ALIKE:
        return (
            max(scored)[1] if NAME_EN.fullmatch(question[slice(*max(scored)[1])]) else _clear_winner(scored)
        )
    return _clear_winner(scored)


def _is_title_en(text: str) -> bool:
    """Whether a span is a name of several words or letters and not an abbreviation such as FDI."""
    return NAME_EN.fullmatch(text) is not None and not text.isupper()


# -- both -------------------------------------------------------------------------------------------------------------


def _scored(
    phrase: str, spans: Sequence[Span], question: str, filler: Filler
) -> list[tuple[Span, str, float]]:
    """Each span with its text and how like the phrase it is; none where the phrase is already there."""
    texts = [question[slice(*span)] for span in spans]
    if not texts or any(text.casefold() == phrase.casefold() for text in texts):
        return []
    scores = filler.similarity(phrase, texts) if filler.similarity else [0.0] * len(texts)
    return [
        (span, text, score + 0.6 * affix_overlap(phrase, text))
        for span, text, score in zip(spans, texts, scores, strict=True)
    ]


def _clear_winner(scored: Sequence[tuple[float, Span]]) -> Span | None:
    """The best span, where it is like the phrase or far more so than every span beside it."""
    if not scored:
        return None
    # Of spans about equally alike the longer one is the whole of what is replaced: 发达经济体, not 经济体.
    best_score, best = max(scored, key=lambda one: one[0])
    rivals = [score for score, span in scored if span[1] <= best[0] or span[0] >= best[1]]
    clearly = best_score >= _CLEARLY_BEST and best_score - max(rivals, default=0.0) >= _CLEARLY_AHEAD
    return best if best_score > SLOT_SIMILARITY or clearly else None


def _replaced(question: str, span: Span, phrase: str) -> str:
    noun_last = phrase.rsplit(" ", maxsplit=1)[-1].islower() and not _OWNER_ENDS.search(phrase)
    article = "the " if question[slice(*span)].startswith("the ") and noun_last else ""
    return f"{with_article(question[: span[0]], phrase)}{article}{phrase}{question[span[1] :]}"


def _half(phrase: str, question: str, filler: Filler) -> Span | None:
    """The owner or the attribute of "what is the population of Lima?", whichever is more like the phrase."""
    prefix = question.partition("，")[0]
    owner = topic_of(question).subject or (prefix if 2 <= len(prefix) <= _WHOLE_SLOT_CHARS else None)
    if not owner or not filler.similarity:
        return None
    start = question.find(owner)
    attribute = _attribute_of(owner, question)
    if not attribute:
        return None
    # A name takes the place of the owner, not of what is measured of him.
    measured = ATTRIBUTE_ZH.search(question[slice(*attribute)]) and not ATTRIBUTE_ZH.search(phrase)
    of_action = _OF_AN_ACTION_ZH.search(question[slice(*attribute)]) and not _OF_AN_ACTION_ZH.search(phrase)
    halves = [] if measured and (len(phrase) > 2 or of_action) else [attribute]
    chinese = detect_language(question) != "en"
    if (chinese and (of_action or _may_replace_owner(phrase, owner, owner))) or (
        not chinese and not phrase.islower()
    ):
        halves.append((start, start + len(owner)))
    scores = filler.similarity(phrase, [question[slice(*half)] for half in halves])
    best = max(range(len(halves)), key=lambda at: scores[at])
    return halves[best] if scores[best] >= _LEAST_ALIKE or len(halves) == 1 else None


def _attribute_of(owner: str, question: str) -> Span | None:
    """What is asked of the owner: 总磷 in 柳坝站的总磷是多少, "population" in "the population of Lima"."""
    if detect_language(question) == "en":
        clause = clause_of(question)
        said = re.search(
            rf"\b(?:the |an? )?(?P<attribute>(?!(?:is|are|was|were|the|an?) )[a-z][\w -]*?) (?:of|for) {re.escape(owner)}"
            rf"|{re.escape(owner)}['’]s (?P<owned>[a-z][\w -]*?)(?= (?:in|for|by|since|during|from)\b|[?]?$)",
            question,
        )
        if not said or not clause or not clause.copula:
            return None
        return said.span("attribute") if said["attribute"] else said.span("owned")
    said = re.search(
        rf"{re.escape(owner)}(?:(?:19|20)\d{{2}}年(?:[上下]半年)?)?(?P<of>[的，]?)(?P<attribute>[^，。的了过]{{1,12}}?)(?=[是有为达占]|多少|多[长高大重深]|怎|如何|一年|$)",
        question,
    )
    if not said or not (said["of"] or ATTRIBUTE_ZH.search(said["attribute"])):
        return None
    return said.span("attribute")
