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

_ZH_LEAD = re.compile(
    r"^(?:那么|那|还有|另外|再问一下|再问|请问|嗯|好的|好|对了|另|以及|而|然后|接着|具体|再说|至于|关于)+[，,、\s]*"
)
_ZH_SLOT = re.compile(
    r"^(?P<slot>.{1,24}?)(?:的?情况)?(?:呢|又?怎么样|又?如何|又是多少|是多少呢|也是吗|也一样吗)$"
)
_ZH_PERSON = re.compile(
    r"(?<![其吉排维])(?:他们|她们|他|她|这位|那位|该(?:负责人|嘉宾|官员|代表|主持人|发言人))(?!国|人)"
)
_ZH_THING = re.compile(
    r"它们|它|(?<![尤极与])其(?!他|中|实|余|它|次)|(?:这|那|该|此)(?:个|些|份|次|家|场|项|种|届|类)?(?:报告|论坛|会议|地方|城市|机构|公司|企业|项目|政策|方案|园区"
    r"|片区|试验区|组织|国家|平台|数字|比例|文件|模式|协议|计划|活动|措施)|这个|这些|这里|那里|那个|那些|上述|前者|后者"
)
_ZH_SUBJECTLESS = re.compile(
    r"^(?:占|还|又|也|为什么|为何|什么时候|何时|哪一?年|几月|在哪|是在|有哪些|有什么|有多少|有几|多少|分别|是谁|谁|其中|同比|增长|增速|面积|怎么|如何|主要|目标"
    r"|结果|比例|比重|占比|后来|之后|此后|之前|第[一二三四五]|另一|同期|包括|举例|例如|比如|什么原因|原因|到|从|由|主持|地点|时间|日期|规模|总额|排名|位列)"
)
_ZH_QUESTION_WORDS = re.compile(
    r"(?:分别)?(?:是|为|有|达到?|占|约)?(?:多[少大长久高远]|几(?:个|家|项|次|年|种|条|所|位|名)|什么(?:时候|时间|原因)?|哪些|哪一?(?:年|个|位|里|家|几)|谁|怎么样?|如何|为什么|为何|何时)"
    r"(?:个|家|项|万|亿|元|美元|人|平方公里)?(?:呢|吗|的)?$|(?:吗|呢|么)$"
)

_EN_LEAD = re.compile(
    r"^(?:and|but|so|then|ok(?:ay)?|also|well|right|now|thanks?|great)\b[,\s]*", re.IGNORECASE
)
_EN_SLOT = re.compile(
    r"^(?:what about|how about|what of|and what about|and how about|same for|and for|and in|and the)\s+(?P<slot>.{1,60}?)$",
    re.IGNORECASE,
)
_EN_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|the (?:speaker|minister|official|moderator|ambassador))\b", re.IGNORECASE
)
_EN_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|this|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b)|that (?:year|report|forum|zone|area|figure|company|agency|country|project|platform|plan|policy)"
    r"|the (?:former|latter|same))\b(?! (?:is|are|was|were) (?:a|an|any)\b)",
    re.IGNORECASE,
)
_EN_SUBJECTLESS = re.compile(
    r"^(?:(?:with|by|from|to|for|under|at|on|in|of) (?:which|what|whom|who)|why|when|where|who|how|how (?:many|much|large|big|long|so|come)|in (?:which|what) (?:year|country|city|place)|since when|by (?:how much|whom|when)"
    r"|which (?:one|ones|year)|what (?:else|year|for|share|percentage|proportion)|anything else|for example|such as what|compared (?:to|with) what|up to when|until when)\b",
    re.IGNORECASE,
)
_EN_CONTENT = re.compile(r"[A-Za-z][\w'’-]{3,}")
_EN_EMPTY_WORDS = frozenset(
    [
        "what",
        "when",
        "where",
        "which",
        "whose",
        "whom",
        "does",
        "have",
        "been",
        "were",
        "with",
        "from",
        "that",
        "this",
        "than",
        "many",
        "much",
        "more",
        "most",
        "else",
        "also",
        "about",
        "only",
        "year",
        "years",
        "percentage",
        "share",
        "long",
        "large",
        "into",
        "they",
        "them",
        "their",
        "there",
        "these",
        "those",
        "would",
        "could",
        "should",
        "will",
        "year",
        "said",
        "say",
        "says",
        "mention",
        "mentioned",
        "example",
        "come",
    ]
)
_NOT_IN_A_SLOT = re.compile(r"[，,。；;？?]|多少|什么|哪|谁|如何|为何")
_NAME_EN = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_EN_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "how",
        "what",
        "which",
        "who",
        "when",
        "where",
        "why",
        "with",
        "from",
        "as",
        "it",
        "its",
    ]
)


