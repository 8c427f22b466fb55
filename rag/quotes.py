"""Hits and a question → verbatim quotes: the sentences that answer, as few words as stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.errors import QuoteError
from rag.questions import AnswerKind, AskedFor
from rag.text.names import find_people
from rag.text.sentences import split_sentences
from rag.types import Document, Hit, Quote

MAX_QUOTES = 3
# A sentence longer than this is cut down to the clauses that answer; shorter ones are quoted whole.
LONG_SENTENCE_CHARS = 110
MAX_SPAN_CHARS = 220
# A further quote needs this share of the best one's score, and the quotes together stay under so many characters
# unless the question asks for several things. Chosen on the development questions.
SHARE_OF_BEST = 0.85
SHARE_WHEN_MORE_IS_ASKED = 0.75
SHARE_OF_A_TIE = 0.92
SHARE_OF_A_TIE_WHEN_MORE_IS_ASKED = 0.88
ENOUGH_CHARS = 125
NEWLY_COVERED = 0.15
_CLEAR_FIT = 0.8
# A rival figure is one for the same thing: its sentence holds most of what the best one holds of the question.
_RIVAL_SHARE = 0.6

_NUMERAL = r"(?:\d[\d,，.．]*\d|\d)\s*(?:%|％|‰)?|百分之[零一二三四五六七八九十百千万点两]+|[一二三四五六七八九十百千万亿两]+(?:余|多)?(?=[个家项次年种条所位名期届倍成座艘])"
_QUANTITY = re.compile(
    rf"(?:约|超过|超|近|逾|不到|不足|多达|达|第)?\s*(?:{_NUMERAL})\s*(?:余|多)?\s*(?:万亿|亿|万|千|百|trillion|billion|million|thousand)?\s*(?:多|余)?\s*"
    r"(?:平方公里|平方米|平方千米|公里|千米|公顷|亩|米|吨|标箱|标准箱|美元|欧元|日元|人民币|元|人次|人|家|个|项|次|年|种|条|所|位|名|期|届|倍|成|座|艘|点|天|小时|分钟|GWh|位|percent|per cent"
    r"|square kilomet(?:re|er)s|kilomet(?:re|er)s|tonnes|years|companies|countries)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\d\s*(?:%|％|‰)|百分之|分之|percent|per cent|几成|[一二三四五六七八九]成", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:中|初|底|末)?|\d{1,2}\s*月\s*\d{1,2}\s*日|(?<!\d)(?:19|20)\d{2}(?!\d)"
    r"|二十世纪[一二三四五六七八九]十年代(?:初|中|末|后期)?|\d{2,4}\s*年代|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b[ \d,]*",
)
_DAY_ASKED = re.compile(
    r"哪一?天|几号|几月几日|哪日|\bwhat (?:day|date)\b|\bwhich (?:day|date)\b|\bon what date\b|\bexact date\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}[-./]\d{1,2}[-./]\d{1,2}|[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?\b|\b\d{1,2} [A-Z][a-z]+"
)
_YEAR_ONLY = re.compile(r"\s*(?:19|20)\d{2}\s*年?\s*")
_PLACE = re.compile(
    r"(?:在|于|位于|设立于|落户|位於)?[\u4e00-\u9fffA-Za-z（）()]{2,20}?(?:国家会展中心|会议室|会展中心|中心|自治区|特别行政区|新区|片区|开发区|市|省|州|县|镇|港|岛|湾|路|楼)"
)
_REASON = re.compile(
    r"因为|由于|因此|原因|旨在|为了|以便|有助于|从而|是因|使得|之所以|为应对|出于|归因|所以|because|due to|owing to|in order to|therefore|so that",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"是指|指的是|即|简称|是一种|被称为|称为|意味着|所谓|定义为|是[^，。]{2,30}(?:的|之)|\bis an?\b|\brefers? to\b|\bmeans\b|\bknown as\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"、[^、。；]{1,30}(?:、|和|及|以及|与)|一是|第一[，,]|首先|；|包括|涵盖|涉及|, [^,.]{1,40}, (?:and|or) |;"
)
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
_UNIT_ASKED = re.compile(
    r"(?:多少|几)\s*(?:万|亿|千|百)?\s*(平方公里|美元|人民币|欧元|公里|平方米|标箱|吨|家|个|项|次|年|种|条|所|位|名|期|届|倍|座|艘|亿元|万元|元|人|天|点|城市|国家|企业)"
)
# (what a question asks the size of, the units that such a size is given in)
_SIZES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(units, re.IGNORECASE))
    for asked, units in (
        (
            r"面积|多大|占地|\barea\b|\bhow (?:big|large)\b|\bsize of\b|\bsquare\b",
            r"平方公里|平方千米|平方米|公顷|亩|\bsq|square|hectare|acre",
        ),
        (
            r"多久|多长时间|几年|多少年|有效期|\bhow (?:long|many years)\b|\bhow many (?:months|days)\b",
            r"年|个月|天|小时|周|year|month|day|hour",
        ),
        (
            r"多少钱|金额|产值|投资额|贸易额|进出口额|出口额|进口额|销售|收入|生产总值|总投资|规模(?:是|有|达|为)|GDP|\brevenue|\bsales\b|\bvalue\b|\bamount\b|\bhow much\b"
            r"|\binvest(?:ment|ed)?\b|\bexports?\b|\bimports?\b|\bFDI\b|\boutput\b|\bworth\b|\bcost",
            r"元|美元|人民币|dollar|yuan|RMB|USD|US\$|\$|€|euro",
        ),
        (
            r"多少人|人数|人才|人员|\bhow many (?:people|persons|staff|workers|professionals|employees)\b|\bstaff\b",
            r"人|名|位|people|persons|workers|staff",
        ),
        (r"排名|第几|名次|位列|\brank", r"第\s*\d+|第[一二三四五六七八九十]+|\d+(?:st|nd|rd|th)\b|位"),
        (r"吞吐量|\bTEU|\bcontainer", r"标箱|标准箱|TEU"),
    )
)
_SHARE_ASKED = re.compile(
    r"占比|比例|比重|份额|百分之几|百分比|增速|增长率|增长了?多少|几成|\bshare\b|\bpercent|\bproportion\b|\brate\b|\bgrowth\b|\bgrow\b|\bgrew\b|\bincrease",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^[^\u4e00-\u9fff]{0,12}(?:[\u4e00-\u9fff：:，,、。\s]{0,24})https?://\S+[\s.。）)]*$")
_ATTRIBUTION = re.compile(r"[\u4e00-\u9fff·]{2,12}(?:说|表示|指出|认为|强调|介绍)[。.]")
_REFERENCE = re.compile(
    r"^\d{0,3}\s*(?:参见|另见|详见|数据来源|资料来源|来源|引自|转引自|载于|See also|See|Sources?|Cf\.|Ibid)[\s:：《“]?",
    re.IGNORECASE,
)
_SHORT_LABEL_CHARS = 24
_FEWEST_LETTERS, _FEWEST_LETTERS_OF_A_FACT = 6, 3
_CLAUSE_END = re.compile(r"[；;，,：:]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit with what speaks for it, each signal in [0, 1], `fit` in [-1, 1].

    `overlap` is the weight of the question's terms that the sentence holds, over the weight of all of them;
    `support` the same for the terms that stand not in it but in its passage, title, section, date or speaker;
    `similarity` the cosine of sentence and question; `fit` whether the sentence holds the kind of thing asked for;
    `prior` the hit's own score. `covered` are the question's terms in the sentence, `around`
    those in its passage or context.
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

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        offset = self.hit.chunk.start
        return self.hit.chunk.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much each signal counts in a sentence's score; `misfit` is what a fit below 0 costs."""

    overlap: float
    support: float
    similarity: float
    fit: float
    prior: float
    misfit: float

    def score(self, candidate: Candidate) -> float:
        """The weighted sum of the candidate's signals."""
        return (
            self.overlap * candidate.overlap
            + self.support * candidate.support
            + self.similarity * max(0.0, candidate.similarity)
            + (self.fit if candidate.fit > 0 else self.misfit) * candidate.fit
            + self.prior * candidate.prior
        )


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


