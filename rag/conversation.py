"""A follow-up and the conversation before it → a question that stands by itself.

Three things make a follow-up lean on what came before: an ellipsis that changes one slot of the last question
(那2021年呢？ / "and imports?"), a pronoun (他还说了什么？), and a predicate without its subject (占全国的比重是多少？).
A question that has none of them changes the topic and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.text.language import detect_language
from rag.text.names import find_people
from rag.types import Turn

# (phrase, candidates) -> one similarity each; the assistant passes the embedding model's cosine.
Similarity = Callable[[str, Sequence[str]], Sequence[float]]
# text -> its words in order.
Segmenter = Callable[[str], Sequence[str]]

# Under this cosine two phrases do not fill the same slot of a question (上海/广西 and imports/exports lie above 0.5
# with the shipped model, unrelated words below 0.3).
SLOT_SIMILARITY = 0.4
_MAX_SLOT_CHARS = 24
_MAX_SUBJECTLESS_CHARS = 16
_MAX_SUBJECTLESS_WORDS = 7

_YEAR_ZH = re.compile(r"(?:19|20)\d{2}\s*年?(?:\s*(?:至|到|-|—|–)\s*(?:19|20)\d{2}\s*年?)?")
_YEAR_EN = re.compile(r"\b(?:19|20)\d{2}\b")
_EDGE = " \t\n\r。.！!？?，,；;：:、"

_ZH_LEAD = re.compile(r"^(?:那么|那|还有|另外|再问一下|再问|请问|嗯|好的|好|对了|另|以及|而|然后|接着|具体|再说|至于|关于)+[，,、\s]*")
_ZH_SLOT = re.compile(r"^(?P<slot>.{1,24}?)(?:的?情况)?(?:呢|又?怎么样|又?如何|又是多少|是多少呢|也是吗|也一样吗)$")
_ZH_PERSON = re.compile(r"(?<![其吉排维])(?:他们|她们|他|她|这位|那位|该(?:负责人|嘉宾|官员|代表|主持人|发言人))(?!国|人)")
_ZH_THING = re.compile(
    r"它们|它|(?<![尤极与])其(?!他|中|实|余|它|次)|(?:这|那|该|此)(?:个|些|份|次|家|场|项|种|届|类)?(?:报告|论坛|会议|地方|城市|机构|公司|企业|项目|政策|方案|园区"
    r"|片区|试验区|组织|国家|平台|数字|比例|文件|模式|协议|计划|活动|措施)|这个|这些|这里|那里|那个|那些|上述|前者|后者"
)
_ZH_SUBJECTLESS = re.compile(
    r"^(?:占|还|又|也|为什么|为何|什么时候|何时|哪一?年|几月|在哪|是在|有哪些|有什么|有多少|有几|多少|分别|是谁|谁|其中|同比|增长|增速|面积|怎么|如何|主要|目标"
    r"|结果|比例|比重|占比|后来|之后|此后|之前|第[一二三四五]|另一|同期|包括|举例|例如|比如|什么原因|原因|到|从|由|主持|地点|时间|日期|规模|总额|排名|位列)"
)
_ZH_QUESTION_WORDS = re.compile(
    r"(?:分别)?(?:是|为|有|达到?|占|约)?(?:多少|几(?:个|家|项|次|年|种|条|所|位|名)|什么(?:时候|时间|原因)?|哪些|哪一?(?:年|个|位|里|家|几)|谁|怎么样?|如何|为什么|为何|何时)"
    r"(?:个|家|项|万|亿|元|美元|人|平方公里)?(?:呢|吗|的)?$|(?:吗|呢|么)$"
)

_EN_LEAD = re.compile(r"^(?:and|but|so|then|ok(?:ay)?|also|well|right|now|thanks?|great)\b[,\s]*", re.IGNORECASE)
_EN_SLOT = re.compile(
    r"^(?:what about|how about|what of|and|and what about|and how about|same for|and for|and in|and the)\s+(?P<slot>.{1,60}?)$", re.IGNORECASE
)
_EN_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|the (?:speaker|minister|official|moderator|ambassador))\b", re.IGNORECASE)
_EN_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|this|there|that (?:year|report|forum|zone|area|figure|company|agency|country|project|platform|plan|policy)"
    r"|the (?:former|latter|same))\b(?! (?:is|are|was|were) (?:a|an|any)\b)",
    re.IGNORECASE,
)
_EN_SUBJECTLESS = re.compile(
    r"^(?:why|when|where|who|how|how (?:many|much|large|big|long|so|come)|in (?:which|what) (?:year|country|city|place)|since when|by (?:how much|whom|when)"
    r"|which (?:one|ones|year)|what (?:else|year|for|share|percentage|proportion)|anything else|for example|such as what|compared (?:to|with) what|up to when|until when)\b",
    re.IGNORECASE,
)
_EN_CONTENT = re.compile(r"[A-Za-z][\w'’-]{3,}")
_EN_EMPTY_WORDS = frozenset(
    "what when where which whose whom does have been were with from that this than many much more most else also about only year years percentage share"
    " long large into they them their there these those would could should will year said say says mention mentioned example come".split()
)
_EN_STOP = frozenset("a an the of in on at to for by and or is are was were be do does did has have had how what which who when where why with from as it its".split())


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it will be searched, and whether the conversation changed it."""

    text: str
    changed: bool


