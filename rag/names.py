"""Names of one thing, as alternatives that word search knows."""

from __future__ import annotations

from collections.abc import Iterable

from rag.concepts import Alternative
from rag.glossary import Glossary
from rag.text.normalize import normalize
from rag.text.pinyin import sounds_alike
from rag.text.tokens import han_runs, tokenize, word_token
from rag.vocabulary import Vocabulary

SOUND_PROBABILITY = 0.8
MIN_LIKENESS = 0.75


def other_names(text: str, glossary: Glossary | None) -> list[tuple[str, tuple[str, ...]]]:
    """Return the names of a glossary that stand in a text, each with the others of its entry."""
    return (
        [] if glossary is None else [(found.term, (*found.zh, *found.en)) for found in glossary.expand(text)]
    )


def name_alternative(name: str, vocabulary: Vocabulary, probability: float) -> Alternative | None:
    """Return another name as an alternative: its words, or nothing when the index does not know them all."""
    normal = normalize(name)
    tokens = [token for run in han_runs(normal) for token in run_tokens(run, vocabulary)]
    if not tokens:
        tokens = tokenize(normal)
    if not tokens or not all(vocabulary.knows(token) for token in tokens):
        return None
    return Alternative(dict.fromkeys(tokens, 1.0), probability, name)


def nearest_in_sound(
    skeleton: str, names: Iterable[tuple[str, str]], least: float
) -> tuple[list[str], float]:
    """Return the names whose consonants are nearest to a skeleton, in order, and how alike; none below `least`.

    `names` are (consonant skeleton, name) pairs.
    """
    found = [(sounds_alike(skeleton, consonants), name) for consonants, name in names]
    best = max((likeness for likeness, _ in found), default=0.0)
    return (
        (sorted(name for likeness, name in found if likeness == best), best) if best >= least else ([], best)
    )


def run_tokens(run: str, vocabulary: Vocabulary) -> list[str]:
    """Return the index tokens of a run of Chinese characters: its known words, else its pairs of characters."""
    known = [word_token(word) for word in vocabulary.cut(run) if len(word) > 1]
    return known or pairs(run)


def pairs(word: str) -> list[str]:
    """Return the pairs of neighbouring characters of a word."""
    return [word[i : i + 2] for i in range(len(word) - 1)]