def says_something(sentence: str, asked: AskedFor) -> bool:
    """Whether a sentence could answer by itself: a label, a page's date, a bare name or a reference could not."""
    stripped = sentence.strip()
    if _REFERENCE.match(stripped):
        return False
    if asked.kind != "date":
        stripped = _DATE.sub("", stripped)
    if stripped.endswith(("：", ":")) and len(stripped) < _SHORT_LABEL_CHARS:
        return False
    words = sum(1 for character in stripped if character.isalpha())
    return words >= (
        _FEWEST_LETTERS_OF_A_FACT if asked.kind in ("number", "date", "person", "place") else _FEWEST_LETTERS
    )


def kind_fit(sentence: str, question: str, asked: AskedFor, people: Sequence[str] = ()) -> float:
    """How well a sentence holds the kind of thing asked for: 1.0 fully, 0.5 in part, 0.0 not to be seen.

    -1.0 where a figure or a date is asked for and there is none, -0.5 for a figure in another unit.
    """
    kind = asked.kind
    if kind == "number":
        return _number_fit(sentence, question)
    if kind == "date":
        if _DAY_ASKED.search(question) and not _DAY.search(sentence):
            return 0.3 if _DATE.search(sentence) else -1.0
        return 1.0 if _DATE.search(sentence) else -1.0
    if kind == "person":
        return 1.0 if find_people(sentence, people) else 0.0  # "who" may ask for a body
    patterns = {"place": _PLACE, "reason": _REASON, "definition": _DEFINITION, "list": _LIST}
    pattern = patterns.get(kind)
    if pattern is None:
        return 0.5
    return 1.0 if pattern.search(sentence) else 0.0


