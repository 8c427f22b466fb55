"""A sentence → the span that is quoted for it: as few words as stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer_kinds import kind_fit
from rag.chunking import size
from rag.item_lists import ItemList, Span, find_lists
from rag.questions import AskedFor
from rag.scoring import Candidate
from rag.text.names import is_signature
from rag.text.sentences import split_sentences
from rag.types import Hit

# A sentence longer than this is cut down to the clauses that answer; shorter ones are quoted whole.
LONG_SENTENCE_CHARS = 110
MAX_SPAN_CHARS = 220
# A list on lines of its own is quoted whole up to this size: in Chinese characters, three Latin letters being one.
_MAX_LIST_SIZE = 330
_CLEAR_FIT = 0.8

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
# "（一）母基金。2020年设立…": a heading that runs into its paragraph says nothing by itself.
_RUN_IN_HEADING = re.compile(
    r"\**(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．])\s*[^，。；：,;:!?！？\n]{2,18}。"
    r"|\**(?:\([a-z\d]{1,2}\)|\d{1,2}(?:\.\d{1,2}){0,2}\.?)\s+[A-Z][\w ',’-]{2,40}\."
)
_OPENS_LIST = re.compile(r"[：:][^：:]*[；;]$")
_CLAUSE_END = re.compile(r"[；;，,：:]")


def sentence_spans(hit: Hit) -> list[tuple[int, int]]:
    """The spans of a hit's sentences in the document's reading text, stripped of white space at both ends.

    A row of a table is one span while it is short: a cell says nothing without the name in the first one. What holds
    hardly a word, such as an address on the web, is no sentence; a heading that runs into a paragraph begins one.
    """
    spans: list[tuple[int, int]] = []
    headed = False
    whole_row = hit.chunk.kind == "table_row" and len(hit.chunk.text) <= MAX_SPAN_CHARS
    pieces = [(0, len(hit.chunk.text))] if whole_row else split_sentences(hit.chunk.text)
    for start, end in pieces:
        piece = hit.chunk.text[start:end]
        left = hit.chunk.start + start + len(piece) - len(piece.lstrip())
        right = hit.chunk.start + end - (len(piece) - len(piece.rstrip()))
        if left >= right or _ADDRESS.search(piece.strip()):
            continue
        if (spans and _ATTRIBUTION.fullmatch(piece.strip())) or (
            headed and "\n" not in hit.chunk.text[spans[-1][1] - hit.chunk.start : left - hit.chunk.start]
        ):  # “…。”某某说。: who said it belongs to what was said
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
        headed = bool(_RUN_IN_HEADING.fullmatch(piece.strip()))
    return spans or ([(hit.chunk.start, hit.chunk.end)] if hit.chunk.text.strip() else [])


def quoted_span(candidate: Candidate, question: str, asked: AskedFor) -> tuple[int, int]:
    """The span in the reading text that is quoted for a sentence: with what it leans on, without what is not asked."""
    chunk = candidate.hit.chunk
    start, end = _with_neighbours(candidate, question, asked)
    # Which clause answers is told by shared words, and only Chinese commas part clauses that stand by themselves. A
    # sentence that is long only with what it leans on is quoted whole: 该项研究……，并得到了中国政府的资助支持。
    long = candidate.end - candidate.start > LONG_SENTENCE_CHARS
    if long and asked.language == chunk.language == "zh":
        offset = chunk.start
        start, end = _shortened(chunk.text, start - offset, end - offset, candidate, question, asked)
        start, end = start + offset, end + offset
    return start, end


def _with_neighbours(candidate: Candidate, question: str, asked: AskedFor) -> tuple[int, int]:
    """The span with the sentence that it leans on, and with what it opens: a list's items, the figure asked for."""
    spans = sentence_spans(candidate.hit)
    offset, text = candidate.hit.chunk.start, candidate.hit.chunk.text
    sentences = [text[a - offset : b - offset] for a, b in spans]
    index = next((i for i, span in enumerate(spans) if span == (candidate.start, candidate.end)), None)
    if index is None:
        return candidate.start, candidate.end
    first = last = index
    if first > 0 and is_signature(sentences[first - 1], sentences[first]):
        first -= 1
    elif last + 1 < len(spans) and is_signature(sentences[last], sentences[last + 1]):
        last += 1
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
    listed = _item_list(text, [(a - offset, b - offset) for a, b in spans], index)
    if listed and asked.kind == "list":
        return spans[listed.opener][0], spans[listed.last][1]
    if asked.kind == "list":
        first, last = _whole_list(sentences, spans, first, last)
    if asked.kind in ("list", "reason", "definition", "other") and not listed:
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


def _item_list(text: str, spans: list[Span], index: int) -> ItemList | None:
    """The list on lines of its own that a sentence opens or stands in, where it is short enough to be quoted whole."""
    for listed in find_lists(text, spans):
        if listed.opener <= index <= listed.last and is_short(listed, text, spans):
            return listed
    return None


def is_short(listed: ItemList, text: str, spans: Sequence[Span]) -> bool:
    """Whether a list is short enough to be quoted whole; `spans` are those of the text's sentences."""
    return size(text[spans[listed.opener][0] : spans[listed.last][1]]) <= _MAX_LIST_SIZE


def _whole_list(sentences: list[str], spans: list[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    """The sentences with all items of the list that a colon opens and semicolons part: "三条规矩：…；…；…。"."""
    low, high = first, last
    while low > 0 and sentences[low - 1].endswith(("；", ";")) and not _OPENS_LIST.search(sentences[low]):
        low -= 1
    if not _OPENS_LIST.search(sentences[low]):
        return first, last
    while high + 1 < len(spans) and sentences[high].endswith(("；", ";")):
        high += 1
    return (low, high) if spans[high][1] - spans[low][0] <= 2 * MAX_SPAN_CHARS else (first, last)


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
