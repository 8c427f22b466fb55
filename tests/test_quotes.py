from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_kinds import kind_fit
from rag.errors import QuoteError
from rag.questions import analyse_question
from rag.quote_spans import sentence_spans
from rag.quotes import choose_quotes, verify_quote
from rag.scoring import Candidate, PairWeights, SentenceWeights
from rag.types import Chunk, Document, Hit, Metadata, Quote, Run, SourceMap

ALIKE = SentenceWeights(overlap=1.0, support=0.0, similarity=0.0, fit=0.5, prior=0.0, misfit=0.5)
WEIGHTS = PairWeights("zh", ALIKE, ALIKE)


def hit(text: str, rank: int = 1, start: int = 0, document_id: str = "d") -> Hit:
    chunk = Chunk(
        f"{document_id}#{rank}",
        document_id,
        f"{document_id}.txt",
        "D",
        (),
        start,
        start + len(text),
        text,
        "zh",
    )
    return Hit(chunk, 1.0 / rank, rank)


def candidate(of: Hit, index: int, overlap: float, question: str = "", covered=()) -> Candidate:
    start, end = sentence_spans(of)[index]
    text = of.chunk.text[start - of.chunk.start : end - of.chunk.start]
    fit = kind_fit(text, question, analyse_question(question))
    return Candidate(of, start, end, overlap, overlap, 0.0, fit, 1.0 / of.rank, frozenset(covered))


def chosen(candidates, question: str) -> list[str]:
    return [quote.text for quote in choose_quotes(candidates, WEIGHTS, question, analyse_question(question))]


def test_sentence_spans_count_from_the_start_of_the_document():
    assert sentence_spans(hit("甲。 乙。", start=100)) == [(100, 102), (103, 105)]


def test_no_candidates_give_no_quotes():
    assert chosen([], "多少？") == []


def test_the_sentence_that_covers_the_question_is_quoted_alone():
    of = hit("茶园很美。茶园面积为28亩。天气很好。")
    question = "茶园面积是多少？"
    options = [
        candidate(of, 0, 0.4, question, ["茶园"]),
        candidate(of, 1, 0.9, question, ["茶园", "面积"]),
        candidate(of, 2, 0.0, question),
    ]
    assert chosen(options, question) == ["茶园面积为28亩。"]


def test_a_quoted_row_carries_its_tables_header_and_stays_verbatim():
    of = hit("| 绿茶 | 5 | 7 |")
    row = Hit(replace(of.chunk, kind="table_row", context="报告\n| 品种 | 2021 | 2022 |"), 1.0, 1)
    (quote,) = choose_quotes([candidate(row, 0, 0.9)], WEIGHTS, "绿茶？", analyse_question("绿茶？"))
    assert (quote.text, quote.table_header) == ("| 绿茶 | 5 | 7 |", "| 品种 | 2021 | 2022 |")


def test_a_comparison_gets_a_quote_from_each_place():
    first, second = hit("绿茶产量为5吨。"), hit("红茶产量为7吨。", rank=2, document_id="e")
    question = "绿茶和红茶的产量有什么区别？"
    options = [
        candidate(first, 0, 0.5, question, ["绿茶", "产量"]),
        candidate(second, 0, 0.45, question, ["红茶", "产量"]),
    ]
    assert chosen(options, question) == ["绿茶产量为5吨。", "红茶产量为7吨。"]


def test_documents_that_disagree_on_a_figure_are_both_quoted():
    first, second = hit("茶园占17.8%。"), hit("茶园占17.9%。", rank=2, document_id="e")
    question = "茶园占多少比例？"
    options = [candidate(first, 0, 0.8, question, ["茶园"]), candidate(second, 0, 0.8, question, ["茶园"])]
    assert chosen(options, question) == ["茶园占17.8%。", "茶园占17.9%。"]


def test_the_same_sentence_in_two_places_is_quoted_once():
    options = [
        candidate(hit("茶园占17.8%。"), 0, 0.8, "多少？", ["茶园"]),
        candidate(hit("茶园占17.8%。", 2, 0, "e"), 0, 0.8, "多少？", ["占"]),
    ]
    assert chosen(options, "茶园占多少？") == ["茶园占17.8%。"]


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it():
    of = hit("李明是局长。他表示茶园很大。")
    assert chosen([candidate(of, 1, 0.9)], "局长怎么说？") == ["李明是局长。他表示茶园很大。"]


def test_the_items_of_a_list_come_along():
    of = hit("措施有三点，一是节水。二是育苗。三是修路。天气很好。")
    assert chosen([candidate(of, 0, 0.9, "有哪些措施？")], "有哪些措施？") == [
        "措施有三点，一是节水。二是育苗。三是修路。"
    ]


def test_the_items_between_semicolons_come_along_from_any_of_them():
    of = hit("事后定了三条规矩：新旧茶分库；湿度高的不许入库；每间装一台风扇。此外换了锁。")
    whole = of.chunk.text[:-6]
    question = "事后定了哪些规矩？"
    for index in range(3):
        assert chosen([candidate(of, index, 0.9, question)], question) == [whole]
    assert chosen([candidate(of, 0, 0.9, "规矩是谁定的？")], "规矩是谁定的？") == [
        "事后定了三条规矩：新旧茶分库；"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "（一）茶业母基金。2020年设立，规模50亿元。由茶叶局管理。",
        "1.2 Tea fund. Set up in 2020 with 50 million. Run by the board.",
    ],
)
def test_a_heading_that_runs_into_its_paragraph_is_no_sentence_by_itself(text):
    assert len(sentence_spans(hit(text))) == 2
    assert sentence_spans(hit(text))[0][0] == 0


