"""A question and the sentence that answers it best → what speaks for and against its being an answer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.confidence import Signals
from rag.questions import AskedFor
from rag.retrieval import Retriever
from rag.scoring import Candidate
from rag.text.normalize import normalize
from rag.types import Hit, QueryTerm
from rag.years import year_conflict

# For a question that asks several things, or to compare, its names may stand in different passages.
_PASSAGES_OF_SEVERAL = 4
_LONGEST_NAME = 12
_TELLING_SHARE = 0.05
# In greatest weights that the index knows (a small one's are small): with about as much supported as one telling word
# a question is on the documents' ground.
_FEW_GROUNDS = 0.67
_UNKNOWN_TOKEN = ""
# Cosines of question and passage across languages: unrelated ones lie below the first, near ones half-way to the second.
_FAR, _NEAR = 0.3, 0.9

_MODEL = re.compile(r"\b[A-Z][\w-]*[ -](\d{2,})\b(?! ?%)")
_ORDINAL = re.compile(r"第\s*(?:\d+|[一二三四五六七八九十百]+)")
_CAPITALISED_WORDS = (
    "January February March April May June July August September October November December Monday Tuesday Wednesday"
    " Thursday Friday Saturday Sunday I Mr Mrs Ms Dr Prof English"
)
_NO_NAME = frozenset(_CAPITALISED_WORDS.split())


def covered_weights(terms: Sequence[QueryTerm], tokens: Sequence[str]) -> dict[str, float]:
    """The weight of each term that a text holds, reduced by the probability that the token found means the term."""
    present = set(tokens)
    covered = {}
    for term in terms:
        probability = max((p for token, p in term.tokens.items() if token in present), default=0.0)
        if probability > 0.0:
            covered[term.text] = term.weight * min(1.0, probability)
    return covered


def find_signals(
    question: str,
    asked: AskedFor,
    best: Candidate,
    candidates: Sequence[Candidate],
    hits: Sequence[Hit],
    retriever: Retriever,
    *,
    crossing: bool,
    follow_up: bool = False,
) -> Signals:
    """The signals of the best of some sentences for a question.

    `crossing` says that their languages differ, `follow_up` that the question took something from the conversation.
    """
    chunk = best.hit.chunk
    terms = retriever.terms(question)
    passages = [best.hit]
    if asked.parts > 1 or asked.kind == "compare":
        passages += [hit for hit in hits[:_PASSAGES_OF_SEVERAL] if hit.chunk.id != chunk.id]
    place = "\n".join(f"{hit.chunk.context}\n{hit.chunk.text}" for hit in passages)
    supported = covered_weights(terms, retriever.tokenize(place))
    grounds = 1.0 - math.exp(-sum(supported.values()) / (_FEW_GROUNDS * retriever.idf(_UNKNOWN_TOKEN)))
    if crossing:
        # Words of the other language are known for some questions only; meaning speaks for the rest (a noisy or).
        near = min(1.0, max(0.0, (best.hit.dense - _FAR) / (_NEAR - _FAR)))
        grounds = 1.0 - (1.0 - grounds) * (1.0 - near)
    return Signals(
        support=best.overlap + best.support,
        grounds=grounds,
        name_missing=1.0 if QuestionNames.of(question, retriever).missing(supported, place) else 0.0,
        similarity=max(0.0, best.similarity),
        fit=max(0.0, best.fit),
        misfit=max(0.0, -best.fit),
        # Of several years asked for at once one sentence need not hold more than one.
        year_conflict=year_conflict(asked.years, best.text, chunk) / max(1, len(asked.years)),
        crossing=1.0 if crossing else 0.0,
        reading=best.reading,
        readings=sum(candidate.reading for candidate in candidates) / len(candidates),
        follow_up=1.0 if follow_up else 0.0,
    )


def named_subjects(question: str, retriever: Retriever) -> dict[str, float]:
    """The terms of a question that name a person, place or body, each with its share of the weight; no common ones."""
    terms = retriever.terms(question)
    total = sum(term.weight for term in terms) or 1.0
    names = [term for term in terms if _is_named(term.text, question) or retriever.is_name(term.text)]
    shares = {term.text: term.weight / total for term in names}
    return {term: share for term, share in shares.items() if share >= _TELLING_SHARE}


@dataclass(frozen=True, slots=True)
class QuestionNames:
    """What a question names: terms written as names, Chinese names that the index knows, ordinals (第九), models (X 700)."""

    terms: tuple[QueryTerm, ...]
    han: tuple[str, ...]
    ordinals: tuple[str, ...]
    models: tuple[str, ...]

    @classmethod
    def of(cls, question: str, retriever: Retriever) -> QuestionNames:
        """The names in a question."""
        normal = "".join(normalize(question).split())
        ordinals = tuple(match.group() for match in _ORDINAL.finditer(normal))
        named = tuple(term for term in retriever.terms(question) if _is_named(term.text, question))
        models = tuple(match.group(1) for match in _MODEL.finditer(question))
        return cls(named, tuple(_longest_names(normal, retriever)), ordinals, models)

    def missing(self, supported: Mapping[str, float], place: str) -> bool:
        """Whether one of them is in none of the terms that a place supports, and not in its text."""
        if any(term.text not in supported for term in self.terms):
            return True
        normal = "".join(normalize(place).split())
        held = "".join(supported)
        return any(
            name not in normal and name not in held for name in (*self.han, *self.ordinals, *self.models)
        )


def _longest_names(text: str, retriever: Retriever) -> list[str]:
    """The names known to the index that stand in a text, each as long as it goes."""
    names, start = [], 0
    while start < len(text):
        for end in range(min(len(text), start + _LONGEST_NAME), start + 1, -1):
            if retriever.is_name(text[start:end]):
                names.append(text[start:end])
                start = end - 1
                break
        start += 1
    return names


def _is_named(term: str, question: str) -> bool:
    """Whether a question writes a term as a name: a capital inside a sentence, or an acronym; no question in capitals."""
    letters = [character for character in question if character.isalpha() and character.isascii()]
    if sum(character.isupper() for character in letters) > len(letters) / 2:
        return False
    if (
        not term.isascii()
        or not any(character.isupper() for character in term)
        or term.partition(" ")[0] in _NO_NAME
    ):
        return bool(re.fullmatch(r"\d+(?:st|nd|rd|th)", term))
    # The first word of a sentence is capitalised whatever it is.
    inside = re.search(rf"[^.?!:;\s\"“(]\s+{re.escape(term)}", question) is not None
    return inside or term.isupper()
