"""An English question → a phrase that names what it asks about, as it may stand behind "about".

"How many containers did the port handle in 2022?" is "the containers that the port handled in 2022", "Why did the mill
close?" is "the mill closing", "Who runs the mill?" is "running the mill".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.conversation.english_verbs import NO_PAST, base_form, finite, gerund, is_past

DO = ("do", "does", "did")
HAVE = ("has", "have", "had")
BE = ("is", "are", "was", "were")
AUX = "(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
PREPOSITION = (
    "(?:in|at|by|for|from|to|with|on|since|until|under|of|about|after|before"
    "|during|through|into|over|as|within|without|between|against|per|than)"
)
STOPS_EN = frozenset(
    f"{PREPOSITION[3:-1]}|{AUX[3:-1]}|when|where|why|who|which|that|because|if|while|and|or|still|ever|also|not|too"
    "|this|these|those|last|next|every|each|today|now".split("|")
)
DETERMINER = frozenset(("the", "a", "an"))
PARTICIPLE = re.compile(
    rf"(?:(?!{NO_PAST}$)\w{{2,}}ed|torn|broken|stolen|hidden|shown|thrown|brought|bought|caught|taught|kept|sent|rebuilt|meant|held|built|set|made|known|run|given|paid|told|written|found|sold|spent|born|won"
    r"|come|gone|been|become|grown|risen|fallen|lost|left|seen|led|cost|chosen|taken|done|going|allowed)$"
)
_ADVERB = re.compile(r"(?:\w+ly|also|ever|often|still|now|then|first|finally|once|already|always|else|not)$")
_NO_VERB = re.compile(
    r"(?:in|at|by|for|from|to|with|on|since|until|under|of|about|after|before|during|through|into|over|as|within|without"
    r"|between|against|per|than|the|an?|this|that|these|those|and|or|but|what|which|who|when|where|why|how|to)$"
)
_NUMBER = re.compile(
    "two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|dozen|hundred|thousand|million|\\d+"
)
_OBJECT_ASKED = re.compile(r"(?:many|much) (?P<counted>.+)|[a-z]+ (?P<one>an? .+)", re.IGNORECASE)
_SPEAKERS = ("i", "we", "you")
_MEASURE_OF = {
    "tall": "height",
    "high": "height",
    "big": "size",
    "large": "size",
    "long": "length",
    "old": "age",
    "wide": "width",
    "deep": "depth",
    "heavy": "weight",
    "fast": "speed",
    "expensive": "price",
}


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
        passive = PARTICIPLE.match(self.rest.split(" ")[0]) or subject_of_passive(self.rest)
        return bool(self.wh) and self.aux.lower() in BE and not passive

    @property
    def asked(self) -> str:
        """The noun that is asked for: "docks" of "how many docks", "deficit" of "how big a deficit", else nothing."""
        noun = self.noun.strip().removesuffix("else").strip()
        if not re.match("how\\b", self.wh, re.IGNORECASE):
            return "" if re.search(r"^\w+ (?:which|what|whose)\b", self.wh) else noun
        found = _OBJECT_ASKED.fullmatch(noun)
        if not found:
            return ""
        # "how much of the quota" asks for a part of it.
        return re.sub("^of ", "part of ", found["counted"] or "") or re.sub("^an? ", "", found["one"])

    @property
    def asks_for_one(self) -> bool:
        """Whether it asks how a thing is that somebody has or does: "how big a deficit"."""
        found = _OBJECT_ASKED.fullmatch(self.noun)
        return found is not None and found["one"] is not None

    def told(self, doer: str | None, *, negated: bool = False) -> str:
        """What the question says after its helping verb: "the port have that many docks"."""
        noun, aux = self.noun.strip().removesuffix("else").strip(), self.aux.lower()
        if noun and aux in (*HAVE, *BE) and PARTICIPLE.match(self.rest.split(" ")[0]):
            return f"{noun.removeprefix('many ')} {self.rest}"
        rest = self.rest
        if negated and doer and rest.startswith(f"{doer} "):
            rest = f"{doer} not {rest[len(doer) + 1 :]}"
        counted = noun.split(" ")[0] in ("many", "much")
        thing = f"that {noun}" if counted else self.asked if not self.asks_for_one else f"a {self.asked}"
        parts = _doer_and_verb(rest, doer) if thing and aux not in (*HAVE, *BE) else None
        if parts:
            return f"{parts[0]} {parts[1]} {thing} {parts[2]}".strip()
        return f"{rest} {thing or noun}".strip()

    def phrase(self, doer: str | None) -> str | None:
        """The question as a phrase; None where its words do not tell who does what."""
        aux, first = self.aux.lower(), self.rest.split(" ")[0]
        asked, what = self.asked, re.fullmatch("what", self.wh, re.IGNORECASE)
        head = f"the {asked} that" if asked else "what" if what else ""
        if aux in (*HAVE, *BE) and (PARTICIPLE.match(first) or (aux in HAVE and _opens_a_noun(first, asked))):
            return f"{head or 'the one that'} {aux} {self.rest}"
        parts = _doer_and_verb(self.rest, doer)
        if not parts:
            return None
        who, verb, tail = parts
        if aux in DO:
            done = f"{who} {_with_verb(verb, lambda bare: finite(aux, bare))} {tail}"
        elif aux in (*HAVE, *BE) and verb.endswith("ing"):
            done = f"{who} {verb} {tail}" if not head else f"{who} {aux} {verb} {tail}"
        else:
            done = f"{who} {aux} {verb} {tail}"
        if head:
            return f"{head} {done}".strip()
        if aux in BE:
            return done.strip() if verb.endswith("ing") else f"{who} being {verb} {tail}".strip()
        doing = f"having {verb}" if aux in HAVE else _with_verb(verb, gerund)
        return f"{doing} {tail}".strip() if who.lower() in _SPEAKERS else f"{who} {doing} {tail}".strip()


def measured_of(clause: Clause, thing: str) -> str | None:
    """The height of Mount Ferro, for "how tall is Mount Ferro?"."""
    measure = _MEASURE_OF.get(clause.noun) if re.match("how\\b", clause.wh, re.IGNORECASE) else None
    return f"the {measure} of {thing}" if measure else None


def phrase_without_helper(question: str) -> str | None:
    """A question that has no helping verb as a phrase: "Who wrote it?", "Which company built the bridge?"."""
    words = re.sub(r"^(?:and|but|so) ", "", question, flags=re.IGNORECASE).split(" ")
    asks = words[0].lower()
    if asks == "who" and len(words) == 2:
        return f"who {words[1]}"
    if asks == "who" and len(words) > 2:
        at = 2 if _ADVERB.match(words[1]) and len(words) > 3 else 1
        verb = words[at]
        base = verb if is_past(verb) and not base_form(verb) else base_form(verb)
        told = " ".join(words[at + 1 :])
        return (
            f"{gerund(base)} {told}"
            if base and not _NO_VERB.match(verb)
            else f"the one that {' '.join(words[1:])}"
        )
    if asks == "what" and len(words) > 2 and is_past(words[1]):
        return f"what {' '.join(words[1:])}"
    counted = asks == "how" and len(words) > 3 and words[1].lower() in ("many", "much")
    if not counted and asks not in ("which", "what"):
        return None
    start = 2 if counted else 1
    verb_at = _verb_at(words, start + 1, plural=counted)
    return f"the {' '.join(words[start:verb_at])} that {' '.join(words[verb_at:])}" if verb_at else None


def _verb_at(words: list[str], first: int, *, plural: bool) -> int | None:
    for at in range(first, len(words)):
        word, before = words[at], words[at - 1]
        if not word.islower() or _NO_VERB.match(word):
            if _NO_VERB.match(word) and word not in ("of", "in"):
                return None
            continue
        if is_past(word) and not _NO_VERB.match(before):
            return at
        many = plural or before.endswith("s") or before in ("people", "men", "women", "children")
        if many and re.search("s$|people|men$|children", before) and not word.endswith("s"):
            return at
        if (
            not plural
            and base_form(word)
            and not _NUMBER.fullmatch(before)
            and not before.endswith("s")
            and at + 1 < len(words)
        ):
            return at
    return None


def _opens_a_noun(first: str, asked: str) -> bool:
    return bool(asked) and first.lower() in ("the", "a", "an", "most", "more", "no", "any", "to")


def subject_of_passive(rest: str) -> str | None:
    """The bridge at Corran in "the bridge at Corran repaired after the flood"; None without a participle."""
    words = rest.split(" ")
    for at, word in enumerate(words[1:], start=1):
        if PARTICIPLE.match(word) and words[at - 1].lower() not in DETERMINER and word.islower():
            after = words[at + 1] if at + 1 < len(words) else ""
            if (
                not after
                or after in ("up", "out", "off", "down")
                or after.lower() in STOPS_EN
                or after.lower() in DETERMINER
            ):
                return " ".join(words[:at])
    return None


def _doer_and_verb(rest: str, doer: str | None) -> tuple[str, str, str] | None:
    """Who does it, the verb with its adverbs, and what follows."""
    who = next((word for word in _SPEAKERS if rest.lower().startswith(f"{word} ")), doer or "")
    who = rest[: len(who)]
    if not who or not rest.startswith(f"{who} "):
        return None
    words = rest[len(who) + 1 :].split(" ")
    at = next((n for n, word in enumerate(words) if not _ADVERB.match(word)), None)
    if at is None or not re.fullmatch("[a-z][a-z-]+", words[at]) or _NO_VERB.match(words[at]):
        return None
    return who, " ".join(words[: at + 1]), " ".join(words[at + 1 :])


def _with_verb(verb: str, form: Callable[[str], str]) -> str:
    """The verb put into another form behind its adverbs: "also sold" of "also sell"."""
    adverbs, _, bare = verb.rpartition(" ")
    return f"{adverbs} {form(bare)}".strip()