def test_a_numbered_line_alone_stays_a_sentence():
    assert len(sentence_spans(hit("（一）茶业母基金。\n2020年设立，规模50亿元。"))) == 2


def test_a_long_sentence_is_cut_to_the_clauses_that_answer():
    text = "茶园历史悠久" + "，山清水秀" * 20 + "，茶园面积为28亩，" + "，".join(["游人如织"] * 20) + "。"
    question = "茶园面积是多少？"
    [quote] = chosen([candidate(hit(text), 0, 0.9, question, ["茶园", "面积"])], question)
    assert "茶园面积为28亩" in quote
    assert len(quote) < 100


def document(text: str) -> Document:
    return Document(
        "d", "d.txt", "D", "zh", text, text, SourceMap((Run(0, 0, len(text)),), (0,)), (), Metadata(), ""
    )


def test_a_quote_that_stands_gets_its_own_lines():
    source_map = SourceMap((Run(0, 0, 6),), (0, 3))
    place = Document("d", "d.txt", "D", "zh", "甲。\n乙丙。", "甲。\n乙丙。", source_map, (), Metadata(), "")
    assert verify_quote(Quote("d", "d#1", "d.txt", 3, 6, "乙丙。"), place).lines == (2, 2)


def test_a_quote_that_does_not_stand_is_refused():
    with pytest.raises(QuoteError, match="rag build"):
        verify_quote(Quote("d", "d#1", "d.txt", 0, 2, "丙丁"), document("甲乙丙丁"))


@given(
    st.text(alphabet="茶园面积为28亩，。；他第二是（）“” ab.,\n", max_size=300),
    st.sampled_from(["面积是多少？", "谁说的？", "有哪些？", "why?", "茶"]),
)
def test_every_quote_is_a_verbatim_span(text, question):
    of = hit(text, start=7)
    options = [candidate(of, i, 0.5, question, [str(i)]) for i in range(len(sentence_spans(of)))]
    for quote in choose_quotes(options, WEIGHTS, question, analyse_question(question)):
        assert text[quote.start - 7 : quote.end - 7] == quote.text
        assert quote.text.strip()
        assert all(0 <= a < b <= len(quote.text) for a, b in quote.marks)


RULES = "有下列情形之一的，可以退票：\n（一）演出取消的；\n（二）换角的；\n（三）改期的。\n其他情形不退。"


@pytest.mark.parametrize("index", [0, 2])
def test_a_list_on_lines_of_its_own_is_quoted_whole_when_a_list_is_asked_for(index: int) -> None:
    question = "哪些情形可以退票？"
    found = choose_quotes(
        [candidate(hit(RULES), index, 0.9, question)], WEIGHTS, question, analyse_question(question)
    )
    assert [quote.text for quote in found] == [RULES.rpartition("\n")[0]]


def test_one_item_is_quoted_where_it_alone_is_asked_for() -> None:
    question = "换角可以退票吗？"
    found = choose_quotes(
        [candidate(hit(RULES), 2, 0.9, question)], WEIGHTS, question, analyse_question(question)
    )
    assert [quote.text for quote in found] == ["（二）换角的；"]


def read(of: Hit, *readings: float, conflicts: tuple[float, ...] = ()) -> list[Candidate]:
    """The sentences of a hit, each with what the reader thinks of it and as likely as that."""
    return [
        replace(
            candidate(of, index, reading),
            position=index,
            reading=reading,
            conflict=conflicts[index] if conflicts else 0.0,
        )
        for index, reading in enumerate(readings)
    ]


SAID = "副院长张威谈到园区。要建设招商数据库。会后参观了码头。"


def test_a_sentence_that_goes_on_with_the_answer_is_quoted_with_it():
    assert chosen(read(hit(SAID), 0.6, 0.4, 0.1), "张威怎么说？") == [
        "副院长张威谈到园区。要建设招商数据库。"
    ]


@pytest.mark.parametrize(("best", "after"), [(0.6, 0.2), (0.8, 0.45)])
def test_one_that_the_reader_thinks_little_of_is_not(best, after):
    assert chosen(read(hit(SAID), best, after, 0.1), "张威怎么说？") == ["副院长张威谈到园区。"]


def test_one_that_comes_before_the_best_is_not():
    assert chosen(read(hit(SAID), 0.4, 0.6, 0.1), "张威怎么说？") == ["要建设招商数据库。"]


def test_one_about_another_year_is_not():
    of = hit("2020年产茶五万吨。2021年产茶七万吨。")
    question = "2020年产茶多少？"
    assert chosen(read(of, 0.6, 0.4, conflicts=(0.0, 1.0)), question) == ["2020年产茶五万吨。"]
    assert chosen(read(of, 0.6, 0.4), question) == ["2020年产茶五万吨。2021年产茶七万吨。"]


def test_on_a_line_of_its_own_it_is_a_quote_of_its_own_after_the_best():
    of = hit("副院长张威谈到园区。\n要建设招商数据库。")
    assert chosen(read(of, 0.6, 0.4), "张威怎么说？") == ["副院长张威谈到园区。", "要建设招商数据库。"]


def test_a_joined_quote_marks_what_answers_in_both_sentences():
    of = hit("茶园面积为28亩。产量为5万吨。")
    quote = choose_quotes(read(of, 0.6, 0.5), WEIGHTS, "多少？", analyse_question("茶园面积和产量是多少？"))[
        0
    ]
    assert quote.text == of.chunk.text
    assert {quote.text[a:b] for a, b in quote.marks} >= {"28亩", "5万吨"}