def _number_fit(sentence: str, question: str) -> float:
    quantities = [
        match.group(0) for match in _QUANTITY.finditer(sentence) if not _YEAR_ONLY.fullmatch(match.group(0))
    ]
    if not quantities:
        return -1.0
    if _SHARE_ASKED.search(question):
        return 1.0 if _PERCENT.search(sentence) else 0.4
    expected = [units for asked_size, units in _SIZES if asked_size.search(question)]
    if expected:
        return 1.0 if any(units.search(sentence) for units in expected) else -0.5
    unit = _UNIT_ASKED.search(question)
    if unit:
        tail = unit.group(1)
        close = tail in sentence and any(
            tail in quantity or f"{quantity.strip()}{tail}" in sentence.replace(" ", "")
            for quantity in quantities
        )
        return 1.0 if close else 0.4
    return 0.8


def answer_marks(
    text: str, kind: AnswerKind, question: str, people: Sequence[str] = ()
) -> tuple[tuple[int, int], ...]:
    """Spans of the words in a quote that answer: figures for a number, names for a person; none where it is the whole."""
    if kind == "person":
        return tuple(find_people(text, people))
    if kind == "date":
        return tuple(
            match.span() for match in _DATE.finditer(text) if not _in_question(match.group(0), question)
        )
    if kind == "number":
        spans = []
        for match in _QUANTITY.finditer(text):
            value = match.group(0).strip()
            if not value or _YEAR_ONLY.fullmatch(match.group(0)) or _in_question(value, question):
                continue
            start = match.start() + len(match.group(0)) - len(match.group(0).lstrip())
            spans.append((start, match.start() + len(match.group(0).rstrip())))
        expected = _expected_unit(question)
        fitting = (
            tuple(span for span in spans if expected.search(text[span[0] : span[1] + 1])) if expected else ()
        )
        if fitting:
            return fitting
        return tuple(span for span in spans if not _DATE.fullmatch(text[span[0] : span[1]].strip()))
    return ()


def _expected_unit(question: str) -> re.Pattern[str] | None:
    """What the figure asked for is counted in, when the question tells."""
    if _SHARE_ASKED.search(question):
        return _PERCENT
    for asked_size, units in _SIZES:
        if asked_size.search(question):
            return units
    unit = _UNIT_ASKED.search(question)
    return re.compile(re.escape(unit.group(1))) if unit else None


def _in_question(value: str, question: str) -> bool:
    return re.sub(r"\s", "", value) in re.sub(r"\s", "", question)


def choose_quotes(
    candidates: Sequence[Candidate],
    weights: SentenceWeights,
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
            return [_quote(candidate, question, asked, people) for candidate in chosen]
    chosen = [ranked[0]]
    best_score = weights.score(ranked[0])
    covered = set(ranked[0].covered)
    share = SHARE_WHEN_MORE_IS_ASKED if wants_more else SHARE_OF_BEST
    tie = (SHARE_OF_A_TIE_WHEN_MORE_IS_ASKED if wants_more else SHARE_OF_A_TIE) * best_score
    while len(chosen) < MAX_QUOTES:
        room = ENOUGH_CHARS - sum(other.end - other.start for other in chosen)
        able = [
            candidate
            for candidate in ranked[1:]
            if weights.score(candidate) >= share * best_score
            and (wants_more or candidate.end - candidate.start <= room)
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
    return [_quote(candidate, question, asked, people) for candidate in chosen]


def _one_for_each(
    ranked: Sequence[Candidate], weights: SentenceWeights, subjects: Mapping[str, float]
) -> list[Candidate]:
    """The best sentence about each subject, in the order of the subjects; one that is about several counts once.

    That a sentence names the other subjects too speaks neither for nor against it.
    """
    chosen: list[Candidate] = []
    for subject in list(subjects)[:MAX_QUOTES]:
        others = {term: share for term, share in subjects.items() if term != subject}

        def worth(candidate: Candidate, others: Mapping[str, float] = others) -> float:
            extra = sum(share for term, share in others.items() if term in candidate.covered)
            return weights.score(candidate) - weights.overlap * extra

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
    return tie or rival or bool(candidate.covered - covered)


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
    if asked.language == chunk.language:  # which clause answers is told by shared words
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
