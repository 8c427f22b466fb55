"""A question → what a follow-up to it may lean on: the thing it is about, and all of it but the words that ask."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.conversation.chinese_topics import is_event_zh, thing_zh, whole_zh, without_opening_zh
from rag.conversation.english_phrases import (
    AUX,
    BE,
    DETERMINER,
    HAVE,
    PARTICIPLE,
    PREPOSITION,
    STOPS_EN,
    Clause,
    measured_of,
    phrase_without_helper,
    subject_of_passive,
)
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


def topic_of_phrase(phrase: str) -> Topic:
    """The topic that stands before a question; one that a whole question was made into speaks of no one thing."""
    return Topic(None, phrase, True) if _PHRASE_OF_A_QUESTION_EN.match(phrase) else topic_of(phrase)


def topic_of(question: str) -> Topic:
    """The topic of a question; of a phrase without question words it is the phrase."""
    text = question.strip(_EDGE)
    if detect_language(text) == "en" or _ASKS_EN.match(text):
        return _topic_en(text)
    text = without_opening_zh(text)
    whole = whole_zh(text)
    described = whole if re.search("[是叫](?:谁|什么名字|哪[位名])", text) else None
    if did := _WHO_DID_IT_ZH.fullmatch(text):
        described = f"{did['did']}{did['thing']}的人"
    elif holds := _WHO_HOLDS_ZH.fullmatch(text):
        described = f"{holds['body']}的{holds['post']}"
    return Topic(thing_zh(text), whole, is_event_zh(text), described)


_WHO_DID_IT_ZH = re.compile("(?P<thing>[^，的]{2,16})是由?谁(?P<did>[^，的]{1,5})的")
_WHO_HOLDS_ZH = re.compile(
    "(?P<body>[^，]{2,16}?)(?:[是由]谁|谁)(?:来|在)?(?:当|任|担任|做)的?(?P<post>[\u4e00-\u9fff]{2,5}?)"
)
_ASKS_EN = re.compile(
    "(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|can|has)\\b", re.IGNORECASE
)

# -- English ----------------------------------------------------------------------------------------------------------

_MAX_WORDS_OF_A_THING = 7
_MAX_NOUNS_BESIDE_A_NAME = 4
_CLAUSE_EN = re.compile(
    rf"^(?:and |but |so )?(?P<wh>(?:{PREPOSITION} )?(?:who|whom|whose|what|which|when|where|why"
    rf"|how)\b(?P<noun>(?: (?!{AUX}\b)[\w'’%-]+){{0,6}}?)) "
    rf"(?P<aux>{AUX})\b (?P<rest>.+)$",
    re.IGNORECASE,
)
_YES_NO_EN = re.compile(
    rf"^(?:and |but |so )?(?P<wh>)(?P<noun>)(?P<aux>{AUX})\b (?P<rest>.+)$", re.IGNORECASE
)
_WHO_EN = re.compile(
    r"^(?:and )?(?:(?:who|what)\b|(?:which|what|how (?:many|much))\b(?= \w+)) ?(?P<rest>.+)$", re.IGNORECASE
)
_NAME_EN = r"[A-Z0-9\u4e00-\u9fff][\w'’.&·-]*(?: (?:of (?:the )?|& |and (?=[A-Z])|de |van |von )?[A-Z0-9][\w'’.&-]*)*"
_NAMED_EN = re.compile(rf"^(?:(?:the|an?) )?(?:[a-z][\w-]* ){{0,2}}?(?P<name>{_NAME_EN})")
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
# "the ambulances go out", "the minister say his country has".
_ENDS_A_VERB = _NO_NOUN | {"out", "up", "off", "down", "back", "away"}
_PLURAL_EN = re.compile("[^su]s$")
_NOUN_AND_VERB_EN = re.compile(
    rf"[a-z-]+(?<!ly) (?!(?:{'|'.join(sorted(STOPS_EN))}|the|an?|then|yesterday|there|here|first|alone|again|more|less|most|least"
    r"|up|down|out|off|altogether|overall|abroad|overseas|worldwide|[a-z]+ly)\b)[a-z-]+"
    rf"(?= (?:{'|'.join(sorted(STOPS_EN))})\b|$)"
)
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
# "the Chancellor's Scholarship" is one name.
_NAME_WITH_OWNER_EN = re.compile(
    r"(?:the )?[A-Z][\w-]*['’]s [A-Z][\w-]*(?: [A-Z][\w-]*)*(?= (?:worth|old|long)$|$)"
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
    r"(?:in|on|at|inside|within|under|behind|near|wrong with|part of) (?P<thing>(?:the |an? )?[\w'’&-]+.*?)"
    r"(?= according to | (?:now|today|then|currently|at present)$|$)"
)


# A phrase that a question was turned into before: "the mills that closed", "what the council said".
_PHRASE_OF_A_QUESTION_EN = re.compile(rf"the [^,]*? that\b|(?:what|who) (?!{AUX} )[a-z]")
# "Who is responsible for safety?", "who is in charge?": no noun is asked about.
_ADJECTIVE_FIRST_EN = re.compile(
    r"(?:also |still |now |currently |mainly )?(?!the\b|an?\b)(?:[a-z]+ (?:for|to|with|by|about|against)\b"
    r"|(?:in|on|at|behind|under|from|with)\b)"
)
_WHEN_FIRST_EN = re.compile(
    r"(?P<when>(?:in|at|on|during|under|by|since|between|after|before) [^,?]{2,80}), "
    rf"(?P<asks>(?:who|what|which|when|where|why|how|{AUX})\b.+)",
    re.IGNORECASE,
)


def clause_of(question: str) -> Clause | None:
    """The parts of an English question, None when it has no helping verb: "Who manages the fund?"."""
    text = re.sub(
        r"^((?:and )?(?:what|who|where|when|how))['’]s\b",
        r"\1 is",
        question.strip(_EDGE),
        flags=re.IGNORECASE,
    )
    if when := _WHEN_FIRST_EN.fullmatch(text):
        text = f"{when['asks']} {when['when'][:1].lower()}{when['when'][1:]}"
    match = _CLAUSE_EN.match(text) or _YES_NO_EN.match(text)
    return Clause(match["wh"], match["noun"].strip(), match["aux"], match["rest"]) if match else None


def asked_again(clause: Clause, *, negated: bool = False) -> str:
    """What a question says after its helping verb, to be asked again with other words before it."""
    return clause.told(_short_en(_doer_en(_first_clause(clause))), negated=negated)


def _topic_en(text: str) -> Topic:
    clause = clause_of(text)
    if clause:
        if there := _ON_SOMETHING_EN.match(clause.rest) if clause.copula else None:
            noun = clause.noun.removeprefix("many ").removeprefix("much ")
            return Topic(_short_en(there["thing"]), f"{noun or 'what is'} {clause.rest}", False)
        if clause.rest.startswith("there ") and clause.noun.startswith("many "):
            return Topic(
                None, f"{clause.noun.removeprefix('many ')} {clause.rest.removeprefix('there ')}", False
            )
        if clause.copula:
            return _topic_of_copula(clause)
        subject = _short_en(_doer_en(_first_clause(clause)))
        whole = clause.phrase(subject) or clause.told(subject)
        return Topic(None if clause.asks_for_one else subject, whole, True)
    who = _WHO_EN.match(text)
    told = who["rest"] if who else text
    phrase = phrase_without_helper(text) if who else None
    subject = _first_thing_en(told) if who else _owner_en(told)
    return Topic(_short_en(subject), phrase or told, who is not None)


def _first_clause(clause: Clause) -> Clause:
    return replace(clause, rest=TIME_CLAUSE_EN.sub("", re.split("[,;:]", clause.rest)[0]))


def _topic_of_copula(clause: Clause) -> Topic:
    """The topic of a question for what something is: the height of the tower, the owner of the mill."""
    if cleft := re.match("it (?=(?:to|that) )", clause.rest):
        return Topic(None, f"the {clause.asked} {clause.rest[cleft.end() :]}", True)
    subject = _short_en(_owner_en(_first_clause(clause).rest))
    whole = measured_of(clause, clause.rest) or clause.told(subject)
    if re.fullmatch("who", clause.wh, re.IGNORECASE) and _ADJECTIVE_FIRST_EN.match(clause.rest):
        whole = f"who {clause.aux} {clause.rest}"  # "responsible for safety" names nothing
    elif re.match("who\\b", clause.wh, re.IGNORECASE) and re.match(
        "[a-z]+(?: [a-z]+)? (?:of|in|at) ", clause.rest
    ):
        whole = re.sub("^(?!the |an? )", "the ", whole)
    return Topic(subject, whole, False)


def _short_en(subject: str | None) -> str | None:
    """A subject that is no half of a sentence."""
    return subject if subject and len(subject.split()) <= _MAX_WORDS_OF_A_THING else None


def _owner_en(phrase: str) -> str | None:
    """What a phrase with an attribute is about: Norland in "the exports of Norland in 2020"."""
    phrase = re.sub(r" worth\b.*$", "", _YEAR_AT_END_EN.sub("", phrase))
    if _KIND_OF_RECORD_EN.match(phrase):
        return phrase
    if name := _NAME_WITH_OWNER_EN.match(phrase):
        return name.group()
    if possessive := re.match(r"^(?P<owner>(?:the )?[\w .&·-]+?)(?:['’]s|(?<=s)['’]) ", phrase):
        return possessive["owner"]
    owned = _OWNED_EN.match(phrase)
    return (owned["owner"] if owned else phrase) or None


def _doer_en(clause: Clause) -> str | None:
    """The subject of the verb, without the verb: the Harlan mill in "the Harlan mill close"."""
    words = clause.rest.split(" ")
    if words[0].lower() in _NO_NOUN or words[0].lower() in ("been", "be") or PARTICIPLE.match(words[0]):
        return _first_thing_en(clause.rest)
    passive = subject_of_passive(clause.rest) if clause.aux.lower() in BE else None
    if passive:
        return passive
    if "been" in words and clause.aux.lower() in HAVE:
        return " ".join(words[: words.index("been")])
    if (
        clause.aux.lower() in HAVE
        and words[0].lower() in DETERMINER
        and not any(PARTICIPLE.match(word) for word in words)
    ):
        return _first_thing_en(clause.rest)  # "which city has the longest line" has no other verb
    if placed := _PLACED_DOER_EN.match(clause.rest):
        return placed["doer"]
    named = _NAMED_EN.match(clause.rest)
    named = None if named and named.group().endswith(("'s", "’s", "s'", "s’")) else named
    after = clause.rest[named.end() :].split() if named else []
    if not named or (after and after[0].lower() in ("to", "at", "and", "or", "of")):
        return _up_to_verb(words)
    # Behind a name stands the verb, or a noun that belongs to the name and then the verb: "the Harlan mill close".
    beside = {word.lower() for word in after[:2]}
    if clause.asked and _NOUN_AND_VERB_EN.match(" ".join(after)):
        return f"{named.group()} {after[0]}"  # what is asked for is no object behind the verb: "Northbay port import"
    own_noun = words[0].lower() in DETERMINER and len(after) > 1 and after[0].lower() not in STOPS_EN
    if not own_noun or beside & (_NO_NOUN | DETERMINER):
        return named.group()
    stop = next((at for at, word in enumerate(after) if word.lower() in STOPS_EN | DETERMINER), 0)
    if stop == 1 and after[1].lower() not in ("have", "do", "be"):
        return named.group()
    if not stop and len(after) <= _MAX_NOUNS_BESIDE_A_NAME - 1 and not after[-1].endswith("s"):
        stop = len(after)  # the verb stands last: "the Lima tea festival attract"
    nouns = after[: stop - 1] if 2 < stop <= _MAX_NOUNS_BESIDE_A_NAME else after[:1]
    return " ".join([named.group(), *nouns])


def _up_to_verb(words: list[str]) -> str | None:
    """The noun phrase before the verb of "the adult ticket cost after April": the verb stands before a preposition."""
    first = 1 if words[0].lower() in DETERMINER else 0
    end = next(
        (at for at in range(first, len(words)) if words[at].lower() in STOPS_EN | DETERMINER | _ENDS_A_VERB),
        len(words),
    )
    if end < len(words) and words[end].lower() == "of" and end - first >= 1:
        # What stands before "of" is a noun: the verb comes later, in "the biggest deal of the 2022 fair concern" last.
        return " ".join(words[:-1]) if len(words) - end > 2 and words[-1].islower() else " ".join(words)
    if end == len(words) and end - first > 2 and _PLURAL_EN.search(words[-1]):
        return " ".join(words[: first + 1])  # "the club charge new members": the verb is not last
    if end - first >= 2 and (end == len(words) or words[end].lower() != "to" or len(words) - end < 3):
        return " ".join(words[: end - 1])
    if end < len(words) and len(words) - end > 2:  # "the ferry service to Tarn Island begin"
        return " ".join(words[:-1]) if words[-1].islower() else " ".join(words[:end])
    return " ".join(words[: max(first + 1, end - 1)]) if end - first else None


def _first_thing_en(text: str) -> str | None:
    """The first noun phrase with an article or a name in the text behind a verb."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if word.lower() not in DETERMINER and not (word[:1].isupper() and word != "I"):
            continue
        end = next(
            (
                n
                for n in range(at + 1, len(words))
                if words[n].lower() in STOPS_EN - {"of"} or words[n].endswith(("n't", "n’t"))
            ),
            len(words),
        )
        phrase = " ".join(words[at:end]).strip(_EDGE)
        return phrase if len(phrase) > 2 else None
    return None
