"""Hits and a question → verbatim quotes: the sentences that answer, as few words as stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer_kinds import answer_marks, kind_fit
from rag.context import table_header
from rag.errors import QuoteError
from rag.questions import AskedFor
from rag.text.sentences import split_sentences
from rag.types import Document, Hit, Language, Quote

MAX_QUOTES = 3
# A sentence longer than this is cut down to the clauses that answer; shorter ones are quoted whole.
LONG_SENTENCE_CHARS = 110
MAX_SPAN_CHARS = 220
# A further quote needs this share of the best one's score, and the quotes together stay under so many characters
# unless the question asks for several things. Chosen on the development questions.
SHARE_OF_BEST = 0.75
SHARE_WHEN_MORE_IS_ASKED = 0.65
SHARE_OF_A_TIE = 0.85
SHARE_OF_A_TIE_WHEN_MORE_IS_ASKED = 0.80
ENOUGH_CHARS = 140
NEWLY_COVERED = 0.15
_CLEAR_FIT = 0.8
# A rival figure is one for the same thing: its sentence holds most of what the best one holds of the question.
_RIVAL_SHARE = 0.6

_FIRST_ITEM = re.compile(
    r"\s*(?:.{0,60}?[，,；;：:。“]\s*)?(?:一是|第一[，,、]|首先[，,]|其一|（一）|\(1\)|①|first(?:ly)?,)",
    re.IGNORECASE,
)
_LATER_ITEM = re.compile(
    r"(?:^|[，,；;：:。”\s])(?:[二三四五六七八九]是|第[二三四五六七八九][，,、]|其次[，,]|再次[，,]|最后[，,]|其[二三四]|（[二三四五六]）|\([2-9]\)|[②③④⑤⑥]|second(?:ly)?,|third(?:ly)?,|finally,)",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(
    r"^\s*(?:他们|她们|它们|他|她|它|其中|其|该|此次|这一|这些|这种|这|同期|对此|上述|前者|后者|与此|第[二三四五六七八九][，,]|[二三四五六七八九]是|he |she |it |they |this |these |those |its |their )",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^[^\u4e00-\u9fff]{0,12}(?:[\u4e00-\u9fff：:，,、。\s]{0,24})https?://\S+[\s.。）)]*$")
_ATTRIBUTION = re.compile(r"[\u4e00-\u9fff·]{2,12}(?:说|表示|指出|认为|强调|介绍)[。.]")
_CLAUSE_END = re.compile(r"[；;，,：:]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit with what speaks for it, each signal in [0, 1], `fit` in [-1, 1].

    `overlap` is the weight of the question's terms that the sentence holds, over the weight of all of them;
    `support` the same for the terms that stand not in it but in its passage, title, section, date or speaker;
    `similarity` the cosine of sentence and question; `fit` whether the sentence holds the kind of thing asked for;
    `prior` the hit's own score. `covered` are the question's terms in the sentence, `around`
    those in its passage or context. `given` those
    in its context alone. `conflict`: a name of the question is not in the passage, or the year is another.
    `around_text` is what the reader is shown with the sentence, `reading` the reader's log-odds
    that it answers, on a scale from 0 to 1.
    """

    hit: Hit
    start: int
    end: int
    overlap: float
    support: float
    similarity: float
    fit: float
    prior: float
    covered: frozenset[str]
    around: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    conflict: float = 0.0
    around_text: str = ""
    reading: float = 0.0

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        offset = self.hit.chunk.start
        return self.hit.chunk.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much each signal counts in a sentence's score; `misfit` is what a fit below 0 costs, `start` is given free."""

    overlap: float
    support: float
    similarity: float
    fit: float
    prior: float
    misfit: float
    conflict: float = 0.0
    reading: float = 0.0
    start: float = 0.0

    def score(self, candidate: Candidate) -> float:
        """The weighted sum of the candidate's signals."""
        return (
            self.start
            + self.overlap * candidate.overlap
            + self.support * candidate.support
            + self.similarity * max(0.0, candidate.similarity)
            + (self.fit if candidate.fit > 0 else self.misfit) * candidate.fit
            + self.prior * candidate.prior
            - self.conflict * candidate.conflict
            + self.reading * candidate.reading
        )