_TOPIC_CHANGE = re.compile(
    r"^(?:换个话题|换个问题|另一个问题|另外一个问题|另外问一下|再问个别的|(?:a )?(?:new|different|another) (?:subject|topic|question)|changing (?:the )?(?:subject|topic)"
    r"|on another (?:subject|topic|note)|unrelated(?: question)?)\s*[:：,，。.\-—]*\s*",
    re.IGNORECASE,
)
_SAME_YEAR = re.compile(r"当年|同年|那一?年|同期|该年|\b(?:in )?(?:that|the same) year\b", re.IGNORECASE)
_SAME_OCCASION = re.compile(
    r"[,\s]*\b(?:at|in|during|on) the same (?:session|event|forum|meeting|report|panel|place)\b",
    re.IGNORECASE,
)
# A question left with no more than this many characters of its own needs the topic before it.
_MAX_BARE_CHARS_ZH = 4
_TURNS_SEARCHED_FOR_A_PERSON = 3
_WHOLE_SLOT_CHARS = 12


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it will be searched, and whether the conversation changed it."""

    text: str
    changed: bool


def standalone_question(
    question: str,
    history: Sequence[Turn],
    *,
    similarity: Similarity | None = None,
    segment: Segmenter | None = None,
) -> Standalone:
    """The question with what it leaves out filled in from the last turns; unchanged when it stands by itself."""
    if not history or not question.strip():
        return Standalone(question, changed=False)
    changes_topic = _TOPIC_CHANGE.match(question.strip())
    if changes_topic:
        rest = question.strip()[changes_topic.end() :]
        return Standalone(rest or question, changed=bool(rest))
    context = _Context.of(history)
    core = _with_same_year(question.strip(), context.anchor)
    resolve = _resolve_english if detect_language(core) == "en" else _resolve_chinese
    resolved = resolve(core, context, _Filler(similarity, segment)) or core
    return (
        Standalone(resolved, changed=True)
        if resolved != question.strip()
        else Standalone(question, changed=False)
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """What a follow-up leans on: the last question that stood by itself, and the person last spoken of."""

    anchor: str
    person: str | None

    @classmethod
    def of(cls, history: Sequence[Turn]) -> _Context:
        """A question that was only given its topic is passed over, or topics would pile up from turn to turn."""
        anchor = next(
            (
                turn.standalone_question or turn.question
                for turn in reversed(history)
                if not _only_given_a_topic(turn)
            ),
            history[0].question,
        )
        person = None
        for turn in list(reversed(history))[:_TURNS_SEARCHED_FOR_A_PERSON]:
            person = (
                _first_person(turn.question)
                or _first_person(turn.standalone_question)
                or _first_person(turn.answer)
            )
            if person:
                break
        return cls(anchor.strip(), person)


@dataclass(frozen=True, slots=True)
class _Filler:
    """How slots of a question are compared and cut."""

    similarity: Similarity | None
    segment: Segmenter | None


def _only_given_a_topic(turn: Turn) -> bool:
    asked = turn.question.strip(_EDGE)
    asked = (_EN_LEAD if detect_language(asked) == "en" else _ZH_LEAD).sub("", asked)
    standalone = turn.standalone_question.strip(_EDGE)
    return standalone.endswith(asked) and standalone[: -len(asked) or None].rstrip().endswith((":", "，"))


def _with_same_year(question: str, anchor: str) -> str:
    year = _YEAR_EN.search(anchor) or _YEAR_ZH.search(anchor)
    if not year or not _SAME_YEAR.search(question):
        return question
    chinese = detect_language(question) != "en"
    digits = year.group(0)[:4]
    return _SAME_YEAR.sub(f"{digits}年" if chinese else f"in {digits}", question, count=1)


def _resolve_chinese(question: str, context: _Context, filler: _Filler) -> str | None:
    bare = question.strip(_EDGE)
    led = _ZH_LEAD.sub("", bare)
    slot = _ZH_SLOT.match(led)
    if slot and len(slot["slot"]) <= _MAX_SLOT_CHARS and not _ZH_PERSON.search(slot["slot"]):
        return _fill_slot(slot["slot"].strip(), context.anchor, filler)
    person = _ZH_PERSON.search(led)
    if person and context.person:
        return f"{led[: person.start()]}{context.person}{led[person.end() :]}？"
    own = _ZH_QUESTION_WORDS.sub("", led)
    leans = (
        person
        or _ZH_THING.search(led)
        or (_ZH_SUBJECTLESS.match(led) and len(led) <= _MAX_SUBJECTLESS_CHARS)
        or (led != bare and len(led) <= _MAX_SUBJECTLESS_CHARS)
        or len(own) <= _MAX_BARE_CHARS_ZH
    )
    return f"{_without_stale_years(_topic(context.anchor), led)}，{led}？" if leans else None


def _resolve_english(question: str, context: _Context, filler: _Filler) -> str | None:
    bare = _SAME_OCCASION.sub("", question.strip(_EDGE))
    slot = _EN_SLOT.match(bare)
    led = _EN_LEAD.sub("", bare)
    verb = re.search(r"\b(?:is|are|was|were|did|does|do|has|have|had|can|will|would|should)\b", led)
    if slot or (
        led != bare
        and not verb
        and not re.match(r"(?:why|when|where|who|how|which|what)\b", led, re.IGNORECASE)
    ):
        phrase = slot["slot"] if slot else led
        phrase = re.sub(
            r"^(?:back in|as of|in|for|of|the|at|during|its|their|his|her)\s+(?=.)",
            "",
            phrase.strip(),
            flags=re.IGNORECASE,
        )
        return _fill_slot(phrase, context.anchor, filler)
    person = _EN_PERSON.search(led)
    if person and context.person:
        possessive = (
            "'s"
            if person.group(0).lower() in ("his", "hers")
            or re.match(r"her \w", led[person.start() :], re.IGNORECASE)
            else ""
        )
        return f"{led[: person.start()]}{context.person}{possessive}{led[person.end() :]}?"
    content = [word for word in _EN_CONTENT.findall(led) if word.lower() not in _EN_EMPTY_WORDS]
    short = len(led.split()) <= _MAX_SUBJECTLESS_WORDS
    leans = (
        person
        or _EN_THING.search(led)
        or (short and (led != bare or (_EN_SUBJECTLESS.match(led) and len(content) <= 1)))
    )
    return f"{_without_stale_years(_topic(context.anchor), led)}: {led}?" if leans else None


def _fill_slot(phrase: str, previous: str, filler: _Filler) -> str:
    """The previous question with the part that `phrase` replaces replaced, or with `phrase` put beside it."""
    chinese = detect_language(previous) != "en"
    years = _YEAR_ZH if chinese else _YEAR_EN
    year, old = years.search(phrase), years.search(previous)
    if year and old:
        if len(phrase) - len(year.group(0)) <= 2:
            keeps_unit = chinese and old.group(0).endswith("年") and not year.group(0).endswith("年")
            return (
                previous[: old.start()] + year.group(0) + ("年" if keeps_unit else "") + previous[old.end() :]
            )
        if year.group(0)[:4] == old.group(0)[:4]:  # the year is kept: only the rest of the phrase is new
            phrase = (
                re.sub(
                    r"\s*\b(?:in|for)\s*$", "", (phrase[: year.start()] + phrase[year.end() :]).strip()
                ).strip()
                or phrase
            )
    target = _best_slot(phrase, previous, filler, chinese=chinese)
    if target is not None:
        return previous[: target[0]] + phrase + previous[target[1] :]
    return f"{phrase}，{previous}" if chinese else f"{previous.rstrip('?？ ')} ({phrase})?"


def _best_slot(phrase: str, previous: str, filler: _Filler, *, chinese: bool) -> tuple[int, int] | None:
    candidates = _slots(previous, filler.segment, chinese=chinese)
    if _NAME_EN.fullmatch(phrase):  # a name takes the place of a name
        candidates = [
            span for span in candidates if _NAME_EN.fullmatch(previous[span[0] : span[1]])
        ] or candidates
    texts = [previous[start:end] for start, end in candidates]
    if not texts or any(text.casefold() == phrase.casefold() for text in texts):
        return None  # nothing to replace, or the phrase is already there
    scores = list(filler.similarity(phrase, texts)) if filler.similarity else [0.0] * len(texts)
    best, best_score = None, SLOT_SIMILARITY
    for span, text, score in zip(candidates, texts, scores, strict=True):
        # Of spans about equally alike the longer one is the whole of what is replaced: 发达经济体, not 经济体.
        total = score + 0.6 * _affix_overlap(phrase, text) + 0.005 * min(len(text), _WHOLE_SLOT_CHARS)
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
            return bool(
                re.fullmatch(
                    r"[的了是在和与有为多少几哪什么谁吗呢到达占被把对从由\W\d]+|年|月|日|哪些|哪个|多少|如何",
                    word,
                )
            )
        return word in _EN_STOP

    slots = []
    for first in range(len(words)):
        for last in range(first, min(first + 3, len(words))):
            gap = previous[words[first][0] : words[last][1]]
            if bad_edge(words[first]) or bad_edge(words[last]) or _NOT_IN_A_SLOT.search(gap):
                continue
            if not chinese and _splits_a_name(previous, words[first][0], words[last][1]):
                continue
            slots.append((words[first][0], words[last][1]))
    return slots


def _splits_a_name(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends inside a run of capitalised words, as Yi in Zhang Yi."""
    before = re.search(r"[A-Z][\w'’-]*\s+$", text[:start])
    after = re.match(r"\s+[A-Z]", text[end:])
    starts_name, ends_name = text[start].isupper(), re.search(r"[A-Z][\w'’-]*$", text[start:end]) is not None
    # The first word of a sentence is capitalised whatever it is.
    return bool((before and before.start() > 0 and starts_name) or (after and ends_name))


def _first_person(text: str) -> str | None:
    people = find_people(text)
    return text[people[0][0] : people[0][1]] if people else None


def _topic(question: str) -> str:
    """The question without its question words, so that it can stand before another one."""
    topic = question.strip(_EDGE)
    return (
        topic if detect_language(topic) == "en" else (_ZH_QUESTION_WORDS.sub("", topic).strip(_EDGE) or topic)
    )


def _without_stale_years(topic: str, question: str) -> str:
    """The topic without its years when the follow-up names one of its own."""
    if not _YEAR_EN.search(question) and not _YEAR_ZH.search(question):
        return topic
    return _YEAR_ZH.sub("", topic).strip(_EDGE) or topic
