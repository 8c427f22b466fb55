"""A question's hits → candidate sentences with all that speaks for and against each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer_kinds import kind_fit, says_something
from rag.item_lists import Span, find_lists
from rag.questions import AskedFor
from rag.quote_spans import is_short, sentence_spans
from rag.reading.context import ReadingContexts
from rag.retrieval import Retriever
from rag.scoring import Candidate, PairWeights, SentenceWeights
from rag.signals import QuestionNames, covered_weights
from rag.types import Chunk, Hit, QueryTerm
from rag.years import YEAR, year_conflict

if TYPE_CHECKING:
    from rag.protocols import Reader

# Sentences are looked for in this many passages; of so many of them the meaning is compared, most by stored vectors;
# and so many, the likeliest, go to the reader.
PASSAGES_READ = 12
SENTENCES_COMPARED = 40
SENTENCES_READ = 16
# What goes to the reader is told by cheap signals alone.
LIKELY_WITHIN = SentenceWeights(
    overlap=1.0, support=0.6, similarity=0.9, fit=0.1, prior=0.6, misfit=0.35, conflict=0.2
)
LIKELY_ACROSS = SentenceWeights(
    overlap=1.0, support=0.6, similarity=0.9, fit=0.1, prior=0.3, misfit=0.3, conflict=0.2
)
# By these the best sentence is told: found by `python -m eval.selection`.
WITHIN_LANGUAGE = SentenceWeights(
    overlap=1.00,
    support=1.72,
    similarity=2.11,
    fit=0.42,
    prior=0.43,
    misfit=0.44,
    conflict=0.20,
    reading=2.89,
    start=0.00,
)
ACROSS_LANGUAGES = SentenceWeights(
    overlap=2.00,
    support=2.39,
    similarity=3.10,
    fit=0.34,
    prior=0.67,
    misfit=0.84,
    conflict=0.05,
    reading=2.78,
    start=0.04,
)
# What a passage's best sentence counts beside the passage's own score, which is at most 1. On the development questions
# this lifts recall@1 by about .08 and recall@5 by .02 to .04.
SENTENCE_SHARE = 0.5
# A line that opens a list says nothing without its items, unless one figure, date, person or place is asked for, which
# a single item may give.
_READ_WITH_ITEMS = ("list", "reason", "definition", "compare", "other")
# No chance is taken as nearer to 0 or 1 than this.
_SURE = 0.002


class CandidateFinder:
    """Finds the sentences of hits that may answer a question; safe to share between threads."""

    def __init__(self, retriever: Retriever, reader: Reader) -> None:
        self._retriever = retriever
        self._reader = reader

    def find(self, question: str, asked: AskedFor, hits: Sequence[Hit]) -> list[Candidate]:
        """The likeliest sentences of the hits, at most SENTENCES_READ, with all their signals."""
        likely = PairWeights(asked.language, LIKELY_WITHIN, LIKELY_ACROSS)
        drafts = _best(self._drafts(question, asked, hits), likely, SENTENCES_COMPARED)
        likeliest = _best(self._with_similarities(question, drafts), likely, SENTENCES_READ)
        return self._read(question, self._with_contexts(question, asked, likeliest))

    def _drafts(self, question: str, asked: AskedFor, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence that says something, its similarity taken from its passage for now."""
        terms = self._retriever.terms(question)
        top_score = max((hit.score for hit in hits), default=0.0) or 1.0
        names = QuestionNames.of(question, self._retriever)
        return [
            draft
            for hit in hits[:PASSAGES_READ]
            for draft in self._drafts_of(question, asked, hit, terms, names, max(0.0, hit.score / top_score))
        ]

    def _drafts_of(
        self,
        question: str,
        asked: AskedFor,
        hit: Hit,
        terms: Sequence[QueryTerm],
        names: QuestionNames,
        prior: float,
    ) -> list[Candidate]:
        chunk, tokenize = hit.chunk, self._retriever.tokenize
        total = sum(term.weight for term in terms) or 1.0
        place = f"{chunk.context}\n{chunk.text}"
        around = covered_weights(terms, tokenize(place))
        given = frozenset(covered_weights(terms, tokenize(chunk.context)))
        stranger = 1.0 if names.missing(around, place) else 0.0
        drafts, previous = [], ""
        spans = sentence_spans(hit)
        inside = [(start - chunk.start, end - chunk.start) for start, end in spans]
        lists = find_lists(chunk.text, inside)
        for position, (start, sentence_end) in enumerate(spans):
            end = sentence_end
            for listed in lists:
                if listed.opener == position and asked.kind in _READ_WITH_ITEMS:
                    end = spans[listed.last][1] if is_short(listed, chunk.text, inside) else sentence_end
                elif position in listed.items:
                    previous = _sentence(chunk, spans[listed.opener])
            text = _sentence(chunk, (start, end))
            leaning_on, previous = previous, _sentence(chunk, (start, sentence_end))
            # A row says what its header asks for, however short its name is: 出口 | 298.1, 2019 | 3,412.
            if chunk.kind != "table_row" and not says_something(text, asked):
                continue
            covered = covered_weights(terms, tokenize(text))
            beside = sum(max(0.0, weight - covered.get(term, 0.0)) for term, weight in around.items())
            drafts.append(
                Candidate(
                    hit=hit,
                    start=start,
                    end=end,
                    overlap=sum(covered.values()) / total,
                    support=beside / total,
                    similarity=hit.dense,
                    fit=_fit(chunk, text, question, asked),
                    prior=prior,
                    covered=frozenset(covered),
                    around=frozenset(around),
                    given=given,
                    conflict=stranger + year_conflict(asked.years, text, chunk),
                    position=position,
                    previous=leaning_on,
                )
            )
        return drafts

    def _with_similarities(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates with the cosine of question and sentence; the index keeps most sentences' vectors already."""
        known: dict[tuple[str, int, int], float] = {}
        for hit in {candidate.hit.chunk.id: candidate.hit for candidate in candidates}.values():
            for (start, end), cosine in self._retriever.sentence_similarities(question, hit.chunk).items():
                known[hit.chunk.id, start, end] = cosine
        missing = [candidate for candidate in candidates if _place(candidate) not in known]
        if missing:
            vectors = self._retriever.embedder.embed_passages([candidate.text for candidate in missing])
            query = self._retriever.query(question)
            for c, vector in zip(missing, vectors, strict=True):
                asked = query.vector if c.hit.chunk.language == query.language else query.across
                known[_place(c)] = float(vector @ asked)
        return [replace(candidate, similarity=known[_place(candidate)]) for candidate in candidates]

    def _with_contexts(
        self, question: str, asked: AskedFor, candidates: Sequence[Candidate]
    ) -> list[Candidate]:
        """The candidates with what the reader is shown around each."""
        every = self._retriever.terms(question)
        terms = [term for term in every if not YEAR.search(term.text)]  # years go by rules of their own
        total = sum(term.weight for term in every) or 1.0
        contexts = {
            hit.chunk.id: ReadingContexts(
                hit.chunk,
                [_sentence(hit.chunk, span) for span in sentence_spans(hit)],
                lambda text: covered_weights(terms, self._retriever.tokenize(text)),
                total,
            )
            for hit in {candidate.hit.chunk.id: candidate.hit for candidate in candidates}.values()
        }
        return [
            replace(
                candidate,
                around_text=contexts[candidate.hit.chunk.id].around(
                    candidate.position,
                    candidate.text,
                    candidate.previous,
                    undated=bool(asked.years) and not YEAR.search(candidate.text),
                ),
            )
            for candidate in candidates
        ]

    def _read(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, each with what the reader thinks of it; names are shown to it in the candidate's language."""
        query = self._retriever.query(question)
        groups: dict[str, list[int]] = {}
        for i, candidate in enumerate(candidates):
            home = candidate.hit.chunk.language == query.language
            groups.setdefault(query.text if home else query.switched, []).append(i)
        read = list(candidates)
        for wording, places in groups.items():
            pairs = [(candidates[i].text, candidates[i].around_text) for i in places]
            for i, chance in zip(places, self._reader.read(wording, pairs), strict=True):
                read[i] = replace(candidates[i], reading=_on_a_scale(chance))
        return read


def weights_for(asked: AskedFor) -> PairWeights:
    """The weights by which a question's sentences are told apart."""
    return PairWeights(asked.language, WITHIN_LANGUAGE, ACROSS_LANGUAGES)


def by_best_sentences(
    hits: Sequence[Hit], candidates: Sequence[Candidate], weights: PairWeights
) -> list[Hit]:
    """The hits in the order of their own scores and their best sentences' together; one that was not read has the least."""
    top_score = max((hit.score for hit in hits), default=0.0)
    if not candidates or top_score <= 0:
        return list(hits)
    best: dict[str, float] = {}
    for candidate in candidates:
        chunk_id = candidate.hit.chunk.id
        best[chunk_id] = max(best.get(chunk_id, 0.0), weights.score(candidate))
    least = min(best.values())
    return reordered(
        hits, [hit.score / top_score + SENTENCE_SHARE * best.get(hit.chunk.id, least) for hit in hits]
    )


def reordered(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """The hits with new scores, best first, equal ones by chunk id."""
    order = sorted(zip(scores, hits, strict=True), key=lambda pair: (-pair[0], pair[1].chunk.id))
    return [replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(order, start=1)]


def _sentence(chunk: Chunk, span: Span) -> str:
    return chunk.text[span[0] - chunk.start : span[1] - chunk.start]


def _fit(chunk: Chunk, text: str, question: str, asked: AskedFor) -> float:
    """How well a sentence holds the kind of thing asked for; the unit of a row's figures may stand in its header."""
    fit = kind_fit(text, question, asked)
    if asked.kind == "number" and chunk.kind == "table_row" and fit > -1.0:
        return max(fit, kind_fit(f"{chunk.context}\n{text}", question, asked))
    return fit


def _best(candidates: Sequence[Candidate], weights: PairWeights, count: int) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (-weights.score(c), c.hit.rank, c.start))[:count]


def _on_a_scale(chance: float) -> float:
    """A probability's log-odds, from 0 for hardly any chance to 1 for almost certainty."""
    chance = min(1.0 - _SURE, max(_SURE, chance))
    return 0.5 + 0.5 * math.log(chance / (1.0 - chance)) / math.log((1.0 - _SURE) / _SURE)


def _place(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.hit.chunk.id, candidate.start, candidate.end
