from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.errors import GenerationError, ModelError, QuestionError
from rag.page.exchange import Exchange, render_conversation, render_exchange, segments
from tests.toys_page import (
    DECLINED_ANSWER,
    DOCUMENTS,
    HARBOUR,
    HOSTILE_ANSWER,
    REASON,
    ROWS_ANSWER,
    TONNAGE,
    TONNAGE_ANSWER,
    toy_citation,
)


def shown(exchange, language="zh"):
    return render_exchange(exchange, "e1", DOCUMENTS.get, language)


def test_an_answer_is_cut_into_words_quotes_and_marks():
    assert [(piece.kind, piece.text) for piece in segments(TONNAGE_ANSWER)] == [
        ("prose", "「"),
        ("quote", TONNAGE),
        ("prose", "」"),
        ("mark", "[1]"),
        ("prose", "\n「"),
        ("quote", REASON),
        ("prose", "」"),
        ("mark", "[1]"),
    ]


def test_a_bracketed_number_that_cites_nothing_stays_a_word():
    answer = replace(TONNAGE_ANSWER, text="见[7]和[1]。", quotes=())
    assert [(piece.kind, piece.text) for piece in segments(answer)] == [
        ("prose", "见[7]和"),
        ("mark", "[1]"),
        ("prose", "。"),
    ]


def test_a_mark_inside_a_quote_belongs_to_the_quote():
    quote = replace(TONNAGE_ANSWER.quotes[0], text="甲[1]乙", start=0, end=5, marks=())
    answer = replace(TONNAGE_ANSWER, text="甲[1]乙[1]", quotes=(quote,))
    assert [(piece.kind, piece.text) for piece in segments(answer)] == [("quote", "甲[1]乙"), ("mark", "[1]")]


@given(st.lists(st.sampled_from(["「", TONNAGE, REASON, "[1]", "[2]", "x", "\n", TONNAGE[:5]]), max_size=8))
def test_the_pieces_of_an_answer_joined_are_the_answer(parts):
    answer = replace(TONNAGE_ANSWER, text="".join(parts))
    assert "".join(piece.text for piece in segments(answer)) == answer.text


def test_an_answer_has_bold_words_marks_that_lead_to_their_card_and_a_confidence():
    page = shown(Exchange("2022年吞吐量是多少？", TONNAGE_ANSWER))
    assert '<q lang="zh-CN">2022年港区货物吞吐量达到<b>2.1亿吨</b>，同比增长16.7%。</q>' in page
    assert (
        '<a class="ref" href="#e1-c1" data-action="evidence" data-target="e1-c1"'
        ' aria-label="查看出处 1">[1]</a>' in page
    )
    assert 'id="e1-c1"' in page
    assert "把握 87%" in page


def test_a_quoted_row_is_a_table_in_the_answer_without_quotation_marks_around_it():
    page = shown(Exchange("q", ROWS_ANSWER))
    said = page[page.index('<div class="answer"') : page.index('<p class="confidence"')]
    assert said.count('<blockquote class="row" lang="zh-CN"><div class="rows"><table>') == 2
    assert '<td class="figure">41</td><td class="figure"><b>63</b></td>' in said
    assert "「" not in said and "」" not in said and "|" not in said
    assert said.count('class="ref"') == 2


def test_while_an_answer_streams_cards_appear_with_their_marks():
    two = replace(
        TONNAGE_ANSWER,
        text=TONNAGE_ANSWER.text + "又[2]",
        citations=(*TONNAGE_ANSWER.citations, toy_citation(HARBOUR, 2)),
    )
    assert shown(Exchange("q", two, shown=2)).count('class="card"') == 0
    assert shown(Exchange("q", two, shown=4)).count('class="card"') == 1
    assert shown(Exchange("q", two)).count('class="card"') == 2
    assert "把握" not in shown(Exchange("q", two, shown=4))


