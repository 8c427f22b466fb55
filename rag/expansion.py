"""Question → what is looked up for it: its own words, and words of the other language that mean or sound the same.

Every expansion carries the probability that it is what was meant, and counts that much in word search (Darwish and
Oard, "Probabilistic Structured Query Methods", SIGIR 2003).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.concepts import Alternative, Concept
from rag.glossary import Glossary
from rag.text.commonness import general_idf, rarest_idf
from rag.text.lexicon import Lexicon, Translation
from rag.text.normalize import normalize
from rag.text.numbers import find_figures
from rag.text.pinyin import latin_words, possible_readings, skeleton, sounds_alike
from rag.text.spelling import corrected
from rag.text.tokens import (
    ENGLISH_STOP_WORDS,
    HAN,
    Segmenter,
    han_runs,
    question_text,
    stem,
    tokenize,
    word_of,
    word_token,
)
from rag.types import Language, QueryTerm

_HAN_WORD = re.compile(f"[{HAN}]+")
GLOSSARY_PROBABILITY = 0.9
SYNONYM_PROBABILITY = 0.5
SOUND_PROBABILITY = 0.8
_MIN_TRANSLATION = 0.05
_MIN_LIKENESS = 0.75
# Characters in a row that are no word where they stand may be parts of two words.
_NO_WORD = 0.7
_WORDS_A_SOUND = 3
# What is at most this rare in general tells nothing by itself; from the second value on, a term keeps its weight.
_COMMON, _RARE = 4.0, 9.0
# What is left of the weight of an everyday word: the index's own word counts for more than one it does not hold.
_LEAST_OF_UNKNOWN, _LEAST_OF_KNOWN = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an index knows of words; all of it may be called from any thread.

    `idf` gives an unknown token the greatest value, `pooled_idf` takes several ways to say one thing together. `cut`
    tiles a run of Han characters with known words, `segment` also gives the words inside them. `sounding` gives
    (word, occurrences) pairs under pinyin readings, the most frequent first; `foreign_names` gives (consonant
    skeleton, word) pairs.
    """

    knows: Callable[[str], bool]
    idf: Callable[[str], float]
    pooled_idf: Callable[[Sequence[Alternative]], float]
    cut: Segmenter
    segment: Segmenter
    sounding: Callable[[Sequence[str]], list[tuple[str, int]]]
    foreign_names: Callable[[], Sequence[tuple[str, str]]]
    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a question mentions: as terms in the order of the question, and as concepts for word search."""

    terms: tuple[QueryTerm, ...]
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where expansions come from; None or False switches one off. Weights are those of word search."""

    glossary: Glossary | None
    lexicon: Lexicon | None
    pinyin: bool = True
    foreign_names: bool = True
    pair_weight: float = 1.0
    word_weight: float = 1.0


