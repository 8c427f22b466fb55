"""Question → what is looked up for it: its own words, and words of the other language that mean or sound the same.

Every expansion carries the probability that it is what was meant, and counts that much in word search (Darwish and
Oard, "Probabilistic Structured Query Methods", SIGIR 2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.concepts import Alternative, Concept
from rag.han_names import han_names
from rag.latin_spans import LatinSpan, latin_spans
from rag.names import name_alternative, other_names, pairs, run_tokens
from rag.text.commonness import rarest_idf
from rag.text.lexicon import Translation
from rag.text.numbers import find_figures
from rag.text.tokens import HAN, han_runs, question_text, stem, tokenize, word_of, word_token
from rag.types import QueryTerm
from rag.vocabulary import Sources, Vocabulary

_HAN_WORD = re.compile(f"[{HAN}]+")
SYNONYM_PROBABILITY = 0.5
# What is at most this rare in general tells nothing by itself; from the second value on, a term keeps its weight.
_COMMON, _RARE = 4.0, 9.0
# What is left of the weight of an everyday word: the index's own word counts for more than one it does not hold.
_LEAST_OF_UNKNOWN, _LEAST_OF_KNOWN = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a question mentions: as terms in the order of the question, and as concepts for word search."""

    terms: tuple[QueryTerm, ...]
    concepts: tuple[Concept, ...]


def expand_question(question: str, vocabulary: Vocabulary, sources: Sources) -> Expanded:
    """Return the terms of a question and the concepts that word search looks up, with their expansions."""
    normal = question_text(question)
    found = [
        *_figures(normal, vocabulary),
        *_han_terms(normal, vocabulary, sources),
        *_latin_terms(latin_spans(question, vocabulary, sources), vocabulary),
    ]
    return Expanded(
        tuple(term for term, _ in found if term), tuple(concept for _, concept in found if concept)
    )


_Found = tuple[QueryTerm | None, Concept | None]


def _figures(normal: str, vocabulary: Vocabulary) -> Iterator[_Found]:
    for figure in dict.fromkeys(find_figures(normal)):
        # The day alone, or the year alone, is half of a date.
        tokens = {token: 1.0 if number == 0 else 0.5 for number, token in enumerate(figure.tokens)}
        term = QueryTerm(normal[figure.start : figure.end], vocabulary.idf(figure.tokens[0]), tokens)
        yield term, _own_concept(dict.fromkeys(tokens, 1.0), vocabulary)


def _han_terms(normal: str, vocabulary: Vocabulary, sources: Sources) -> Iterator[_Found]:
    """Yield a question's Chinese words with their other names, and the pairs of characters between words."""
    text = _without_figures(normal)
    named = han_names(text, vocabulary, sources)
    for name in reversed(named):
        text = f"{text[: name.start]} {text[name.end :]}"
    runs = han_runs(text)
    words = [word for run in runs for word in _whole_words(run, vocabulary)]
    names = other_names(normal, sources.glossary)
    translations: Mapping[str, list[Translation]] = {}
    if sources.lexicon is not None and "en" in vocabulary.languages:
        translations = sources.lexicon.to_english(words)
    inside: set[str] = set()
    for word in dict.fromkeys(words):
        own = _own_tokens(word, vocabulary, sources)
        inside.update(own)
        others = [Alternative(_english(t.word), t.probability) for t in translations.get(word, ())]
        yield _term(word, own, others, vocabulary), _concept(own, others, vocabulary)
    for name in named:
        own = _own_tokens(name.text, vocabulary, sources)
        inside.update(own)
        yield (
            _term(name.text, own, name.alternatives, vocabulary),
            _concept(own, name.alternatives, vocabulary, pooled=True),
        )
    crossing = {pair for run in runs for pair in pairs(run)} - inside
    crossing.update(run for run in runs if len(run) == 1)
    for pair in sorted(crossing):
        yield None, _own_concept({pair: sources.pair_weight}, vocabulary)
    for written, synonyms in names:
        if _HAN_WORD.search(written):
            own = {token: 1.0 for run in han_runs(written) for token in run_tokens(run, vocabulary)}
            ceiling = sum(vocabulary.idf(token) for token in own)
            found = [
                a for other in synonyms if (a := name_alternative(other, vocabulary, SYNONYM_PROBABILITY))
            ]
            if found:
                yield None, Concept(tuple(found), ceiling)


