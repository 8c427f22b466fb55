"""Question → Answer: retrieve, select, quote, cite, or decline."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from rag.candidates import PASSAGES_READ, CandidateFinder, by_best_sentences, reordered, weights_for
from rag.citations import make_citation
from rag.confidence import Signals, calibration_for
from rag.conversation import Standalone, standalone_question
from rag.errors import GenerationError, QuoteError
from rag.generation.verification import verified_answer
from rag.index import DEFAULT_INDEX_DIR
from rag.questions import AskedFor, analyse_question, core_question, greeting_kind, one_year_each
from rag.quotes import MAX_QUOTES, apart, choose_quotes, verify_quote
from rag.reading import load_reader
from rag.retrieval import Retriever
from rag.scoring import Candidate
from rag.signals import find_signals, named_subjects
from rag.text.language import detect_language
from rag.types import Answer, Citation, Document, Hit, Language, Quote, SearchResult, Turn

if TYPE_CHECKING:
    from rag.index.store import DocumentInfo
    from rag.protocols import Embedder, Generator, Reader, Reranker

HITS = 10
PASSAGES_FOR_GENERATOR = 6

_GREETINGS: dict[tuple[str, str], str] = {
    ("hello", "zh"): "你好！请用中文或英文提问，我只从已载入的文档里摘引原文回答，每条引文都附出处。",
    (
        "hello",
        "en",
    ): "Hello! Ask in Chinese or English; I answer only with word-for-word quotes from the documents, each with its source.",
    ("thanks", "zh"): "不客气，欢迎继续提问。",
    ("thanks", "en"): "You are welcome. Ask on whenever you like.",
    ("farewell", "zh"): "再见，欢迎再来提问。",
    ("farewell", "en"): "Goodbye, and do come back with more questions.",
}
_DECLINED = {
    "zh": "文档中没有找到这个问题的答案。",
    "en": "The documents do not say.",
    # A question in a third language may well have its answer in the documents: it was not understood.
    "other": "目前只能看懂用中文或英文提出的问题，请换成中文或英文再问一次。\n"
    "Only questions in Chinese and English are understood. Please ask again in one of them.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found for a standalone question before it is put into words; `signals` is None without any sentence."""

    question: str
    asked: AskedFor
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    confidence: float
    declined: bool
    signals: Signals | None = None
    candidates: tuple[Candidate, ...] = ()