@dataclass(frozen=True, slots=True)
class PairWeights:
    """Weights for sentences in the question's language and for those in the other one, which share fewer words with it."""

    language: Language
    within: SentenceWeights
    across: SentenceWeights

    def crosses(self, candidate: Candidate) -> bool:
        """Whether a candidate is in another language than the question."""
        return candidate.hit.chunk.language != self.language

    def of(self, candidate: Candidate) -> SentenceWeights:
        """The weights for a candidate."""
        return self.across if self.crosses(candidate) else self.within

    def score(self, candidate: Candidate) -> float:
        """The weighted sum of a candidate's signals."""
        return self.of(candidate).score(candidate)


def sentence_spans(hit: Hit) -> list[tuple[int, int]]:
    """The spans of a hit's sentences in the document's reading text, stripped of white space at both ends.

    A row of a table is one span while it is short: a cell says nothing without the name in the first one. What holds
    hardly a word, such as an address on the web, is no sentence.
    """
    spans: list[tuple[int, int]] = []
    whole_row = hit.chunk.kind == "table_row" and len(hit.chunk.text) <= MAX_SPAN_CHARS
    pieces = [(0, len(hit.chunk.text))] if whole_row else split_sentences(hit.chunk.text)
    for start, end in pieces:
        piece = hit.chunk.text[start:end]
        left = hit.chunk.start + start + len(piece) - len(piece.lstrip())
        right = hit.chunk.start + end - (len(piece) - len(piece.rstrip()))
        if left >= right or _ADDRESS.search(piece.strip()):
            continue
        if spans and _ATTRIBUTION.fullmatch(
            piece.strip()
        ):  # “…。”某某说。: who said it belongs to what was said
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
    return spans or ([(hit.chunk.start, hit.chunk.end)] if hit.chunk.text.strip() else [])


def choose_quotes(
    candidates: Sequence[Candidate],
    weights: PairWeights,
    question: str,
    asked: AskedFor,
    *,
    people: Sequence[str] = (),
    subjects: Mapping[str, float] | None = None,
) -> list[Quote]:
    """One to three verbatim quotes, best first; empty for no candidates.

    After the best sentence another one enters only when it adds: terms of the question that are not covered yet, items
    of a list, or another document's figure for the same thing. `subjects` are the terms that name what a question
    compares or asks about one by one, with their share of the question's weight: each gets its own best sentence.
    """
    ranked = sorted(candidates, key=lambda c: (-weights.score(c), c.hit.rank, c.start))
    if not ranked:
        return []
    wants_more = asked.kind in ("list", "compare", "reason") or asked.parts > 1
    if subjects and len(subjects) > 1 and (asked.kind == "compare" or asked.parts > 1):
        chosen = _one_for_each(ranked, weights, subjects)
        if len(chosen) > 1:
            return _apart([_quote(candidate, question, asked, people) for candidate in chosen])
    chosen = [ranked[0]]
    best_score = weights.score(ranked[0])
    covered = set(ranked[0].covered)
    share = SHARE_WHEN_MORE_IS_ASKED if wants_more else SHARE_OF_BEST
    tie = (SHARE_OF_A_TIE_WHEN_MORE_IS_ASKED if wants_more else SHARE_OF_A_TIE) * best_score
    while len(chosen) < MAX_QUOTES:
        room = ENOUGH_CHARS - sum(_size(other) for other in chosen)
        able = [
            candidate
            for candidate in ranked[1:]
            if weights.score(candidate) >= share * best_score
            and (wants_more or _size(candidate) <= room)
            and not any(_overlaps(candidate, other) for other in chosen)
            and not _same_words(candidate, chosen)
            and _adds(candidate, chosen[0], covered, asked, tie=weights.score(candidate) >= tie)
        ]
        if not able:
            break
        # What is still uncovered counts more than what the quotes before have said already.
        following = max(
            able, key=lambda c: (weights.score(c) + NEWLY_COVERED * _fresh(c, covered), -c.hit.rank, -c.start)
        )
        chosen.append(following)
        covered |= following.covered
    return _apart([_quote(candidate, question, asked, people) for candidate in chosen])


