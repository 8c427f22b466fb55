"""Question → what is looked up for it: its own words, and words of the other language that mean or sound the same.

Every expansion carries the probability that it is what was meant, and counts that much in word search (Darwish and
Oard, "Probabilistic Structured Query Methods", SIGIR 2003).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.glossary import Glossary
from rag.text.lexicon import Lexicon, Translation
from rag.text.numbers import find_figures
from rag.text.pinyin import latin_words, possible_readings, skeleton, sounds_alike
from rag.text.tokens import ENGLISH_STOP_WORDS, HAN, Segmenter, han_runs, question_text, stem, tokenize, word_token
from rag.types import Language, QueryTerm

_HAN_WORD = re.compile(f"[{HAN}]+")
GLOSSARY_PROBABILITY = 0.9
SYNONYM_PROBABILITY = 0.5
SOUND_PROBABILITY = 0.8
_MIN_TRANSLATION = 0.05
_MIN_LIKENESS = 0.75
_WORDS_A_SOUND = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an index knows of words; all of it may be called from any thread.

    `idf` gives an unknown token the greatest value. `cut` tiles a run of Han characters with known words, `segment`
    also gives the words inside them. `sounding` gives (word, occurrences) pairs under pinyin readings,
    the most frequent first; `foreign_names` gives (consonant skeleton, word) pairs.
    """

    knows: Callable[[str], bool]
    idf: Callable[[str], float]
    cut: Segmenter
    segment: Segmenter
    sounding: Callable[[Sequence[str]], list[tuple[str, int]]]
    foreign_names: Callable[[], Sequence[tuple[str, str]]]
    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class Expanded:
    """A question's terms in order, and the weight of every token in word search."""

    terms: tuple[QueryTerm, ...]
    weights: Mapping[str, float]