def _latin_terms(spans: Sequence[LatinSpan], vocabulary: Vocabulary) -> Iterator[_Found]:
    """Yield what a question names in Latin letters, with the translations, other names and names that sound so."""
    for span in spans:
        own = dict.fromkeys(tokenize(span.text), 1.0)
        if own:
            yield (
                _term(span.text, own, span.alternatives, vocabulary),
                _concept(own, span.alternatives, vocabulary, pooled=True),
            )


def _own_concept(tokens: Mapping[str, float], vocabulary: Vocabulary) -> Concept | None:
    known = {token: weight for token, weight in tokens.items() if weight and vocabulary.knows(token)}
    ceiling = sum(weight * vocabulary.idf(token) for token, weight in known.items())
    return Concept((Alternative(known),), ceiling) if known else None


def _concept(
    own: Mapping[str, float], others: Sequence[Alternative], vocabulary: Vocabulary, *, pooled: bool = False
) -> Concept | None:
    """Return the concept of a word and its alternatives.

    `pooled` weighs it by the frequency of all its names together (Darwish and Oard): "zone" is rare in a Chinese
    document, but what it means is not, and a chunk with the English word must not win for it.
    """
    known = {token: weight for token, weight in own.items() if weight and vocabulary.knows(token)}
    alternatives = ([Alternative(known)] if known else []) + [a for a in others if a.tokens]
    if not alternatives:
        return None
    if pooled:
        weight = vocabulary.pooled_idf(alternatives)
    else:
        weight = sum(weight * vocabulary.idf(token) for token, weight in own.items())
    return Concept(tuple(alternatives), weight)


def _term(
    text: str, own: Mapping[str, float], others: Sequence[Alternative], vocabulary: Vocabulary
) -> QueryTerm:
    tokens = dict.fromkeys(own, 1.0)
    if len(own) > 1 and any(map(vocabulary.knows, own)):
        # Part of a name is a weaker sign than the whole; the word itself, where there is one, stays whole.
        whole = [token for token in own if word_of(token) == text]
        tokens = (
            {token: 1.0 if token in whole else 0.5 for token in own}
            if not whole
            else dict.fromkeys(whole, 1.0)
        )
    for alternative in others:
        share = alternative.probability / len(alternative.tokens) ** 0.5 if alternative.tokens else 0.0
        for token in alternative.tokens:
            tokens[token] = max(share, tokens.get(token, 0.0))
    known = [Alternative({t: 1.0}, p) for t, p in tokens.items() if vocabulary.knows(t)]
    weight = vocabulary.pooled_idf(known) if known else vocabulary.idf("")
    return QueryTerm(text, weight * _telling_share(text, known=bool(known)), tokens)


def _telling_share(text: str, *, known: bool) -> float:
    """Return the share of its weight that a term keeps, less for everyday words.

    To an index of a few documents "become" and 现在 are as rare as any name it does not hold. Word search is not
    concerned: there a rare word that stands in a passage counts in full.
    """
    least = _LEAST_OF_KNOWN if known else _LEAST_OF_UNKNOWN
    return min(1.0, max(least, (rarest_idf(text) - _COMMON) / (_RARE - _COMMON)))


def _own_tokens(word: str, vocabulary: Vocabulary, sources: Sources) -> dict[str, float]:
    """Return the weights of a word's own token, if the index knows it, and of its pairs."""
    tokens = dict.fromkeys(pairs(word), sources.pair_weight)
    for part in vocabulary.segment(word):
        if len(part) > 1 and vocabulary.knows(word_token(part)):
            tokens[word_token(part)] = sources.word_weight
    return tokens


def _english(phrase: str) -> dict[str, float]:
    return dict.fromkeys((stem(word) for word in phrase.split()), 1.0)


def _whole_words(run: str, vocabulary: Vocabulary) -> list[str]:
    """Cut a run into known words; what lies between them stays together, because an unknown name tells the most."""
    words: list[str] = []
    unknown = ""
    for word in [*vocabulary.cut(run), ""]:
        if len(word) == 1:
            unknown += word
            continue
        words.extend(part for part in (unknown, word) if len(part) > 1)
        unknown = ""
    return words


def _without_figures(normal: str) -> str:
    pieces, last = [], 0
    for figure in find_figures(normal):
        pieces.append(normal[last : figure.start])
        last = figure.end
    return " ".join([*pieces, normal[last:]])