def standalone_question(
    question: str, history: Sequence[Turn], *, similarity: Similarity | None = None, segment: Segmenter | None = None
) -> Standalone:
    """The question with what it leaves out filled in from the last turns; unchanged when it stands by itself."""
    if not history or not question.strip():
        return Standalone(question, changed=False)
    last = history[-1]
    previous = (last.standalone_question or last.question).strip()
    core = question.strip()
    resolve = _resolve_english if detect_language(core) == "en" else _resolve_chinese
    resolved = resolve(core, previous, last.answer, similarity, segment)
    if resolved is None or resolved == core:
        return Standalone(question, changed=False)
    return Standalone(resolved, changed=True)


def _resolve_chinese(
    question: str, previous: str, answer: str, similarity: Similarity | None, segment: Segmenter | None
) -> str | None:
    bare = question.strip(_EDGE)
    led = _ZH_LEAD.sub("", bare)
    slot = _ZH_SLOT.match(led)
    if slot and len(slot["slot"]) <= _MAX_SLOT_CHARS and not _ZH_PERSON.search(slot["slot"]):
        return _fill_slot(slot["slot"].strip(), previous, similarity, segment, chinese=detect_language(previous) != "en")
    person = _ZH_PERSON.search(led)
    if person:
        name = _last_person(previous, answer)
        if name:
            return led[: person.start()] + name + led[person.end() :] + "？"
        return f"{_topic_zh(previous)}，{led}？"
    if _ZH_THING.search(led) or (_ZH_SUBJECTLESS.match(led) and len(led) <= _MAX_SUBJECTLESS_CHARS):
        return f"{_without_stale_years(_topic_zh(previous), led)}，{led}？"
    if led != bare and len(led) <= _MAX_SUBJECTLESS_CHARS:  # 那进口额是多少？
        return _fill_slot_of_predicate(led, previous)
    return None


def _fill_slot_of_predicate(led: str, previous: str) -> str:
    """A led-in predicate keeps the previous question's frame in front of it."""
    return f"{_without_stale_years(_topic_zh(previous), led)}，{led}？"


def _resolve_english(
    question: str, previous: str, answer: str, similarity: Similarity | None, segment: Segmenter | None
) -> str | None:
    bare = question.strip(_EDGE)
    slot = _EN_SLOT.match(bare)
    if slot and not re.search(r"\b(?:is|are|was|were|did|does|do|has|have|can|will)\b", slot["slot"]):
        phrase = re.sub(r"^(?:in|for|of|the|at|during|its|their)\s+(?=.)", "", slot["slot"].strip(), flags=re.IGNORECASE)
        return _fill_slot(phrase, previous, similarity, segment, chinese=detect_language(previous) != "en")
    led = _EN_LEAD.sub("", bare)
    person = _EN_PERSON.search(led)
    if person:
        name = _last_person(previous, answer)
        if name:
            possessive = "'s" if person.group(0).lower() in ("his", "hers") else ""
            return led[: person.start()] + name + possessive + led[person.end() :] + "?"
        return f"{_topic_en(previous)}: {led}?"
    words = led.split()
    content = [word for word in _EN_CONTENT.findall(led) if word.lower() not in _EN_EMPTY_WORDS]
    subjectless = (
        _EN_SUBJECTLESS.match(led) and len(words) <= _MAX_SUBJECTLESS_WORDS and not content
    ) or (led != bare and len(words) <= _MAX_SUBJECTLESS_WORDS)
    if _EN_THING.search(led) or subjectless:
        return f"{_without_stale_years(_topic_en(previous), led)}: {led}?"
    return None