class Assistant:
    """Answers questions from one index; safe to share between threads."""

    def __init__(
        self,
        retriever: Retriever,
        generator: Generator | None = None,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
    ) -> None:
        """`reader` judges sentences; the shipped one unless another is given."""
        self._retriever = retriever
        self._generator = generator
        self._reranker = reranker
        self._candidates = CandidateFinder(retriever, reader or load_reader())

    @classmethod
    def open(
        cls,
        index_dir: str | Path = DEFAULT_INDEX_DIR,
        *,
        embedder: Embedder | None = None,
        generator: Generator | None = None,
        reranker: Reranker | None = None,
    ) -> Assistant:
        """An assistant over a built index; the model is the one that the index names unless one is given.

        Raises IndexNotFoundError, IndexFormatError, ModelMismatchError or ModelError.
        """
        return cls(Retriever.open(index_dir, embedder=embedder), generator, reranker)

    @property
    def retriever(self) -> Retriever:
        """The search behind the answers."""
        return self._retriever

    def document(self, document_id: str) -> Document:
        """The document with its reading text and source map; raises KeyError for an unknown id."""
        return self._retriever.index.store.document(document_id)

    def documents(self) -> list[DocumentInfo]:
        """The indexed documents, without their texts."""
        return self._retriever.index.store.documents()

    def search(self, question: str, k: int = HITS) -> SearchResult:
        """At most k hits, best first; raises QuestionError for a question without a letter or digit."""
        began = time.perf_counter()
        core = core_question(question)
        asked = analyse_question(core)
        hits = self._found_for_each_year(core, asked, k)
        return SearchResult(question, detect_language(question), tuple(hits), _elapsed_ms(began))

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The final answer to a question, understood in the light of the conversation before it.

        Raises QuestionError for a question without a letter or digit; a failing language model falls back to quotes.
        """
        *_, answer = self.ask_stream(question, history)
        return answer

    def ask_stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """Growing answers, the last of them final and checked; without a language model there is only the last one.

        With one, the first is the quoted answer, which stands whatever the model does.
        """
        began = time.perf_counter()
        courtesy = greeting_kind(question)
        if courtesy:
            yield _courteous(question, courtesy, began)
            return
        understood = self._understood(question, history)
        reading = self._read(understood.text, follow_up=understood.changed)
        if not understood.changed:  # what was typed stands by itself: no need to show it in another form
            reading = replace(reading, question=question)
        quoted = self._quoted_answer(question, reading, began)
        if self._generator is None or reading.declined:
            yield quoted
            return
        yield replace(quoted, final=False)
        yield from self._generated(quoted, reading, began)

    def turn(self, answer: Answer) -> Turn:
        """The answer as one turn of the history for the next question."""
        spoken = " ".join(quote.text for quote in answer.quotes) or answer.text
        return Turn(answer.question, answer.standalone_question, spoken)

    def examine(self, question: str, history: Sequence[Turn] = ()) -> Reading:
        """What is found for a question in its conversation, with the signals behind its confidence: for calibration."""
        understood = self._understood(question, history)
        return self._read(understood.text, follow_up=understood.changed)

    # -- reading ------------------------------------------------------------------------------------------------------

    def _understood(self, question: str, history: Sequence[Turn]) -> Standalone:
        return standalone_question(
            core_question(question), history, similarity=self._similarity, segment=self._retriever.words
        )

    def _read(self, question: str, *, follow_up: bool) -> Reading:
        """What is found for a question, for each of its years apart where no sentence is about them all."""
        whole = self._read_as_it_is(question, follow_up=follow_up)
        years = whole.asked.years
        if not 1 < len(years) <= MAX_QUOTES or (
            whole.quotes and all(year in whole.quotes[0].text for year in years)
        ):
            return whole
        parts = [self._read_as_it_is(part, follow_up=follow_up) for part in one_year_each(question, years)]
        quotes = apart([part.quotes[0] for part in parts if part.quotes])
        if len(quotes) < 2:
            return whole
        return replace(
            whole,
            hits=_in_turn([part.hits for part in parts], HITS),
            quotes=tuple(quotes),
            confidence=max(whole.confidence, min(part.confidence for part in parts if part.quotes)),
            declined=False,
        )

    def _read_as_it_is(self, question: str, *, follow_up: bool) -> Reading:
        asked = analyse_question(question)
        hits, candidates = self._found(question, asked, HITS)
        if not candidates:
            return Reading(question, asked, tuple(hits), (), 0.0, declined=True)
        weights = weights_for(asked)
        people = self._people(candidates)
        best = max(candidates, key=lambda c: (weights.score(c), -c.hit.rank, -c.start))
        signals = find_signals(
            question,
            asked,
            best,
            candidates,
            hits,
            self._retriever,
            crossing=weights.crosses(best),
            follow_up=follow_up,
        )
        calibration = calibration_for(signals)
        confidence = calibration.probability(signals)
        if confidence < calibration.threshold:
            return Reading(
                question,
                asked,
                tuple(hits),
                (),
                confidence,
                True,
                signals=signals,
                candidates=tuple(candidates),
            )
        chosen = choose_quotes(
            candidates,
            weights,
            question,
            asked,
            people=people,
            subjects=named_subjects(question, self._retriever),
        )
        return Reading(
            question,
            asked,
            tuple(hits),
            self._verified(chosen),
            confidence,
            declined=False,
            signals=signals,
            candidates=tuple(candidates),
        )

    def _found(self, question: str, asked: AskedFor, k: int) -> tuple[list[Hit], list[Candidate]]:
        """At most k passages, and the sentences of the first ones that may answer.

        The passages' order is the reranker's if there is one, else that of their best sentences.
        """
        hits = self._retriever.search(question, max(k, PASSAGES_READ))
        if self._reranker is not None and hits:
            hits = reordered(hits, self._reranker.score(question, [hit.chunk.text for hit in hits]))
        candidates = self._candidates.find(question, asked, hits)
        if self._reranker is None:
            hits = by_best_sentences(hits, candidates, weights_for(asked))
        return hits[:k], candidates

    def _found_for_each_year(self, question: str, asked: AskedFor, k: int) -> Sequence[Hit]:
        """At most k passages; those of each of several years in turn, unless the best sentence is about them all."""
        hits, candidates = self._found(question, asked, k)
        if not candidates or not 1 < len(asked.years) <= MAX_QUOTES:
            return hits
        best = max(candidates, key=weights_for(asked).score)
        if all(year in best.text for year in asked.years):
            return hits
        parts = one_year_each(question, asked.years)
        return _in_turn([self._found(part, analyse_question(part), k)[0] for part in parts], k)

    def _people(self, candidates: Sequence[Candidate]) -> list[str]:
        documents = dict.fromkeys(candidate.hit.chunk.document_id for candidate in candidates)
        return [
            person.name for document_id in documents for person in self.document(document_id).metadata.people
        ]

    def _verified(self, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """The quotes that stand in their documents at this moment; one that does not is left out."""
        standing = []
        for quote in quotes:
            try:
                standing.append(verify_quote(quote, self.document(quote.document_id)))
            except QuoteError:
                continue
        return tuple(standing)

    def _similarity(self, phrase: str, candidates: Sequence[str]) -> list[float]:
        vectors = self._retriever.embedder.embed_queries([phrase, *candidates])
        return [float(value) for value in vectors[1:] @ vectors[0]]

    # -- wording ------------------------------------------------------------------------------------------------------

    def _quoted_answer(self, question: str, reading: Reading, began: float) -> Answer:
        if reading.declined or not reading.quotes:
            return self._declined(question, reading, began)
        quotes, citations = self._cited(reading.quotes)
        opening, closing = ("“", "”") if detect_language(quotes[0].text) == "en" else ("「", "」")
        text = "\n".join(f"{opening}{quote.text}{closing}[{quote.citation}]" for quote in quotes)
        return Answer(
            question=question,
            standalone_question=reading.question,
            language=reading.asked.language,
            text=text,
            declined=False,
            confidence=reading.confidence,
            quotes=quotes,
            citations=citations,
            hits=reading.hits,
            latency_ms=_elapsed_ms(began),
        )

    def _declined(self, question: str, reading: Reading, began: float) -> Answer:
        return Answer(
            question=question,
            standalone_question=reading.question,
            language=reading.asked.language,
            text=_DECLINED[reading.asked.language],
            declined=True,
            confidence=reading.confidence,
            quotes=(),
            citations=(),
            hits=reading.hits,
            latency_ms=_elapsed_ms(began),
        )

    def _cited(self, quotes: Sequence[Quote]) -> tuple[tuple[Quote, ...], tuple[Citation, ...]]:
        """The quotes with their citation numbers, in order of appearance: one for each page of each section of a document."""
        numbers: dict[tuple[str, tuple[str, ...], int | None], int] = {}
        numbered: list[Quote] = []
        citations: list[Citation] = []
        for quote in quotes:
            document = self.document(quote.document_id)
            section = self._retriever.index.store.chunk(quote.chunk_id).section
            key = (quote.document_id, section, quote.page)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(make_citation(numbers[key], document, section, quote.lines, quote.page))
            numbered.append(replace(quote, citation=numbers[key]))
        return tuple(numbered), tuple(citations)

    def _generated(self, quoted: Answer, reading: Reading, began: float) -> Iterator[Answer]:
        """The language model's answer as it grows, then its checked form; the quoted answer with a note if it fails."""
        assert self._generator is not None  # only called with one
        hits = reading.hits[:PASSAGES_FOR_GENERATOR]
        written = ""
        try:
            for piece in self._generator.generate(reading.question, hits):
                written += piece
                yield replace(quoted, text=written, final=False, latency_ms=_elapsed_ms(began))
        except GenerationError as error:
            yield replace(quoted, notes=(str(error),), failure=error, latency_ms=_elapsed_ms(began))
            return
        checked = verified_answer(written, hits, reading.asked.language)
        if checked is None:
            note = {
                "zh": "语言模型没有给出带出处的回答，以下为原文摘引。",
                "en": "The language model gave no answer with a source; the quoted passages are shown instead.",
            }["zh" if reading.asked.language == "zh" else "en"]
            yield replace(quoted, notes=(note,), latency_ms=_elapsed_ms(began))
            return
        quotes, citations = self._cited(self._verified([*checked.quotes, *reading.quotes]))
        yield replace(
            quoted,
            text=checked.render(quotes),
            quotes=quotes,
            citations=citations,
            notes=checked.notes,
            latency_ms=_elapsed_ms(began),
        )


def _in_turn(rankings: Sequence[Sequence[Hit]], k: int) -> tuple[Hit, ...]:
    """The best hit of each ranking, then the second of each, and so on, each passage once; at most k."""
    found: dict[str, Hit] = {}
    for row in zip_longest(*rankings):
        for hit in row:
            if hit is not None:
                found.setdefault(hit.chunk.id, hit)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(found.values())[:k], start=1))


def _courteous(question: str, courtesy: str, began: float) -> Answer:
    language: Language = "zh" if detect_language(question) == "zh" else "en"
    return Answer(
        question=question,
        standalone_question=question,
        language=language,
        text=_GREETINGS[courtesy, language],
        declined=False,
        confidence=0.0,
        quotes=(),
        citations=(),
        hits=(),
        latency_ms=_elapsed_ms(began),
    )


def _elapsed_ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000.0
