"""A question with slips of the hand → the same question with the everyday words that were meant.

Word search knows stems and names, but the models read words: "foregin invesmtent" is hardly two words to them.
"""

from __future__ import annotations

from rag.text.lexicon import Lexicon
from rag.text.pinyin import find_latin_words, possible_readings
from rag.text.spelling import corrected, is_english_word
from rag.text.tokens import ENGLISH_STOP_WORDS, stem
from rag.vocabulary import Vocabulary


def respelt(question: str, vocabulary: Vocabulary, lexicon: Lexicon) -> str:
    """Return the question with the likeliest English word for each that index, lexicon and dictionary do not know."""
    spelt, last = "", 0
    for start, end in find_latin_words(question):
        spelt += question[last:start] + _respelt_word(question[start:end], vocabulary, lexicon)
        last = end
    return spelt + question[last:]


def _respelt_word(word: str, vocabulary: Vocabulary, lexicon: Lexicon) -> str:
    lowered = word.lower()
    if (
        lowered in ENGLISH_STOP_WORDS
        or vocabulary.knows(stem(lowered))
        or lexicon.to_chinese([lowered])
        or any(True for _ in possible_readings([word]))
        or is_english_word(word)
    ):
        return word
    # A word with a capital may be a name that nothing here knows; two letters in the wrong order are hardly one.
    meant = corrected(word, only_swaps=word != lowered)
    if meant is None:
        return word
    if word.isupper():
        return meant.upper()
    return meant.capitalize() if word[0].isupper() else meant