@dataclass(slots=True)
class _Draft:
    """Terms and weights under construction."""

    terms: list[QueryTerm] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)

    def weigh(self, tokens: Iterable[str], weight: float) -> None:
        for token in tokens:
            self.weights[token] = max(weight, self.weights.get(token, 0.0))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where expansions come from; None or False switches one off."""

    glossary: Glossary | None
    lexicon: Lexicon | None
    pinyin: bool = True
    foreign_names: bool = True


def expand_question(question: str, language: Language, vocabulary: Vocabulary, sources: Sources) -> Expanded:
    """Return the terms of a question with their expansions, and token weights for word search."""
    draft = _Draft()
    normal = question_text(question)
    draft.weigh(tokenize(normal, vocabulary.segment), 1.0)
    _add_figures(draft, normal, vocabulary)
    _add_han_words(draft, normal, vocabulary, sources)
    _add_latin_words(draft, question, vocabulary, sources)
    return Expanded(tuple(draft.terms), draft.weights)


def _add_figures(draft: _Draft, normal: str, vocabulary: Vocabulary) -> None:
    for figure in find_figures(normal):
        # The day alone, or the year alone, is half of a date.
        tokens = {token: 1.0 if number == 0 else 0.5 for number, token in enumerate(figure.tokens)}
        text = normal[figure.start : figure.end]
        draft.terms.append(QueryTerm(text, vocabulary.idf(figure.tokens[0]), tokens))


def _add_han_words(draft: _Draft, normal: str, vocabulary: Vocabulary, sources: Sources) -> None:
    names = _names_in(normal, sources.glossary)
    words = [word for run in han_runs(_without_figures(normal)) for word in _whole_words(run, vocabulary)]
    translations: Mapping[str, list[Translation]] = {}
    if sources.lexicon is not None and "en" in vocabulary.languages:
        translations = sources.lexicon.to_english(list(dict.fromkeys(words)))
    for word in dict.fromkeys(words):
        tokens = _own_tokens(word, vocabulary)
        for translation in translations.get(word, ()):
            for part in translation.word.split():
                _put(tokens, stem(part), translation.probability, vocabulary)
        draft.terms.append(QueryTerm(word, _idf(tokens, vocabulary), tokens))
        _weigh_alternatives(draft, tokens, own=word_token(word))
    for term, others in names:
        if _HAN_WORD.search(term):
            _add_alternatives(draft, others, vocabulary)


def _add_latin_words(draft: _Draft, question: str, vocabulary: Vocabulary, sources: Sources) -> None:
    words = latin_words(question)
    if not words:
        return
    taken = [False] * len(words)
    chinese = "zh" in vocabulary.languages
    tokens_of: dict[tuple[int, int], dict[str, float]] = {}
    if sources.glossary is not None:
        for span, others in _glossary_spans(words, question, sources.glossary):
            tokens_of[span] = _name_tokens(others, vocabulary)
            taken[span[0] : span[1]] = [True] * (span[1] - span[0])
    known: Mapping[str, list[Translation]] = {}
    if chinese and sources.lexicon is not None:
        known = sources.lexicon.to_chinese(words)
        for span in _phrase_spans(words, known):
            if not any(taken[span[0] : span[1]]) and not _all_stop_words(words[span[0] : span[1]]):
                tokens_of[span] = _translation_tokens(known[" ".join(words[span[0] : span[1]])], vocabulary)
    if chinese and sources.pinyin:
        for span, sounds in possible_readings(words):
            if any(taken[span[0] : span[1]]) or all(_is_known(word, known) for word in words[span[0] : span[1]]):
                continue
            found = vocabulary.sounding(sounds)[:_WORDS_A_SOUND]
            if found:
                total = sum(count for _, count in found)
                tokens_of[span] = {}
                for word, count in found:
                    _put(tokens_of[span], word, SOUND_PROBABILITY * count / total, vocabulary)
                taken[span[0] : span[1]] = [True] * (span[1] - span[0])
    for position, word in enumerate(words):
        span = (position, position + 1)
        if chinese and sources.foreign_names and not taken[position] and word[0].isupper() and not _is_known(word, known):
            alike = _names_alike(word, vocabulary)
            if alike:
                tokens_of[span] = alike
    covered = {position for start, end in tokens_of for position in range(start, end)}
    for position, word in enumerate(words):
        if position not in covered and word.lower() not in ENGLISH_STOP_WORDS:
            tokens_of[(position, position + 1)] = {}
    for (start, end), alternatives in sorted(tokens_of.items()):
        own = tokenize(" ".join(words[start:end]))
        if not own:
            continue
        tokens = {**alternatives, **{token: 1.0 if end - start == 1 else 0.7 for token in own}}
        draft.terms.append(QueryTerm(" ".join(words[start:end]), _idf(tokens, vocabulary), tokens))
        _weigh_alternatives(draft, alternatives, own="")


def _weigh_alternatives(draft: _Draft, tokens: Mapping[str, float], own: str) -> None:
    for token, probability in tokens.items():
        if token != own:
            draft.weigh([token], probability)


def _add_alternatives(draft: _Draft, names: Sequence[str], vocabulary: Vocabulary) -> None:
    for name in names:
        for token in set(tokenize(name, vocabulary.segment)):
            if vocabulary.knows(token):
                draft.weigh([token], SYNONYM_PROBABILITY)


def _names_in(text: str, glossary: Glossary | None) -> list[tuple[str, tuple[str, ...]]]:
    return [] if glossary is None else [(found.term, (*found.zh, *found.en)) for found in glossary.expand(text)]


def _glossary_spans(words: Sequence[str], question: str, glossary: Glossary) -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    """Return the spans of words that are names of the glossary, with the other names of the same thing."""
    spans = []
    lowered = [word.lower() for word in words]
    position = 0
    for found in glossary.expand(question):
        name = [word.lower() for word in latin_words(found.term)]
        if not name:
            continue
        for start in range(position, len(words) - len(name) + 1):
            if lowered[start : start + len(name)] == name:
                spans.append(((start, start + len(name)), (*found.zh, *found.en)))
                position = start + len(name)
                break
    return spans


def _name_tokens(names: Sequence[str], vocabulary: Vocabulary) -> dict[str, float]:
    tokens: dict[str, float] = {}
    for name in names:
        parts = [part for run in han_runs(name) for part in _whole_words(run, vocabulary)] or tokenize(name)
        for part in parts:
            _put(tokens, part, GLOSSARY_PROBABILITY / len(parts) ** 0.5, vocabulary)
    return tokens


def _translation_tokens(translations: Sequence[Translation], vocabulary: Vocabulary) -> dict[str, float]:
    tokens: dict[str, float] = {}
    for translation in translations:
        if translation.probability >= _MIN_TRANSLATION:
            _put(tokens, translation.word, translation.probability, vocabulary)
    return tokens


def _put(tokens: dict[str, float], word: str, probability: float, vocabulary: Vocabulary) -> None:
    """Enter a word of an expansion, if the index knows it: itself, or the pairs of a Chinese word."""
    token = word_token(word) if _HAN_WORD.fullmatch(word) else word
    if vocabulary.knows(token):
        tokens[token] = max(probability, tokens.get(token, 0.0))
    elif token != word:
        pairs = _pairs(word)
        if all(vocabulary.knows(pair) for pair in pairs):
            for pair in pairs:
                tokens[pair] = max(probability / len(pairs), tokens.get(pair, 0.0))


def _names_alike(word: str, vocabulary: Vocabulary) -> dict[str, float]:
    wanted = skeleton(word)
    if len(wanted) < 2:
        return {}
    found = [(sounds_alike(wanted, consonants), name) for consonants, name in vocabulary.foreign_names()]
    best = max((likeness for likeness, _ in found), default=0.0)
    if best < _MIN_LIKENESS:
        return {}
    names = sorted(name for likeness, name in found if likeness == best)[:_WORDS_A_SOUND]
    tokens: dict[str, float] = {}
    for name in names:
        probability = SOUND_PROBABILITY * best / len(names)
        _put(tokens, name, probability, vocabulary)
    return tokens


def _phrase_spans(words: Sequence[str], known: Mapping[str, list[Translation]]) -> list[tuple[int, int]]:
    spans = []
    position = 0
    while position < len(words):
        width = 2 if position + 1 < len(words) and " ".join(words[position : position + 2]) in known else 1
        if " ".join(words[position : position + width]) in known:
            spans.append((position, position + width))
        position += width
    return spans


def _is_known(word: str, known: Mapping[str, list[Translation]]) -> bool:
    return word.lower() in ENGLISH_STOP_WORDS or word in known


def _all_stop_words(words: Sequence[str]) -> bool:
    return all(word.lower() in ENGLISH_STOP_WORDS for word in words)


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


def _own_tokens(word: str, vocabulary: Vocabulary) -> dict[str, float]:
    """A known word's token; of an unknown one its pairs, each of which is a weak sign that the whole stands there."""
    if vocabulary.knows(word_token(word)):
        return {word_token(word): 1.0}
    pairs = _pairs(word)
    return dict.fromkeys(pairs, 1.0 if len(pairs) == 1 else 0.5)


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]


def _idf(tokens: Mapping[str, float], vocabulary: Vocabulary) -> float:
    """Return the mean idf of the tokens that the index knows, by probability; of an unknown word the greatest one."""
    known = {token: probability for token, probability in tokens.items() if vocabulary.knows(token)}
    if not known:
        return vocabulary.idf(next(iter(tokens), ""))
    return sum(vocabulary.idf(token) * probability for token, probability in known.items()) / sum(known.values())


def _without_figures(normal: str) -> str:
    pieces, last = [], 0
    for figure in find_figures(normal):
        pieces.append(normal[last : figure.start])
        last = figure.end
    return " ".join([*pieces, normal[last:]])
