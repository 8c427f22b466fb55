"""A question → what a follow-up to it may lean on: the thing it is about, and all of it but the words that ask."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.series import YEAR_ZH
from rag.text.language import detect_language

_EDGE = " \t\n\r。.！!？?，,；;：:、"


@dataclass(frozen=True, slots=True)
class Topic:
    """What an earlier question is about.

    `subject` is the thing spoken of, None where its words do not tell; `whole` is the question without the words that
    ask. `event` says that the question asks about something that happens, and not for a value that the subject has.
    `subject_asked_for` is the description of the person that the question asks for: the head of the school.
    """

    subject: str | None
    whole: str
    event: bool
    subject_asked_for: str | None = None


def topic_of(question: str) -> Topic:
    """The topic of a question; of a phrase without question words it is the phrase."""
    text = question.strip(_EDGE)
    english = detect_language(text) == "en" or _ASKS_EN.match(text)
    return _topic_en(text) if english else _topic_zh(text)


_ASKS_EN = re.compile(
    "(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|can|has)\\b", re.IGNORECASE
)

# -- Chinese ----------------------------------------------------------------------------------------------------------

_COUNTER = (
    "(?:个|家|项|次|种|条|所|位|名|座|艘|届|倍"
    "|吨|公里|千米|米|亩|公斤|平方米|平方公里|万|亿|人|只|头|处|户|本|份|间|款|类|批|笔|场|句|张|天|年|元|钱)"
)
_ASKS_ZH = re.compile(
    rf"多少{_COUNTER}?|几{_COUNTER}|[哪何][一几]?(?:年|个|些|位|家|种|里|儿|天|处|时|地|人|月|本|款|类|条|项)|什么(?:时候|时间|地方|原因|样)?"
    r"|谁|怎么样?|怎样|如何|为什么|为何|何以|多[大长久高远快深重宽厚]|几[点月号]"
)
_OPENS_ZH = re.compile("^(?:其中|什么是|谁是|请问|关于)")
# A thing counted or named by the question belongs to what stands before: 港有几个码头 → 港的码头.
_COUNTED_ZH = re.compile(
    rf"(?:[现共还]?有|了)(?:(?:多少|几){_COUNTER}?+|什么|哪些|哪几{_COUNTER})(?=[^的])(?!时候|时间|地方|原因)"
)
_LISTED_ZH = re.compile("[\u4e00-\u9fff](?:什么(?!时|地|原|样|人)|哪些)(?=[\u4e00-\u9fff]{2})")
_HAS_COUNT_ZH = re.compile("[现共还]?有(?:多少|几)")
_WHO_DID_ZH = re.compile(r"^(?P<thing>[^，]{2,24}?)是(?:由|在)?(?:谁|哪|什么|何|怎|如何)[^的]{0,14}的$")
_DID_TO_ZH = re.compile(r"^谁[^的]{1,5}?了(?P<thing>.{2,})$")
_WHEN_OF_ZH = re.compile(r"^(?:何时|什么时候|哪一?年|在哪[里儿]?|谁)[^的]{1,6}的(?P<thing>[^的]{2,})$")
_TAIL_ZH = re.compile("(?:分别|各自?|一共|总共|是|有|为|达到?|约|占|在|叫|的|了|吗|呢|吧)+$")
_PREDICATE_ZH = re.compile(
    r"(?:分别|一共|总共|主要|现在|目前|现有|每[年月天])|(?:是|有(?!限)|在|由|于|对|从|与|占)|(?:19|20)\d{2}"
    r"|何时|什么|哪|多[少大长高久远快]|几[个家项月点]|谁|如何|怎|为[什何]|能(?![源力耗量])|可以|要(?![素求点])|需要?|[须说讲提谈]|表示|认为|[成设建创]立|举[行办]|启动|发布"
)
_EVENT_ZH = re.compile(
    r"[成设建创]立|[举]?[行办]|启动|发布|[始新修重]建|[了过]|是(?:谁|什么时候|何时|哪一?年|怎么)[^的]+的$"
)
# A noun of the kind that things are named with ends the name: 科考船 in 海蓝号科考船最大航速.
_THING_ENDS_ZH = (
    "公园|园区|开发区|片区|新区|试验区|保护区|[大铁石]桥|隧道|水库|电站|水电站|码头|机场|车站|科考船|[客货邮轮渡]船|卫星|公司|集团|银行|医院|学校|[小中大]学|学院"
    "|博物馆|图书馆|体育馆|纪念馆|美术馆|展览馆|祠堂|寺|庙|研究所|研究院|设计院|中心|协会|学会|基金会|基金|委员会|合作社|大会|论坛|大赛|工程|系统|平台|办法|条例|规定|协议|港|岛"
    "|[\u4e00-\u9fff]{2}区|[\u4e00-\u9fff](?:市|县|镇|村|站|湖(?!区)|河(?![北南]))"
)
_NAMED_THING_ZH = re.compile(
    f"^[^的，]{{0,16}}?(?:{_THING_ENDS_ZH})(?!{_THING_ENDS_ZH}|[局厅部委长员和与上里中的]?[上里中和与]|[局厅部委长员])"
)
_PART_OF_YEAR_ZH = re.compile("^(?:[上下]半年|第[一二三四1-4]季度|\\d{1,2}月)?的?")
_MAX_THING_CHARS_ZH = 20
_ATTRIBUTE_ZH = re.compile(
    r"(?:总?面积|总?人口|规模|定位|总部|地点|地址|时间|数量|总[额量]|增[速长率]率?|产[量值]|占比|比[重例]|主题|目标|首都)$"
)
# Owners that every other sentence has tell nothing without what they own.
_ANY_OWNER_ZH = re.compile(
    r"^(?:全[国市省县区球]|公司|企业|员工|我们?|你们?|大家|单位|[这那该本][个家项]?[\u4e00-\u9fff]{0,4}|今年|去年|前年|明年|[上下]半年|[前后]?一年"
    r"|.{0,4}(?:19|20)\d{2}.{0,8})$"
)


def _topic_zh(text: str) -> Topic:
    text = _OPENS_ZH.sub("", text) or text
    whole = _whole_zh(text)
    described = whole if re.search("[是叫](?:谁|什么名字|哪[位名])", text) else None
    return Topic(_thing_zh(text), whole, _EVENT_ZH.search(text) is not None, described)


def _whole_zh(text: str) -> str:
    """A Chinese question without its question words: 南山港有几个码头 is left with 南山港的码头."""
    told = _ASKS_ZH.sub("", _COUNTED_ZH.sub("的", text))
    told = re.sub(r"是(?=[^的]{1,12}的$)", "", told)
    return _TAIL_ZH.sub("", told.strip(_EDGE)) or text


def _thing_zh(text: str) -> str | None:
    if _LISTED_ZH.search(text):
        return None  # it is about what is listed, and not about who has it
    for pattern in (_WHO_DID_ZH, _DID_TO_ZH, _WHEN_OF_ZH):
        if told := pattern.match(text):
            thing = told["thing"]
            break
    else:
        year = YEAR_ZH.match(text)
        text = (
            _PART_OF_YEAR_ZH.sub("", text[year.end() :]) if year and text[year.end() :][:1] != "版" else text
        )
        if named := _NAMED_THING_ZH.match(text):
            return named.group() if _may_own_zh(named.group()) else None
        predicate = _PREDICATE_ZH.search(text)
        before = text[: predicate.start()] if predicate else text
        if (
            predicate
            and _COUNTED_ZH.match(text, predicate.start())
            and _HAS_COUNT_ZH.match(text, predicate.start())
        ):
            return before if _may_own_zh(before) else None
        owner, of, attribute = before.rpartition("的")
        if not of and (not predicate or _ATTRIBUTE_ZH.search(before)):
            return None  # 茶叶产量: where the thing ends and what is asked of it begins cannot be seen
        thing = owner if of and attribute else before
    thing = thing.strip("的")
    if thing.endswith(("了", "过")):
        return None
    return thing if _may_own_zh(thing) else None


def _may_own_zh(thing: str) -> bool:
    if not 2 <= len(thing) <= _MAX_THING_CHARS_ZH or re.search("[，,；;]", thing):
        return False
    return not _ANY_OWNER_ZH.match(thing) and not _ASKS_ZH.search(thing)


# -- English ----------------------------------------------------------------------------------------------------------

_MAX_WORDS_OF_A_THING = 7
_HAVE = ("has", "have", "had")
_BE = ("is", "are", "was", "were")
_AUX = "(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
_PREPOSITION = (
    "(?:in|at|by|for|from|to|with|on|since|until|under|of|about|after|before"
    "|during|through|into|over|as|within|without|between|against|per|than)"
)
_CLAUSE_EN = re.compile(
    rf"^(?:and |but |so )?(?P<wh>(?:{_PREPOSITION} )?(?:who|whom|whose|what|which|when|where|why"
    rf"|how)\b(?P<noun>(?: (?!{_AUX}\b)[\w'’%-]+){{0,6}}?)) "
    rf"(?P<aux>{_AUX})\b (?P<rest>.+)$",
    re.IGNORECASE,
)
_YES_NO_EN = re.compile(
    rf"^(?:and |but |so )?(?P<wh>)(?P<noun>)(?P<aux>{_AUX})\b (?P<rest>.+)$", re.IGNORECASE
)
_WHO_EN = re.compile(
    r"^(?:and )?(?:(?:who|what)\b|(?:which|what|how (?:many|much))\b(?= \w+)) ?(?P<rest>.+)$", re.IGNORECASE
)
_NAME_EN = r"[A-Z0-9][\w'’.&-]*(?: (?:of (?:the )?|& |and (?=[A-Z])|de |van |von )?[A-Z0-9][\w'’.&-]*)*"
_NAMED_EN = re.compile(rf"^(?:(?:the|an?) )?(?:[a-z][\w-]* ){{0,2}}?(?P<name>{_NAME_EN})")
_VERB_ENDING = re.compile(
    r"(?:\w{2,}ed|meant|held|built|set|made|known|run|given|paid|told|written|found|sold|spent|born|won"
    r"|come|gone|been|become|grown|risen|fallen|lost|left|seen|led|cost|chosen|taken|done|going|allowed)$"
)
_STOPS_EN = frozenset(
    f"{_PREPOSITION[3:-1]}|{_AUX[3:-1]}|when|where|why|who|which|that|because|if|while|and|or|still|ever|also|not|too".split(
        "|"
    )
)
_NO_NOUN = frozenset(
    [
        "i",
        "you",
        "we",
        "he",
        "she",
        "it",
        "they",
        "there",
        "this",
        "that",
        "these",
        "those",
        "my",
        "your",
        "our",
        "his",
        "her",
        "its",
        "their",
        "one",
    ]
)
_DETERMINER = frozenset(("the", "a", "an"))
_OWNED_EN = re.compile(
    r"^(?:the |an? )?(?:[a-z][\w-]* ){1,3}?(?:of|for) (?P<owner>(?:the |an? )?[\w'’&-]+.*)$"
)
_YEAR_AT_END_EN = re.compile(
    r",? (?:in|for|during|by|since|after|before|until)(?: (?:the|end|start|beginning|middle|of|year|early"
    r"|late|mid)){0,4} (?:19|20)\d{2}\b.*$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """An English question in its parts: "how many docks" + "does" + "the port have"; `noun` is "many docks"."""

    wh: str
    noun: str
    aux: str
    rest: str

    @property
    def copula(self) -> bool:
        """Whether it asks what something is, as "what is the area of Lima", and not what happens."""
        passive = _VERB_ENDING.match(self.rest.split(" ")[0]) or _subject_of_passive(self.rest)
        return bool(self.wh) and self.aux.lower() in _BE and not passive

    @property
    def told(self) -> str:
        """What the question says of the thing it asks for: "the port have that many docks"."""
        noun = self.noun.strip()
        return (
            f"{self.rest} that {noun}"
            if noun.split(" ")[0] in ("many", "much")
            else f"{self.rest} {noun}".strip()
        )


def clause_of(question: str) -> Clause | None:
    """The parts of an English question, None when it has no helping verb: "Who manages the fund?"."""
    text = re.sub(
        r"^((?:and )?(?:what|who|where|when|how))['’]s\b",
        r"\1 is",
        question.strip(_EDGE),
        flags=re.IGNORECASE,
    )
    match = _CLAUSE_EN.match(text) or _YES_NO_EN.match(text)
    return Clause(match["wh"], match["noun"].strip(), match["aux"], match["rest"]) if match else None


def _topic_en(text: str) -> Topic:
    clause = clause_of(text)
    if clause:
        rest = replace(clause, rest=re.split("[,;:]", clause.rest)[0])
        subject = _owner_en(rest.rest) if clause.copula else _doer_en(rest)
        return Topic(_short_en(subject), clause.told, not clause.copula)
    who = _WHO_EN.match(text)
    told = who["rest"] if who and " " in who["rest"] else text
    return Topic(_short_en(_first_thing_en(told) if who else _owner_en(told)), told, who is not None)


def _short_en(subject: str | None) -> str | None:
    """A subject that is no half of a sentence."""
    return subject if subject and len(subject.split()) <= _MAX_WORDS_OF_A_THING else None


def _owner_en(phrase: str) -> str | None:
    """What a phrase with an attribute is about: Norland in "the exports of Norland in 2020"."""
    phrase = _YEAR_AT_END_EN.sub("", phrase)
    if possessive := re.match(r"^(?P<owner>(?:the )?[\w .&-]+?)(?:['’]s|(?<=s)['’]) ", phrase):
        return possessive["owner"]
    owned = _OWNED_EN.match(phrase)
    return (owned["owner"] if owned else phrase) or None


def _doer_en(clause: Clause) -> str | None:
    """The subject of the verb, without the verb: the Harlan mill in "the Harlan mill close"."""
    words = clause.rest.split(" ")
    if words[0].lower() in _NO_NOUN or words[0].lower() in ("been", "be") or _VERB_ENDING.match(words[0]):
        return _first_thing_en(clause.rest)
    passive = _subject_of_passive(clause.rest) if clause.aux.lower() in _BE else None
    if passive:
        return passive
    if (
        clause.aux.lower() in _HAVE
        and words[0].lower() in _DETERMINER
        and not any(_VERB_ENDING.match(word) for word in words)
    ):
        return _first_thing_en(clause.rest)  # "which city has the longest line" has no other verb
    named = _NAMED_EN.match(clause.rest)
    after = clause.rest[named.end() :].split() if named else []
    if not named or (after and after[0].lower() in ("to", "at", "and", "or", "of")):
        return _up_to_verb(words)
    # Behind a name stands the verb, or a noun that belongs to the name and then the verb: "the Harlan mill close".
    beside = {word.lower() for word in after[:2]}
    own_noun = words[0].lower() in _DETERMINER and len(after) > 1 and after[0].lower() not in _STOPS_EN
    own_noun = own_noun and not beside & (_NO_NOUN | _DETERMINER)
    return f"{named.group()} {after[0]}" if own_noun else named.group()


def _up_to_verb(words: list[str]) -> str | None:
    """The noun phrase before the verb of "the adult ticket cost after April": the verb stands before a preposition."""
    first = 1 if words[0].lower() in _DETERMINER else 0
    end = next(
        (at for at in range(first, len(words)) if words[at].lower() in _STOPS_EN | _DETERMINER), len(words)
    )
    if end - first >= 2 and (end == len(words) or words[end].lower() != "to" or len(words) - end < 3):
        return " ".join(words[: end - 1])
    if end < len(words) and len(words) - end > 2:  # "the ferry service to Tarn Island begin"
        return " ".join(words[:-1]) if words[-1].islower() else " ".join(words[:end])
    return " ".join(words[: max(first + 1, end - 1)]) if end - first else None


def _subject_of_passive(rest: str) -> str | None:
    """The bridge at Corran in "the bridge at Corran repaired after the flood"; None without a participle."""
    words = rest.split(" ")
    for at, word in enumerate(words[1:], start=1):
        if _VERB_ENDING.match(word) and words[at - 1].lower() not in _DETERMINER and word.islower():
            after = words[at + 1] if at + 1 < len(words) else ""
            if not after or after.lower() in _STOPS_EN or after.lower() in _DETERMINER:
                return " ".join(words[:at])
    return None


def _first_thing_en(text: str) -> str | None:
    """The first noun phrase with an article or a name in the text behind a verb."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if word.lower() not in _DETERMINER and not (word[:1].isupper() and word != "I"):
            continue
        end = next(
            (
                n
                for n in range(at + 1, len(words))
                if words[n].lower() in _STOPS_EN - {"of"} or words[n].endswith(("n't", "n’t"))
            ),
            len(words),
        )
        phrase = " ".join(words[at:end]).strip(_EDGE)
        return phrase if len(phrase) > 2 else None
    return None