def _apart(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes without those that a better one came to hold when it took its neighbours along."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(
            quote.document_id == other.document_id and quote.start < other.end and other.start < quote.end
            for other in kept
        ):
            kept.append(quote)
    return kept


def _one_for_each(
    ranked: Sequence[Candidate], weights: PairWeights, subjects: Mapping[str, float]
) -> list[Candidate]:
    """The best sentence about each subject, in the order of the subjects; one that is about several counts once.

    That a sentence names the other subjects too speaks neither for nor against it.
    """
    chosen: list[Candidate] = []
    for subject in list(subjects)[:MAX_QUOTES]:
        others = {term: share for term, share in subjects.items() if term != subject}

        def worth(candidate: Candidate, others: Mapping[str, float] = others) -> float:
            extra = sum(share for term, share in others.items() if term in candidate.covered)
            return weights.score(candidate) - weights.of(candidate).overlap * extra

        about = [candidate for candidate in ranked if subject in candidate.covered | candidate.around]
        if not about:
            continue
        best = max(about, key=lambda c: (worth(c), -c.hit.rank, -c.start))
        if not any(_overlaps(best, other) for other in chosen) and not _same_words(best, chosen):
            chosen.append(best)
    return chosen


def _fresh(candidate: Candidate, covered: set[str]) -> float:
    """The share of the candidate's terms that no quote before it holds."""
    return len(candidate.covered - covered) / len(candidate.covered) if candidate.covered else 0.0


def _adds(candidate: Candidate, best: Candidate, covered: set[str], asked: AskedFor, *, tie: bool) -> bool:
    rival = (
        asked.kind == "number"
        and candidate.hit.chunk.document_id != best.hit.chunk.document_id
        and candidate.fit >= best.fit
        and len(candidate.covered & best.covered) >= _RIVAL_SHARE * len(best.covered)
    )
    # What its title, section or date says already, such as the name of it all, is no news.
    return tie or rival or bool(candidate.covered - covered - candidate.given)


def _size(candidate: Candidate) -> float:
    """How long a sentence is in Chinese characters: an English one says the same in about two and a half times as many."""
    length = candidate.end - candidate.start
    return length if candidate.hit.chunk.language == "zh" else length / 2.5


def _overlaps(one: Candidate, other: Candidate) -> bool:
    return (
        one.hit.chunk.document_id == other.hit.chunk.document_id
        and one.start < other.end
        and other.start < one.end
    )


