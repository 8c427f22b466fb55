"""A question and its answer → an outcome: was it right, was it evidence, was it cited and verbatim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.evidence import EvidenceFinder, Located, Span, length, overlap
from eval.metrics import Ranking, answers_missing
from eval.question_format import Question
from eval.result import Outcome, Quoted
from eval.verbatim import is_verbatim
from rag.types import Answer, Document


class Judge:
    """Judges answers against the evidence of their questions."""

    def __init__(
        self, finder: EvidenceFinder, documents: Mapping[str, Document], sources: Mapping[str, str]
    ) -> None:
        """`documents` and the whole texts of their files, both by document id."""
        self._finder = finder
        self._documents = documents
        self._sources = sources

    def holding_chunks(self, question: Question) -> list[list[list[str]]]:
        """The question's groups of evidence, each item as the ids of the passages that hold it."""
        return [
            [self._finder.holding_chunks(self._finder.locate(item)) for item in group]
            for group in question.groups()
        ]

    def judge(
        self,
        question: Question,
        answer: Answer,
        *,
        turn: int = 0,
        rankings: Mapping[str, Ranking] | None = None,
    ) -> Outcome:
        """What came of a question; `turn` counts from 1 in a conversation."""
        located = [[self._finder.locate(item) for item in group] for group in question.groups()]
        quotes = [
            Quoted(quote.source, self._finder.section(quote.document_id, quote.start), quote.text)
            for quote in answer.quotes
        ]
        missing = answers_missing(question.answers, [quote.text for quote in answer.quotes])
        judged = bool(answer.quotes) and not question.unanswerable
        return Outcome(
            id=question.id,
            language=question.language,
            type=question.type,
            question=question.question,
            standalone_question=answer.standalone_question,
            turn=turn,
            unanswerable=question.unanswerable,
            near_topic=question.near_topic,
            sources=tuple(dict.fromkeys(item.source for item in question.evidence)),
            expected=tuple(" / ".join(alternatives) for alternatives in question.answers),
            evidence=tuple(item.text for item in question.evidence),
            unfound=sum(not one.places for group in located for one in group),
            declined=answer.declined,
            confidence=answer.confidence,
            correct=not question.unanswerable and not answer.declined and not missing,
            missing=tuple(missing),
            quotes=tuple(quotes),
            quoted_chars=sum(len(quote.text) for quote in answer.quotes),
            precision=self._precision(answer, located, whole_sentences=True) if judged else None,
            precision_strict=self._precision(answer, located, whole_sentences=False) if judged else None,
            cited=self._cited(answer, located) if judged else None,
            verbatim=sum(
                is_verbatim(quote, self._documents[quote.document_id], self._sources[quote.document_id])
                for quote in answer.quotes
            ),
            marked=sum(self._marked(answer, number) for number in range(len(answer.quotes))),
            latency_ms=answer.latency_ms,
            rankings=rankings or {},
        )

    def failed(self, question: Question, error: Exception, *, turn: int = 0) -> Outcome:
        """The outcome of a question that could not be asked at all: declined, and wrong unless that was right."""
        empty = Answer(question.question, question.question, "other", "", True, 0.0, (), (), (), 0.0)
        outcome = self.judge(question, empty, turn=turn)
        return _with_error(outcome, str(error))

    def _precision(
        self, answer: Answer, groups: Sequence[Sequence[Located]], *, whole_sentences: bool
    ) -> float:
        allowed: dict[str, list[Span]] = {}
        for group in groups:
            for one in group:
                spans = self._finder.sentences(one) if whole_sentences else one.spans()
                allowed.setdefault(one.document_id, []).extend(spans)
        quoted: dict[str, list[Span]] = {}
        for quote in answer.quotes:
            quoted.setdefault(quote.document_id, []).append((quote.start, quote.end))
        total = sum(length(spans) for spans in quoted.values())
        held = sum(overlap(spans, allowed.get(document_id, [])) for document_id, spans in quoted.items())
        return held / total if total else 0.0

    def _cited(self, answer: Answer, groups: Sequence[Sequence[Located]]) -> bool:
        """Whether every item of one group of evidence has a citation that names its document and its section."""
        named = {(citation.document_id, citation.section) for citation in answer.citations}
        return any(
            all(
                any(
                    (one.document_id, self._finder.section(one.document_id, start)) in named
                    for start, _ in one.spans()
                )
                for one in group
            )
            for group in groups
        )

    def _marked(self, answer: Answer, number: int) -> bool:
        quote = answer.quotes[number]
        section = self._finder.section(quote.document_id, quote.start)
        return f"[{quote.citation}]" in answer.text and any(
            citation.number == quote.citation
            and citation.document_id == quote.document_id
            and citation.section == section
            for citation in answer.citations
        )


def _with_error(outcome: Outcome, error: str) -> Outcome:
    from dataclasses import replace

    return replace(outcome, error=error)
