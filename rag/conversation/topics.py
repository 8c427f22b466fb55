"""A question → what a follow-up to it may lean on: the thing it is about, and all of it but the words that ask."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.conversation.chinese_topics import is_event_zh, thing_zh, whole_zh, without_opening_zh
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
    if detect_language(text) == "en" or _ASKS_EN.match(text):
        return _topic_en(text)
    text = without_opening_zh(text)
    whole = whole_zh(text)
    described = whole if re.search("[是叫](?:谁|什么名字|哪[位名])", text) else None
    return Topic(thing_zh(text), whole, is_event_zh(text), described)


_ASKS_EN = re.compile(
    "(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|can|has)\\b", re.IGNORECASE
)

# -- English ----------------------------------------------------------------------------------------------------------

_MAX_WORDS_OF_A_THING = 7
_MAX_NOUNS_BESIDE_A_NAME = 4
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
_NAME_EN = (
    r"[A-Z0-9\u4e00-\u9fff][\w'’.&-]*(?: (?:of (?:the )?|& |and (?=[A-Z])|de |van |von )?[A-Z0-9][\w'’.&-]*)*"
)
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
# "the new stadium in Porto Vale cost": a name behind a preposition, and then the verb.
_PLACED_DOER_EN = re.compile(
    r"(?P<doer>(?:the |an? )?(?:[\w'’&-]+ ){1,4}?(?:in|of|at|for|on|to) (?:the )?[A-Z][\w'’&-]*(?: [A-Z][\w'’&-]*)*"
    # One noun more where the verb is the last word: "the longest speech of the Lima congress argue".
    r"(?: [a-z]+(?= (?!(?:then|now|today|yesterday|there|here|first|last|next|alone|again|more|less|most|least|up|down|out|in|on"
    r"|off|over|from|for|with|about|at|to|into|of|by|altogether|overall|[a-z]+ly)$)[a-z]+$))?)"
    r" (?!(?:in|of|at|for|on|to|and|or|by|from|with)\b)[a-z]+\b"
)
# No owner: "the women's 100 metres record" is one thing.
_KIND_OF_RECORD_EN = re.compile(
    r"(?:the )?(?:wo)?(?:men|girl|boy|children|people|world|country)s?['’]s? ", re.IGNORECASE
)
# "when it opened", "after the fire": when something was, and no part of the thing.
TIME_CLAUSE_EN = re.compile(
    r",? (?:when|after|before|since|until|once|while|as soon as) (?:it|they|he|she|we|its|their|his|her|the|this|that"
    r"|these|those)\b[^,;:?]*$",
    re.IGNORECASE,
)
_YEAR_AT_END_EN = re.compile(
    r",? (?:in|for|during|by|since|after|before|until)(?: (?:the|end|start|beginning|middle|of|year|early"
    r"|late|mid)){0,4} (?:19|20)\d{2}\b.*$"
)


# "How many restrictions are on the list?" speaks of the list, "what is wrong with the ramp?" of the ramp.
_ON_SOMETHING_EN = re.compile(
    r"(?:in|on|at|wrong with|part of) (?P<thing>(?:the |an? )?[\w'’&-]+.*?)(?= according to |$)"
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
        noun = self.noun.strip().removesuffix("else").strip()
        if noun and self.aux.lower() in (*_HAVE, *_BE) and _VERB_ENDING.match(self.rest.split(" ")[0]):
            return f"{noun.removeprefix('many ')} {self.rest}"
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
        if there := _ON_SOMETHING_EN.match(clause.rest) if clause.copula else None:
            noun = clause.noun.removeprefix("many ").removeprefix("much ")
            return Topic(_short_en(there["thing"]), f"{noun} {clause.rest}".strip(), False)
        if clause.rest.startswith("there ") and clause.noun.startswith("many "):
            return Topic(
                None, f"{clause.noun.removeprefix('many ')} {clause.rest.removeprefix('there ')}", False
            )
        rest = replace(clause, rest=TIME_CLAUSE_EN.sub("", re.split("[,;:]", clause.rest)[0]))
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
    if _KIND_OF_RECORD_EN.match(phrase):
        return phrase
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
    if placed := _PLACED_DOER_EN.match(clause.rest):
        return placed["doer"]
    named = _NAMED_EN.match(clause.rest)
    after = clause.rest[named.end() :].split() if named else []
    if not named or (after and after[0].lower() in ("to", "at", "and", "or", "of")):
        return _up_to_verb(words)
    # Behind a name stands the verb, or a noun that belongs to the name and then the verb: "the Harlan mill close".
    beside = {word.lower() for word in after[:2]}
    own_noun = words[0].lower() in _DETERMINER and len(after) > 1 and after[0].lower() not in _STOPS_EN
    if not own_noun or beside & (_NO_NOUN | _DETERMINER):
        return named.group()
    stop = next((at for at, word in enumerate(after) if word.lower() in _STOPS_EN | _DETERMINER), 0)
    if not stop and len(after) <= _MAX_NOUNS_BESIDE_A_NAME - 1 and not after[-1].endswith("s"):
        stop = len(after)  # the verb stands last: "the Lima tea festival attract"
    nouns = after[: stop - 1] if 2 < stop <= _MAX_NOUNS_BESIDE_A_NAME else after[:1]
    return " ".join([named.group(), *nouns])


def _up_to_verb(words: list[str]) -> str | None:
    """The noun phrase before the verb of "the adult ticket cost after April": the verb stands before a preposition."""
    first = 1 if words[0].lower() in _DETERMINER else 0
    end = next(
        (at for at in range(first, len(words)) if words[at].lower() in _STOPS_EN | _DETERMINER), len(words)
    )
    if end < len(words) and words[end].lower() == "of" and end - first >= 1:
        # What stands before "of" is a noun: the verb comes later, in "the biggest deal of the 2022 fair concern" last.
        return " ".join(words[:-1]) if len(words) - end > 2 and words[-1].islower() else " ".join(words)
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
