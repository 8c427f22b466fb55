"""A question with its names in the documents' language: "When was 青澜工业园 founded?".

A small model of two languages knows everyday words in both, but hardly a name or a term of the trade. Put in the other
language where a glossary, the sound or a lexicon knows it, it is read as it stands in the documents. (Mixing languages
word by word is known from training: Qin et al., "CoSDA-ML: Multi-Lingual Code-Switching Data Augmentation", IJCAI 2020.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.concepts import Alternative
from rag.han_names import han_names
from rag.latin_spans import GLOSSARY_PROBABILITY, latin_spans
from rag.names import name_alternative, other_names
from rag.text.normalize import normalize
from rag.text.tokens import han_runs
from rag.vocabulary import Sources, Vocabulary

# A translation less likely than this would put a wrong word into as many questions as a right one.
LEAST_PROBABILITY = 0.7

_Replacement = tuple[int, int, str]


def code_switched(question: str, vocabulary: Vocabulary, sources: Sources) -> str:
    """Return the question with what it names in the words of the index's other language; itself if nothing is known."""
    replacements = [
        *_into_chinese(question, vocabulary, sources),
        *_into_english(question, vocabulary, sources),
    ]
    switched, last = "", 0
    for start, end, name in sorted(replacements):
        if start >= last:
            switched += f"{question[last:start]} {name} "
            last = end
    return " ".join((switched + question[last:]).split()) if switched else question


def _into_chinese(question: str, vocabulary: Vocabulary, sources: Sources) -> Iterator[_Replacement]:
    if "zh" not in vocabulary.languages:
        return
    for span in latin_spans(question, vocabulary, sources):
        name = _likeliest(span.alternatives)
        if name and han_runs(name) and _is_name(question[span.start : span.end], first=span.start == 0):
            yield span.start, span.end, name


def _into_english(question: str, vocabulary: Vocabulary, sources: Sources) -> Iterator[_Replacement]:
    if "en" not in vocabulary.languages:
        return
    position = 0
    for name, others in other_names(normalize(question), sources.glossary):
        start = question.find(name, position)
        if start < 0 or not han_runs(name):
            continue
        position = start + len(name)
        known = [
            found
            for other in others
            if not han_runs(other) and (found := name_alternative(other, vocabulary, GLOSSARY_PROBABILITY))
        ]
        if known:
            yield start, position, _likeliest(known)
    for named in han_names(question, vocabulary, sources):
        if name := _likeliest(named.alternatives):
            yield named.start, named.end, name


def _is_name(words: str, *, first: bool) -> bool:
    """Return whether words are written as a name; one word with a capital that opens a question tells nothing.

    Other words stay as they are: "what sets the zones apart" loses more by a wrong sense than it gains by a right one.
    """
    capitals = [word for word in words.replace("-", " ").split() if word[0].isupper()]
    return bool(capitals) and not (first and len(words.split()) == 1 and not words.isupper())


def _likeliest(alternatives: Sequence[Alternative]) -> str:
    named = [a for a in alternatives if a.text and a.probability >= LEAST_PROBABILITY]
    return max(named, key=lambda a: a.probability).text if named else ""