def expand_question(question: str, vocabulary: Vocabulary, sources: Sources) -> Expanded:
    """Return the terms of a question and the concepts that word search looks up, with their expansions."""
    normal = question_text(question)
    found = [
        *_figures(normal, vocabulary),
        *_han_terms(normal, vocabulary, sources),
        *_latin_terms(question, vocabulary, sources),
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
    runs = han_runs(_without_figures(normal))
    words = [word for run in runs for word in _whole_words(run, vocabulary)]
    names = _other_names(normal, sources.glossary)
    translations: Mapping[str, list[Translation]] = {}
    if sources.lexicon is not None and "en" in vocabulary.languages:
        translations = sources.lexicon.to_english(words)
    inside: set[str] = set()
    for word in dict.fromkeys(words):
        own = _own_tokens(word, vocabulary, sources)
        inside.update(own)
        others = [Alternative(_english(t.word), t.probability) for t in translations.get(word, ())]
        yield _term(word, own, others, vocabulary), _concept(own, others, vocabulary)
    crossing = {pair for run in runs for pair in _pairs(run)} - inside
    crossing.update(run for run in runs if len(run) == 1)
    for pair in sorted(crossing):
        yield None, _own_concept({pair: sources.pair_weight}, vocabulary)
    for name, synonyms in names:
        if _HAN_WORD.search(name):
            own = {token: 1.0 for run in han_runs(name) for token in _own_tokens_of_run(run, vocabulary)}
            ceiling = sum(vocabulary.idf(token) for token in own)
            found = [a for other in synonyms if (a := _name(other, vocabulary, SYNONYM_PROBABILITY))]
            if found:
                yield None, Concept(tuple(found), ceiling)


def _latin_terms(question: str, vocabulary: Vocabulary, sources: Sources) -> Iterator[_Found]:
    """Yield a question's words in Latin letters with their translations, other names, and names that sound so."""
    words = latin_words(question)
    if not words:
        return
    chinese = "zh" in vocabulary.languages
    lexicon = sources.lexicon if chinese else None
    if lexicon is not None:
        words = [_spelt_right(word, lexicon, vocabulary) for word in words]
    known = lexicon.to_chinese(words) if lexicon is not None else {}
    spans: dict[_Span, list[Alternative]] = {}
    if sources.glossary is not None:
        spans.update(_glossary_spans(words, question, sources.glossary, vocabulary))
    if chinese and sources.pinyin:
        for span, alternatives in _pinyin_spans(words, known, vocabulary):
            if not _overlaps(span, spans):
                spans[span] = alternatives
    for span in _phrase_spans(words, known):
        if all(_is_stop_word(word) for word in words[slice(*span)]):
            continue
        translations = known[" ".join(words[slice(*span)])]
        alternatives = [a for t in translations if (a := _translation(t, vocabulary))]
        if span in spans and span[1] - span[0] == 1:
            # One word of a glossary may have other senses; a phrase has not.
            spans[span] = [*spans[span], *alternatives]
        elif not _overlaps(span, spans):
            spans[span] = alternatives
    for position, word in enumerate(words):
        span = (position, position + 1)
        if _is_stop_word(word) or (_overlaps(span, spans) and span not in spans):
            continue
        found = spans.setdefault(span, [])
        if chinese and sources.foreign_names and word[0].isupper():
            # A word that has other meanings must sound exactly like a name, and not only be near to one.
            spans[span] = [*found, *_names_alike(word, vocabulary, exactly=bool(found) or word in known)]
    for span, alternatives in sorted(spans.items()):
        text = " ".join(words[slice(*span)])
        own = dict.fromkeys(tokenize(text), 1.0)
        if own:
            yield (
                _term(text, own, alternatives, vocabulary),
                _concept(own, alternatives, vocabulary, pooled=True),
            )


def _spelt_right(word: str, lexicon: Lexicon, vocabulary: Vocabulary) -> str:
    """Return the word itself, or the everyday one that was meant where neither index nor lexicon knows it.

    A word with a capital may be a name, and those are left as they are.
    """

    def is_word(other: str) -> bool:
        return other in ENGLISH_STOP_WORDS or bool(lexicon.to_chinese([other]))

    if word[:1].isupper() or is_word(word) or vocabulary.knows(stem(word.lower())):
        return word
    return corrected(word, is_word, general_idf) or word


_Span = tuple[int, int]


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
    tokens = dict.fromkeys(_pairs(word), sources.pair_weight)
    for part in vocabulary.segment(word):
        if len(part) > 1 and vocabulary.knows(word_token(part)):
            tokens[word_token(part)] = sources.word_weight
    return tokens


def _own_tokens_of_run(run: str, vocabulary: Vocabulary) -> list[str]:
    known = [word_token(word) for word in vocabulary.cut(run) if len(word) > 1]
    return known or _pairs(run)


def _name(name: str, vocabulary: Vocabulary, probability: float) -> Alternative | None:
    """Return another name as an alternative: its words, or nothing when the index does not know them all."""
    normal = normalize(name)
    tokens = [token for run in han_runs(normal) for token in _own_tokens_of_run(run, vocabulary)]
    if not tokens:
        tokens = tokenize(normal)
    if not tokens or not all(vocabulary.knows(token) for token in tokens):
        return None
    return Alternative(dict.fromkeys(tokens, 1.0), probability)


def _english(phrase: str) -> dict[str, float]:
    return dict.fromkeys((stem(word) for word in phrase.split()), 1.0)


def _translation(translation: Translation, vocabulary: Vocabulary) -> Alternative | None:
    if translation.probability < _MIN_TRANSLATION:
        return None
    return _word_alternative(translation.word, translation.probability, vocabulary)


def _word_alternative(word: str, probability: float, vocabulary: Vocabulary) -> Alternative | None:
    """Return a Chinese word as an alternative: itself if the index knows it, else all its pairs if it knows them."""
    if vocabulary.knows(word_token(word)):
        return Alternative({word_token(word): 1.0}, probability)
    pairs = _pairs(word)
    if pairs and all(map(vocabulary.knows, pairs)):
        return Alternative(dict.fromkeys(pairs, 1.0), probability * _NO_WORD)
    return None


def _other_names(text: str, glossary: Glossary | None) -> list[tuple[str, tuple[str, ...]]]:
    return (
        [] if glossary is None else [(found.term, (*found.zh, *found.en)) for found in glossary.expand(text)]
    )


def _glossary_spans(
    words: Sequence[str], question: str, glossary: Glossary, vocabulary: Vocabulary
) -> Iterator[tuple[_Span, list[Alternative]]]:
    """Yield the spans of words that are names of the glossary, with the other names of the same thing."""
    lowered = [word.lower() for word in words]
    position = 0
    for name, others in _other_names(question, glossary):
        parts = [word.lower() for word in latin_words(name)]
        for start in range(position, len(words) - len(parts) + 1 if parts else 0):
            if lowered[start : start + len(parts)] == parts:
                position = start + len(parts)
                alternatives = [
                    a for other in others if (a := _name(other, vocabulary, GLOSSARY_PROBABILITY))
                ]
                yield (start, position), alternatives
                break


def _pinyin_spans(
    words: Sequence[str], known: Mapping[str, list[Translation]], vocabulary: Vocabulary
) -> Iterator[tuple[_Span, list[Alternative]]]:
    """Yield the spans of words that are Chinese words read aloud, longest first, without overlap."""
    taken: dict[_Span, list[Alternative]] = {}
    for span, sounds in possible_readings(words):
        part = words[slice(*span)]
        name = len(part) > 1 and all(word[0].isupper() for word in part)
        # "share" and "change" can be read as pinyin, too; two capitalised words that make a name cannot be chance.
        if _overlaps(span, taken) or (
            not name and any(word in known or word.lower() in known for word in part)
        ):
            continue
        found = vocabulary.sounding(sounds)[:_WORDS_A_SOUND]
        total = sum(count for _, count in found)
        alternatives = [
            a
            for word, count in found
            if (a := _word_alternative(word, SOUND_PROBABILITY * count / total, vocabulary))
        ]
        if alternatives:
            taken[span] = alternatives
            yield span, alternatives


def _names_alike(word: str, vocabulary: Vocabulary, *, exactly: bool) -> list[Alternative]:
    """Return the foreign names of the index whose consonants are nearest to a word's, if they are near enough."""
    wanted = skeleton(word)
    if len(wanted) < (3 if exactly else 2):
        return []
    found = [(sounds_alike(wanted, consonants), name) for consonants, name in vocabulary.foreign_names()]
    best = max((likeness for likeness, _ in found), default=0.0)
    if best < (1.0 if exactly or len(wanted) == 2 else _MIN_LIKENESS):
        return []
    names = sorted(name for likeness, name in found if likeness == best)[:_WORDS_A_SOUND]
    probability = SOUND_PROBABILITY * best / len(names)
    return [a for name in names if (a := _word_alternative(name, probability, vocabulary))]


def _phrase_spans(words: Sequence[str], known: Mapping[str, list[Translation]]) -> Iterator[_Span]:
    position = 0
    while position < len(words):
        width = 2 if position + 1 < len(words) and " ".join(words[position : position + 2]) in known else 1
        if " ".join(words[position : position + width]) in known:
            yield (position, position + width)
        position += width


def _overlaps(span: _Span, spans: Iterable[_Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _is_stop_word(word: str) -> bool:
    return word.lower() in ENGLISH_STOP_WORDS


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


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def _without_figures(normal: str) -> str:
    pieces, last = [], 0
    for figure in find_figures(normal):
        pieces.append(normal[last : figure.start])
        last = figure.end
    return " ".join([*pieces, normal[last:]])
