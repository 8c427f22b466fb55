"""What in an English question leans on the conversation before it: pronouns, fragments, predicates without a subject.

A question with a name or a noun phrase of its own stands by itself, however short it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.conversation.series import YEAR_EN

_LEAD_EN = re.compile(
    r"^(?:(?:and|but|also(?! known)|so(?! (?:many|much|far|called|long)\b)|then|ok(?:ay)?)(?=[,\s])[,\s]*"
    r"|(?:well|right|now|great|thanks?|thank you|sure|yes|no|alright)"
    r"(?:[,.!][,.!\s]*|\s+(?=(?:and|what|how|why|when|where|who|which)\b)))+",
    re.IGNORECASE,
)
_SLOT_EN = re.compile(
    r"^(?:what about|how about|what of|and what about|and how about|same for|and for|and in|and the)\s+(?P<slot>.{1,60}?)$",
    re.IGNORECASE,
)
_SLOT_ARTICLE_EN = re.compile(
    r"^(?:(?:back in|as of|about|in|on|for|of|at|during)\s+)?(?:the\s+)?(?=.)", re.IGNORECASE
)
_NAME_ALONE_EN = re.compile(r"(?!I\b)[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")
_VERB_EN = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_OPENS_A_QUESTION_EN = re.compile(
    r"(?:why|when|where|who|whom|whose|how|which|what|please|tell|show|list|give|explain|describe|compare|name|summari[sz]e)\b",
    re.IGNORECASE,
)
PRONOUN_EN = re.compile(r"\b(?:he|she|him|her|his|hers|it|its|they|them|their|theirs)\b", re.IGNORECASE)
# A post with a complement of its own names somebody: "the speaker from Lima" is no pronoun.
PERSON_EN = re.compile(
    r"\b(?:he|she|him|her|his|hers|the (?:speaker|minister|official|moderator|ambassador)"
    r"(?! (?:from|of|for|at|in|on|to|who|whose|that|which|named|called|with|representing|responsible)\b))\b(?!-)",
    re.IGNORECASE,
)
THING_EN = re.compile(r"\b(?:it|its|they|them|their|theirs)\b", re.IGNORECASE)
_POINTED_AT_EN = re.compile(
    r"\b(?:these|those|this(?! (?:year|month|week|summer|winter|spring|autumn|season|morning|evening)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b)"
    r"|that (?:year|report|forum|zone|area|figure|company|agency|country|project|platform|plan|policy|discussion|session"
    r"|meeting|event|panel|talk|speech|deal|agreement|decision|measure|rule|scheme|fund|building|place|time|day)"
    r"|the (?:former|latter|same)"
    r"|(?:did|does|do|is|was|has|will|would|could|can) that(?= (?:\w+)$))\b(?! (?:is|are|was|were) (?:a|an|any)\b)",
    re.IGNORECASE,
)
_SUBJECTLESS_EN = re.compile(
    r"^(?:(?:with|by|from|to|for|under|at|on|in|of) (?:which|what|whom|who|how (?:long|much|many))|why|when|where|who|how"
    r"|since when|by (?:how much|whom|when)|which(?: \w+){1,2}$"
    r"|what (?:is|are|was|were) the (?:\w+ )?\w+$|what (?:else|year|for|share|percentage|proportion)"
    r"|any (?!one|body)[a-z]+$|what (?:happened|happens|came|comes)(?: \w+)?$|anything else|any others?"
    r"|for example|such as what|compared (?:to|with) what"
    r"|up to when|until when|(?:please )?tell me more|more$|continue$|more details?|go on|explain|elaborate)\b",
    re.IGNORECASE,
)
_NAME_INSIDE_EN = re.compile(r"(?<=[\w,;:’'\"“”(-] )[\"“(]?(?!I\b|I['’])[A-Z][\w'’.-]*")
_INDEFINITE_EN = re.compile(r"\ban? \w{4,}", re.IGNORECASE)
_COPULA_AND_NAME_EN = re.compile(
    r"^(?:how (?!many|much)\w+|where|who|what) (?:is|are|was|were) "
    r"(?!(?:that|this|there|they|these|those|\w+ed|held|done)$)[a-z]{4,}$",
    re.IGNORECASE,
)
_CONTENT_EN = re.compile(r"[A-Za-z][\w'’-]{3,}")
_WORDS_WITHOUT_TOPIC_EN = (
    "what when where which whose whom does have been were with from that this than many much more most else also"
    " about only year years percentage share long large into they them their there these those would could should"
    " will said says mention mentioned example come tell details please first second third fourth last next then again"
    " main biggest"
)
_NO_TOPIC_EN = frozenset(_WORDS_WITHOUT_TOPIC_EN.split())
_MAX_LEANING_WORDS_EN = 8
_MAX_WORDS_OF_A_PHRASE = 4
# A question word alone, with "was that" or with how it is meant: "when?", "in which year was that?", "why so low?".
_ADJUNCT_EN = re.compile(
    r"(?P<asks>why|when|where|how(?: (?:long|often|exactly|so))?|since when|until when|(?:with|by|from|into|onto|to"
    r"|for|under|at|on|in|of|through|against|among|between)"
    r" (?:which|what|whom|who|how (?:long|much|many)|when|where)(?: [a-z]+){0,2})"
    r"(?P<tail> (?:not|exactly|precisely|so (?:few|little|many|much|\w+)))?(?: (?:is|was|did) (?:that|this|it)(?: happen)?)?",
    re.IGNORECASE,
)
_PREPOSITIONAL_EN = re.compile(
    r"(?:in|on|at|before|after|since|until|during|under|without|with|within|except|for|from|by|besides|as|among|of|per"
    r"|outside) (?!.*\b(?:which|what|whom|how|who|when|why)\b)[^,;]{1,50}",
    re.IGNORECASE,
)
_AT_ANOTHER_TIME_EN = re.compile(
    r"(?:before|after|since|until|during) (?:the|its|their|his|her) [a-z].*", re.IGNORECASE
)
_WITHOUT_WORDS_AFTER_EN = re.compile(r",? (?:too|as well|instead|then|also|though)$", re.IGNORECASE)
_OF_THE_WHOLE_EN = re.compile(
    r"(?:(?:how (?:much|many|deep|far|so)\b(?! (?!is|are|was|were|did|do|does|had|has|have|would|will"
    r"|could)\w)|which|who else|what else|any others?|such as|for example|compared|by how|why|when"
    r"|where)\b(?! (?:\w+ ){2,})|which (?:ones?\b|(?:is|are|was|were) the )"
    r"|what (?:is|are|was|were) the (?:results?|effects?|outcome|reasons?|causes?|purpose|consequences?|impact)$"
    r"|.*\b(?:that|this|these|those)\b)",
    re.IGNORECASE,
)
_ABOUT_SOMETHING_EN = re.compile(
    r"^(?:(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|should) (?:the \w+|anyone"
    r"|anybody|someone|everyone|this|that)\b"
    r"|(?:who|what|how|why|when|where)\b.* the \w+$)",
    re.IGNORECASE,
)
# "Which companies put money in?" lacks what the money was put into; "how much is lunch at headquarters?" lacks nothing.
_ENDS_OPEN_EN = re.compile(r"\b(?:in|on|at|for|to|with|of|from|by|about)$", re.IGNORECASE)
_PLACED_EN = re.compile(r"\b(?:in|on|at|for) (?:the |our )?[\w-]+$", re.IGNORECASE)
_OWN_PHRASE_EN = re.compile(r"\b(?:the|an?|some|each|every) (?!(?:former|latter|same)\b)\w+", re.IGNORECASE)
_BESIDES_EN = re.compile(
    "(?:besides|apart from|aside from|other than|except|in addition to|unlike|compared (?:to|with)|as well as)\\b",
    re.IGNORECASE,
)
_NAME_FIRST_EN = re.compile(r"(?:the )?[A-Z][\w'’-]*(?: [\w'’-]+){0,6}, ")
# "What would it cost to build a pier?", "Did deckhands get anything when their boats were sold?"
_SAID_OF_NOTHING_EN = re.compile(
    r"it (?:take|taken|cost) to (?:\w+ ){1,3}(?:the|an?|[A-Z]|\w+s)\b", re.IGNORECASE
)
_OWN_PLURAL_EN = re.compile(
    r"\b(?i:do|did|are|were|have|had|can|could|will|would|should|may|must) (?!this|was)[a-z]{4,}s\b"
)
_NEXT_CLAUSE_EN = re.compile(
    r"[,;.]|\b(?:and|when|that|if|because|while|which|who|before|after)\b.*$", re.IGNORECASE
)
_FRAGMENT_EN = re.compile(
    r"(?:(?:what|how) about )?(?:back )?(?P<preposition>in|on|at|for|of|from|by|to|with|among|under|between) ",
    re.IGNORECASE,
)
_NOUN_ALONE_EN = re.compile(
    r"(?!.*\b(?:more|else|others?|please|on|now|then|there|so|really|continue)\b)[a-z][a-z-]{3,}(?: [a-z][a-z-]{2,})?"
)
_BEFORE_A_SUBJECT_EN = re.compile(
    r"(?:^|\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|,) )$",
    re.IGNORECASE,
)
_ASKS_A_MEASURE_EN = re.compile(
    r"what (?:is|are|was|were) the (?:number|share|amount|total|size|cost|price|name|date|rate|length|age|aim|purpose"
    r"|result|effect) of (?:the )?[a-z]+",
    re.IGNORECASE,
)
# What it is that they say or allow was said before: "how much would the union accept?".
_SAID_OF_IT_EN = (
    "(?:what|how much|how many|which) (?:do|does|did|will|would|can|could) the [a-z]+(?: [a-z]+)?"
    " (?:say|think|want|allow|accept|recommend|propose|suggest|advise|expect|demand|ask for|prefer|argue|reply|answer)"
)
# Whose owner, which council: a post or a body that every place has is that of the one spoken of.
_SOMEBODYS_EN = re.compile(
    r"(?:did|does|do|was|were|is|are|has|have|had|will|can) the (?:owner|operator|driver|director|manager|author|builder|designer"
    r"|founder|company|firm|council|government|police|team|staff|workers|residents|visitors)s? (?-i:[^A-Z]{1,60})",
    re.IGNORECASE,
)
# What it is the price of, what they may apply for, and of what it is the largest, is not said.
_LACKS_OBJECT_EN = re.compile(
    r"how much (?:is|are|does|do) (?:an?|the) [a-z]+(?: cost)?"
    r"|(?:can|may|do|does|must|could|are|is) (?:[a-z]+ ){1,3}(?:apply|join|enter|participate|register|qualify|attend"
    r"|take part|eligible)"
    r"|which (?:is|are|was|were) the (?:\w+est|(?:most|least) \w+)"
    r"|(?:how many|which|what) [a-z]+ (?:took part|attended|applied|joined|participated|registered|enrolled|signed up"
    r"|turned up|qualified|competed|responded|complained|objected|benefited)"
    rf"|{_SAID_OF_IT_EN}",
    re.IGNORECASE,
)
_ABOUT_THAT_EN = re.compile(
    "which (?:ones?|of (?:them|these|those))\\b|(?:was|is|were|are|did|does|has) (?:that|this)\\b",
    re.IGNORECASE,
)
_WHAT_I_MAY_EN = re.compile("(?:can|may|must|should|do|could) (?:i|we|you)\\b", re.IGNORECASE)
_TAKES_TIME_EN = re.compile(
    r"\b(?:does|did|will|would|can|could|has) it (?:take|taken|cost|matter|rain|happen)\b"
    r"|\bis it (?:possible|true|allowed|necessary|permitted)\b",
    re.IGNORECASE,
)


def without_lead_en(question: str) -> str:
    """An English question without the words that tie it to the last one: "and", "ok,"; never empty."""
    return _LEAD_EN.sub("", question) or question


def slot_phrase_en(question: str, led: str) -> str | None:
    """The phrase of "What about Lima?" or "and imports?"; what says "their imports" is no phrase of its own."""
    if (
        _NAME_ALONE_EN.fullmatch(led)
        and not _OPENS_A_QUESTION_EN.match(led)
        and not _SUBJECTLESS_EN.match(led)
    ):
        return led
    slot = _SLOT_EN.match(question) or _SLOT_EN.match(led)
    if not slot and (led == question or _VERB_EN.search(led) or _OPENS_A_QUESTION_EN.match(led)):
        return None
    phrase = _WITHOUT_WORDS_AFTER_EN.sub("", slot["slot"] if slot else led)
    if (
        re.search(r"\b(?:who|what|when|where|why|how)\b", phrase, re.IGNORECASE)
        or (not slot and _AT_ANOTHER_TIME_EN.fullmatch(phrase))
        or (not slot and _PREPOSITIONAL_EN.fullmatch(phrase) and re.search(r"\b(?:that|this|then)\b", phrase))
    ):
        return None
    return None if PRONOUN_EN.search(phrase) else _SLOT_ARTICLE_EN.sub("", phrase.strip())


def phrase_alone_en(led: str, base: str) -> str | None:
    """A phrase without a verb that shares a word with the question before it: "zone B?" after zone A."""
    if year := re.fullmatch(rf"(?:in|for|during) ({YEAR_EN.pattern})", led):
        return year[1]
    words = led.split()
    if (
        _PREPOSITIONAL_EN.fullmatch(led)
        or PRONOUN_EN.search(led)
        or re.search(r"\bhow\b", led, re.IGNORECASE)
    ):
        return None
    if (
        not 1 < len(words) <= _MAX_WORDS_OF_A_PHRASE
        or _VERB_EN.search(led)
        or _OPENS_A_QUESTION_EN.match(led)
    ):
        return None
    shared = {word.casefold() for word in words} & {
        word.casefold() for word in re.findall(r"[\w-]{3,}", base)
    }
    return led if shared else None


def leans_en(question: str, led: str) -> bool:
    """Whether an English question needs the topic before it; `led` is the question without its lead words."""
    if (
        _ASKS_A_MEASURE_EN.fullmatch(led)
        or _LACKS_OBJECT_EN.fullmatch(led)
        or _SOMEBODYS_EN.fullmatch(led)
        or _ABOUT_THAT_EN.match(led)
        or (_POINTED_AT_EN.search(led) and not tells_all_en(led))
    ):
        return True
    if len(led.split()) > _MAX_LEANING_WORDS_EN or has_subject_en(led):
        return False
    content = [word for word in _CONTENT_EN.findall(led) if word.lower() not in _NO_TOPIC_EN]
    if _ABOUT_SOMETHING_EN.match(led) or (_WHAT_I_MAY_EN.match(led) and len(content) <= 1):
        return True
    fewest = 1 if _PLACED_EN.search(led) else 2
    goes_on = led != question and (len(content) <= fewest or _ENDS_OPEN_EN.search(led) is not None)
    return goes_on or (_SUBJECTLESS_EN.match(led) is not None and len(content) <= 1)


@dataclass(frozen=True, slots=True)
class Adjunct:
    """A follow-up that asks something more of what was said: "why" with "so low"."""

    asks: str
    tail: str


def adjunct_en(led: str) -> Adjunct | None:
    """The question word of a follow-up that is nothing else: "when?", "with which country?", "when was that?"."""
    match = _ADJUNCT_EN.fullmatch(led)
    return Adjunct(match["asks"], match["tail"] or "") if match else None


def circumstance_en(led: str) -> str | None:
    """The circumstance that a follow-up puts to the question before: "on Sundays" of "on Sundays too?"."""
    phrase = _WITHOUT_WORDS_AFTER_EN.sub("", led)
    return phrase if _PREPOSITIONAL_EN.fullmatch(phrase) and not _VERB_EN.search(phrase) else None


def asks_of_the_whole_en(led: str) -> bool:
    """Whether a follow-up speaks of all that was asked before, and not of the thing alone: "how much?", "was that new?"."""
    return (_OF_THE_WHOLE_EN.match(led) or re.fullmatch(_SAID_OF_IT_EN, led, re.IGNORECASE)) is not None


def takes_time_en(led: str) -> bool:
    """Whether "it" means nothing: "how long does it take?"."""
    return _TAKES_TIME_EN.search(led) is not None


def tells_all_en(question: str) -> bool:
    """Whether an English question is long and names something, so that it needs nothing from before."""
    return len(question.split()) > _MAX_LEANING_WORDS_EN and _NAME_INSIDE_EN.search(question) is not None


def bound_en(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun means something that its own question names: Lima in "when did Lima publish its plan?"."""
    before, after = question[: pronoun.start()], question[pronoun.end() :]
    if _BESIDES_EN.match(before):
        return False  # "Besides Malaysia, where has it spread?"
    if _NAME_FIRST_EN.match(before):
        return True  # "Indonesia, since when has it been a member?"
    named = _NAME_INSIDE_EN.search(before) or _OWN_PHRASE_EN.search(before)
    if _SAID_OF_NOTHING_EN.match(f"{pronoun.group()}{after}"):
        return True
    if pronoun.group().lower() in ("their", "they") and _OWN_PLURAL_EN.search(before):
        return True
    if re.match(r" own\b", after) or ": " in before or (named and tells_all_en(question)):
        return True
    owns = pronoun.group().lower() in ("its", "their", "his") or (
        pronoun.group().lower() == "her" and after.strip()
    )
    return named is not None and (bool(owns) or _NEXT_CLAUSE_EN.search(before, named.end()) is not None)


def has_subject_en(question: str) -> bool:
    """Whether an English question names something: a capitalised word inside it, "an elephant", "how large is x"."""
    return bool(
        _NAME_INSIDE_EN.search(question)
        or _INDEFINITE_EN.search(question)
        or _COPULA_AND_NAME_EN.match(question)
        or (YEAR_EN.search(question) and len(_CONTENT_EN.findall(question)) > 2)
    )


def preposition_en(led: str) -> str:
    """The preposition that a fragment begins with: "in" of "in Porto", "of" of "of foreign trade"."""
    found = _FRAGMENT_EN.match(led)
    return found["preposition"].lower() if found else ""


def noun_alone_en(led: str) -> bool:
    """Whether a follow-up is one or two plain nouns and nothing more: "employees?", "annual budget?"."""
    return _NOUN_ALONE_EN.fullmatch(led) is not None and not _OPENS_A_QUESTION_EN.match(led)


def is_subject_en(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun is what its question's verb is said of: "where is it based?", and not "who runs it?"."""
    return _BEFORE_A_SUBJECT_EN.search(question[: pronoun.start()]) is not None