def test_what_a_model_is_still_writing_is_bare_words_without_marks_or_evidence():
    growing = replace(TONNAGE_ANSWER, text="<b>大约[1]")
    page = shown(Exchange("q", growing, growing=True))
    assert '<div class="answer" aria-busy="true">&lt;b&gt;大约[1]</div>' in page
    assert "card" not in page


def test_a_declined_question_says_so_in_the_askers_language_and_offers_the_nearest_passages():
    page = shown(Exchange("谁夺冠？", DECLINED_ANSWER), "en")
    assert page.startswith('<article class="exchange declined"')
    assert '<p class="notice-title" lang="zh-CN">文档中没有找到这个问题的答案。</p>' in page
    assert '<section class="evidence nearest" aria-label="Nearest passages">' in page


def test_an_error_is_shown_in_its_own_three_sentences_escaped():
    error = ModelError("The model <tiny> failed.", "Its file is missing.", "Build again: rag build DIR")
    page = shown(Exchange("q", error=error), "en")
    assert (
        "<p>The model &lt;tiny&gt; failed. Its file is missing.</p><p>Build again: rag build DIR</p>" in page
    )
    assert 'role="alert"' in page


def test_a_question_without_words_is_refused_in_the_interfaces_language():
    error = QuestionError("The question is empty.", "It has no letter.", "Ask in words.")
    assert "问题里没有可以检索的文字或数字" in shown(Exchange("？？", error=error), "zh")
    assert "The question is empty. It has no letter." in shown(Exchange("??", error=error), "en")


def test_an_unexpected_failure_is_said_without_its_details():
    assert "The program met an unexpected error" in shown(Exchange("q", unexpected=True), "en")


def test_the_standalone_question_is_shown_and_can_be_corrected_only_where_it_differs():
    follow = replace(TONNAGE_ANSWER, standalone_question='港区"2022"年吞吐量？')
    page = shown(Exchange("那2022年呢？", follow))
    assert '按此理解：<span lang="zh-CN">港区&quot;2022&quot;年吞吐量？</span>' in page
    assert 'value="港区&quot;2022&quot;年吞吐量？"' in page
    assert "standalone" not in shown(Exchange(" 2022年吞吐量是多少？ ", TONNAGE_ANSWER))
    assert "已改为：" in shown(Exchange("那2022年呢？", follow, corrected=True))


def test_notes_are_shown_below_the_answer():
    noted = replace(TONNAGE_ANSWER, notes=("The service <x> failed.",))
    assert '<p class="note">The service &lt;x&gt; failed.</p>' in shown(Exchange("q", noted))


def test_a_language_models_failure_is_noted_in_the_interfaces_language_and_other_notes_stay():
    error = GenerationError("It did not answer.", "Timeout.", "Try again.", "timeout")
    noted = replace(TONNAGE_ANSWER, notes=("另一条。", str(error)), failure=error)
    page = shown(Exchange("q", noted), "zh")
    assert '<p class="note">另一条。</p><div class="note"><span>语言模型的服务没有及时回应' in page
    assert '<p class="note">It did not answer. Timeout. Try again.</p>' in shown(Exchange("q", noted), "en")


def test_a_stopped_answer_is_the_quoted_one_with_a_remark():
    page = shown(Exchange("q", growing=True, standing=TONNAGE_ANSWER).stop())
    assert page.count('class="card"') == 1
    assert '<p class="note">语言模型已停止，以上为原文摘引。</p>' in page


def test_a_question_is_escaped_like_everything_else():
    page = render_conversation(
        [Exchange("<script>alert(1)</script>", HOSTILE_ANSWER), Exchange("<img src=x>")], DOCUMENTS.get, "en"
    )
    assert "<script" not in page
    assert "<img" not in page


def test_the_exchanges_are_numbered_and_the_welcome_stands_only_before_the_first():
    page = render_conversation([Exchange("a"), Exchange("b")], DOCUMENTS.get, "en", "WELCOME")
    assert page.index('id="e1"') < page.index('id="e2"')
    assert "WELCOME" not in page
    assert render_conversation([], DOCUMENTS.get, "en", "WELCOME") == "WELCOME"
