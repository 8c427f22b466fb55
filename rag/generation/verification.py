"""What a language model wrote, checked against the passages: quotations located, marks validated, the rest set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.context import table_header
from rag.generation.prompts import NOT_ANSWERED
from rag.text.normalize import normalize_with_offsets
from rag.text.sentences import split_sentences
from rag.types import Hit, Language, Quote

# Shorter strings in quotation marks are terms and titles, not claims to quote.
MIN_QUOTATION_CHARS = 6

_MARK = re.compile(r"\s*\[(\d{1,3})\]")
_QUOTATION = re.compile(r"“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\"")
_OWN_WORDS = {"zh": "（以下为模型自己的话，没有出处）", "en": "(The model's own words, without a source:)"}
_STRUCK = {"zh": "（引文未能核实，已删除）", "en": "(quotation removed: it does not stand in the source)"}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A checked sentence without its marks, and the indices of the hits that its valid marks name."""

    text: str
    hits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """Sentences with a valid mark, then the model's own words; `quotes` hold at least one span for each cited hit."""

    supported: tuple[_Sentence, ...]
    unsupported: tuple[_Sentence, ...]
    quotes: tuple[Quote, ...]
    notes: tuple[str, ...]
    cited_chunks: tuple[str, ...]
    language: Language

    def render(self, numbered: Sequence[Quote]) -> str:
        """The text with [n] marks, n the citation number that `numbered` gives to the cited passage."""
        numbers = {quote.chunk_id: quote.citation for quote in numbered}
        lines = []
        for sentence in self.supported:
            cited = dict.fromkeys(
                numbers[self.cited_chunks[i]] for i in sentence.hits if self.cited_chunks[i] in numbers
            )
            lines.append(sentence.text + "".join(f"[{number}]" for number in cited))
        text = (" " if self.language == "en" else "").join(lines)
        if self.unsupported:
            own = " ".join(sentence.text for sentence in self.unsupported)
            text += f"\n\n{_OWN_WORDS['zh' if self.language == 'zh' else 'en']} {own}"
        return text


def verified_answer(written: str, hits: Sequence[Hit], language: Language) -> CheckedAnswer | None:
    """The checked form of what the model wrote, or None when it names no valid source at all."""
    if NOT_ANSWERED.casefold() in written.casefold():
        return None
    quotes: list[Quote] = []
    notes: list[str] = []
    supported: list[_Sentence] = []
    unsupported: list[_Sentence] = []
    for sentence, numbers in _sentences_with_marks(written):
        valid = tuple(number - 1 for number in numbers if 1 <= number <= len(hits))
        wrong = sorted({number for number in numbers if not 1 <= number <= len(hits)})
        if wrong:
            notes.append(_wrong_mark_note(wrong, language))
        text, found, struck = _checked_quotations(sentence, hits, language)
        quotes += found
        notes += struck
        target = supported if valid else unsupported
        target.append(_Sentence(text, valid))
    if not supported:
        return None
    quoted = {quote.chunk_id for quote in quotes}
    for kept in supported:
        for index in kept.hits:
            if hits[index].chunk.id not in quoted:
                quotes.append(_closest_sentence(kept.text, hits[index]))
                quoted.add(hits[index].chunk.id)
    return CheckedAnswer(
        tuple(supported),
        tuple(unsupported),
        tuple(quotes),
        tuple(notes),
        tuple(hit.chunk.id for hit in hits),
        language,
    )


def locate(quotation: str, text: str) -> tuple[int, int] | None:
    """Where a quotation stands in a text, white space and character width aside; None when it does not."""
    haystack = normalize_with_offsets(text)
    squeezed = [(character, i) for i, character in enumerate(haystack.text) if not character.isspace()]
    needle = "".join(c for c in normalize_with_offsets(quotation).text if not c.isspace()).strip("。.，,；;…")
    at = "".join(character for character, _ in squeezed).find(needle) if needle else -1
    if at < 0:
        return None
    first, last = squeezed[at][1], squeezed[at + len(needle) - 1][1]
    start, end = haystack.offsets[first], haystack.offsets[last] + 1
    return start, end


def _sentences_with_marks(written: str) -> list[tuple[str, list[int]]]:
    """Sentences without their marks, each with the numbers of the marks inside and directly after it."""
    result: list[tuple[str, list[int]]] = []
    # Marks after the full stop belong to the sentence before it: move them in front of it.
    moved = re.sub(r"([。！？.!?]+[”」』\"]?)((?:\s*\[\d{1,3}\])+)", r"\2\1", written.strip())
    for start, end in split_sentences(moved):
        piece = moved[start:end].strip()
        numbers = [int(match.group(1)) for match in _MARK.finditer(piece)]
        bare = _MARK.sub("", piece).strip()
        if bare:
            result.append((bare, numbers))
        elif result:
            result[-1][1].extend(numbers)
    return result


def _checked_quotations(
    sentence: str, hits: Sequence[Hit], language: Language
) -> tuple[str, list[Quote], list[str]]:
    found: list[Quote] = []
    struck: list[str] = []

    def check(match: re.Match[str]) -> str:
        quotation = next(group for group in match.groups() if group is not None)
        if len(quotation.strip()) < MIN_QUOTATION_CHARS:
            return match.group(0)
        for hit in hits:
            span = locate(quotation, hit.chunk.text)
            if span is not None:
                found.append(_quote(hit, *span))
                return f"“{hit.chunk.text[span[0] : span[1]]}”"
        struck.append(_struck_note(quotation, language))
        return _STRUCK["zh" if language == "zh" else "en"]

    return _QUOTATION.sub(check, sentence), found, struck


def _closest_sentence(sentence: str, hit: Hit) -> Quote:
    """The sentence of a cited passage that shares most character pairs and figures with what the model wrote."""
    text = hit.chunk.text
    wanted = _pairs(sentence)
    spans = split_sentences(text)
    start, end = max(spans, key=lambda span: (len(wanted & _pairs(text[span[0] : span[1]])), -span[0]))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return _quote(hit, start, end)


def _pairs(text: str) -> set[str]:
    squeezed = re.sub(r"\s", "", text.casefold())
    return {squeezed[i : i + 2] for i in range(len(squeezed) - 1)} | set(re.findall(r"\d[\d.,]*", squeezed))


def _quote(hit: Hit, start: int, end: int) -> Quote:
    chunk = hit.chunk
    return Quote(
        chunk.document_id,
        chunk.id,
        chunk.source,
        chunk.start + start,
        chunk.start + end,
        chunk.text[start:end],
        chunk.lines,
        chunk.page,
        table_header=table_header(chunk),
    )


def _wrong_mark_note(numbers: Sequence[int], language: Language) -> str:
    listed = ", ".join(f"[{number}]" for number in numbers)
    if language == "zh":
        return f"语言模型引用了不存在的段落 {listed}，已删除。"
    return f"The language model cited passages that do not exist: {listed}. They were removed."


def _struck_note(quotation: str, language: Language) -> str:
    if language == "zh":
        return f"语言模型的一处引文在原文中不存在，已删除：“{quotation}”"
    return f"A quotation by the language model does not stand in the source and was removed: “{quotation}”"
