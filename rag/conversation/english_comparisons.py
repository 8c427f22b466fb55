"""English follow-ups that set something beside all that was asked before, or ask for more of what was listed."""

from __future__ import annotations

import re

_MORE_THAN_EN = r"(?:more|less|[a-z]{2,}(?<!oth)(?<!rath)er) than\b"
_AT_ANOTHER_TIME_THAN_EN = (
    r"than (?:in|on|at|before|ever|usual|normal|expected|planned"
    r"|now|today|(?:the )?(?:last|previous|next|year))\b"
)
# "It" is the number that was asked for where it is more than another: "was it more than in 2019?".
_COMPARES_EN = re.compile(
    rf"compared (?:to|with)\b|(?:how much |any |far |much )?{_MORE_THAN_EN}"
    rf"|(?:is|was|are|were) (?:that|this|those|these|they) (?:any |much |far |still )?{_MORE_THAN_EN}"
    r"|(?:is|was) it (?:any |much |far |still )?(?:more|less|fewer) than\b"
    rf"|(?:is|was) it (?:any |much |far |still )?[a-z]+er {_AT_ANOTHER_TIME_THAN_EN}"
    r"|how (?:do|does|did) (?:that|this|it|these|those|they) compare\b",
    re.IGNORECASE,
)
# A question of its own behind what it compares: "Compared with Lima, how much tea does Corran sell?"
_OWN_CLAUSE_EN = re.compile(r"[,;] (?:who|what|which|when|where|why|how)\b", re.IGNORECASE)
# More of what was listed is asked of all that was asked before: "are there any others?", "which other countries?".
_MORE_OF_THEM_EN = re.compile(
    r"(?:(?:is|are|were|was) there )?any(?:one|body|thing)? (?:more|else|others?|other [a-z]+|exceptions?)"
    r"|(?:is|are|were|was) there (?:more|others)|anything else"
    r"|(?:what|which|who) (?:is|are|was|were) the (?:others?|rest|other [a-z]+)|(?:what|which) other [a-z]+"
    r"|(?:(?:what|how) about |and )?the (?:others|rest|other (?:ones|two|three|four|five))",
    re.IGNORECASE,
)


def compares_en(led: str) -> bool:
    """Whether a follow-up sets something beside all that was asked: "compared with when it began?"."""
    compares = _COMPARES_EN.match(led)
    return compares is not None and not _OWN_CLAUSE_EN.search(led, compares.end())


def asks_for_more_en(led: str) -> bool:
    """Whether a follow-up asks for more of what was listed: "any others?", "which other countries?", "and the rest?"."""
    return _MORE_OF_THEM_EN.fullmatch(led) is not None