def _fill_slot(
    phrase: str, previous: str, similarity: Similarity | None, segment: Segmenter | None, *, chinese: bool
) -> str:
    """The previous question with the part that `phrase` replaces replaced, or with `phrase` put before it."""
    year_pattern = _YEAR_ZH if chinese else _YEAR_EN
    year = year_pattern.search(phrase)
    if year and len(phrase) - len(year.group(0)) <= 2 and year_pattern.search(previous):
        replacement = phrase if chinese and phrase.endswith("年") else year.group(0)
        old = year_pattern.search(previous)
        assert old is not None  # searched just above  # noqa: S101
        keeps_unit = old.group(0).endswith("年") and not replacement.endswith("年")
        return previous[: old.start()] + replacement + ("年" if keeps_unit else "") + previous[old.end() :]
    target = _best_slot(phrase, previous, similarity, segment, chinese=chinese)
    if target is not None:
        return previous[: target[0]] + phrase + previous[target[1] :]
    return f"{phrase}，{previous}" if chinese else f"{previous.rstrip('?？ ')} ({phrase})?"


def _best_slot(
    phrase: str, previous: str, similarity: Similarity | None, segment: Segmenter | None, *, chinese: bool
) -> tuple[int, int] | None:
    candidates = _slots(previous, segment, chinese=chinese)
    if not candidates:
        return None
    texts = [previous[start:end] for start, end in candidates]
    scores = list(similarity(phrase, texts)) if similarity else [0.0] * len(texts)
    best, best_score = None, SLOT_SIMILARITY
    for span, text, score in zip(candidates, texts, scores, strict=True):
        if text.casefold() == phrase.casefold():
            return None  # nothing to replace: the phrase is already there
        total = score + 0.5 * _affix_overlap(phrase, text)
        if total > best_score:
            best, best_score = span, total
    return best


def _affix_overlap(one: str, other: str) -> float:
    """Share of the longer phrase that a common ending or beginning covers: 上海自贸试验区 / 广西自贸试验区."""
    one, other = one.casefold(), other.casefold()
    longest = max(len(one), len(other))
    ending = next((n for n in range(min(len(one), len(other)), 0, -1) if one[-n:] == other[-n:]), 0)
    beginning = next((n for n in range(min(len(one), len(other)), 0, -1) if one[:n] == other[:n]), 0)
    shared = max(ending, beginning)
    return shared / longest if shared >= 2 else 0.0


def _slots(previous: str, segment: Segmenter | None, *, chinese: bool) -> list[tuple[int, int]]:
    """Spans of one to three neighbouring words that a follow-up could replace; no question or function words at the edges."""
    words: list[tuple[int, int]] = []
    if chinese:
        position = 0
        for word in segment(previous) if segment else re.findall(r"[\u4e00-\u9fff]{2,4}|[A-Za-z]+", previous):
            start = previous.find(word, position)
            if start >= 0:
                words.append((start, start + len(word)))
                position = start + len(word)
    else:
        words = [match.span() for match in re.finditer(r"[\w'’-]+", previous)]

    def bad_edge(span: tuple[int, int]) -> bool:
        word = previous[span[0] : span[1]].casefold()
        if chinese:
            return bool(re.fullmatch(r"[的了是在和与有为多少几哪什么谁吗呢到达占被把对从由\W\d]+|年|月|日|哪些|哪个|多少|如何", word))
        return word in _EN_STOP

    slots = []
    for first in range(len(words)):
        for last in range(first, min(first + 3, len(words))):
            gap = previous[words[first][0] : words[last][1]]
            if bad_edge(words[first]) or bad_edge(words[last]) or any(mark in gap for mark in "，,。；？?"):
                continue
            slots.append((words[first][0], words[last][1]))
    return slots


def _last_person(previous: str, answer: str) -> str | None:
    for text in (previous, answer):
        people = find_people(text)
        if people:
            start, end = people[0]
            return text[start:end]
    return None


def _topic_zh(previous: str) -> str:
    topic = previous.strip(_EDGE)
    return _ZH_QUESTION_WORDS.sub("", topic).strip(_EDGE) or topic


def _topic_en(previous: str) -> str:
    return previous.strip(_EDGE)


def _without_stale_years(topic: str, question: str) -> str:
    """The topic without its years when the follow-up names one of its own."""
    if not _YEAR_EN.search(question) and not _YEAR_ZH.search(question):
        return topic
    return _YEAR_ZH.sub("", topic).strip(_EDGE) or topic
