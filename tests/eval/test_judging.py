from dataclasses import replace

import pytest

from eval.evidence import EvidenceFinder
from eval.judging import Judge
from eval.question_format import Evidence, Question
from rag.errors import QuestionError
from rag.types import Answer, Citation, Quote
from tests.toys import make_chunk, make_document

TEXT = "码头有九座，建于三年前。仓库有三间。"
DOCUMENT = make_document(TEXT)
CHUNK = replace(make_chunk(TEXT, 0), section=("码头",))
QUESTION = Question(
    "q", "zh", "有几座码头？", evidence=(Evidence("doc.txt", "码头有九座"),), answers=(("九座",),)
)


@pytest.fixture
def judge() -> Judge:
    return Judge(EvidenceFinder([DOCUMENT], [CHUNK]), {"doc": DOCUMENT}, {"doc": TEXT})


def answer(*spans: tuple[int, int], section: tuple[str, ...] = ("码头",), declined: bool = False) -> Answer:
    quotes = tuple(Quote("doc", "doc#0000", "doc.txt", a, b, TEXT[a:b], citation=1) for a, b in spans)
    citations = (Citation(1, "doc", "doc.txt", "A document", section, "", {}),) if spans else ()
    text = " ".join(f"「{quote.text}」[1]" for quote in quotes)
    return Answer("有几座码头？", "有几座码头？", "zh", text, declined, 0.7, quotes, citations, (), 12.0)


def test_the_evidence_quoted_is_right_precise_cited_and_verbatim(judge: Judge) -> None:
    outcome = judge.judge(QUESTION, answer((0, 5)))
    assert (outcome.correct, outcome.precision, outcome.precision_strict, outcome.cited) == (
        True,
        1.0,
        1.0,
        True,
    )
    assert (outcome.verbatim, outcome.marked, outcome.quoted_chars, outcome.right) == (1, 1, 5, True)


def test_the_rest_of_the_sentence_is_precise_but_not_strictly(judge: Judge) -> None:
    outcome = judge.judge(QUESTION, answer((0, 12)))
    assert (outcome.precision, outcome.precision_strict) == (1.0, 5 / 12)


def test_another_sentence_beside_the_evidence_costs_precision(judge: Judge) -> None:
    outcome = judge.judge(QUESTION, answer((0, 12), (12, 18)))
    assert outcome.precision == 12 / 18


def test_a_quote_without_the_answer_is_wrong_and_says_what_is_missing(judge: Judge) -> None:
    outcome = judge.judge(QUESTION, answer((12, 18)))
    assert (outcome.correct, outcome.missing, outcome.right) == (False, (0,), False)


def test_a_refusal_is_wrong_where_there_is_an_answer_and_right_where_there_is_none(judge: Judge) -> None:
    assert not judge.judge(QUESTION, answer(declined=True)).right
    unanswerable = Question("u", "zh", "有几座机场？", unanswerable=True)
    assert judge.judge(unanswerable, answer(declined=True)).right
    assert not judge.judge(unanswerable, answer((0, 5))).right


def test_a_citation_of_another_section_is_not_right(judge: Judge) -> None:
    outcome = judge.judge(QUESTION, answer((0, 5), section=("仓库",)))
    assert (outcome.cited, outcome.marked) == (False, 0)


def test_a_mark_that_the_text_does_not_show_is_no_mark(judge: Judge) -> None:
    outcome = judge.judge(QUESTION, replace(answer((0, 5)), text="「码头有九座」"))
    assert (outcome.cited, outcome.marked) == (True, 0)


def test_a_changed_quote_is_counted_as_not_verbatim(judge: Judge) -> None:
    changed = Quote("doc", "doc#0000", "doc.txt", 0, 5, "码头有八座", citation=1)
    assert judge.judge(QUESTION, replace(answer((0, 5)), quotes=(changed,))).verbatim == 0


def test_one_of_two_alternative_places_is_enough_for_the_citation(judge: Judge) -> None:
    twice = replace(QUESTION, evidence=(Evidence("doc.txt", "机场", 1), Evidence("doc.txt", "码头有九座", 2)))
    outcome = judge.judge(twice, answer((0, 5)))
    assert (outcome.cited, outcome.unfound) == (True, 1)


def test_evidence_that_stands_nowhere_is_never_cited(judge: Judge) -> None:
    nowhere = replace(QUESTION, evidence=(Evidence("doc.txt", "机场"),))
    assert judge.judge(nowhere, answer((0, 5))).cited is False


def test_a_question_that_cannot_be_asked_is_declined_with_the_reason(judge: Judge) -> None:
    outcome = judge.failed(QUESTION, QuestionError("Nothing to look up.", "It is empty.", "Ask."))
    assert (outcome.declined, outcome.correct, outcome.error) == (
        True,
        False,
        "Nothing to look up. It is empty. Ask.",
    )


def test_groups_of_evidence_become_groups_of_passages(judge: Judge) -> None:
    two = replace(
        QUESTION,
        evidence=(Evidence("doc.txt", "码头", 1), Evidence("doc.txt", "仓库", 2), Evidence("x", "y", 2)),
    )
    assert judge.holding_chunks(two) == [[["doc#0000"]], [["doc#0000"], []]]