def _same_words(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    squeezed = re.sub(r"\s", "", candidate.text)
    return any(squeezed == re.sub(r"\s", "", other.text) for other in chosen)


def _quote(candidate: Candidate, question: str, asked: AskedFor, people: Sequence[str]) -> Quote:
    chunk = candidate.hit.chunk
    start, end = _with_neighbours(candidate, question, asked)
    start, end = start - chunk.start, end - chunk.start
    # Which clause answers is told by shared words, and only Chinese commas part clauses that stand by themselves.
    if asked.language == chunk.language == "zh":
        start, end = _shortened(chunk.text, start, end, candidate, question, asked)
    text = chunk.text[start:end]
    return Quote(
        document_id=chunk.document_id,
        chunk_id=chunk.id,
        source=chunk.source,
        start=chunk.start + start,
        end=chunk.start + end,
        text=text,
        lines=chunk.lines,
        page=chunk.page,
        marks=answer_marks(text, asked.kind, question, people),
        table_header=table_header(chunk),
    )


def _with_neighbours(candidate: Candidate, question: str, asked: AskedFor) -> tuple[int, int]:
    """The span with the sentence that it leans on, and with what it opens: a list's items, the figure asked for."""
    spans = sentence_spans(candidate.hit)
    offset, text = candidate.hit.chunk.start, candidate.hit.chunk.text
    sentences = [text[a - offset : b - offset] for a, b in spans]
    index = next((i for i, span in enumerate(spans) if span == (candidate.start, candidate.end)), None)
    if index is None:
        return candidate.start, candidate.end
    first = last = index
    while (
        first > 0
        and _LEANS_BACK.match(sentences[first])
        and spans[last][1] - spans[first - 1][0] <= MAX_SPAN_CHARS
    ):
        first -= 1
    if candidate.fit <= 0 and asked.kind in ("number", "date") and last + 1 < len(spans):
        # The subject stands here and the figure in the next sentence, which goes on without naming it again.
        fits = kind_fit(sentences[last + 1], question, asked) >= _CLEAR_FIT
        if fits and spans[last + 1][1] - spans[first][0] <= MAX_SPAN_CHARS:
            last += 1
    if asked.kind in ("list", "reason", "definition", "other"):
        opens = _FIRST_ITEM.search(sentences[last]) or (
            last + 1 < len(spans) and _FIRST_ITEM.match(sentences[last + 1])
        )
        ends = (
            [i for i in range(last + 1, len(spans)) if _LATER_ITEM.search(sentences[i])]
            if opens or _LATER_ITEM.search(sentences[last])
            else []
        )
        within = [i for i in ends if spans[i][1] - spans[first][0] <= 2 * MAX_SPAN_CHARS]
        last = max(within, default=last)
    return spans[first][0], spans[last][1]


def _shortened(
    text: str, start: int, end: int, candidate: Candidate, question: str, asked: AskedFor
) -> tuple[int, int]:
    """The run of clauses that holds the answer, when a long sentence holds much else; offsets within the chunk's text."""
    if (
        end - start <= LONG_SENTENCE_CHARS
        or asked.kind not in ("number", "date", "person", "place")
        or asked.parts > 1
    ):
        return start, end
    clauses = _clauses(text, start, end)
    values = [_clause_value(text[a:b], question, asked, candidate.covered) for a, b in clauses]
    best = max(range(len(clauses)), key=lambda i: (values[i], -i))
    low = high = best
    while (
        low > 0
        and clauses[high][1] - clauses[low][0] < LONG_SENTENCE_CHARS // 2
        and text[clauses[low - 1][1] - 1] not in "；;"
    ):
        low -= 1
    while (
        high + 1 < len(clauses)
        and values[high + 1] > 0
        and clauses[high + 1][1] - clauses[low][0] <= LONG_SENTENCE_CHARS
    ):
        high += 1
    left, right = clauses[low][0], clauses[high][1]
    while left < right and text[left].isspace():
        left += 1
    while right > left and (text[right - 1].isspace() or text[right - 1] in "，,、：:；;"):
        right -= 1
    return left, right


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans between commas, colons and semicolons; not inside brackets, quotation marks or figures."""
    depth, clauses, begin = 0, [], start
    for position in range(start, end):
        character = text[position]
        if character in "（(《“「『[【":
            depth += 1
        elif character in "）)》”」』]】":
            depth = max(0, depth - 1)
        elif depth == 0 and _CLAUSE_END.match(character):
            between_digits = (
                text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit()
            )
            if not between_digits:
                clauses.append((begin, position + 1))
                begin = position + 1
    if begin < end:
        clauses.append((begin, end))
    return clauses


def _clause_value(clause: str, question: str, asked: AskedFor, covered: frozenset[str]) -> float:
    shared = sum(
        1
        for size in (2,)
        for i in range(len(clause) - size + 1)
        if clause[i : i + size] in question and not clause[i : i + size].isspace()
    )
    terms = sum(1 for term in covered if term in clause.casefold())
    fit = max(0.0, kind_fit(clause, question, asked))
    return 2.0 * fit + 0.15 * min(shared, 10) + 0.2 * min(terms, 5) if fit else 0.05 * min(shared + terms, 8)


def verify_quote(quote: Quote, document: Document) -> Quote:
    """The quote with its own lines and page, once its words are proven to stand in the document.

    Raises QuoteError when they do not: the index and its text disagree, so the quote must not be shown.
    """
    if document.text[quote.start : quote.end] != quote.text:
        raise QuoteError(
            f"A quote does not stand in {document.source}.",
            "The text at its place is another one: the index is damaged or was changed while it was open.",
            "Build the index again: rag build FOLDER",
        )
    return replace(
        quote,
        lines=document.source_map.lines(quote.start, quote.end),
        page=document.source_map.page(quote.start),
    )
